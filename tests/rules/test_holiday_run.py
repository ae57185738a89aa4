from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("holiday", "around", "expected"),
    [
        (6, 0, [day(6)]),
        (6, 1, [day(5), day(6)]),
        (0, 3, [day(3)]),
        (0, 2, []),
        (-2, 5, [day(3)]),
        (10, 4, [day(6)]),
        (20, 7, []),
    ],
)
def test_only_days_near_a_holiday(holiday: int, around: int, expected: list[object]) -> None:
    """Tests holidays inside, before and after the horizon on both sides of the distance."""
    problem = small_problem(n_agents=1, holidays=(day(holiday),))
    problem = under(problem, "holiday_run", max_days=3, around_days=around)
    violations = found(problem, roster(problem, A001="EEEEEEE"))
    assert sorted(v.day for v in violations) == expected


def test_no_holiday_no_rule() -> None:
    """Tests that without holidays nothing is found, however long the run."""
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEEE")
    problem = under(problem, "holiday_run", max_days=1)
    assert amounts(problem, roster(problem, A001="EEEEEEE")) == []


def test_run_is_carried_in_and_said(narrowed) -> None:
    """Tests the past's part of a run, the words in both languages, dates and scope."""
    problem = with_past(small_problem(holidays=(day(1),)), 1, A001="...EEEE")
    problem = under(problem, "holiday_run", hard=False, around_days=1)
    week = roster(problem, A001="EEE", A002="EEEEEEE")
    (one,) = found(problem, week)
    assert (one.agent_id, one.day, one.values["n"]) == ("A001", day(2), 7)
    for language, word in (("en", "holiday"), ("zh", "节假日")):
        assert all(part in sentence(one, language) for part in ("A001", "7", "6", word))
    assert amounts(narrowed(problem, last_day=day(1)), week) == []
    assert amounts(narrowed(problem, agents=("A002",)), week) == []
