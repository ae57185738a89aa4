from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "least", "expected"),
    [
        ("EEEEEEE", "E.E..EE", 2, [1]),
        ("EEEEEEE", "E.E..EE", 3, [2, 1]),
        ("EEEEEE.", "EEEEEEE", 2, [1]),
        ("EEEEEE.", ".EEEEEE", 2, []),
        ("EEEEEEE", "EEEEEE.", 2, []),
        ("EEEEE.E", "EEEEEEE", 2, []),
    ],
)
def test_short_runs_of_days_off(past: str, week: str, least: int, expected: list[int]) -> None:
    """Tests runs inside, over the seam and at the open end; the past's own are facts."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    for hard in (True, False):
        there = under(problem, "days_off_blocks", hard=hard, min_days=least)
        assert amounts(there, roster(problem, A001=week)) == expected


def test_leave_and_the_end_of_employment_leave_runs_alone() -> None:
    """Tests that a day off beside leave, or before the last day, is no single one."""
    leave = (Leave("A001", LeaveType.SICK, day(2), day(2)),)
    problem = under(small_problem(n_agents=1, leave=leave), "days_off_blocks")
    assert amounts(problem, roster(problem, A001="E..EE.E")) == [1]
    people = agents(1, last_day=day(2))
    problem = under(small_problem(agents=people), "days_off_blocks")
    assert amounts(problem, roster(problem, A001="EE.")) == []


def test_scope_dates_and_words(narrowed) -> None:
    """Tests agent, day and cost of a finding, its words, scope and dates."""
    problem = under(small_problem(), "days_off_blocks", hard=False, min_days=2)
    week = roster(problem, A001="EE.EEEE", A002="E.EEE.E")
    one = next(v for v in found(problem, week) if v.agent_id == "A001")
    assert (one.day, one.amount, one.cost) == (day(2), 1, 10)
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("A001", "2026-11-25", "1", "2"))
    assert amounts(narrowed(problem, agents=("A002",)), week) == [1, 1]
    assert amounts(narrowed(problem, first_day=day(2)), week) == [1, 1]
