"""Tests that outages that a planner knows are missing in the history."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.days import EventKind
from wfm.core.frames import HISTORY
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.closures import with_closures
from wfm.forecasting.events import Event
from wfm.forecasting.forecast import make_forecast

pytestmark = pytest.mark.unit
DAY = date(2026, 2, 18)
NEXT = date(2026, 2, 19)


def outage(**about) -> Calendar:
    return Calendar(events=(Event("line", DAY, NEXT, kind=EventKind.OUTAGE, **about),))


def hit(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    return before[after["state"].eq("outage") & before["state"].ne("outage")]


def test_whole_days_of_an_outage_are_missing(make_history):
    """Tests that every count of the day goes, and that nothing else changes."""
    history = make_history()
    after = with_closures(history, outage())
    assert set(hit(history, after)["timestamp"].dt.date) == {DAY}
    assert len(hit(history, after)) == 48
    rows = after["state"] == "outage"
    assert after.loc[rows, ["volume", "aht_s", "abandoned"]].isna().all(axis=None)
    assert after[~rows].equals(history[~rows])
    HISTORY.validate(after)


def test_hours_of_an_outage_touch_every_interval_in_part(make_history):
    """Tests that 10:15 to 11:30 marks the intervals from 10:00 to 11:30."""
    history = make_history()
    got = hit(history, with_closures(history, outage(hours=(615, 690))))
    assert got["timestamp"].dt.strftime("%H:%M").tolist() == ["10:00", "10:30", "11:00"]


def test_an_outage_keeps_to_its_queues_and_to_open_hours(make_history):
    """Tests that other queues and closed intervals stay as they are."""
    both = pd.concat(
        [make_history(queue=q, open_hours=(8, 20)) for q in ("cards", "loans")], ignore_index=True
    )
    got = hit(both, with_closures(both, outage(queues=("loans",))))
    assert set(got["queue"]) == {"loans"}
    assert len(got) == 24


@pytest.mark.parametrize("left", [0.0, 0.1])
def test_an_outage_does_not_pull_the_forecast_down(make_history, left):
    """Tests that three lost days known as an outage move the forecast by less than 2 %."""
    history = make_history()
    lost = history["timestamp"].dt.date.isin([date(2026, 3, d) for d in (10, 11, 12)])
    broken = history.assign(volume=np.where(lost, history["volume"] * left, history["volume"]))
    event = Event("line", date(2026, 3, 10), date(2026, 3, 13), kind=EventKind.OUTAGE)
    first = date(2026, 3, 16)
    truth = make_forecast(history, first, 7).frame["volume"].sum()
    known = make_forecast(broken, first, 7, calendar=Calendar(events=(event,))).frame["volume"]
    unknown = make_forecast(broken, first, 7).frame["volume"]
    assert abs(known.sum() / truth - 1) < 0.02
    assert abs(unknown.sum() / truth - 1) > abs(known.sum() / truth - 1)
