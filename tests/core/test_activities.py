"""Planned activities: when they fall due, for whom, and what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.problems import MONDAY, agents, roster, small_problem

from wfm.core.activities import (
    LAST_MIN,
    ActivityKind,
    ActivityPlan,
    Participants,
    PlannedActivity,
    Recurrence,
    of_agents,
    planned,
)
from wfm.core.errors import BadInputError
from wfm.core.interchange import (
    fingerprint,
    problem_from_dict,
    problem_to_dict,
    roster_from_dict,
    roster_to_dict,
)
from wfm.core.people import Agent, Leave, LeaveType
from wfm.core.roster import PlacedActivity, Roster

pytestmark = pytest.mark.unit

T = PlannedActivity("T", ActivityKind.TRAINING, 60, ((MONDAY,),))


def due(plan: ActivityPlan, first: date = MONDAY, n_days: int = 14) -> list[int]:
    """Number of days of each occurrence."""
    found = planned([plan], first, n_days)
    return [len(days) for days in found[0].occurrences] if found else []


@pytest.mark.parametrize(
    ("recurrence", "sizes"),
    [(Recurrence.ONCE, [14]), (Recurrence.WEEKLY, [7, 7]), (Recurrence.DAILY, [1] * 14)],
)
def test_recurrences(recurrence: Recurrence, sizes: list[int]) -> None:
    """Tests how many occurrences two weeks have."""
    assert due(ActivityPlan(T, recurrence)) == sizes


def test_weeks_run_from_monday() -> None:
    """Tests that a horizon in mid-week owes each calendar week that it touches."""
    assert due(ActivityPlan(T), MONDAY + timedelta(days=3), 7) == [4, 3]


def test_days_of_validity_and_weekdays() -> None:
    """Tests that days outside validity and other weekdays are left out."""
    plan = ActivityPlan(T, Recurrence.DAILY, (0, 4), MONDAY + timedelta(days=1))
    (found,) = planned([plan], MONDAY, 14)
    assert [(d - MONDAY).days for (d,) in found.occurrences] == [4, 7, 11]


def test_once_is_due_where_it_begins() -> None:
    """Tests that a plan due once is not due again in the horizon after."""
    plan = ActivityPlan(T, Recurrence.ONCE, first_day=MONDAY)
    assert due(plan, MONDAY, 7) == [7]
    assert due(plan, MONDAY + timedelta(days=7), 7) == []


def test_participants_are_a_union() -> None:
    """Tests that agents, teams and skills add up, and none of them means everybody."""
    agent = Agent("A001", "T1", "full", skills=("minnan",))
    assert Participants().holds_for(agent)
    assert Participants(teams=("T2",), skills=("minnan",)).holds_for(agent)
    assert not Participants(agents=("A002",), teams=("T2",)).holds_for(agent)


def test_leave_on_all_days_owes_nothing() -> None:
    """Tests that one day without leave is enough to owe the activity."""
    agent = agents(1)[0]
    x = replace(T, occurrences=((MONDAY, MONDAY + timedelta(days=1)),))
    leave = Leave("A001", LeaveType.ANNUAL, MONDAY, MONDAY)
    assert x.due(agent, 0, [leave])
    assert not x.due(agent, 0, [replace(leave, last_day=MONDAY + timedelta(days=1))])


def test_gone_participants_never_become_everybody() -> None:
    """Tests that an activity of people who left falls away instead of being everybody's."""
    gone = replace(T, participants=Participants(agents=("A009",)))
    some = replace(T, id="S", participants=Participants(agents=("A009", "A001")))
    kept = of_agents([gone, some, replace(T, id="E")], agents(1))
    assert [(x.id, x.participants.agents) for x in kept] == [("S", ("A001",)), ("E", ())]


@pytest.mark.parametrize(
    "wrong",
    [
        {"length_min": 0},
        {"from_min": 600, "to_min": 630},
        {"to_min": LAST_MIN + 30},
        {"min_participants": 2},
        {"occurrences": ((MONDAY,), (MONDAY,))},
        {"occurrences": ((),)},
        {"occurrences": ((MONDAY - timedelta(days=1),),)},
        {"participants": Participants(agents=("A999",))},
        {"id": ""},
    ],
)
def test_faults_are_refused(wrong: dict) -> None:
    """Tests that a problem with a wrong activity is refused with the activity named."""
    value = problem_to_dict(small_problem(activities=(replace(T, **wrong),)))
    with pytest.raises(BadInputError) as error:
        problem_from_dict(json.loads(json.dumps(value)))
    assert {f.column for f in error.value.faults} == {"activities"}


def test_problem_and_roster_round_trip() -> None:
    """Tests that activities come back equal, and leave no trace where there are none."""
    meeting = replace(T, id="M", together=True, min_participants=2, title_zh="例会")
    problem = small_problem(activities=(T, meeting))
    bare = replace(problem, activities=())
    base = roster(problem, A001="EE")
    cell = base.assignments[0]
    placed = replace(cell, activities=(PlacedActivity(60, 60, "T", ActivityKind.TRAINING),))
    held = base.with_cells([((cell.agent_id, cell.day), placed)])
    problem = replace(problem, past=(replace(placed, day=MONDAY - timedelta(days=1)),))
    value = json.loads(json.dumps(problem_to_dict(problem)))
    assert problem_from_dict(value) == problem
    assert roster_from_dict(json.loads(json.dumps(roster_to_dict(held)))) == held
    assert "activities" not in problem_to_dict(bare)
    assert all("activities" not in row for row in roster_to_dict(base)["assignments"])
    assert fingerprint(problem) != fingerprint(bare)


def test_old_roster_reads() -> None:
    """Tests that assignments written before there were activities read as they were."""
    row = {"agent_id": "A001", "day": "2026-11-23", "shift_id": "E", "breaks": []}
    (cell,) = roster_from_dict({"assignments": [row]})
    assert cell.activities == ()
    assert Roster((cell,)).assignments == (cell,)
