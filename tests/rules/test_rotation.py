from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import MONDAY, agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.rules.rotation import RotationParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

LETTERS = [
    {"letter": "早", "shifts": ["E"]},
    {"letter": "中", "shifts": ["L"]},
    {"letter": "晚", "shifts": ["L", "M"]},
    {"letter": "白", "shifts": ["day"]},
    {"letter": "夜", "shifts": ["night"]},
    {"letter": "休"},
]


def parameters(pattern: str, **about: Any) -> dict[str, Any]:
    letters = [x for x in LETTERS if x["letter"] in pattern]
    return {"pattern": pattern, "letters": letters, "anchor": MONDAY, **about}


@pytest.mark.parametrize(
    ("pattern", "phase", "week"),
    [
        ("中中白白夜夜休休休休", 0, "LLEMNN."),
        ("中中白白夜夜休休休休", 8, "..LLMEN"),
        ("白白夜夜休休休休", 7, ".EENN.."),
        ("白白白中中中休夜夜夜休休", 5, "L.NNN.."),
        ("早晚休", 2, ".EM.EL."),
    ],
)
def test_cycles_of_any_length(pattern: str, phase: int, week: str) -> None:
    """Tests that a week cut from a cycle at its phase is clean, and its shift by a day is not."""
    phases = [{"names": ["T1"], "days": phase}]
    problem = small_problem(n_agents=1)
    problem = under(problem, "rotation", **parameters(pattern, phases=phases))
    assert amounts(problem, roster(problem, A001=week)) == []
    assert amounts(problem, roster(problem, A001=week[1:])) != []


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ("E....M", []),
        (".....M", [0]),
        ("N....N", [0, 5]),
        ("EM.L.E", [1, 3]),
        ("......", [0, 5]),
    ],
)
def test_every_kind_of_difference_is_one_cell(week: str, days: list[int]) -> None:
    """Tests that work on a day off, a day of work off and another shift count one each."""
    problem = small_problem(n_agents=1, n_days=6)
    # Work is due on Monday and Saturday.
    problem = under(problem, "rotation", hard=False, **parameters("白休休休休"))
    violations = found(problem, roster(problem, A001=week))
    assert sorted(v.day for v in violations) == [day(d) for d in days]
    assert all(v.amount == 1 for v in violations)


def test_pattern_reaches_back_before_its_anchor() -> None:
    """Tests that whole cycles between the anchor and the horizon change nothing."""
    problem = small_problem(n_agents=1)
    for anchor in (day(-6), day(0), day(3), day(300)):
        there = under(problem, "rotation", **parameters("早早休", anchor=anchor))
        assert amounts(there, roster(problem, A001="EE.EE.E")) == []


def test_past_roster_changes_nothing() -> None:
    """Tests that the pattern goes by the calendar, whatever was worked before the seam."""
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEEE")
    problem = under(problem, "rotation", **parameters("早早休"))
    assert amounts(problem, roster(problem, A001="EE.EE.E")) == []


def test_own_phase_goes_before_the_teams() -> None:
    """Tests that an agent's phase, the team's and none are told apart."""
    people = (*agents(2), *(replace(x, id="A003", team="T2") for x in agents(1)))
    phases = [{"names": ["T1"], "days": 1}, {"names": ["A002"], "days": 2}]
    problem = small_problem(agents=people)
    problem = under(problem, "rotation", **parameters("早中休", phases=phases))
    weeks = {"A001": "L.EL.EL", "A002": ".EL.EL.", "A003": "EL.EL.E"}
    assert amounts(problem, roster(problem, **weeks)) == []
    assert len(amounts(problem, roster(problem, **{**weeks, "A003": ".L.EL.E"}))) == 1


def test_leave_and_employment_differ_from_nothing() -> None:
    """Tests that days of leave and days outside employment are not judged."""
    leave = (Leave("A001", LeaveType.SICK, day(0), day(3)),)
    people = agents(1, last_day=day(4))
    problem = small_problem(agents=people, leave=leave)
    problem = under(problem, "rotation", **parameters("早"))
    (one,) = found(problem, roster(problem))
    assert one.day == day(4)
    assert amounts(problem, roster(problem, A001="....E")) == []


def test_entry_binds_its_days_and_people(narrowed) -> None:
    """Tests scope and dates of validity, the phase counted from the anchor all the same."""
    problem = under(small_problem(), "rotation", **parameters("早休"))
    week = roster(problem, A001="E.E.E.E", A002="E......")
    assert len(amounts(problem, week)) == 3
    assert amounts(narrowed(problem, agents=("A001",)), week) == []
    assert len(amounts(narrowed(problem, last_day=day(2)), week)) == 1
    assert amounts(narrowed(problem, teams=("T9",)), week) == []


def test_sentence_says_what_was_due_and_given() -> None:
    """Tests the words of both kinds of cell in both languages."""
    problem = under(
        small_problem(n_agents=1), "rotation", hard=False, **parameters("夜休休休休休休")
    )
    missing, extra = sorted(found(problem, roster(problem, A001="..E")), key=lambda v: v.day)
    assert (missing.cost, extra.cost) == (10, 10)
    assert "夜" in sentence(missing, "en")
    assert "a day off" in sentence(missing, "en")
    assert "休息" in sentence(missing, "zh")
    assert "2026-11-25" in sentence(extra, "zh")
    assert sentence(extra, "zh").endswith("E")


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [("早晚", [LETTERS[0]]), ("早", [LETTERS[0], LETTERS[0]]), ("", [LETTERS[0]])],
)
def test_patterns_must_be_spelled_out(pattern: str, letters: list[dict[str, Any]]) -> None:
    """Tests that unnamed letters, letters named twice and an empty pattern are refused."""
    with pytest.raises(ValidationError):
        RotationParameters(pattern=pattern, letters=letters, anchor=MONDAY)


def test_unknown_shift_is_refused() -> None:
    """Tests that a letter with a shift outside the catalogue names it."""
    problem = small_problem(n_agents=1)
    letters = [{"letter": "早", "shifts": ["E", "Q9"]}]
    problem = under(problem, "rotation", pattern="早", letters=letters, anchor=MONDAY)
    with pytest.raises(BadInputError, match="unknown") as caught:
        found(problem, roster(problem))
    assert [fault.value for fault in caught.value.faults] == ["Q9"]
