from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from wfm.rostering.unfold import GONE, TooLargeError, alike, merged, unfold
from wfm.rules.memory import BARRED, REFUSED, Memory

pytestmark = pytest.mark.unit

DAYS, STATES, COLUMNS = 4, 6, 3


def drawn(seed: int, *, charged: bool = True) -> Memory:
    """A memory without sense: any step, many of them barred, some ends refused."""
    rng = np.random.default_rng(seed)
    step = rng.integers(0, STATES, (DAYS, STATES, COLUMNS))
    step[rng.random(step.shape) < 0.25] = BARRED
    points = rng.integers(0, 3, step.shape).astype(float) if charged else None
    end = np.where(rng.random(STATES) < 0.3, REFUSED, rng.integers(0, 2, STATES))
    return Memory(int(rng.integers(STATES)), step, points, end)


def price(memory: Memory, start: int, days: tuple[int, ...]) -> float:
    """What a memory charges for a row of days from a state; infinite where it bars them."""
    total, state = 0.0, start
    for d, column in enumerate(days):
        if state == BARRED:
            return float("inf")
        total += 0.0 if memory.points is None else float(memory.points[d, state, column])
        state = int(memory.step[d, state, column])
    return float("inf") if state == BARRED else total + float(memory.end[state])


@pytest.mark.parametrize("charged", [True, False])
@pytest.mark.parametrize("seed", range(8))
def test_merged_states_charge_what_they_stand_for(seed: int, charged: bool) -> None:
    """Tests every row of days from every state, against the memory before."""
    memory = drawn(seed, charged=charged)
    small, stands = merged(memory)
    for state in range(STATES):
        for days in product(range(COLUMNS), repeat=DAYS):
            before = price(memory, state, days)
            assert price(small, int(stands[state]), days) == before


def test_states_that_act_alike_are_one() -> None:
    """Tests that a counter which can reach its limit no more is forgotten."""
    step = np.minimum(np.arange(5)[:, None] + np.array([1, 0]), 4)[None].repeat(3, axis=0)
    free, stands = merged(Memory(0, step, None, np.zeros(5)))
    assert set(stands.tolist()) == {0}
    assert set(free.step.ravel().tolist()) == {0}
    # Three days of one each: a sum of three is refused, so that who has one may reach it.
    end = np.where(np.arange(5) >= 3, REFUSED, 0.0)
    _, stands = merged(Memory(0, step, None, end))
    assert len(set(stands[:3].tolist())) == 3
    assert stands[3:].tolist() == [BARRED, BARRED]


@pytest.mark.parametrize("seed", range(6))
def test_unfolded_paths_are_the_rows_of_days_that_all_memories_allow(seed: int) -> None:
    """Tests the number of paths and their points for two memories at once."""
    memories = [drawn(seed), drawn(seed + 100, charged=False)]
    starts = np.array([[m.start for m in memories], [0, 0]])
    arcs = unfold(memories, starts, range(COLUMNS), 10_000)
    for node, start in zip(arcs.starts.tolist(), starts.tolist(), strict=True):
        wanted = {
            days: total
            for days in product(range(COLUMNS), repeat=DAYS)
            if np.isfinite(
                total := sum(price(m, s, days) for m, s in zip(memories, start, strict=True))
            )
        }
        if node == GONE:
            assert not wanted
            continue
        paths = {(): (node, 0.0)}
        for _ in range(DAYS):
            paths = {
                (*days, int(arcs.kind[arc])): (
                    int(arcs.target[arc]),
                    points + (0.0 if arcs.points is None else float(arcs.points[arc])),
                )
                for days, (at, points) in paths.items()
                for arc in range(arcs.first[at], arcs.first[at + 1])
            }
        last = int(arcs.layers[DAYS])
        found = {days: points + arcs.end[at - last] for days, (at, points) in paths.items()}
        assert found == pytest.approx(wanted)


def test_too_many_arcs() -> None:
    """Tests that the limit counts the arcs of all days."""
    memory = Memory(0, np.zeros((DAYS, 1, COLUMNS), dtype=np.int64), None, np.zeros(1))
    assert len(unfold([memory], np.zeros((1, 1), dtype=np.int64), (0, 1), 8).target) == 8
    with pytest.raises(TooLargeError):
        unfold([memory], np.zeros((1, 1), dtype=np.int64), (0, 1), 7)


def test_columns_taken_alike_are_one_kind() -> None:
    """Tests that a column is grouped by every memory and its points."""
    step = np.zeros((2, 2, 4), dtype=np.int64)
    step[:, :, 3] = 1
    points = np.zeros(step.shape)
    points[1, 0, 1] = 2.0
    plain, dear = Memory(0, step, None, np.zeros(2)), Memory(0, step, points, np.zeros(2))
    assert alike([plain], range(4)) == [[0, 1, 2], [3]]
    assert alike([plain, dear], range(4)) == [[0, 2], [1], [3]]
