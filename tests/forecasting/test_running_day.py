"""Tests of a day while it runs."""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.core.time import TimeGrid
from wfm.forecasting.days import days_from
from wfm.forecasting.folds import Fold
from wfm.forecasting.intraday import Intraday, fit_intraday
from wfm.forecasting.intraday_aht import AhtCourse
from wfm.forecasting.rescale import QUANTILES
from wfm.forecasting.running_day import running_day

pytestmark = pytest.mark.unit
DAY = date(2026, 11, 23)
MEAN = np.concatenate([np.zeros(16), np.full(24, 100.0), np.zeros(8)])
Z = (-1.96, -1.2816, 1.2816, 1.96)


def learned(seed: int = 3, day_sd: float = 0.12, weeks: int = 30) -> Intraday:
    """Days that are busy or calm as a whole."""
    rng = np.random.default_rng(seed)
    folds = []
    for i in range(weeks):
        mean = np.tile(MEAN, (7, 1))
        actual = rng.poisson(mean * np.exp(rng.normal(0, day_sd, (7, 1)))).astype(float)
        actual[mean == 0] = np.nan
        folds.append(Fold(7 * i, days_from(date(2026, 1, 5) + timedelta(7 * i), 7), mean, actual))
    fit = fit_intraday(folds, 30)
    assert fit is not None
    return fit


def plan(day: date = DAY, zone: str = "Asia/Shanghai", day_sd: float = 0.12) -> pd.DataFrame:
    """A day's forecast of one queue with the interval that such days have."""
    grid = TimeGrid(day, 1, 30, zone)
    slots = grid.local.hour * 2 + grid.local.minute // 30
    volume = MEAN[slots]
    frame = pd.DataFrame({"timestamp": grid.local, "queue": "a", "volume": volume, "aht_s": 200.0})
    sd = np.sqrt(volume + (day_sd * volume) ** 2)
    for name, z in zip(QUANTILES, Z, strict=True):
        frame[name] = np.maximum(volume + z * sd, 0.0)
    return frame


def counted(frame: pd.DataFrame, volume: np.ndarray, until: str) -> pd.DataFrame:
    """Counts up to a time of day."""
    open_rows = (frame["volume"] > 0) & (frame["timestamp"].dt.strftime("%H:%M") < until)
    counts = frame[["timestamp", "queue"]].assign(volume=volume, aht_s=210.0)
    return counts[open_rows]


def test_before_the_first_count_the_plan_stands():
    """Tests that a day without counts is its plan."""
    frame = plan()
    empty = frame.loc[:-1, ["timestamp", "queue", "volume", "aht_s"]].iloc[:0]
    day = running_day(frame, empty, {"a": learned()}, 30)
    assert (day.frame["update"] == frame["volume"]).all()
    assert not day.frame["passed"].any()
    assert (day.until, day.revised) == (None, ())
    assert day.totals.loc[0, ["plan", "counted", "outlook"]].tolist() == [2400.0, 0.0, 2400.0]
    assert np.isnan(day.totals.loc[0, "low"])


def test_a_busy_morning_raises_the_rest_alone():
    """Tests that hours gone by keep their plan, the rest rises, and the total adds both up."""
    frame = plan()
    day = running_day(frame, counted(frame, MEAN * 1.2, "11:00"), {"a": learned()}, 30)
    passed = day.frame["passed"].to_numpy()
    assert day.until == pd.Timestamp("2026-11-23 11:00", tz="Asia/Shanghai")
    assert (day.frame["update"][passed] == day.frame["plan"][passed]).all()
    rest = ~passed & (MEAN > 0)
    assert (day.frame["update"][rest] > 108).all()
    assert (day.frame["update"][rest] < 120).all()
    (total,) = day.totals.to_dict("records")
    assert total["counted"] == pytest.approx(6 * 120)
    assert total["plan_so_far"] == pytest.approx(6 * 100)
    assert total["outlook"] == pytest.approx(720 + day.frame["update"][rest].sum())
    assert 720 < total["low"] < total["outlook"] < total["high"]
    assert day.revised == ("a",)


def test_intervals_grow_narrower_as_the_day_goes():
    """Tests that more counts say more, and intervals stay around their update."""
    frame, fit = plan(), learned()
    widths = []
    for until in ("08:30", "11:00", "15:00"):
        day = running_day(frame, counted(frame, MEAN * 1.1, until), {"a": fit}, 30).frame
        late = day[day["timestamp"].dt.hour == 18]
        q025, q10, q90, q975 = (late[name].to_numpy() for name in QUANTILES)
        update = late["update"].to_numpy()
        assert (q025 <= q10).all()
        assert (q10 <= update).all()
        assert (update <= q90).all()
        assert (q90 <= q975).all()
        widths.append(float((q90 - q10).mean() / np.sqrt(update).mean()))
    assert widths[0] > widths[1] > widths[2]


def test_intervals_hold_what_they_promise():
    """Tests on 300 drawn days that 80 % intervals of the rest and of totals hold about 80 %."""
    fit, frame = learned(), plan()
    rng = np.random.default_rng(11)
    inside, totals = [], []
    for _ in range(300):
        actual = rng.poisson(MEAN * np.exp(rng.normal(0, 0.12))).astype(float)
        day = running_day(frame, counted(frame, actual, "12:00"), {"a": fit}, 30)
        rest = ~day.frame["passed"].to_numpy() & (MEAN > 0)
        low, high = (day.frame[name].to_numpy()[rest] for name in ("q10", "q90"))
        inside.append(np.mean((actual[rest] >= low) & (actual[rest] <= high)))
        total = day.totals.iloc[0]
        totals.append(total["low"] <= actual.sum() <= total["high"])
    assert 0.76 < np.mean(inside) < 0.88
    assert 0.70 < np.mean(totals) < 0.88


def test_a_gap_is_not_zero():
    """Tests that an interval that passed uncounted is expected as planned, not as nobody."""
    frame = plan()
    counts = counted(frame, MEAN * 1.0, "11:00")
    hole = counts["timestamp"] == pd.Timestamp("2026-11-23 09:00", tz="Asia/Shanghai")
    gappy = counts.assign(volume=counts["volume"].mask(hole))
    day = running_day(frame, gappy, {"a": learned()}, 30)
    assert day.totals.loc[0, "outlook"] == pytest.approx(2400, rel=0.02)
    assert day.totals.loc[0, "plan_so_far"] == 500.0
    assert day.frame["actual"].notna().sum() == 5


def test_a_queue_without_a_fit_keeps_its_plan():
    """Tests that short history leaves the frozen forecast, and says so."""
    frame = plan()
    day = running_day(frame, counted(frame, MEAN * 2, "12:00"), {}, 30)
    assert (day.frame["update"] == frame["volume"]).all()
    assert day.revised == ()
    assert np.isnan(day.totals.loc[0, "high"])


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_of_23_and_25_hours(day):
    """Tests that a clock change leaves every interval with one finite revision."""
    frame = plan(day, "Europe/Berlin")
    counts = counted(frame, frame["volume"].to_numpy() * 1.2, "12:00")
    found = running_day(frame, counts, {"a": learned()}, 30).frame
    assert len(found) == len(frame) in (46, 50)
    assert np.isfinite(found["update"]).all()
    assert (found["update"][found["timestamp"].dt.hour == 15] > 105).all()


def test_a_fit_survives_json():
    """Tests that a fit read back revises the same way."""
    fit = learned()
    again = Intraday.from_dict(json.loads(json.dumps(fit.to_dict())))
    frame = plan()
    counts = counted(frame, MEAN * 1.3, "12:00")
    one, two = (running_day(frame, counts, {"a": f}, 30).frame["update"] for f in (fit, again))
    assert two.to_numpy() == pytest.approx(one.to_numpy(), rel=1e-4)


COURSE = AhtCourse(signal=0.01, noise=1.0, n_days=200)


def test_slow_calls_raise_the_handle_time_to_come():
    """Tests by hand that 600 contacts at 1.2 of the plan raise the rest by six sevenths of it."""
    frame = plan()
    counts = counted(frame, MEAN, "11:00").assign(aht_s=240.0)
    day = running_day(frame, counts, {}, 30, {"a": COURSE})
    passed = day.frame["passed"]
    assert (day.frame["update_aht_s"][passed] == 200.0).all()
    expected = 1 + 0.2 * 6 / 7
    assert day.totals.loc[0, "aht_ratio"] == pytest.approx(expected)
    assert day.frame["update_aht_s"][~passed].to_numpy() == pytest.approx(200 * expected)
    assert (day.frame["update"] == frame["volume"]).all()


def test_without_a_course_handle_times_stay():
    """Tests that a plan from before courses were kept leaves its handle times."""
    frame = plan()
    day = running_day(frame, counted(frame, MEAN * 1.2, "11:00"), {"a": learned()}, 30)
    assert (day.frame["update_aht_s"] == 200.0).all()
    assert day.totals.loc[0, "aht_ratio"] == 1.0


def test_abandoned_contacts_have_no_handle_time():
    """Tests that contacts that hung up do not weigh for the handle time."""
    frame = plan()
    counts = counted(frame, MEAN, "11:00").assign(aht_s=240.0)
    alone = running_day(frame, counts, {}, 30, {"a": COURSE}).totals["aht_ratio"]
    half = counts.assign(abandoned=50.0)
    weighed = running_day(frame, half, {}, 30, {"a": COURSE}).totals["aht_ratio"]
    assert weighed[0] == pytest.approx(1 + 0.2 * 3 / 4)
    assert weighed[0] < alone[0]


def test_counts_without_handle_times_leave_them():
    """Tests that volume alone revises volume alone."""
    frame = plan()
    counts = counted(frame, MEAN * 1.2, "11:00").assign(aht_s=np.nan)
    day = running_day(frame, counts, {"a": learned()}, 30, {"a": COURSE})
    assert day.revised == ("a",)
    assert (day.frame["update_aht_s"] == 200.0).all()
