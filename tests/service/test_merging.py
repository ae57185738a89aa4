"""Tests that a piece of history replaces what it counts and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.history import to_history
from wfm.service.merging import merge

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"
FIRST = date(2031, 5, 5)  # a Monday


def piece(
    first, n_days, *, absent="missing", until=20, start=8, volume=10, queues=("a",), zone=ZONE
):
    """Rows of some days between two hours as a HISTORY frame, and which intervals had one."""
    rows = [
        (f"{first + timedelta(days=d)} {h:02d}:{m:02d}", queue, volume)
        for d in range(n_days)
        for h in range(start, until if d == n_days - 1 else 20)
        for m in (0, 30)
        for queue in queues
    ]
    raw = pd.DataFrame(rows, columns=["timestamp", "queue", "volume"])
    frame = to_history(raw, zone=zone, interval_min=30, absent=absent)
    plain = to_history(raw, zone=zone, interval_min=30, absent="missing")
    return frame, plain["state"].isin(("open", "outage")).to_numpy()


def put(old, frame, given_rows, *, absent="missing", closed=frozenset()):
    """Merged history."""
    return merge(old, frame, given_rows, closed, absent=absent)


def at(frame, stamp, queue="a"):
    """Row of an interval."""
    when = pd.Timestamp(stamp, tz=str(frame["timestamp"].dt.tz))
    return frame[(frame["timestamp"] == when) & (frame["queue"] == queue)].iloc[0]


@pytest.mark.parametrize("absent", ["missing", "zero", "closed"])
@given(st.integers(1, 20), st.integers(1, 20), st.integers(-5, 25))
@settings(max_examples=4)
def test_twice_is_once(absent, n_old, n_new, shift):
    """Tests that putting a piece on a second time changes nothing, wherever it lies."""
    old = put(None, *piece(FIRST, n_old, absent=absent), absent=absent).frame
    new = piece(FIRST + timedelta(days=shift), n_new, absent=absent, volume=12, until=15)
    once = put(old, *new, absent=absent)
    twice = put(once.frame, *new, absent=absent)
    assert not twice.changed
    assert len(twice.replaced) == 0
    assert twice.n_new == 0
    pd.testing.assert_frame_equal(twice.frame, once.frame)


@given(st.integers(1, 15), st.integers(-5, 20))
@settings(max_examples=4)
def test_only_counted_intervals_change(n_new, shift):
    """Tests that every count of the old history stands unless the piece has a row for it."""
    old = put(None, *piece(FIRST, 14)).frame
    frame, given_rows = piece(FIRST + timedelta(days=shift), n_new, volume=12, start=10, until=15)
    after = put(old, frame, given_rows).frame.set_index(["timestamp", "queue"])
    told = frame[given_rows].set_index(["timestamp", "queue"]).index
    before = old.set_index(["timestamp", "queue"])
    kept = before.index.difference(told)
    pd.testing.assert_series_equal(
        after.loc[kept, "volume"], before.loc[kept, "volume"], check_freq=False
    )
    assert (after.loc[told, "volume"] == 12).all()


def test_overlap_is_reported():
    """Tests that intervals with other numbers are listed with both of them."""
    old = put(None, *piece(FIRST, 14)).frame
    merged = put(old, *piece(FIRST + timedelta(days=13), 3, volume=11))
    assert merged.changed
    assert len(merged.replaced) == 24
    assert set(merged.replaced["before"]) == {10.0}
    assert set(merged.replaced["after"]) == {11.0}
    assert merged.n_new == 48
    assert merged.replaced["timestamp"].dt.date.unique().tolist() == [FIRST + timedelta(days=13)]


def test_partial_day_is_missing_not_closed():
    """Tests that the rest of a day that has only begun is missing, and filled by the next file."""
    old = put(None, *piece(FIRST, 28)).frame
    today = FIRST + timedelta(days=28)
    merged = put(old, *piece(today, 1, until=12))
    assert at(merged.frame, f"{today} 11:30")["state"] == "open"
    assert at(merged.frame, f"{today} 12:00")["state"] == "missing"
    assert at(merged.frame, f"{today} 21:00")["state"] == "closed"
    whole = put(merged.frame, *piece(today, 1))
    assert at(whole.frame, f"{today} 12:00")["volume"] == 10
    assert whole.n_new == 16


def test_partial_day_is_not_zero():
    """Tests that with absent rows as zeros the rest of a day is missing where contacts are due."""
    old = put(None, *piece(FIRST, 28, absent="zero"), absent="zero").frame
    today = FIRST + timedelta(days=28)
    merged = put(old, *piece(today, 1, until=12, absent="zero"), absent="zero").frame
    assert at(merged, f"{today} 12:00")["state"] == "missing"
    assert pd.isna(at(merged, f"{today} 12:00")["volume"])
    assert at(merged, f"{today} 07:30")["volume"] == 0
    first = put(None, *piece(FIRST, 15, until=12, absent="zero"), absent="zero").frame
    last = FIRST + timedelta(days=14)
    assert at(first, f"{last} 15:00")["state"] == "missing"
    quiet = put(None, *piece(FIRST, 15, absent="zero"), absent="zero").frame
    assert at(quiet, f"{last} 22:00")["volume"] == 0


def test_between_pieces():
    """Tests that days between two pieces are missing, or closed where the centre was shut."""
    shut = FIRST + timedelta(days=8)
    old = put(None, *piece(FIRST, 7)).frame
    merged = put(old, *piece(FIRST + timedelta(days=14), 7), closed={shut}).frame
    assert at(merged, f"{FIRST + timedelta(days=7)} 10:00")["state"] == "missing"
    assert at(merged, f"{shut} 10:00")["state"] == "closed"
    assert merged["timestamp"].is_monotonic_increasing
    assert len(merged["timestamp"].diff().dropna().unique()) == 1


def test_new_queue():
    """Tests that a queue that comes later is missing before, and the others stay."""
    old = put(None, *piece(FIRST, 7)).frame
    merged = put(old, *piece(FIRST + timedelta(days=7), 7, queues=("b",))).frame
    assert merged["queue"].unique().tolist() == ["a", "b"]
    assert at(merged, f"{FIRST} 10:00", "b")["state"] == "missing"
    assert at(merged, f"{FIRST} 10:00", "a")["volume"] == 10


def test_changed_clocks():
    """Tests that a night on which the clocks go back keeps its 25 hours."""
    old = put(None, *piece(date(2026, 10, 24), 1, zone="Europe/Berlin")).frame
    merged = put(old, *piece(date(2026, 10, 25), 2, zone="Europe/Berlin")).frame
    assert len(merged) == 48 + 50 + 48
    assert not put(merged, *piece(date(2026, 10, 25), 2, zone="Europe/Berlin")).changed


def test_handle_times_follow():
    """Tests that a piece that corrects a handle time alone is a change, though none of volume."""
    frame, given_rows = piece(FIRST, 7)
    old = put(None, frame.assign(aht_s=100.0), given_rows).frame
    late = given_rows & (np.arange(len(frame)) > len(frame) // 2)
    merged = put(old, frame.assign(aht_s=np.where(late, 120.0, np.nan)), late)
    assert merged.changed
    assert len(merged.replaced) == 0
    assert set(merged.frame["aht_s"].dropna()) == {100.0, 120.0}
