"""What must not change, or change in proportion, when a history is changed in a known way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.events import Event
from wfm.forecasting.forecast import make_forecast

pytestmark = pytest.mark.unit
START = date(2026, 3, 16)
CHEAP = ("seasonal_naive", "weekday_mean_8", "weekday_median_6")
SMOOTH = (*CHEAP, "factor")


def volumes(history: pd.DataFrame, start: date = START, n_days: int = 7, **more) -> np.ndarray:
    """Forecast volume of one queue, shape (n_days, 48)."""
    frame = make_forecast(history, start, n_days, **more).frame
    return frame["volume"].to_numpy().reshape(n_days, 48)


@pytest.mark.parametrize("model", CHEAP)
@pytest.mark.parametrize("factor", [0.5, 3.0, 10.0])
def test_habits_scale_with_the_history(make_history, model, factor):
    """Tests that so many times the contacts are so many times the forecast."""
    history = make_history(n_days=70)
    scaled = history.assign(volume=history["volume"] * factor)
    one, other = volumes(history, model=model), volumes(scaled, model=model)
    assert one.sum() > 0
    np.testing.assert_allclose(other, one * factor, rtol=1e-9)


@pytest.mark.parametrize("factor", [2.0, 5.0])
def test_factor_model_scales_nearly(make_history, factor):
    """Tests that smoothing lets the day totals scale within two per cent."""
    history = make_history(n_days=70)
    scaled = history.assign(volume=history["volume"] * factor)
    one, other = volumes(history, model="factor"), volumes(scaled, model="factor")
    np.testing.assert_allclose(other.sum(axis=1), one.sum(axis=1) * factor, rtol=0.02)


@pytest.mark.parametrize("model", CHEAP)
@pytest.mark.parametrize("weeks", [1, 9])
def test_whole_weeks_later_is_the_same_forecast(make_history, model, weeks):
    """Tests that without a calendar only the weekday of a day matters, not its date."""
    history = make_history(n_days=70)
    moved = history.assign(timestamp=history["timestamp"] + pd.Timedelta(days=7 * weeks))
    one = volumes(history, model=model)
    other = volumes(moved, START + timedelta(days=7 * weeks), model=model)
    np.testing.assert_allclose(other, one, rtol=1e-9)


@pytest.mark.parametrize("model", SMOOTH)
def test_name_of_the_queue_does_not_matter(make_history, model):
    """Tests that the forecast depends on what was counted, not on the queue's name."""
    history = make_history(n_days=70)
    renamed = history.assign(queue="other")
    np.testing.assert_array_equal(volumes(history, model=model), volumes(renamed, model=model))


@pytest.mark.parametrize("model", SMOOTH)
def test_a_closure_empties_its_day_and_leaves_the_others(make_history, model):
    """Tests that a day shut in the week to come changes no other day."""
    history = make_history(n_days=70)
    shut = Calendar(closures=frozenset({START + timedelta(days=2)}))
    one, other = volumes(history, model=model), volumes(history, model=model, calendar=shut)
    assert other[2].sum() == 0
    kept = [0, 1, 3, 4, 5, 6]
    np.testing.assert_array_equal(other[kept], one[kept])


@pytest.mark.parametrize("model", SMOOTH)
@pytest.mark.parametrize("factor", [0.0, 0.4, 2.5])
def test_event_multiplies_exactly_its_days(make_history, model, factor):
    """Tests that a given factor moves the days from start to before the end, and no other."""
    history = make_history(n_days=70)
    first, end = START + timedelta(days=1), START + timedelta(days=3)
    calendar = Calendar(events=(Event("launch", first, end, factor),))
    one, other = volumes(history, model=model), volumes(history, model=model, calendar=calendar)
    expected = one * np.array([1, factor, factor, 1, 1, 1, 1])[:, None]
    np.testing.assert_allclose(other, expected, rtol=1e-12)


def test_events_of_one_day_multiply(make_history):
    """Tests that two events on one day multiply, in either order."""
    history = make_history(n_days=70)
    events = [
        Event("launch", START, START + timedelta(days=2), 1.5),
        Event("storm", START + timedelta(days=1), START + timedelta(days=3), 2.0),
    ]
    one = volumes(history, model="seasonal_naive")
    expected = one * np.array([1.5, 3.0, 2.0, 1, 1, 1, 1])[:, None]
    for order in (events, events[::-1]):
        got = volumes(history, model="seasonal_naive", calendar=Calendar(events=tuple(order)))
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_past_event_is_taken_out_again(make_history):
    """Tests that a doubled past week that is known as an event forecasts as if it had not been."""
    history = make_history(n_days=70)
    first, end = START - timedelta(days=7), START
    stamps = history["timestamp"].dt.tz_localize(None)
    inside = (stamps >= pd.Timestamp(first)) & (stamps < pd.Timestamp(end))
    doubled = history.assign(volume=history["volume"].where(~inside, history["volume"] * 2))
    calendar = Calendar(events=(Event("fair", first, end, 2.0),))
    plain = volumes(history, model="seasonal_naive")
    np.testing.assert_allclose(
        volumes(doubled, model="seasonal_naive", calendar=calendar), plain, rtol=1e-12
    )
    np.testing.assert_allclose(volumes(doubled, model="seasonal_naive"), plain * 2, rtol=1e-12)


@pytest.mark.parametrize("model", SMOOTH)
def test_longer_horizon_begins_as_the_shorter(make_history, model):
    """Tests that asking for more days does not change the first ones."""
    history = make_history(n_days=70)
    week, month = volumes(history, model=model), volumes(history, n_days=21, model=model)
    np.testing.assert_allclose(month[:7], week, rtol=1e-12)


@pytest.mark.parametrize("model", SMOOTH)
def test_future_is_never_looked_at(make_history, model):
    """Tests that huge counts from the first forecast day on change nothing at all."""
    history = make_history(n_days=84)
    later = history["timestamp"] >= pd.Timestamp(START, tz="Asia/Shanghai")
    poisoned = history.assign(
        volume=history["volume"].mask(later, 1e9), aht_s=history["aht_s"].mask(later, 1e6)
    )
    one = make_forecast(history, START, 14, model=model)
    other = make_forecast(poisoned, START, 14, model=model)
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.day_totals, other.day_totals)


@dataclass(frozen=True)
class Shape:
    """A kind of centre whose quantiles are looked at."""

    daily: float
    noise: float
    n_days: int


@pytest.mark.parametrize(
    "shape",
    [
        Shape(40, 0.05, 70),
        Shape(2000, 0.0, 70),
        Shape(2000, 0.4, 70),
        Shape(20000, 0.05, 35),
        Shape(300, 0.1, 14),
    ],
    ids=["sparse", "calm", "stormy", "large and short", "two weeks"],
)
def test_quantiles_are_ordered_around_the_mean(make_history, shape):
    """Tests that intervals and day totals are ordered, contain the mean and are never negative."""
    history = make_history(n_days=shape.n_days, daily=shape.daily, noise=shape.noise)
    start = date(2026, 1, 5) + timedelta(days=shape.n_days)
    forecast = make_forecast(history, start, 28, model="weekday_mean_8")
    for table in (forecast.frame, forecast.day_totals):
        ordered = table[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
        assert (np.diff(ordered, axis=1) >= -1e-9).all()
        assert (ordered >= 0).all()
        assert np.isfinite(ordered).all()
    assert forecast.day_totals["volume"].sum() == pytest.approx(forecast.frame["volume"].sum())


def test_day_totals_are_narrower_than_the_sum_of_intervals(make_history):
    """Tests that the width of a day is less than its intervals' widths added up."""
    forecast = make_forecast(make_history(n_days=70), START, 7, model="weekday_mean_8")
    frame, days = forecast.frame, forecast.day_totals
    width = (frame["q975"] - frame["q025"]).to_numpy().reshape(7, 48).sum(axis=1)
    assert ((days["q975"] - days["q025"]).to_numpy() < width).all()


def test_queues_do_not_touch_each_other(make_history):
    """Tests that a second busy queue leaves the first queue's forecast as it was."""
    first = make_history(n_days=70, queue="a")
    both = pd.concat([first, make_history(n_days=70, queue="b", daily=900, seed=3)])
    alone = volumes(first, model="weekday_mean_8")
    frame = make_forecast(both, START, 7, model="weekday_mean_8").frame
    beside = frame.loc[frame["queue"] == "a", "volume"].to_numpy().reshape(7, 48)
    np.testing.assert_array_equal(beside, alone)
