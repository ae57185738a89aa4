from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Contract, Leave, LeaveType

pytestmark = pytest.mark.unit


def test_leave_credits_a_day_each() -> None:
    """Tests that two days of leave leave three to work, neither fewer nor more."""
    leave = (Leave("A001", LeaveType.SICK, day(0), day(1)),)
    problem = under(small_problem(n_agents=1, leave=leave), "weekly_hours")
    assert amounts(problem, roster(problem, A001="..EEE")) == []
    assert amounts(problem, roster(problem, A001="..EE")) == [480]
    assert amounts(problem, roster(problem, A001="..EEEE")) == [480]


def test_a_week_of_leave_credits_the_working_days_only() -> None:
    """Tests that seven days of leave owe nothing and allow nothing."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(0), day(6)),)
    problem = under(small_problem(n_agents=1, leave=leave), "weekly_hours")
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [480]


def test_part_of_a_week_owes_nothing_and_is_bounded() -> None:
    """Tests that a week cut by the horizon's ends has a maximum only, past days counted."""
    problem = small_problem(n_agents=1, n_days=4, first_day=day(3))
    problem = under(with_past(problem, 1, A001="....EEE"), "weekly_hours")
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="EE")) == []
    assert amounts(problem, roster(problem, A001="EEE")) == [480]


def test_what_the_past_took_is_a_fact() -> None:
    """Tests that a week already above its maximum forbids more, not everything."""
    problem = small_problem(n_agents=1, n_days=1, first_day=day(6))
    problem = under(with_past(problem, 1, A001=".EEEEEE"), "weekly_hours")
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [480]


def test_leave_of_the_past_credits_too() -> None:
    """Tests that sick days before the horizon count against the week's maximum."""
    leave = (Leave("A001", LeaveType.SICK, day(0), day(2)),)
    problem = small_problem(n_agents=1, n_days=4, first_day=day(3), leave=leave)
    problem = under(with_past(problem, 1), "weekly_hours")
    assert amounts(problem, roster(problem, A001="EE")) == []
    assert amounts(problem, roster(problem, A001="EEE")) == [480]


def test_nobody_left_to_work_is_a_contradiction_not_silence() -> None:
    """Tests that a minimum that no shift can fill is infeasible, as the audit says."""
    people = (replace(agents(1)[0], shifts=("X",)),)
    problem = small_problem(agents=people)
    problem = under(problem, "weekly_hours")
    closed = replace(
        problem, rules=(*problem.rules, replace(problem.rules[0], rule="allowed_shifts"))
    )
    assert [v.rule for v in found(closed, roster(closed))] == ["weekly_hours"]


def test_tolerance_and_law() -> None:
    """Tests the tolerance below the contract and the legal maximum above it."""
    contracts = (Contract("full", week_max_min=2880, overtime=True),)
    problem = small_problem(n_agents=1, contracts=contracts)
    loose = under(problem, "weekly_hours", tolerance_min=480, max_hours=44)
    assert amounts(loose, roster(loose, A001="EEEE")) == []
    assert amounts(loose, roster(loose, A001="EEEEEE")) == [240]
    (violation,) = found(loose, roster(loose, A001="EEEEEE"))
    assert violation.day == MONDAY
    assert violation.values == {"hours": 48, "low": 32, "high": 44}
