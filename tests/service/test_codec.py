"""Tests of parts of a centre as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from support.centres import WEEK

from wfm.core.activities import ActivityKind, ActivityPlan, PlannedActivity
from wfm.core.attendance import Attendance
from wfm.core.centre import ServiceTarget
from wfm.core.days import DayLike, DayOverride, Event, OpeningHours
from wfm.core.people import Leave, LeaveType
from wfm.forecasting.cleaning import Change, ChangeKind
from wfm.forecasting.scenario import Scenario, Target
from wfm.service import centres
from wfm.service.codec import KINDS, from_json, to_json
from wfm.service.repair_asks import Absence, RepairAsk
from wfm.sheets.history_layout import HistoryLayout

pytestmark = pytest.mark.unit

START = datetime(2031, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def values(imported):
    """A value of every kind."""
    data = centres.centre_data(imported, "small")
    return {
        "centre": data.centre,
        "people": data.agents,
        "shifts": data.shifts,
        "leave": (Leave("A001", LeaveType.SICK, WEEK, WEEK),),
        "past_roster": data.past,
        "rules": centres.rule_set(imported, "small").entries,
        "scenario": Scenario(name="x", growth=1.2, target=Target(0.9, 10)),
        "target": ServiceTarget(0.9, 5, "net"),
        "events": (Event("statement", WEEK, WEEK, 1.2, ("general",), lead_days=1),),
        "days": (DayOverride(WEEK, DayLike.HOLIDAY, "notice", ((480, 720),)),),
        "opening": OpeningHours(holiday=((540, 1020),)),
        "activities": (ActivityPlan(PlannedActivity("T1", ActivityKind.TRAINING, 60, ((WEEK,),))),),
        "repair_ask": RepairAsk(
            absences=(Absence("A001", WEEK, "08:00", "10:00"),), kept_days=(WEEK,), max_changes=4
        ),
        "attendance": (Attendance("A001", WEEK, 480, 510, 30),),
        "history_layout": HistoryLayout(timestamp="start", queues={"a": "general"}),
        "change": Change(
            "general", START, START + timedelta(hours=1), ChangeKind.SPIKE, (9.0,), (3.0,)
        ),
    }


def test_round_trip(values):
    """Tests that every kind goes through JSON text and comes back equal."""
    assert set(values) == set(KINDS)
    for kind, value in values.items():
        assert from_json(kind, json.loads(json.dumps(to_json(kind, value)))) == value
