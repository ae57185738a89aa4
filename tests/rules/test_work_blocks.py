from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "least", "expected"),
    [
        (".......", "E.EE.E.", 2, [1, 1]),
        (".......", "E.EE...", 3, [2, 1]),
        (".......", "EE.EEEE", 2, []),
        # The end of what is known leaves a run open.
        (".......", "......E", 2, []),
        ("......E", ".......", 2, [1]),
        ("......E", "E......", 2, []),
        ("......E", "E......", 3, [1]),
        (".....E.", ".......", 2, []),
    ],
)
def test_short_runs_of_work(past: str, week: str, least: int, expected: list[int]) -> None:
    """Tests runs inside, over the seam and at the open end, each missing day counted."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    for hard in (True, False):
        there = under(problem, "work_blocks", hard=hard, min_days=least)
        assert amounts(there, roster(problem, A001=week)) == expected


def test_without_a_past_the_first_run_is_open() -> None:
    """Tests that a run from the first day on may have begun before, when nobody knows."""
    problem = under(small_problem(n_agents=1), "work_blocks")
    assert amounts(problem, roster(problem, A001="E......")) == []
    assert amounts(problem, roster(problem, A001=".E.....")) == [1]


def test_leave_leaves_runs_alone() -> None:
    """Tests that a day of work beside leave is no single one."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(2), day(3)),)
    problem = under(small_problem(n_agents=1, leave=leave), "work_blocks")
    assert amounts(problem, roster(problem, A001=".E..E..")) == []
    assert amounts(problem, roster(problem, A001=".E...E.")) == [1]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests agent, day, unit and words, and that a run belongs to the day it begins on."""
    problem = under(small_problem(), "work_blocks", hard=False, min_days=3)
    week = roster(problem, A001=".EE.E..", A002=".E.....")
    first = min(found(problem, week), key=lambda v: (v.agent_id, v.day))
    assert (first.agent_id, first.day, first.amount, first.unit) == ("A001", day(1), 1, Unit.DAYS)
    for language in ("en", "zh"):
        assert all(part in sentence(first, language) for part in ("A001", "2026-11-24", "2", "3"))
    assert amounts(narrowed(problem, agents=("A002",)), week) == [2]
    assert amounts(narrowed(problem, first_day=day(2)), week) == [2]
    assert amounts(narrowed(problem, last_day=day(0)), week) == []
