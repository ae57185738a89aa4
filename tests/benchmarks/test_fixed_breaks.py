"""Tests that the week handed to other tools is the week that the audit judges."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fixed_breaks import AT_MIN, centre_fills, centre_posts, fixed_problem
from benchmarks.peer_timefold import Answer, centre_roster, centre_task
from wfm.core.interchange import check_problem
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

PROBLEM = fixed_problem(12, 1)
VIEW = ProblemView(PROBLEM)
CELLS, FILLS = centre_fills(VIEW)
POSTS = centre_posts(VIEW)


def drawn(seed: int, share: float) -> dict[tuple[int, int], int]:
    """Shift of some cells, among those that the cell may have; nobody is in two at once."""
    rng = np.random.default_rng(seed)
    chosen: dict[tuple[int, int], int] = {}
    for a, d, options, _, _ in CELLS:
        before = chosen.get((a, d - 1))
        able = [s for s in options if before is None or VIEW.gap_min(before, s, 1) >= 0]
        if rng.random() < share:
            chosen[a, d] = int(rng.choice(able))
    return chosen


def test_breaks_stand_still_within_their_windows() -> None:
    """Tests that each break has one start, and that meal and rest are legal there."""
    check_problem(PROBLEM)
    for shift in PROBLEM.shifts:
        assert {b.kind: (b.earliest_min, b.latest_min) for b in shift.breaks} == {
            kind: (at, at) for kind, at in AT_MIN.items()
        }
    answer = Answer({(a, 0): options[0] for a, d, options, _, _ in CELLS if d == 0}, 0, 0, 0.0, 1)
    hard = audit(PROBLEM, centre_roster(PROBLEM, answer)).hard
    assert "meal_and_rest" not in {v.rule for v in hard}


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.3, 0.7, 1.0]))
def test_posts_cost_what_the_audit_says(seed: int, share: float) -> None:
    """Tests that the posts which cells fill add up to the audited cost of any shifts."""
    chosen = drawn(seed, share)
    place = {(a, d): fills for a, d, _, _, fills in CELLS}
    people = Counter(p for cell, s in chosen.items() for p in FILLS[place[cell]][s])
    cost = sum(prices[people[p]] for p, prices in enumerate(POSTS))
    report = audit(PROBLEM, centre_roster(PROBLEM, Answer(chosen, 0, 0, 0.0, None)))
    assert cost == pytest.approx(report.cost)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_cells_and_barred_pairs_hold_what_leave_and_rest_forbid(seed: int) -> None:
    """Tests that drawn shifts never touch leave, and that rest is short exactly at barred pairs."""
    chosen, barred = drawn(seed, 0.7), centre_task(PROBLEM)["barred"]
    report = audit(PROBLEM, centre_roster(PROBLEM, Answer(chosen, 0, 0, 0.0, None)))
    short = {
        (a, d + 1)
        for (a, d), s in chosen.items()
        if (a, d + 1) in chosen and barred[s][chosen[a, d + 1]]
    }
    found = {
        (VIEW.agent_index[v.agent_id or ""], VIEW.day_index(v.day))
        for v in report.hard
        if v.rule == "rest_between_shifts" and v.day is not None
    }
    assert found == short
    assert not [v for v in report.hard if v.rule in ("leave_granted", "allowed_shifts")]


def test_hours_are_those_of_the_contract_and_nothing_on_leave() -> None:
    """Tests least and most minutes of the week."""
    away = {VIEW.agent_index[leave.agent_id] for leave in PROBLEM.leave}
    for a, limits in enumerate(centre_task(PROBLEM)["employees"]):
        assert limits[:2] == ([0, 0] if a in away else [2400, 2400])
    assert away
    assert not [a for a, *_ in CELLS if a in away]
