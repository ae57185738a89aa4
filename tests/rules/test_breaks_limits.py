"""Breaks exactly at the limits of meal_and_rest, break_stagger and nursing_hour."""

from __future__ import annotations

import pytest
from support.checks import under
from support.problems import MONDAY, SHIFTS, agents, roster, shift, small_problem
from support.rule_cases import day, without_breaks

from wfm.core.people import Condition, ConditionKind
from wfm.core.problem import Problem
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.score import Unit
from wfm.core.shifts import BreakKind
from wfm.rules.auditing import audit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
MEAL, REST, NURSING = BreakKind.MEAL, BreakKind.REST, BreakKind.NURSING


def early(meal: int, rest: int, who: str = "A001", on: int = 0) -> Assignment:
    breaks = sorted([Activity(meal, 30, MEAL), Activity(rest, 30, REST)])
    return Assignment(who, day(on), "E", tuple(breaks))


def faults(problem: Problem, *cells: Assignment) -> list[str]:
    return [sentence(v) for v in audit(problem, Roster(tuple(sorted(cells)))).violations]


@pytest.mark.parametrize(
    ("meal", "rest", "told"),
    [
        (150, 420, []),
        (300, 60, []),
        (120, 420, ["no meal", "no place at 120"]),
        (330, 60, ["no meal", "no place at 330"]),
        (150, 30, ["no rest break", "no place at 30"]),
        (210, 450, ["no rest break", "no place at 450"]),
        (210, 300, []),
        (210, 270, ["only 30 minutes"]),
        (300, 240, ["only 30 minutes"]),
        (300, 210, []),
    ],
)
def test_windows_and_gap(meal: int, rest: int, told: list[str]) -> None:
    """Tests each end of both windows, one interval beyond it, and the gap of an hour."""
    problem = under(small_problem(n_agents=1, n_days=1), "meal_and_rest")
    texts = faults(problem, early(meal, rest))
    assert len(texts) == len(told)
    assert all(any(one in text for text in texts) for one in told)


@pytest.mark.parametrize(("limit", "told"), [(180, []), (150, ["180"]), (120, ["150", "180"])])
def test_longest_stretch(limit: int, told: list[str]) -> None:
    """Tests that stretches of 150, 90 and 180 minutes are found one by one as the limit falls."""
    problem = under(
        small_problem(n_agents=1, n_days=1), "meal_and_rest", max_stretch_min=limit, min_gap_min=0
    )
    texts = faults(problem, early(150, 270 + 30))
    assert len(texts) == len(told) == sum(any(n in text for n in told) for text in texts)


def test_meal_and_rest_by_scope_day_and_language(narrowed) -> None:
    """Tests agent, day and unit, and that other agents and days are not looked at."""
    problem = under(small_problem(n_days=2), "meal_and_rest")
    week = without_breaks(roster(problem, A001="EE", A002="EE"), "rest")
    assert len(audit(problem, week).violations) == 4
    one = narrowed(problem, agents=("A002",), first_day=day(1))
    (violation,) = audit(one, week).violations
    assert (violation.agent_id, violation.day) == ("A002", day(1))
    assert (violation.amount, violation.unit) == (1, Unit.BREAKS)
    assert "小休" in sentence(violation, "zh")
    assert "rest break" in sentence(violation, "en")


@pytest.mark.parametrize(
    ("share", "off", "amounts"),
    [(25, 1, []), (25, 2, [1]), (50, 2, []), (50, 3, [1]), (26, 2, []), (1, 4, [3]), (100, 4, [])],
)
def test_share_of_people_on_a_break(share: int, off: int, amounts: list[int]) -> None:
    """Tests that of four so many per cent, rounded up, may be away at once."""
    problem = under(
        small_problem(n_agents=4, n_days=1), "break_stagger", hard=False, max_share_pct=share
    )
    # So many have the meal at 09:30; the other meals and all rest breaks are apart.
    apart = (150, 180, 240, 270)
    rests = (330, 360, 390, 420)
    cells = [early(210 if n < off else apart[n], rests[n], f"A00{n + 1}") for n in range(4)]
    violations = audit(problem, Roster(tuple(cells))).violations
    assert [v.amount for v in violations] == amounts
    for v in violations:
        assert (v.at, v.unit, v.cost) == (
            "2026-11-23 09:30",
            Unit.AGENT_INTERVALS,
            10 * v.amount,
        )
        for language in ("en", "zh"):
            assert all(x in sentence(v, language) for x in (v.at, str(off), "4"))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [(None, None, [0, 1, 2]), (1, None, [1, 2]), (None, 1, [0, 1]), (1, 1, [1]), (5, None, [])],
)
def test_nursing_hour_on_each_day_of_the_condition(
    first: int | None, last: int | None, days: list[int]
) -> None:
    """Tests that both ends of the condition are included and other days owe nothing."""
    ends = [None if d is None else day(d) for d in (first, last)]
    people = agents(1, conditions=(Condition(ConditionKind.NURSING, *ends),))
    problem = under(small_problem(agents=people), "nursing_hour")
    week = without_breaks(roster(problem, A001="MMM"), "nursing")
    violations = audit(problem, week).violations
    assert sorted(v.day for v in violations) == [day(d) for d in days]
    assert all((v.amount, v.unit) == (60, Unit.MINUTES) for v in violations)
    for v in violations:
        assert all("60" in sentence(v, language) for language in ("en", "zh"))


@pytest.mark.parametrize(("start", "clean"), [(60, True), (30, False), (450, True), (480, False)])
def test_nursing_hour_inside_its_window(start: int, clean: bool) -> None:
    """Tests that the hour may begin an hour into the shift and end with it."""
    people = agents(1, conditions=(Condition(ConditionKind.NURSING),))
    shifts = (*SHIFTS, shift("B", 480, 510, breaks=()))
    problem = under(small_problem(agents=people, shifts=shifts, n_days=1), "nursing_hour")
    cell = Assignment("A001", MONDAY, "B", (Activity(start, 60, NURSING),))
    assert (audit(problem, Roster((cell,))).violations == ()) is clean
