"""Tests of a centre's activities: kept with revisions, checked, part of every problem."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.centres import WEEK

from wfm.core.activities import (
    ActivityKind,
    ActivityPlan,
    Participants,
    PlannedActivity,
    Recurrence,
)
from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.problem import RuleEntry
from wfm.core.roster import PlacedActivity, Roster
from wfm.service import activities, boards, centres, planning, rosters

pytestmark = pytest.mark.unit

MEETING = ActivityPlan(
    PlannedActivity(
        "MEET",
        ActivityKind.MEETING,
        30,
        (),
        Participants(agents=("A001", "A002")),
        together=True,
        min_participants=2,
    ),
    Recurrence.DAILY,
    weekdays=(0, 3),
)


def test_plan_is_added_changed_removed(imported):
    """Tests that every change is a revision, and others stay as they are."""
    other = replace(MEETING, activity=replace(MEETING.activity, id="B"))
    first = activities.put_activity(imported, "small", MEETING, revision=0)
    second = activities.put_activity(imported, "small", other, revision=first)
    longer = replace(MEETING, activity=replace(MEETING.activity, length_min=60))
    third = activities.put_activity(imported, "small", longer, revision=second, replaces="MEET")
    assert activities.activity_plans(imported, "small") == ((longer, other), third)
    assert centres.centre_data(imported, "small").activities == (longer, other)
    last = activities.remove_activity(imported, "small", "MEET", revision=third)
    assert activities.activity_plans(imported, "small") == ((other,), last)


def test_change_on_an_old_revision_is_refused(imported):
    """Tests that what somebody else saved in between is not written over."""
    activities.put_activity(imported, "small", MEETING, revision=0)
    with pytest.raises(ConflictError):
        activities.remove_activity(imported, "small", "MEET", revision=0)


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ({"id": " "}, " "),
        ({"length_min": 0}, "MEET"),
        ({"together": False}, "MEET"),
        ({"participants": Participants(agents=("A999",))}, "A999"),
    ],
)
def test_wrong_plan_is_refused(imported, wrong, value):
    """Tests that faults are named and nothing is saved."""
    plan = replace(MEETING, activity=replace(MEETING.activity, **wrong))
    with pytest.raises(BadInputError) as error:
        activities.put_activity(imported, "small", plan, revision=0)
    assert [f.value for f in error.value.faults] == [value]
    assert activities.activity_plans(imported, "small") == ((), 0)


def test_agents_may_not(imported, as_role):
    """Tests that only those who keep people's data may change activities."""
    with pytest.raises(NotAllowedError):
        activities.put_activity(as_role(imported, "agent"), "small", MEETING, revision=0)


def test_price_is_added_where_the_rules_have_none():
    """Tests that a rule set's own price stands, and no activity needs none."""
    due = (PlannedActivity("T", ActivityKind.TRAINING, 60, ((WEEK,),)),)
    own = RuleEntry("activities_placed", {}, hard=False, weight=9)
    assert planning.with_activity_price((own,), due) == (own,)
    assert planning.with_activity_price((), ()) == ()
    (added,) = planning.with_activity_price((), due)
    assert (added.rule, added.weight, added.hard) == ("activities_placed", 5, False)


def test_day_view_and_board_show_them(desk):
    """Tests that a placed activity is a bar of its kind, and in the cell's note."""
    state = rosters.roster(desk, "small", WEEK)
    cell = state.roster.get("A001", WEEK)
    placed = replace(cell, activities=(PlacedActivity(60, 30, "MEET", ActivityKind.MEETING),))
    held = replace(state, roster=state.roster.with_cells([(("A001", WEEK), placed)]))
    bars = boards.day_bars(held, WEEK)
    (bar,) = bars[bars["kind"] == "meeting"].to_dict("records")
    assert (bar["agent_id"], f"{bar['start']:%H:%M}", f"{bar['end']:%H:%M}") == (
        "A001",
        "07:00",
        "07:30",
    )
    row = next(r for r in boards.board(held).rows if r.agent_id == "A001")
    assert "meeting +1:00" in row.cells[0].tooltip
    assert isinstance(held.roster, Roster)
