from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, agents, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Condition, ConditionKind, Contract, Leave, LeaveType

pytestmark = pytest.mark.unit

OVERTIME = (Contract("full", week_max_min=3600, overtime=True),)
LONG = (*SHIFTS, shift("X", 360, 720))  # 11.5 paid hours


@pytest.mark.parametrize(
    "kind", [ConditionKind.PREGNANT, ConditionKind.NURSING, ConditionKind.NO_OVERTIME]
)
def test_no_overtime_for_the_exempt(kind: ConditionKind) -> None:
    """Tests that one day of the condition bars the whole week's overtime (Labour Law art. 61)."""
    people = agents(1, conditions=(Condition(kind, day(6)),))
    problem = under(small_problem(agents=people, contracts=OVERTIME), "overtime_caps")
    assert amounts(problem, roster(problem, A001="EEEEE")) == []
    assert amounts(problem, roster(problem, A001="EEEEEE")) == [480]


def test_no_overtime_without_agreement() -> None:
    """Tests that a contract without overtime allows neither a long day nor a sixth day."""
    problem = under(small_problem(n_agents=1, shifts=LONG), "overtime_caps")
    assert amounts(problem, roster(problem, A001="EEEEEE")) == [480]
    assert amounts(problem, roster(problem, A001="X")) == [210]


def test_day_cap() -> None:
    """Tests that a day has at most three hours above the standard day."""
    problem = small_problem(n_agents=1, shifts=LONG, contracts=OVERTIME)
    problem = under(problem, "overtime_caps")
    (violation,) = found(problem, roster(problem, A001="X"))
    assert violation.amount == 30
    assert violation.values["hours"] == 3.5
    assert violation.values["max_h"] == 3


def test_month_counts_the_past_and_stops_at_its_end() -> None:
    """Tests that weeks count in the month of their Sunday: four of November, one of December."""
    problem = small_problem(n_agents=1, n_days=14, contracts=OVERTIME)
    problem = with_past(problem, 3, A001="EEEEEE. EEEEEE. EEEEEE.")
    problem = under(problem, "overtime_caps", month_max_hours=24)
    # The past alone has taken November's 24 h; the second week is settled on 6 December.
    assert amounts(problem, roster(problem, A001="EEEEE.. EEEEEE.")) == []
    assert amounts(problem, roster(problem, A001="EEEEEE. EEEEE..")) == [480]


def test_a_month_already_full_is_a_fact() -> None:
    """Tests that overtime of the past beyond the cap forbids more and nothing else."""
    problem = small_problem(n_agents=1, contracts=OVERTIME)
    problem = with_past(problem, 3, A001="EEEEEE. EEEEEE. EEEEEE.")
    problem = under(problem, "overtime_caps", month_max_hours=1)
    assert amounts(problem, roster(problem, A001="EEEEE")) == []
    assert amounts(problem, roster(problem, A001="EEEEEE")) == [480]


def test_leave_lowers_what_is_standard() -> None:
    """Tests that a day worked in a week of five days of leave is overtime."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(0), day(4)),)
    problem = small_problem(n_agents=1, contracts=OVERTIME, leave=leave)
    problem = under(problem, "overtime_caps", month_max_hours=4)
    assert amounts(problem, roster(problem, A001=".....E.")) == [240]


def test_soft_overtime_adds_up() -> None:
    """Tests that a priced entry charges day, week and month together."""
    problem = small_problem(n_agents=1, shifts=LONG)
    problem = under(problem, "overtime_caps", hard=False, month_max_hours=0)
    people = replace(problem, contracts=(Contract("full", week_min=480, days_a_week=1),))
    # 210 min above the day, the week and the month, each for its own reason.
    assert amounts(people, roster(people, A001="X")) == [210, 210, 210]
