"""Tests that other opening hours lose, shift or bring the calls that they say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.frames import FORECAST
from wfm.forecasting.scenario_hours import open_otherwise
from wfm.forecasting.scenario_parts import Opening

pytestmark = pytest.mark.unit


def forecast() -> pd.DataFrame:
    """Two queues over a week, open 08:00 to 20:00 but on Sunday."""
    stamps = pd.date_range("2026-03-02", periods=7 * 48, freq="30min", tz="Asia/Shanghai")
    hour = stamps.hour.to_numpy()
    is_open = (hour >= 8) & (hour < 20) & (stamps.day_of_week.to_numpy() < 6)
    parts = []
    for queue, mean, aht_s in (("cards", 30.0, 120.0), ("loans", 10.0, 300.0)):
        volume = np.where(is_open, mean + hour, 0.0)
        parts.append(
            pd.DataFrame(
                {
                    "timestamp": stamps,
                    "queue": queue,
                    "volume": volume,
                    "aht_s": aht_s + hour,
                    "q025": volume * 0.6,
                    "q10": volume * 0.8,
                    "q90": volume * 1.2,
                    "q975": volume * 1.5,
                }
            )
        )
    return FORECAST.validate(pd.concat(parts, ignore_index=True))


PLAIN = forecast()


def of(frame: pd.DataFrame, day: int, clock: str, queue: str = "cards") -> float:
    stamp = pd.Timestamp(f"2026-03-0{day} {clock}", tz="Asia/Shanghai")
    return float(frame[(frame["timestamp"] == stamp) & (frame["queue"] == queue)]["volume"].iloc[0])


def test_what_closes_is_lost() -> None:
    """Tests that shorter hours lose the calls outside them and leave the rest."""
    out = open_otherwise((Opening((), ("09:00-18:00",)),), PLAIN)
    assert of(out, 2, "08:30") == of(out, 2, "18:00") == 0
    assert of(out, 2, "09:00") == of(PLAIN, 2, "09:00")


@settings(max_examples=12, deadline=None)
@given(st.floats(0, 1), st.integers(9, 13), st.integers(14, 19))
def test_shifted_calls_come_the_same_day(share: float, first: int, last: int) -> None:
    """Tests that each day and queue keep what did not close plus the shifted share of the rest."""
    hours = (f"{first:02d}:00-{last:02d}:00",)
    out = open_otherwise((Opening((), hours, shifted_share=share, new_share=0),), PLAIN)
    hour = PLAIN["timestamp"].dt.hour
    kept = (hour >= first) & (hour < last)
    keys = [PLAIN["queue"], PLAIN["timestamp"].dt.date]
    inside = PLAIN["volume"].where(kept, 0.0).groupby(keys).sum()
    closed = PLAIN["volume"].where(~kept, 0.0).groupby(keys).sum()
    found = out["volume"].groupby([out["queue"], out["timestamp"].dt.date]).sum()
    np.testing.assert_allclose(found, inside + share * closed, rtol=1e-9, atol=1e-9)
    values = out[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
    assert (np.diff(values, axis=1) >= -1e-9).all()


def test_shifted_work_keeps_its_handle_time() -> None:
    """Tests that everything shifted is the same work, only later."""
    out = open_otherwise((Opening((), ("10:00-16:00",), shifted_share=1.0, new_share=0),), PLAIN)
    before = (PLAIN["volume"] * PLAIN["aht_s"]).sum()
    assert (out["volume"] * out["aht_s"]).sum() == pytest.approx(before)


def test_a_day_that_closes_whole_loses_all() -> None:
    """Tests that calls can't shift into a day without open hours."""
    out = open_otherwise((Opening(("saturday",), (), shifted_share=1.0),), PLAIN)
    days = out.groupby(out["timestamp"].dt.date)["volume"].sum()
    assert days[date(2026, 3, 7)] == 0
    assert days[date(2026, 3, 6)] == PLAIN[PLAIN["timestamp"].dt.day == 6]["volume"].sum()


def test_new_hours_bring_the_usual_calls_of_the_hour() -> None:
    """Tests that Sunday gets its share of what other days have, and early hours the nearest."""
    out = open_otherwise((Opening(("sunday",), ("07:00-20:00",), new_share=0.5),), PLAIN)
    assert of(out, 8, "12:00") == pytest.approx(0.5 * of(PLAIN, 2, "12:00"))
    assert of(out, 8, "07:00") == pytest.approx(0.5 * of(PLAIN, 2, "08:00"))
    assert of(out, 8, "12:00", "loans") == pytest.approx(0.5 * of(PLAIN, 2, "12:00", "loans"))
    assert of(out, 8, "20:00") == 0
    assert of(out, 7, "12:00") == of(PLAIN, 7, "12:00")


def test_the_last_opening_of_a_day_holds_and_dates_limit_it() -> None:
    """Tests that a later rule replaces an earlier one on its weekdays and days."""
    openings = (
        Opening((), ("08:00-19:00",)),
        Opening(("monday",), ("08:00-12:00",), start=date(2026, 3, 3)),
        Opening(("tuesday",), ("08:00-12:00",)),
    )
    out = open_otherwise(openings, PLAIN)
    assert of(out, 2, "18:30") > 0
    assert of(out, 2, "19:00") == 0
    assert of(out, 3, "12:00") == 0


def test_the_same_hours_change_nothing() -> None:
    """Tests that hours as they are leave the forecast as it is."""
    openings = (
        Opening(("monday", "tuesday", "wednesday", "thursday", "friday"), ("08:00-20:00",)),
    )
    pd.testing.assert_frame_equal(open_otherwise(openings, PLAIN), PLAIN)


def test_nothing_open_anywhere_stays_nothing() -> None:
    """Tests that hours of a centre without calls bring none, and no NaN."""
    empty = PLAIN.assign(**dict.fromkeys(["volume", "q025", "q10", "q90", "q975"], 0.0))
    out = open_otherwise((Opening((), ("00:00-24:00",)),), empty)
    assert (out["volume"] == 0).all()
