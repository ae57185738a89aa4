from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.rostering import sweep, sweep_numba
from wfm.rostering.unfold import GONE, Arcs, unfold
from wfm.rules.memory import BARRED, Memory

pytestmark = pytest.mark.unit


def drawn(seed: int, n_days: int = 6, n_states: int = 5, n_columns: int = 4) -> Arcs:
    """A graph of one drawn memory; its last column is never barred, so that a path is there."""
    rng = np.random.default_rng(seed)
    step = rng.integers(0, n_states, (n_days, n_states, n_columns))
    step[:, :, :-1][rng.random((n_days, n_states, n_columns - 1)) < 0.3] = BARRED
    points = rng.random(step.shape) if seed % 2 else None
    memory = Memory(0, step, points, rng.random(n_states))
    return unfold([memory], np.zeros((1, 1), dtype=np.int64), range(n_columns), 100_000)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_compiled_and_plain_sweeps_agree_to_the_bit(seed: int) -> None:
    """Tests totals and paths, with ties and without."""
    arcs = drawn(seed)
    rng = np.random.default_rng(seed)
    for price in (rng.normal(0, 5, (6, 4)), rng.integers(0, 2, (6, 4)).astype(float)):
        plain = sweep.run(arcs, price, int(arcs.starts[0]))
        compiled = sweep_numba.run(arcs, price, int(arcs.starts[0]))
        assert plain[0] == compiled[0]
        assert plain[1].tolist() == compiled[1].tolist()


def test_large_graphs_take_the_compiled_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests the choice by the number of arcs, and that it changes nothing."""
    arcs, price = drawn(3), np.random.default_rng(3).random((6, 4))
    small = sweep.cheapest(arcs, price, int(arcs.starts[0]))
    used: list[int] = []
    monkeypatch.setattr(sweep, "COMPILED_ARCS", len(arcs.target))
    run = sweep_numba.run
    monkeypatch.setattr(sweep_numba, "run", lambda *x: used.append(1) or run(*x))
    large = sweep.cheapest(arcs, price, int(arcs.starts[0]))
    assert used
    assert small is not None
    assert large is not None
    assert small[0] == large[0]


def test_no_path() -> None:
    """Tests a node that is gone, and prices that close every way."""
    arcs = drawn(1)
    assert sweep.cheapest(arcs, np.zeros((6, 4)), GONE) is None
    assert sweep.cheapest(arcs, np.full((6, 4), sweep.FAR), int(arcs.starts[0])) is None


@pytest.mark.parametrize("seed", range(4))
def test_dearer_prices_never_make_a_path_cheaper(seed: int) -> None:
    """Tests the total while one price after another rises."""
    arcs, rng = drawn(seed), np.random.default_rng(seed)
    price = rng.random((6, 4))
    totals = []
    for _ in range(8):
        totals.append(sweep.run(arcs, price, int(arcs.starts[0]))[0])
        price[rng.integers(6), rng.integers(4)] += 1.0
    assert all(before <= after for before, after in pairwise(totals))
