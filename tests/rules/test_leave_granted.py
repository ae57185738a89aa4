from __future__ import annotations

import pytest
from support.checks import amounts, under
from support.problems import roster, small_problem
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType

pytestmark = pytest.mark.unit


def test_leave_after_the_horizon_holds_the_last_night() -> None:
    """Tests that a night of the last day may not run into leave that begins the day after."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(7), day(9)),)
    problem = under(small_problem(leave=leave), "leave_granted")
    assert amounts(problem, roster(problem, A001="......N")) == [360]
    assert amounts(problem, roster(problem, A001="......L")) == []


def test_run_in_by_parameter() -> None:
    """Tests that a night may run into leave as far as the parameter says."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(1)),)
    problem = under(small_problem(leave=leave), "leave_granted", run_in_min=360)
    assert amounts(problem, roster(problem, A001="N")) == []
    shorter = under(problem, "leave_granted", run_in_min=330)
    assert amounts(shorter, roster(shorter, A001="N")) == [360]


@pytest.mark.parametrize(
    ("types", "found"), [(None, []), (["sick", "personal"], []), ([], [360]), (["annual"], [360])]
)
def test_a_night_before_illness_was_worked(types: list[str] | None, found: list[int]) -> None:
    """Tests that the night of the day before stands beside sick leave unless rules object."""
    leave = (Leave("A001", LeaveType.SICK, day(1), day(2)),)
    given = {} if types is None else {"run_in_types": types}
    problem = under(small_problem(leave=leave), "leave_granted", **given)
    assert amounts(problem, roster(problem, A001="N")) == found
    # A night that begins on a day of illness is not worked at all.
    assert amounts(problem, roster(problem, A001=".N")) == [510]


def test_every_day_and_every_kind_of_leave() -> None:
    """Tests that all days of leave are free, whatever its kind, and the day after is not leave."""
    leave = (Leave("A001", LeaveType.TRAINING, day(1), day(2)),)
    problem = under(small_problem(leave=leave), "leave_granted")
    assert amounts(problem, roster(problem, A001=".EEE")) == [510, 510]
    # Of Wednesday's night only the part before midnight is leave.
    assert amounts(problem, roster(problem, A001="..N")) == [150]
