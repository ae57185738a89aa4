"""Tests that events know their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting.events import MAX_NEAR_DAYS, Event

pytestmark = pytest.mark.unit
DAY = date(2026, 3, 2)


def test_positions_before_during_and_after():
    """Tests that lead days count backwards and lag days forwards, nothing beyond."""
    event = Event("sale", DAY, DAY + timedelta(days=2), lead_days=2, lag_days=1)
    got = [event.position(DAY + timedelta(days=k)) for k in range(-3, 5)]
    assert got == [None, -2, -1, 0, 0, 1, None, None]


@pytest.mark.parametrize(("lead", "length", "lag"), [(0, 1, 0), (2, 3, 1), (0, 1, 4), (3, 5, 0)])
def test_days_and_positions_agree(lead, length, lag):
    """Tests that the days touched are those with a position, each with its own."""
    event = Event("sale", DAY, DAY + timedelta(days=length), lead_days=lead, lag_days=lag)
    around = [DAY + timedelta(days=k) for k in range(-9, 15)]
    expected = [(day, p) for day in around if (p := event.position(day)) is not None]
    assert event.days() == expected


@pytest.mark.parametrize("days", [-1, MAX_NEAR_DAYS + 1])
@pytest.mark.parametrize("side", ["lead_days", "lag_days"])
def test_leads_and_lags_out_of_range_are_refused(side, days):
    """Tests that a negative lead and one of more than four weeks are refused."""
    with pytest.raises(BadInputError, match="lead or lag"):
        Event("sale", DAY, DAY + timedelta(days=1), **{side: days})


def test_events_concern_their_queues_and_the_total():
    """Tests that an event without queues concerns all, one with queues them and the total."""
    some = Event("sale", DAY, DAY + timedelta(days=1), queues=("cards",))
    assert [some.concerns(q) for q in ("cards", "loans", "")] == [True, False, True]
    assert Event("sale", DAY, DAY + timedelta(days=1)).concerns("loans")
