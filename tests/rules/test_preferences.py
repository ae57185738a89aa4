from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Wish
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("wish", "cells"),
    [
        (Wish("A001", day(0)), {".": 0, "E": 1, "N": 1}),
        (Wish("A001", day(0), wanted=True), {".": 1, "E": 0, "N": 0}),
        (Wish("A001", day(0), ("E", "M")), {".": 0, "E": 1, "M": 1, "L": 0}),
        (Wish("A001", day(0), ("E", "M"), wanted=True), {".": 1, "E": 0, "M": 0, "L": 1}),
    ],
)
def test_each_kind_of_wish(wish: Wish, cells: dict[str, int]) -> None:
    """Tests wishes for and against work and shifts, granted and refused by every cell."""
    problem = under(small_problem(wishes=(wish,)), "preferences", hard=False)
    for code, refused in cells.items():
        assert amounts(problem, roster(problem, A001=code)) == [1] * refused, code


def test_wishes_outside_are_void() -> None:
    """Tests days before and after the horizon, leave and days after employment."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(1)),)
    people = agents(2, last_day=day(4))
    wishes = tuple(Wish("A001", day(n), wanted=True) for n in (-1, 1, 5, 7, 8))
    problem = small_problem(agents=people, leave=leave, wishes=wishes)
    problem = under(problem, "preferences", hard=False)
    assert amounts(problem, roster(problem)) == []


def test_wishes_of_one_day_may_contradict() -> None:
    """Tests that one of two opposite wishes is refused, the lighter one by an optimum."""
    wishes = (Wish("A001", day(0), weight=2), Wish("A001", day(0), wanted=True, weight=5))
    problem = under(small_problem(wishes=wishes), "preferences", hard=False)
    assert amounts(problem, roster(problem)) == [5]
    assert amounts(problem, roster(problem, A001="E")) == [2]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests weight in cost, the sentence of each kind in both languages, scope and dates."""
    wishes = (
        Wish("A001", day(0), weight=3),
        Wish("A001", day(1), wanted=True),
        Wish("A002", day(0), ("N",), wanted=True),
        Wish("A002", day(1), ("E", "M")),
    )
    problem = under(small_problem(wishes=wishes), "preferences", hard=False)
    week = roster(problem, A001="E", A002=".E")
    violations = sorted(found(problem, week), key=lambda v: (v.agent_id, v.day))
    assert [v.cost for v in violations] == [30, 10, 10, 10]
    english = [sentence(v, "en") for v in violations]
    chinese = [sentence(v, "zh") for v in violations]
    for text, part in zip(english, ("and works", "has the day off", "N", "E, M"), strict=True):
        assert part in text
    for text, part in zip(chinese, ("希望休息", "希望上班", "N", "不希望"), strict=True):
        assert part in text
    assert amounts(narrowed(problem, agents=("A002",)), week) == [1, 1]
    assert amounts(narrowed(problem, last_day=day(0)), week) == [3, 1]
