from __future__ import annotations

import pytest
from support.checks import amounts, under
from support.problems import SHIFTS, roster, shift, small_problem, with_past
from support.rule_cases import day

pytestmark = pytest.mark.unit


def test_a_shift_that_ends_at_midnight_leaves_the_next_day_whole() -> None:
    """Tests the edge: an end at 24:00 spoils nothing, handover after it does."""
    late = shift("Z", 930)
    problem = small_problem(n_agents=1, shifts=(*SHIFTS, late))
    problem = under(problem, "weekly_rest_day")
    assert amounts(problem, roster(problem, A001="EEEEEZ.")) == []
    handover = (*SHIFTS, shift("Z", 930, after_min=10))
    problem = under(small_problem(n_agents=1, shifts=handover), "weekly_rest_day")
    assert amounts(problem, roster(problem, A001="EEEEEZ.")) == [1]


def test_night_of_the_past_spoils_monday() -> None:
    """Tests the seam: a night begun on Sunday makes Monday no rest day."""
    problem = with_past(small_problem(n_agents=1), 1, A001="......N")
    problem = under(problem, "weekly_rest_day")
    assert amounts(problem, roster(problem, A001=".EEEEEE")) == [1]
    assert amounts(problem, roster(problem, A001="..EEEEE")) == []


def test_no_more_is_asked_than_the_past_left_possible() -> None:
    """Tests that one day left can't be two rest days."""
    problem = small_problem(n_agents=1, n_days=1, first_day=day(6))
    problem = under(with_past(problem, 1, A001=".EEEEEE"), "weekly_rest_day", min_days=2)
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [1]


def test_days_not_rostered_yet_are_free() -> None:
    """Tests that a week cut by the horizon's end owes nothing yet."""
    problem = under(small_problem(n_agents=1, n_days=6), "weekly_rest_day")
    assert amounts(problem, roster(problem, A001="EEEEEE")) == []


@pytest.mark.parametrize(("week", "short"), [("EEEEEL.E", 1), ("EEEEEE.L", 0), ("EEEEEN.", 0)])
def test_hours_around_the_day(week: str, short: int) -> None:
    """Tests 35 h of rest without whole days: from 21:30 to 06:00 are 32.5, from 14:30 far more."""
    problem = small_problem(n_agents=1, n_days=8)
    problem = under(problem, "weekly_rest_day", whole_day=False, min_hours=35)
    assert amounts(problem, roster(problem, A001=week)) == [1] * short
