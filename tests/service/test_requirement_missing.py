"""Tests of what happens when some are missing."""

from __future__ import annotations

import pytest
from support.centres import WEEK

from wfm.service.requirement_missing import missing_on_requirement, missing_on_roster

pytestmark = pytest.mark.unit


def test_nobody_missing_changes_nothing(planned):
    """Tests that none missing is the plan itself."""
    found = missing_on_requirement(planned, "small", WEEK, 0)
    assert found.short.service_level == found.plain.service_level
    assert found.revision is None


def test_the_more_are_missing_the_worse(planned):
    """Tests that service falls with each missing agent and rises with one more."""
    levels = [
        missing_on_requirement(planned, "small", WEEK, n).short.service_level for n in (-1, 0, 1, 3)
    ]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > levels[-1]


def test_worst_intervals(planned):
    """Tests that the worst come first, with what the plan would have given there."""
    found = missing_on_requirement(planned, "small", WEEK, 2)
    worst = found.worst(4)
    assert len(worst) == 4
    assert worst["service_level"].is_monotonic_increasing
    assert worst["service_level"].iloc[0] == found.short.worst_service_level
    assert (worst["before"] >= worst["service_level"]).all()
    assert (worst["volume"] > 0).all()


def test_from_the_roster(desk):
    """Tests that agents are taken from the newest roster, never below nobody."""
    found = missing_on_roster(desk, "small", WEEK, 1)
    assert found is not None and found.revision is not None
    before, after = (o.intervals["agents"] for o in (found.plain, found.short))
    assert (after == (before - 1).clip(lower=0)).all()
    assert found.short.service_level <= found.plain.service_level


def test_without_a_roster(planned):
    """Tests that a week without a roster has none to take from."""
    assert missing_on_roster(planned, "small", WEEK, 3) is None
