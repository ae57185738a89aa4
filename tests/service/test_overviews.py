"""Tests of the week at a glance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.operations.asks import SwapAsk
from wfm.service import overviews, requests, rosters, solves

pytestmark = pytest.mark.unit


def test_nothing_yet(imported):
    """Tests that what is not there is None or NaN, never zero."""
    seen = overviews.overview(imported, "small", WEEK)
    assert (seen.forecast, seen.forecast_volume, seen.required_hours) == (None, None, None)
    assert (seen.scheduled_hours, seen.service_level, seen.revision) == (None, None, None)
    assert (seen.hard, seen.cost, seen.run, seen.open_requests) == (None, None, None, 0)
    assert len(seen.days) == 7
    assert (
        seen.days[["volume", "required_hours", "scheduled_hours", "service_level"]]
        .isna()
        .all(axis=None)
    )


def test_forecast_alone(planned):
    """Tests that a forecast brings volume and requirement, and nothing of a roster."""
    seen = overviews.overview(planned, "small", WEEK)
    assert seen.forecast.version == 1
    assert seen.days["volume"].sum() == pytest.approx(seen.forecast_volume)
    assert seen.days["required_hours"].sum() == pytest.approx(seen.required_hours)
    assert seen.roster_status is None
    assert seen.days["scheduled_hours"].isna().all()


def test_full(desk):
    """Tests that a published week has every figure, the days adding up to the week."""
    requests.ask(desk, "small", SwapAsk("A001", "A003", WEEK, WEEK))
    run = solves.start_roster(desk, "small", WEEK)
    seen = overviews.overview(desk, "small", WEEK)
    state = rosters.roster(desk, "small", WEEK)
    assert (seen.roster_status, seen.revision, seen.hard) == ("published", 1, 0)
    assert seen.cost == state.report.cost
    assert seen.open_requests == 1
    assert seen.run.id == run
    assert seen.days["scheduled_hours"].sum() == pytest.approx(seen.scheduled_hours)
    assert seen.days.notna().all(axis=None)
    assert 0 < seen.service_level <= 1
    assert seen.worst_interval_sl <= seen.days["service_level"].min()
    assert WEEK <= seen.worst_interval_at.date() < NEXT_WEEK
    assert seen.understaffed_intervals > 0


def test_roster_without_forecast(desk):
    """Tests that another week shows its own nothing."""
    seen = overviews.overview(desk, "small", WEEK + timedelta(days=70))
    assert seen.forecast is None
    assert seen.revision is None
