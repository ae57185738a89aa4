from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "most", "weeks", "expected"),
    [
        ("EEEEEE. ......E", "EEEEE..", 2, 3, []),
        ("EEEEEE. ......E", "......E", 2, 3, [1]),
        # Both days of one weekend count once.
        (".....EE .......", ".....EE", 2, 3, []),
        (".....EE .......", ".....EE", 1, 3, [1]),
        # Outside the period it is forgotten.
        (".....E. .......", ".....E.", 1, 2, []),
        # A past above the limit is a fact; only more of it is found.
        (".....E. .....E.", ".......", 1, 3, []),
        (".....E. .....E.", ".....E.", 1, 3, [1]),
    ],
)
def test_rolling_period(past, week, most, weeks, expected) -> None:
    """Tests both sides of the limit and of the period, hard and soft."""
    problem = with_past(small_problem(n_agents=1), 2, A001=past)
    for hard in (True, False):
        there = under(problem, "weekends_off", hard=hard, max_worked=most, weeks=weeks)
        assert amounts(there, roster(problem, A001=week)) == expected


def test_horizon_as_the_period() -> None:
    """Tests that weeks = 0 counts the horizon's own weekends, and is found once."""
    problem = with_past(small_problem(n_agents=1, n_days=21), 1, A001=".....EE")
    problem = under(problem, "weekends_off", max_worked=1, weeks=0)
    assert amounts(problem, roster(problem, A001=".....E. ....... EEEEE..")) == []
    assert amounts(problem, roster(problem, A001=".....E. ......E .....E.")) == [2]


def test_friday_night_is_no_weekend() -> None:
    """Tests that a shift belongs to the day it starts on."""
    problem = under(small_problem(n_agents=1), "weekends_off", max_worked=0, weeks=1)
    assert amounts(problem, roster(problem, A001="....N..")) == []
    assert amounts(problem, roster(problem, A001=".....N.")) == [1]


def test_weekend_cut_by_the_seam() -> None:
    """Tests a horizon from Sunday: the Saturday before is in the past roster."""
    problem = small_problem(n_agents=1, first_day=day(6), n_days=8)
    problem = with_past(problem, 1, A001="......E")
    problem = under(problem, "weekends_off", max_worked=1, weeks=2)
    assert amounts(problem, roster(problem, A001="E.......")) == []
    assert amounts(problem, roster(problem, A001="......E.")) == [1]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests that a weekend is in force by its Saturday, and the sentence of a finding."""
    problem = under(small_problem(n_days=14), "weekends_off", hard=False, max_worked=0, weeks=1)
    week = roster(problem, A001=".....E. ......E", A002=".....E.")
    last = max(found(problem, week), key=lambda v: v.day)
    assert (last.agent_id, last.amount, last.cost) == ("A001", 1, 10)
    for language in ("en", "zh"):
        assert all(part in sentence(last, language) for part in ("A001", "2026-12-06", "1", "0"))
    assert amounts(narrowed(problem, first_day=day(7)), week) == [1]
    assert amounts(narrowed(problem, first_day=day(6), last_day=day(12)), week) == [1]
    assert amounts(narrowed(problem, agents=("A002",)), week) == [1]
