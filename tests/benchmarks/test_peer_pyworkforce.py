"""Tests that counts of people per shift are the same problem on both sides."""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import peer_pyworkforce
from benchmarks.peer_pyworkforce import (
    DIFFERENCE,
    LEAST,
    NEVER,
    ask,
    counts_problem,
    counts_task,
    roster_of,
)
from wfm.core.interchange import check_problem
from wfm.core.problem import Problem
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

AGENTS = 12


def solution(problem: Problem, seed: int) -> dict[str, Any]:
    """Drawn counts in the peer's own shape, few enough for the people there are."""
    rng = np.random.default_rng(seed)
    rows = []
    for d in range(problem.n_days):
        n_shifts = len(problem.shifts)
        counts = np.bincount(rng.integers(0, n_shifts, AGENTS // 2), minlength=n_shifts)
        rows += [{"day": 0, "shift": f"{d}.{s}", "resources": int(n)} for s, n in enumerate(counts)]
    return {"resources_shifts": rows}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), model=st.sampled_from([DIFFERENCE, LEAST]))
def test_counts_cost_the_same_on_both_sides(seed: int, model: str) -> None:
    """Tests the peer's objective, computed from its own arguments, against our audit."""
    problem = counts_problem(AGENTS, 1, model)
    task = counts_task(problem, model, 1.0)
    found = solution(problem, seed)
    roster = roster_of(problem, found)
    assert roster is not None
    arguments = task["arguments"]
    staffed = np.zeros(arguments["periods"], dtype=int)
    for row in found["resources_shifts"]:
        staffed += row["resources"] * np.array(arguments["shifts_coverage"][row["shift"]])
    gap = staffed - np.array(arguments["required_resources"][0])
    worked = sum(row["resources"] for row in found["resources_shifts"])
    expected = abs(gap).sum() if model == DIFFERENCE else worked - NEVER * gap.clip(max=0).sum()
    report = audit(problem, roster)
    assert report.cost == pytest.approx(expected)
    assert not report.hard
    assert len(roster) == worked


@pytest.mark.parametrize("model", [DIFFERENCE, LEAST])
def test_nobody_has_rules_and_the_week_is_one_day(model: str) -> None:
    """Tests what the peer can express, and that its tails run into the next day."""
    problem = counts_problem(AGENTS, 1, model)
    check_problem(problem)
    assert {entry.rule for entry in problem.rules if entry.hard} == {"rest_between_shifts"}
    arguments = counts_task(problem, model, 2)["arguments"]
    assert arguments["num_days"] == 1
    assert len(arguments["shifts_coverage"]) == 7 * len(problem.shifts)
    assert isinstance(arguments["max_search_time"], float)
    night = next(f"0.{s}" for s, shift in enumerate(problem.shifts) if shift.night)
    cover = arguments["shifts_coverage"]
    assert all(sum(marks) == 17 for name, marks in cover.items() if name.startswith("3."))
    assert sum(cover[night]) == 17
    late = next(f"0.{s}" for s, shift in enumerate(problem.shifts) if shift.start_min == 1320)
    assert sum(cover[late][48:]) == 13


def test_more_people_than_there_are_make_no_roster() -> None:
    """Tests that counts which no people can work are told apart."""
    problem = counts_problem(AGENTS, 1, DIFFERENCE)
    row = {"day": 0, "shift": "2.3", "resources": AGENTS}
    more = {"day": 0, "shift": "2.4", "resources": 1}
    assert roster_of(problem, {"resources_shifts": [row]}) is not None
    assert roster_of(problem, {"resources_shifts": [row, more]}) is None


def test_a_peer_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that an error of the peer is no answer."""
    monkeypatch.setattr(peer_pyworkforce, "PYWORKFORCE", MagicMock(python=sys.executable))
    monkeypatch.setattr(peer_pyworkforce, "SCRIPT", "raise SystemExit('no model')")
    with pytest.raises(RuntimeError, match="no model"):
        ask({})
