from __future__ import annotations

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.rules.period_hours import PeriodHoursParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("low", "high", "week", "expected"),
    [
        (32, 40, "EEEE...", []),
        (32, 40, "EEEEE..", []),
        (32.5, 40, "EEEE...", [30]),
        (0, 39.5, "EEEEE..", [30]),
        (8, 8, "", [480]),
        (0, 0, "E", [480]),
    ],
)
def test_both_bounds(low: float, high: float, week: str, expected: list[int]) -> None:
    """Tests both sides of both bounds, to the minute."""
    problem = under(small_problem(n_agents=1), "period_hours", min_hours=low, max_hours=high)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_past_roster_is_another_period() -> None:
    """Tests that hours before the horizon do not count."""
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEEE")
    problem = under(problem, "period_hours", max_hours=16)
    assert amounts(problem, roster(problem, A001="EE")) == []


def test_leave_is_credited_up_to_the_working_days() -> None:
    """Tests that a day of leave stands for eight hours, and a week of it for five days."""
    for last, week in ((0, ".EEEE"), (4, ""), (6, "")):
        leave = (Leave("A001", LeaveType.ANNUAL, day(0), day(last)),)
        problem = small_problem(n_agents=1, leave=leave)
        problem = under(problem, "period_hours", min_hours=40, max_hours=40)
        assert amounts(problem, roster(problem, A001=week)) == []


@pytest.mark.parametrize(
    ("account_min", "week", "expected"),
    [(480, "EEEE...", []), (480, "EEEEE..", [480]), (-480, "EEEEEE.", []), (0, "EEEE...", [480])],
)
def test_account_counts_as_hours(account_min: int, week: str, expected: list[int]) -> None:
    """Tests that who brings hours along works fewer, and who owes some works more."""
    problem = small_problem(agents=agents(1, account_min=account_min))
    problem = under(problem, "period_hours", min_hours=40, max_hours=40, account=True)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_dates_scope_and_words(narrowed) -> None:
    """Tests that only days in force count, and the sentence in both languages."""
    problem = under(small_problem(), "period_hours", hard=False, min_hours=24, max_hours=32)
    week = roster(problem, A001="EEEEE", A002="EEE")
    (one,) = found(problem, week)
    assert (one.agent_id, one.amount, one.cost) == ("A001", 480, 4800)
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("A001", "40", "24", "32"))
    assert amounts(narrowed(problem, last_day=day(2)), week) == []
    assert amounts(narrowed(problem, first_day=day(3)), week) == [480, 1440]
    assert amounts(narrowed(problem, agents=("A002",)), week) == []


def test_bounds_in_order() -> None:
    """Tests that a maximum below the minimum is refused."""
    with pytest.raises(ValidationError):
        PeriodHoursParameters(min_hours=10, max_hours=9.5)
