from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import agents, cells, roster, small_problem
from support.rule_cases import day

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.roster import PlacedActivity, Roster
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller
from wfm.rules.visitor_blackout import VisitorBlackoutParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


def visit(n: int, first: str, last: str) -> dict[str, str]:
    return {"day": day(n).isoformat(), "from_clock": first, "to_clock": last}


# E (06:00) has its meal at 09:30 and its rest break at 12:30, half an hour each.
@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("08:00", "09:30", []),
        ("08:00", "09:31", [1]),
        ("09:45", "09:50", [1]),
        ("10:00", "12:30", []),
        ("09:00", "13:00", [1, 1]),
        ("13:00", "08:00", []),
    ],
)
def test_breaks_that_a_visit_touches(first: str, last: str, expected: list[int]) -> None:
    """Tests both sides of a visit's ends, part intervals, and one that runs past midnight."""
    problem = small_problem(n_agents=1, n_days=2)
    problem = under(problem, "visitor_blackout", visits=[visit(0, first, last)])
    assert amounts(problem, roster(problem, A001="E")) == expected


def test_night_breaks_belong_to_the_clock() -> None:
    """Tests a visit after midnight against the night before, and one of the past's people."""
    problem = small_problem(n_agents=2)
    # N of Monday has its meal at 01:00 of Tuesday.
    problem = under(problem, "visitor_blackout", visits=[visit(1, "00:30", "02:00")])
    assert amounts(problem, roster(problem, A001="N")) == [1]
    yesterday = tuple(cells(problem, {"A001": "N"}, day(-1)))
    problem = replace(problem, past=yesterday, past_first_day=day(-1))
    problem = under(problem, "visitor_blackout", visits=[visit(0, "00:30", "02:00")])
    assert amounts(problem, Roster()) == []


def test_shift_without_another_place_is_ruled_out() -> None:
    """Tests that a hard visit over every start of a meal leaves no variable for the shift."""
    problem = small_problem(n_agents=1, n_days=1)
    # The meal of E may start from 08:30 to 11:00, that of M from 11:30.
    problem = under(problem, "visitor_blackout", visits=[visit(0, "08:30", "11:00")])
    assert Modeller(ProblemView(problem)).allowed[0, 0].tolist() == [True] * 4
    problem = under(problem, "visitor_blackout", visits=[visit(0, "08:30", "11:01")])
    assert Modeller(ProblemView(problem)).allowed[0, 0].tolist() == [False, True, True, True]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests that other teams may rest, and that a finding names who is on a break."""
    people = (*agents(2), *(replace(x, id="A003", team="T2") for x in agents(1)))
    problem = small_problem(agents=people, n_days=2)
    problem = under(problem, "visitor_blackout", hard=False, visits=[visit(0, "09:30", "10:00")])
    both = roster(problem, A001="E", A003="E")
    (one,) = found(problem, both)
    assert (one.amount, one.cost, one.at) == (2, 20, "2026-11-23 09:30")
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("A001, A003", "09:30", "2"))
    assert amounts(narrowed(problem, teams=("T2",)), both) == [1]
    assert amounts(narrowed(problem, first_day=day(1)), both) == []


def test_times_of_day_are_checked() -> None:
    """Tests that a visit needs a day and real times, and an entry a visit."""
    for visits in ([], [{"from_clock": "09:00"}], [visit(0, "9 am", "10:00")]):
        with pytest.raises(ValidationError):
            VisitorBlackoutParameters(visits=visits)


def test_activities_are_no_breaks() -> None:
    """Tests that a meeting during a visit is work, in the audit and in the model."""
    meeting = PlannedActivity("m", ActivityKind.MEETING, 30, ((day(0),),), Participants())
    problem = small_problem(n_agents=1, n_days=1, activities=(meeting,))
    problem = under(problem, "visitor_blackout", hard=False, visits=[visit(0, "07:00", "08:00")])
    (cell,) = roster(problem, A001="E")
    met = replace(cell, activities=(PlacedActivity(60, 30, "m", ActivityKind.MEETING),))
    assert amounts(problem, Roster((met,))) == []
