from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, roster, shift, small_problem
from support.rule_cases import day

from wfm.core.people import Agent
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
PEOPLE = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))


@pytest.mark.parametrize(
    ("mentor", "trainee", "expected"),
    [
        ("E", "E", []),
        ("E", ".", []),
        ("E", "M", [1]),
        (".", "E", [1]),
        ("EEE", "E.E", []),
        ("LL", "EE", [1, 1]),
    ],
)
def test_beside_the_mentor(mentor: str, trainee: str, expected: list[int]) -> None:
    """Tests that every shift of a trainee needs the mentor there, none of the mentor's does."""
    problem = under(small_problem(agents=PEOPLE), "mentor_with_trainee")
    assert amounts(problem, roster(problem, A001=mentor, A002=trainee)) == expected


@pytest.mark.parametrize(("outside", "expected"), [(180, []), (179, [1]), (0, [1])])
def test_minutes_outside(outside: int, expected: list[int]) -> None:
    """Tests that 06:00-14:30 beside 09:00-17:30 lies three hours outside, no minute less."""
    problem = under(small_problem(agents=PEOPLE), "mentor_with_trainee", outside_min=outside)
    assert amounts(problem, roster(problem, A001="M", A002="E")) == expected


def test_a_longer_shift_of_the_mentor_holds_a_shorter_one() -> None:
    """Tests that the trainee's shift may be a part of the mentor's, and not the other way."""
    shifts = (*SHIFTS, shift("S", 480, 300, breaks=()))
    problem = under(small_problem(agents=PEOPLE, shifts=shifts), "mentor_with_trainee")
    assert amounts(problem, roster(problem, A001="E", A002="S")) == []
    assert amounts(problem, roster(problem, A001="S", A002="E")) == [1]


def test_words_scope_and_days(narrowed) -> None:
    """Tests agent, day, unit, cost and words; days out of force and other agents are free."""
    problem = under(small_problem(agents=PEOPLE), "mentor_with_trainee", hard=False)
    week = roster(problem, A001="E", A002="EM")
    (violation,) = found(problem, week)
    assert (violation.agent_id, violation.day, violation.cost) == ("A002", day(1), 10)
    assert violation.unit is Unit.SHIFTS
    for language in ("en", "zh"):
        assert all(x in sentence(violation, language) for x in ("A002", "A001", "M", "2026-11-24"))
    assert found(narrowed(problem, agents=("A001",)), week) == ()
    assert found(narrowed(problem, last_day=day(0)), week) == ()
    assert found(narrowed(problem, first_day=day(1)), week) == (violation,)
