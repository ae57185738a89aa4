from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import Agent, Leave, LeaveType
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


def annual(who: str, first: int, last: int) -> Leave:
    return Leave(who, LeaveType.ANNUAL, day(first), day(last))


@pytest.mark.parametrize(("cap", "expected"), [(3, []), (2, [1]), (1, [1, 2, 1]), (0, [2, 3, 2])])
def test_each_day_above_the_cap(cap: int, expected: list[int]) -> None:
    """Tests that days with 2, 3 and 2 away are counted each, the cap itself clean."""
    leave = (annual("A001", 1, 2), annual("A002", 1, 3), annual("A003", 2, 3))
    problem = small_problem(n_agents=3, leave=leave)
    problem = under(problem, "leave_cap", hard=False, max_agents=cap)
    assert amounts(problem, roster(problem)) == expected


def test_other_leave_and_doubled_leave_do_not_count() -> None:
    """Tests that sick leave is free, and two grants of one agent's day are one agent away."""
    sick = Leave("A002", LeaveType.SICK, day(1), day(1))
    problem = small_problem(leave=(annual("A001", 1, 1), annual("A001", 0, 2), sick))
    problem = under(problem, "leave_cap", hard=False)
    assert amounts(problem, roster(problem)) == []


def test_team_and_centre() -> None:
    """Tests that teams have a cap each, the centre one for all, named in both languages."""
    people = (*agents(1), Agent("A002", "T2", "full"))
    problem = small_problem(agents=people, leave=(annual("A001", 0, 0), annual("A002", 0, 0)))
    team = under(problem, "leave_cap", hard=False)
    assert amounts(team, roster(team)) == []
    centre = under(problem, "leave_cap", hard=False, group="centre")
    (violation,) = found(centre, roster(centre))
    assert (violation.day, violation.amount, violation.unit) == (day(0), 1, Unit.AGENTS)
    assert violation.cost == 10
    for language in ("en", "zh"):
        assert all(x in sentence(violation, language) for x in ("2026-11-23", "2", "1"))
    assert sentence(violation) != sentence(violation, "zh")


def test_scope_validity_and_horizon(narrowed) -> None:
    """Tests that only agents and days of the entry count, and leave before the horizon is past."""
    leave = (annual("A001", -3, 1), annual("A002", -3, 1))
    problem = under(small_problem(leave=leave), "leave_cap", hard=False)
    assert amounts(problem, roster(problem)) == [1, 1]
    assert amounts(narrowed(problem, first_day=day(1)), roster(problem)) == [1]
    assert amounts(narrowed(problem, agents=("A001",)), roster(problem)) == []
