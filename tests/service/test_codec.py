"""Tests of parts of a centre as JSON."""

from __future__ import annotations

import json

import pytest
from support.centres import WEEK

from wfm.core.centre import ServiceTarget
from wfm.core.people import Leave, LeaveType
from wfm.forecasting.scenario import Scenario, Target
from wfm.service import centres
from wfm.service.codec import KINDS, from_json, to_json

pytestmark = pytest.mark.unit


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
    }


def test_round_trip(values):
    """Tests that every kind goes through JSON text and comes back equal."""
    assert set(values) == set(KINDS)
    for kind, value in values.items():
        assert from_json(kind, json.loads(json.dumps(to_json(kind, value)))) == value
