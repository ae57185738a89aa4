"""Tests that queues that end are told from queues that pause."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.forecast import make_forecast
from wfm.forecasting.lifetimes import SILENT_DAYS, ended_queues
from wfm.forecasting.sparse import total_history

pytestmark = pytest.mark.unit
N_DAYS = 84
FIRST = date(2026, 1, 5) + timedelta(days=N_DAYS)


@pytest.fixture
def two(make_history):
    """A queue that goes on, and one that ends some days before the last."""

    def make(days_silent: int, how: str = "zero", daily: float = 400.0) -> pd.DataFrame:
        on = make_history(n_days=N_DAYS, queue="on")
        off = make_history(n_days=N_DAYS, queue="off", seed=9, daily=daily)
        late = off["timestamp"].dt.date >= FIRST - timedelta(days=days_silent)
        if how == "zero":
            off["volume"] = off["volume"].mask(late, 0.0)
        else:
            gone = {c: off[c].mask(late) for c in ("volume", "aht_s", "abandoned")}
            off = off.assign(state=off["state"].mask(late, how), **gone)
        return pd.concat([on, off], ignore_index=True)

    return make


@pytest.mark.parametrize("how", ["zero", "missing", "closed"])
def test_four_silent_weeks_end_a_queue(two, how):
    """Tests that zeros, absent rows and closed intervals of four weeks all end it."""
    history = two(SILENT_DAYS + 1, how)
    assert ended_queues(history) == {"off"}
    made = make_forecast(history, FIRST, 7)
    off = made.frame[made.frame["queue"] == "off"]
    assert (off[["volume", "q025", "q10", "q90", "q975"]] == 0).all(axis=None)
    assert [n for n in made.notes if n.endswith(":off")] == ["queue_ended:off"]
    assert made.frame.loc[made.frame["queue"] == "on", "volume"].sum() > 5000


@pytest.mark.parametrize(("days", "how"), [(SILENT_DAYS - 7, "missing"), (60, "outage")])
def test_three_weeks_and_outages_end_nothing(two, days, how):
    """Tests that a queue that is silent for less, or known to be out, is still expected."""
    assert not ended_queues(two(days, how))


def test_a_rare_queue_may_be_silent_by_chance(two):
    """Tests that a call a week does not end by having none for a month."""
    assert not ended_queues(two(SILENT_DAYS + 1, "zero", daily=0.15))


def test_a_history_that_ends_for_all_ends_no_queue(two):
    """Tests that nobody has ended where nobody has counts."""
    history = two(SILENT_DAYS + 1, "missing")
    assert not ended_queues(history[history["queue"] == "off"])
    assert not ended_queues(history.assign(volume=np.nan, state="missing"))


@pytest.mark.parametrize("days", [SILENT_DAYS + 10, 70])
def test_an_ended_or_unborn_queue_does_not_hide_the_total(two, days):
    """Tests that the total is counted before a queue's first and after an ended one's last row."""
    history = two(days, "missing")
    assert total_history(history)["state"].eq("open").all()
    mirrored = history.assign(volume=history["volume"].to_numpy()[::-1])
    mirrored["state"] = np.where(mirrored["volume"].isna(), "missing", "open")
    assert total_history(mirrored)["state"].eq("open").all()


def test_a_gap_in_a_living_queue_hides_the_total(two):
    """Tests that a week missing in one queue is missing in the sum, and an outage of all too."""
    total = total_history(two(7, "missing"))
    assert total["state"].eq("missing").sum() == 7 * 48
    history = two(0)
    day = history["timestamp"].dt.date == date(2026, 2, 3)
    out = history.assign(
        state=history["state"].mask(day, "outage"), volume=history["volume"].mask(day)
    )
    assert total_history(out)["state"].eq("outage").sum() == 48
