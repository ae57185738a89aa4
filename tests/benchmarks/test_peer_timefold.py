"""Tests that a task for Timefold says what the instance's own text says."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from unittest.mock import MagicMock, patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import peer_timefold
from benchmarks.nrp_instance import Employee, Instance, penalty
from benchmarks.peer_timefold import SEARCHES, Answer, ask, instance_grid, instance_task

pytestmark = pytest.mark.unit

DAYS = 14


def person(name: str, run: tuple[int, int, int] = (5, 1, 1), off: tuple[int, ...] = ()) -> Employee:
    """An employee with the longest run of work, and the shortest of work and of days off."""
    longest, shortest, free = run
    return Employee(name, {"E": 14, "L": 3}, 9000, 0, longest, shortest, free, 9, off)


INSTANCE = Instance(
    "Made",
    DAYS,
    {"E": 480, "L": 480},
    {"L": ("E",)},
    (person("A"), person("B", off=(0, 5)), person("C")),
    (("A", 1, "E", 3), ("A", 1, "L", 2), ("C", 4, "L", 1)),
    (("B", 2, "E", 2), ("C", 4, "L", 5)),
    {(d, s): (1 + (d % 2), 100, 1) for d in range(DAYS) for s in "EL" if d != 3},
)
TASK = instance_task(INSTANCE)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_prices_add_up_to_the_checkers_penalty(seed: int) -> None:
    """Tests posts and wishes of any grid against the penalty by the instance's own text."""
    rng = np.random.default_rng(seed)
    chosen = {
        (i, d): int(rng.choice(options))
        for i, d, options, _, _ in TASK["cells"]
        if rng.random() < 0.6
    }
    people = Counter(
        p
        for i, d, _, _, place in TASK["cells"]
        if (i, d) in chosen
        for p in TASK["fills"][place][chosen[i, d]]
    )
    cost = sum(prices[people[p]] for p, prices in enumerate(TASK["posts"]))
    cost += sum(price[chosen.get((i, d), -1)] for i, d, _, price, _ in TASK["cells"])
    grid = instance_grid(INSTANCE, Answer(chosen, 0, 0, 0.0, None))
    assert cost == penalty(INSTANCE, grid)[0]


def test_days_off_have_no_cell_and_barred_pairs_are_told_from_first_to_second() -> None:
    """Tests what the peer can't choose."""
    cells = {(i, d) for i, d, *_ in TASK["cells"]}
    assert len(cells) == 3 * DAYS - 2
    assert not {(1, 0), (1, 5)} & cells
    assert TASK["barred"] == [[False, False], [True, False]]


def model_of_the_peer() -> ModuleType:
    """The peer's model without the peer: its decorators and collectors are stand-ins."""
    names = ["timefold", *(f"timefold.solver{x}" for x in ("", ".domain", ".score", ".config"))]
    path = Path(peer_timefold.__file__).parent / "timefold_model.py"
    spec = importlib.util.spec_from_file_location("timefold_model_alone", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.dict(sys.modules, {name: MagicMock() for name in names}):
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return module


MODEL = model_of_the_peer()


@settings(max_examples=150, deadline=None)
@given(
    days=st.sets(st.integers(0, DAYS - 1)),
    run=st.tuples(st.integers(2, 6), st.integers(1, 3), st.integers(1, 3)),
)
def test_rhythm_is_off_exactly_where_the_checker_says(
    days: set[int], run: tuple[int, int, int]
) -> None:
    """Tests runs of work and of days off, at the edges of the horizon too."""
    who = person("A", run)
    instance = Instance("One", DAYS, {"E": 480}, {}, (who,), (), (), {})
    _, broken = penalty(instance, [["E" if d in days else "-" for d in range(DAYS)]])
    theirs = MODEL.Employee(0, *who.limits, DAYS - 1, [DAYS])
    off = theirs.off_rhythm(sorted(days, reverse=True))
    assert (off > 0) == bool(broken)


@pytest.mark.parametrize("search", SEARCHES, ids=lambda s: s.name)
def test_what_the_peer_is_asked_and_what_comes_back(
    search: peer_timefold.Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that task, seconds, seed and search are handed over and cells without shift dropped."""
    script = tmp_path / "stand_in.py"
    script.write_text(
        "import json, sys\n"
        "task = json.load(open(sys.argv[1]))\n"
        "assert '{' not in task['search']\n"
        "cells = [[0, 0, None], [1, 1, 1]]\n"
        "json.dump({'cells': cells, 'hard': -task['seed'], 'soft': -2, 'wall_s': task['time_s'],"
        " 'moves_per_s': len(task['cells'])}, open(sys.argv[2], 'w'))\n"
    )
    monkeypatch.setattr(peer_timefold, "SCRIPT", script)
    monkeypatch.setattr(peer_timefold, "TIMEFOLD", MagicMock(python=sys.executable))
    answer = ask(TASK, search, 3.5, 7)
    assert answer == Answer({(1, 1): 1}, -7, -2, 3.5, len(TASK["cells"]))


def test_a_peer_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that an error of the peer is no roster."""
    script = tmp_path / "stand_in.py"
    script.write_text("raise SystemExit('no score')")
    monkeypatch.setattr(peer_timefold, "SCRIPT", script)
    monkeypatch.setattr(peer_timefold, "TIMEFOLD", MagicMock(python=sys.executable))
    with pytest.raises(RuntimeError, match="no score"):
        ask(TASK, SEARCHES[0], 1.0, 1)


def test_a_peer_that_never_ends_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the comparison goes on without an answer."""
    script = tmp_path / "stand_in.py"
    script.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(peer_timefold, "SCRIPT", script)
    monkeypatch.setattr(peer_timefold, "BEYOND_S", 0.2)
    monkeypatch.setattr(peer_timefold, "TIMEFOLD", MagicMock(python=sys.executable))
    with pytest.raises(RuntimeError, match=r"no answer in 0\.3 s"):
        ask(TASK, SEARCHES[0], 0.1, 1)
