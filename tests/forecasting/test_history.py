from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from wfm.core.errors import BadInputError
from wfm.core.frames import HISTORY
from wfm.forecasting.history import coarsen, gaps, interval_of, to_history, zone_of

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"


def rows(first: str = "2026-01-05", n_days: int = 21, freq: str = "30min", volume: float = 10.0):
    stamps = pd.date_range(
        first, periods=n_days * pd.Timedelta("1D") // pd.Timedelta(freq), freq=freq
    )
    return pd.DataFrame({"timestamp": stamps.astype(str), "volume": volume})


def faults_of(raw: pd.DataFrame, **options):
    with pytest.raises(BadInputError) as caught:
        to_history(raw, zone=options.pop("zone", ZONE), file="calls.csv", **options)
    return caught.value.faults


@pytest.mark.parametrize("interval_min", [5, 10, 15, 30, 60])
def test_the_interval_is_detected(interval_min):
    """Tests that the grid of the rows is recognised and the zone kept."""
    history = to_history(rows(n_days=3, freq=f"{interval_min}min"), zone=ZONE)
    assert interval_of(history) == interval_min
    assert zone_of(history) == ZONE
    assert len(HISTORY.validate(history)) == 3 * 1440 // interval_min


def test_a_gap_is_listed_and_missing():
    """Tests that rows left out in a full day are missing, not zero, and are listed."""
    raw = rows().drop(index=range(100, 104))
    history = to_history(raw, zone=ZONE)
    (gap,) = gaps(history)
    assert (gap.n_intervals, gap.state) == (4, "missing")
    assert str(gap.start) == "2026-01-07 02:00:00+08:00"
    assert str(gap.end) == "2026-01-07 04:00:00+08:00"
    assert history["volume"].isna().sum() == 4


def test_absent_rows_may_be_zero():
    """Tests that with absent = zero a missing row is an open interval without contacts."""
    history = to_history(rows().drop(index=range(100, 104)), zone=ZONE, absent="zero")
    assert (history["state"] == "open").all()
    assert (history["volume"] == 0).sum() == 4


def test_absent_rows_may_be_closed():
    """Tests that with absent = closed a missing row is an interval without service."""
    history = to_history(rows().drop(index=range(100, 104)), zone=ZONE, absent="closed")
    assert (history["state"] == "closed").sum() == 4
    assert gaps(history) == ()


def test_an_empty_volume_is_missing():
    """Tests that an empty cell is unknown, whatever absent rows mean."""
    raw = rows().astype({"volume": object})
    raw.loc[7, "volume"] = ""
    history = to_history(raw, zone=ZONE, absent="zero")
    assert history["state"].iloc[7] == "missing"
    assert np.isnan(history["volume"].iloc[7])


def test_hours_that_are_never_recorded_are_closed():
    """Tests that nights and weekends without rows are closed and no gaps."""
    raw = rows()
    stamp = pd.to_datetime(raw["timestamp"])
    raw = raw[(stamp.dt.hour >= 8) & (stamp.dt.hour < 20) & (stamp.dt.day_of_week < 5)]
    history = to_history(raw, zone=ZONE)
    assert gaps(history) == ()
    assert (history["state"] == "open").sum() == 15 * 24


def test_a_whole_day_without_rows_is_missing_unless_known_to_be_closed():
    """Tests that a lost day is missing and a day named closed is closed."""
    raw = rows()
    raw = raw[~raw["timestamp"].str.startswith("2026-01-14")]
    day = slice(9 * 48, 10 * 48)
    assert (to_history(raw, zone=ZONE)["state"].iloc[day] == "missing").all()
    named = to_history(raw, zone=ZONE, closed_days=[date(2026, 1, 14)])
    assert (named["state"].iloc[day] == "closed").all()


@pytest.mark.parametrize("absent", ["zero", "missing"])
def test_a_day_of_zeros_on_a_busy_weekday_is_an_outage(absent):
    """Tests that a day on which nothing reached a busy queue is not a quiet day."""
    raw = rows()
    raw.loc[raw["timestamp"].str.startswith("2026-01-14"), "volume"] = 0.0
    history = to_history(raw, zone=ZONE, absent=absent)
    assert (history["state"].iloc[9 * 48 : 10 * 48] == "outage").all()
    assert history["volume"].iloc[9 * 48 : 10 * 48].isna().all()


def test_a_quiet_queue_has_no_outages():
    """Tests that days without contacts are real where few come anyway."""
    raw = rows(volume=0.0)
    raw.loc[::200, "volume"] = 1.0
    assert (to_history(raw, zone=ZONE)["state"] == "open").all()


def test_all_zero_is_a_history():
    """Tests that a constant zero series is accepted as it is."""
    history = to_history(rows(volume=0.0), zone=ZONE)
    assert (history["volume"] == 0).all()


def test_a_queue_that_appears_later_was_closed_before():
    """Tests that a new queue has no zeros from the days before it began."""
    old = rows().assign(queue="old")
    new = rows("2026-01-12", 14).assign(queue="new")
    history = to_history(pd.concat([old, new]), zone=ZONE, absent="zero")
    early = history[(history["queue"] == "new") & (history["timestamp"] < "2026-01-12T00:00+08:00")]
    assert len(early) == 7 * 48
    assert (early["state"] == "closed").all()


def test_finer_rows_are_summed():
    """Tests that 5-minute rows give 30-minute volumes, and handle time by volume."""
    raw = rows(n_days=3, freq="5min", volume=2.0).assign(aht_s=100.0, abandoned=1.0)
    raw.loc[0, ["volume", "aht_s"]] = [10.0, 300.0]
    history = to_history(raw, zone=ZONE, interval_min=30)
    assert interval_of(history) == 30
    assert history["volume"].iloc[0] == 20.0
    assert history["aht_s"].iloc[0] == pytest.approx((10 * 300 + 10 * 100) / 20)
    assert history["abandoned"].iloc[0] == 6.0


def test_a_summed_interval_with_a_missing_part_is_missing():
    """Tests that an interval is not undercounted where a part was lost."""
    history = to_history(rows(freq="5min").drop(index=601), zone=ZONE, interval_min=30)
    assert history["state"].iloc[100] == "missing"
    assert (history["state"] == "open").sum() == len(history) - 1


def test_summing_to_the_same_interval_changes_nothing():
    """Tests that a history at its own interval is handed back."""
    history = to_history(rows(n_days=2), zone=ZONE)
    assert coarsen(history, 30) is history


def test_offsets_in_the_file_are_understood():
    """Tests that timestamps with the zone's own offset are the same history."""
    plain = rows(n_days=3)
    offset = plain.assign(timestamp=plain["timestamp"] + "+08:00")
    pd.testing.assert_frame_equal(to_history(plain, zone=ZONE), to_history(offset, zone=ZONE))


def test_typed_timestamps_are_understood():
    """Tests that naive and aware datetime columns give the same history as text."""
    plain = rows(n_days=3)
    naive = plain.assign(timestamp=pd.to_datetime(plain["timestamp"]))
    aware = plain.assign(timestamp=naive["timestamp"].dt.tz_localize(ZONE).dt.tz_convert("UTC"))
    expected = to_history(plain, zone=ZONE)
    pd.testing.assert_frame_equal(to_history(naive, zone=ZONE), expected)
    pd.testing.assert_frame_equal(to_history(aware, zone=ZONE), expected)


def test_the_night_the_clocks_go_back_has_its_hour_twice():
    """Tests that repeated local rows are the second hour, not duplicates."""
    raw = rows("2026-10-24", 2)
    twice = raw[raw["timestamp"].isin(["2026-10-25 02:00:00", "2026-10-25 02:30:00"])]
    raw = pd.concat([raw, twice.assign(volume=3.0)], ignore_index=True)
    history = to_history(raw, zone="Europe/Berlin")
    assert len(history) == 48 + 50
    assert (history["state"] == "open").all()
    assert list(history["volume"].iloc[52:56]) == [10.0, 10.0, 3.0, 3.0]


def test_the_night_the_clocks_go_forward_has_no_second_hour():
    """Tests that zero rows in the skipped hour are dropped and contacts in it are refused."""
    raw = rows("2026-03-28", 2)
    skipped = raw["timestamp"].str.startswith("2026-03-29 02:")
    quiet = raw.assign(volume=raw["volume"].where(~skipped, 0.0))
    assert len(to_history(quiet, zone="Europe/Berlin")) == 48 + 46
    faults = faults_of(raw, zone="Europe/Berlin")
    assert [fault.row for fault in faults] == [54, 55]
    assert "clocks went forward" in faults[0].what


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("volume", "-1", "is negative"),
        ("volume", "many", "is not a number"),
        ("volume", "inf", "is not a number"),
        ("aht_s", "-3.5", "is negative"),
        ("aht_s", "3 min", "is not a number"),
        ("abandoned", "-1", "is negative"),
        ("timestamp", "yesterday", "is not a time"),
        ("timestamp", "", "is empty"),
        ("queue", "  ", "is empty"),
        ("timestamp", "2026-01-05 02:07", "off the 30-minute grid"),
        ("timestamp", "2026-01-05 00:00:00", "is a duplicate"),
        ("timestamp", "2026-01-05 02:00:00+09:00", "two zones"),
    ],
)
def test_a_bad_cell_is_named(column, value, what):
    """Tests that one bad cell ends in a fault with file, row, column, value and mend."""
    raw = rows().astype(str).assign(queue="a", aht_s="100", abandoned="0")
    raw.loc[4, column] = value
    fault = next(fault for fault in faults_of(raw) if what in fault.what)
    assert (fault.file, fault.row, fault.column) == ("calls.csv", 6, column)
    assert fault.value == str(value)
    assert fault.mend


def test_all_faults_are_listed_at_once():
    """Tests that several faults come in one message, in order of the rows."""
    raw = rows().astype(str)
    raw.loc[3, "volume"] = "-1"
    raw.loc[5, "volume"] = "x"
    raw.loc[8, "timestamp"] = raw.loc[7, "timestamp"]
    assert [fault.row for fault in faults_of(raw)] == [5, 7, 10]


def test_another_zones_offsets_are_refused():
    """Tests that a file written in another zone than the one named is not shifted silently."""
    raw = rows(n_days=2).assign(timestamp=lambda frame: frame["timestamp"] + "Z")
    faults = faults_of(raw)
    assert len(faults) == len(raw)
    assert "expected +0800" in faults[0].mend


def test_mixed_offsets_of_one_zone_are_its_clock_change():
    """Tests that summer and winter offsets of the zone named are one zone."""
    stamps = pd.date_range("2026-03-28", "2026-03-30", freq="30min", tz="Europe/Berlin")
    raw = pd.DataFrame({"timestamp": stamps.map(lambda stamp: stamp.isoformat()), "volume": 1.0})
    assert (to_history(raw, zone="Europe/Berlin")["state"].iloc[:94] == "open").all()


@pytest.mark.parametrize("column", ["timestamp", "volume"])
def test_a_missing_column_is_named(column):
    """Tests that a file without timestamp or volume says which column is missing."""
    (fault,) = faults_of(rows().drop(columns=column))
    assert fault.column == column
    assert "is missing" in fault.what


def test_no_rows_are_refused():
    """Tests that a header alone is no history."""
    (fault,) = faults_of(rows().iloc[:0])
    assert "no row" in fault.what


def test_a_finer_grid_than_the_rows_is_refused():
    """Tests that half-hours are not split into quarter-hours."""
    (fault,) = faults_of(rows(), interval_min=15)
    assert "30 minutes apart" in fault.what


def test_an_unsupported_interval_is_refused():
    """Tests that 20 minutes are refused with the list of those supported."""
    (fault,) = faults_of(rows(), interval_min=20)
    assert "5, 10, 15, 30, 60" in fault.mend


def test_an_unknown_zone_is_refused():
    """Tests that a misspelt zone is named."""
    (fault,) = faults_of(rows(), zone="Asia/Shanghay")
    assert fault.value == "Asia/Shanghay"


def test_a_stray_century_is_refused():
    """Tests that one mistyped year does not make a grid of a hundred years."""
    raw = rows(n_days=2, freq="5min")
    raw.loc[0, "timestamp"] = "1726-01-05 00:00:00"
    (fault,) = faults_of(raw)
    assert "too far" in fault.what


@settings(max_examples=30, deadline=None)
@given(
    st.sets(st.integers(0, 14 * 48 - 1), min_size=100),
    st.sampled_from(["zero", "missing", "closed"]),
)
def test_every_row_given_is_kept(kept, absent):
    """Tests that whatever rows are left out, the others keep their counts on the full grid."""
    raw = rows(n_days=14).assign(volume=range(1, 14 * 48 + 1)).iloc[sorted(kept)]
    history = to_history(raw, zone=ZONE, interval_min=30, absent=absent)
    assert len(history) % 48 == 0
    assert history["volume"].sum() == raw["volume"].sum()
    assert history["volume"].notna().eq(history["state"] == "open").all()


def test_an_interval_that_changes_midway_is_refused():
    """Tests that hourly weeks after half-hourly ones are not taken for gaps."""
    raw = pd.concat([rows(n_days=14), rows("2026-01-19", 14, "60min")], ignore_index=True)
    (fault,) = faults_of(raw)
    assert "rows lie 60 minutes apart, others 30" in fault.what
    assert fault.row == 14 * 48 + 2
    assert fault.value == "2026-01-19 00:00:00"


def test_sparse_rows_do_not_look_like_another_interval():
    """Tests that a queue with few rows a week is read at its own interval."""
    raw = rows(n_days=28).iloc[::7]
    raw = raw[(raw.index % 2 == 0) | (raw.index > 700)]
    history = to_history(raw, zone=ZONE, absent="zero")
    assert interval_of(history) == 30


def few_hours(n: int, step_h: int = 1) -> pd.DataFrame:
    """Rows at some full hours of two days."""
    days = ("2026-03-02", "2026-03-04")
    rows = [f"{day} {8 + step_h * k:02d}:00" for day in days for k in range(n)]
    return pd.DataFrame({"timestamp": rows, "volume": "9"})


@pytest.mark.parametrize(("n", "step_h"), [(1, 1), (5, 1), (6, 2)])
def test_corrections_of_full_hours_take_the_known_interval(n, step_h):
    """Tests that a few full hours in a half-hourly centre are half-hours."""
    frame = to_history(few_hours(n, step_h), zone="Asia/Shanghai", interval_min=30)
    assert frame["timestamp"].diff().min() == pd.Timedelta(minutes=30)
    assert frame["volume"].sum() == 9 * 2 * n


def test_six_full_hours_in_a_row_are_hourly():
    """Tests that an hourly export is still refused where half-hours are planned."""
    with pytest.raises(BadInputError, match="60 minutes apart"):
        to_history(few_hours(6), zone="Asia/Shanghai", interval_min=30)


@pytest.mark.parametrize(("interval_min", "fits"), [(5, True), (30, True), (60, False)])
def test_clock_changes_of_half_an_hour(interval_min, fits):
    """Tests that Lord Howe Island's change is right at 30 minutes and refused at 60."""
    stamps = pd.date_range("2026-04-01", "2026-04-10", freq=f"{interval_min}min", inclusive="left")
    raw = pd.DataFrame({"timestamp": stamps.astype(str), "volume": "5"})
    if not fits:
        with pytest.raises(BadInputError, match="splits an interval of 60"):
            to_history(raw, zone="Australia/Lord_Howe", interval_min=interval_min)
        return
    frame = to_history(raw, zone="Australia/Lord_Howe", interval_min=interval_min)
    assert len(frame) == len(raw) + 30 // interval_min
    assert frame["volume"].sum() == 5 * len(raw)
