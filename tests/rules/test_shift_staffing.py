from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.errors import BadInputError
from wfm.rules.shift_staffing import Post, ShiftStaffingParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


def post(**about: Any) -> dict[str, Any]:
    return {"shift": "E", "required": 1, **about}


@pytest.mark.parametrize(
    ("about", "one", "other", "costs"),
    [
        ({"weekdays": [0]}, "E", "M", []),
        ({"weekdays": [0]}, "M", "M", [10]),
        ({"weekdays": [0]}, "E", "E", []),
        ({"weekdays": [0], "surplus": 2}, "E", "E", [20]),
        ({"weekdays": [0], "required": 2, "short": 4}, "E", "", [40]),
        ({"weekdays": [0], "required": 2, "short": 4}, "", "", [80]),
        ({"dates": [day(1)]}, "E.", "E.", [10]),
        ({"dates": [day(1)], "weekdays": [0]}, "", "", []),
    ],
)
def test_short_and_surplus(about, one, other, costs) -> None:
    """Tests both sides of the number wanted, prices of each, and the days a post holds on."""
    problem = under(small_problem(), "shift_staffing", hard=False, posts=[post(**about)])
    violations = found(problem, roster(problem, A001=one, A002=other))
    assert [v.cost for v in violations] == costs


def test_every_day_without_days_named() -> None:
    """Tests that a post of all days is open on each of them, and the past fills none."""
    problem = with_past(small_problem(), 1, A001="EEEEEEE")
    problem = under(problem, "shift_staffing", hard=False, posts=[post()])
    assert len(amounts(problem, roster(problem, A001="EE"))) == 5


def test_two_posts_of_a_shift_are_priced_apart() -> None:
    """Tests that a firm post and a wished-for one of the same shift add up."""
    posts = [post(dates=[day(0)], short=9), post(required=2, dates=[day(0)])]
    problem = under(small_problem(), "shift_staffing", hard=False, posts=posts)
    assert sum(v.cost for v in found(problem, roster(problem))) == 90 + 20
    assert sum(v.cost for v in found(problem, roster(problem, A001="E"))) == 10


def test_scope_dates_and_words(narrowed) -> None:
    """Tests that people in scope alone fill a post, and the sentence of a finding."""
    people = (*agents(1), replace(agents(1)[0], id="A002", team="T2"))
    problem = small_problem(agents=people)
    problem = under(problem, "shift_staffing", hard=False, posts=[post(dates=[day(0), day(3)])])
    week = roster(problem, A002="E")
    (one,) = found(problem, week)
    assert one.day == day(3)
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("E", "2026-11-26", "1", "0"))
    assert len(amounts(narrowed(problem, teams=("T1",)), week)) == 2
    assert amounts(narrowed(problem, last_day=day(2)), week) == []


def test_posts_are_checked() -> None:
    """Tests that no posts, a negative number and an unknown shift are refused."""
    for posts in ([], [post(required=-1)], [{"required": 1}]):
        with pytest.raises(ValidationError):
            ShiftStaffingParameters(posts=posts)
    problem = under(small_problem(), "shift_staffing", hard=False, posts=[post(shift="Q9")])
    with pytest.raises(BadInputError) as caught:
        found(problem, roster(problem))
    assert [fault.value for fault in caught.value.faults] == ["Q9"]
    assert Post(**post(weekdays=[2])).holds_on(day(2))
