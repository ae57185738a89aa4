"""One suite over every forecasting model of the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wfm.forecasting.calendar import Calendar, build_calendar
from wfm.forecasting.days import DayMatrix, day_matrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.registry import BASELINES, DEFAULT, FORECASTERS, forecaster

pytestmark = pytest.mark.contract
each_model = pytest.mark.parametrize("model", FORECASTERS, ids=lambda model: model.name)


def predict(model, history: DayMatrix, n_days: int = 14, calendar: Calendar | None = None):
    fitted, _ = fit_at(model, history, calendar or Calendar())
    return fitted.predict(days_from(date.fromordinal(history.days[-1].toordinal() + 1), n_days))


def holds(values: np.ndarray, n_days: int, n_slots: int) -> None:
    assert values.shape == (n_days, n_slots)
    assert np.isfinite(values).all()
    assert (values >= 0).all()


@pytest.fixture
def matrix(make_history):
    return day_matrix(make_history(n_days=84), "calls", 30)


@each_model
def test_a_fit_repeats_itself(model, matrix):
    """Tests that the same history gives the same forecast to the last bit."""
    assert np.array_equal(predict(model, matrix), predict(model, matrix))


@each_model
def test_the_level_is_met(model, matrix, make_history):
    """Tests that the total of the next two weeks is within a seventh of the truth."""
    truth = day_matrix(make_history(n_days=98), "calls", 30).counts[84:]
    assert predict(model, matrix).sum() == pytest.approx(truth.sum(), rel=1 / 7)


@each_model
@pytest.mark.parametrize("interval_min", [5, 15, 60])
def test_any_interval_is_answered(model, make_history, interval_min):
    """Tests that each supported interval gives a day of as many slots."""
    history = day_matrix(
        make_history(interval_min=interval_min, daily=2000 * interval_min / 30),
        "calls",
        interval_min,
    )
    holds(predict(model, history), 14, 1440 // interval_min)


@each_model
@pytest.mark.parametrize("n_days", [1, 6, 7, 13, 30, 60])
def test_short_histories_are_answered(model, make_history, n_days):
    """Tests that one day, one week and a few weeks of history give finite forecasts."""
    holds(predict(model, day_matrix(make_history(n_days=n_days), "calls", 30)), 14, 48)


@each_model
def test_a_constant_zero_series_stays_near_zero(model, matrix):
    """Tests that a queue without a single contact is not expected to get busy."""
    silent = replace(matrix, counts=np.zeros_like(matrix.counts))
    values = predict(model, silent)
    holds(values, 14, 48)
    assert values.sum(axis=1).max() <= 1.0


@each_model
def test_a_constant_series_goes_on(model, matrix):
    """Tests that a flat line of 20 an interval is carried on."""
    flat = replace(matrix, counts=np.full_like(matrix.counts, 20.0))
    assert predict(model, flat) == pytest.approx(np.full((14, 48), 20.0), rel=0.05)


@each_model
def test_weekday_centres_are_answered(model, make_history):
    """Tests that a centre closed at weekends and at night is met on its open slots."""
    history = day_matrix(
        make_history(weekdays=(0, 1, 2, 3, 4), open_hours=(8, 20), n_days=84), "calls", 30
    )
    values = predict(model, history)
    holds(values, 14, 48)
    assert (values[:5, 16:40] > 0).all()


@each_model
def test_missing_days_are_not_zeros(model, matrix):
    """Tests that losing a week of counts hardly moves the forecast."""
    counts = matrix.counts.copy()
    counts[40:47] = np.nan
    gappy = predict(model, replace(matrix, counts=counts))
    assert gappy.sum() == pytest.approx(predict(model, matrix).sum(), rel=0.05)


@each_model
def test_missing_half_days_are_not_zeros(model, matrix):
    """Tests that counts lost every afternoon of a week do not pull the afternoon down."""
    counts = matrix.counts.copy()
    counts[60:67, 24:] = np.nan
    gappy = predict(model, replace(matrix, counts=counts))
    full = predict(model, matrix)
    assert gappy[:, 24:].sum() == pytest.approx(full[:, 24:].sum(), rel=0.06)


@each_model
@pytest.mark.parametrize("scale", [10.0, 500.0])
def test_forecasts_scale_with_the_history(model, matrix, scale):
    """Tests that so many times the contacts give so many times the forecast, roughly."""
    one = predict(model, matrix).sum()
    many = predict(model, replace(matrix, counts=matrix.counts * scale)).sum()
    assert many == pytest.approx(scale * one, rel=0.05)


@each_model
def test_large_volumes_stay_finite(model, matrix):
    """Tests that volumes of a million an interval do not overflow."""
    values = predict(model, replace(matrix, counts=matrix.counts * 20_000))
    holds(values, 14, 48)
    assert values.max() > 1e5


@each_model
def test_clock_changes_are_no_events(model, make_history):
    """Tests that a history over both clock changes forecasts the night without a jump."""
    history = make_history(
        date(2025, 9, 1), n_days=220, zone="Europe/Berlin", daily=6000, noise=0.01
    )
    values = predict(model, day_matrix(history, "calls", 30), 7)
    holds(values, 7, 48)
    assert values[6, 4:6].mean() == pytest.approx(values[:, [3, 6]].mean(), rel=0.5)


@each_model
def test_a_long_horizon_stays_in_range(model, matrix):
    """Tests that a forecast a year ahead stays near the level of the history."""
    values = predict(model, matrix, 365)
    holds(values, 365, 48)
    assert values.sum(axis=1).mean() == pytest.approx(
        np.nansum(matrix.counts, axis=1).mean(), rel=0.3
    )


@each_model
def test_holidays_are_answered(model, make_history):
    """Tests that a history with a spring festival in it is finite before and after."""
    history = make_history(date(2026, 1, 1), n_days=100)
    calendar = build_calendar("CN", [2026], pay_days=(10, 31))
    holds(predict(model, day_matrix(history, "calls", 30), 60, calendar), 60, 48)


def test_names_are_unique_and_the_default_is_there():
    """Tests that the registry's names are keys and hold the default and the baselines."""
    names = [model.name for model in FORECASTERS]
    assert len(set(names)) == len(names)
    assert {DEFAULT, *BASELINES} <= set(names)
    assert forecaster(DEFAULT).name == DEFAULT
