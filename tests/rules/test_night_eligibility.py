from __future__ import annotations

import pytest
from support.checks import amounts, under
from support.problems import SHIFTS, agents, roster, shift, small_problem
from support.rule_cases import day

from wfm.core.people import Condition, ConditionKind

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("code", "minutes"), [("E", 0), ("L", 0), ("N", 480), ("Z", 30)])
def test_any_minute_counts(code: str, minutes: int) -> None:
    """Tests that thirty minutes of the night bar a late shift too."""
    people = agents(1, conditions=(Condition(ConditionKind.NO_NIGHTS),))
    problem = small_problem(agents=people, shifts=(*SHIFTS, shift("Z", 840)))
    problem = under(problem, "night_eligibility")
    assert amounts(problem, roster(problem, A001=code)) == ([minutes] if minutes else [])


def test_handover_counts_unless_left_out() -> None:
    """Tests that ten minutes of handover before 06:00 are night minutes, by parameter."""
    early = (*SHIFTS, shift("F", 360, before_min=10))
    people = agents(1, conditions=(Condition(ConditionKind.PREGNANT),))
    problem = small_problem(agents=people, shifts=early)
    strict = under(problem, "night_eligibility")
    assert amounts(strict, roster(strict, A001="F")) == [10]
    loose = under(problem, "night_eligibility", handover=False)
    assert amounts(loose, roster(loose, A001="F")) == []


def test_condition_has_dates() -> None:
    """Tests that nights are free again after the condition's last day."""
    people = agents(1, conditions=(Condition(ConditionKind.NURSING, None, day(1)),))
    problem = under(small_problem(agents=people), "night_eligibility")
    assert amounts(problem, roster(problem, A001="..NN")) == []
    assert amounts(problem, roster(problem, A001=".N")) == [480]


def test_overtime_exemption_is_no_night_exemption() -> None:
    """Tests that an agent exempt from overtime alone may work nights."""
    people = agents(1, conditions=(Condition(ConditionKind.NO_OVERTIME),))
    problem = under(small_problem(agents=people), "night_eligibility")
    assert amounts(problem, roster(problem, A001="N")) == []
