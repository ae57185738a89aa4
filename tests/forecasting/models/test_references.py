"""What is particular to the reference models; what all promise is in test_contract.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting import registry
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.models import boosted_trees
from wfm.forecasting.models.harmonic import Harmonic, _carried_on
from wfm.forecasting.models.mstl import Mstl

pytestmark = pytest.mark.unit
MONDAY = date(2026, 1, 5)
REFERENCES = [Mstl(), Harmonic()]
WEEK = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.6, 0.5])


def matrix(n_days: int = 84, level=1.0, interval_min: int = 30) -> DayMatrix:
    """Days with one smooth peak and a weekly pattern; short slots split half-hours evenly."""
    shape = 2 + np.sin(np.arange(48) / 48 * 2 * np.pi - 1)
    shape = np.repeat(shape, 30 // interval_min) * interval_min / 30
    weekday = np.array([day.weekday() for day in days_from(MONDAY, n_days)])
    counts = 50.0 * WEEK[weekday][:, None] * shape[None] * np.broadcast_to(level, n_days)[:, None]
    return DayMatrix(
        days_from(MONDAY, n_days), interval_min, counts, np.ones_like(counts, dtype=bool)
    )


def after(model, history: DayMatrix, n_days: int = 7, calendar: Calendar | None = None):
    fitted, _ = fit_at(model, history, calendar or Calendar())
    return fitted, fitted.predict(days_from(history.days[-1] + timedelta(days=1), n_days))


@pytest.mark.parametrize("model", REFERENCES, ids=lambda model: model.name)
def test_a_clean_week_is_found_again(model):
    """Tests that a pattern without noise comes back, day by day and slot by slot."""
    _, values = after(model, matrix())
    truth = matrix(7).counts
    assert values.sum(axis=1) == pytest.approx(truth.sum(axis=1), rel=0.04)
    assert np.abs(values - truth).sum() < 0.04 * truth.sum()


@pytest.mark.parametrize("model", REFERENCES, ids=lambda model: model.name)
def test_five_minutes_are_the_half_hours_split(model):
    """Tests that short slots sum to what half-hours give."""
    _, half_hours = after(model, matrix())
    _, fives = after(model, matrix(interval_min=5))
    assert fives.reshape(7, 48, 6).sum(axis=2) == pytest.approx(half_hours, rel=0.01)


@pytest.mark.parametrize("model", REFERENCES, ids=lambda model: model.name)
def test_three_weeks_are_too_few(model):
    """Tests that a short history falls back to weekday means and says so."""
    fitted, _ = after(model, matrix(21))
    assert fitted.notes == ("short_history_weekday_mean",)


def test_mstl_follows_the_level_of_the_last_weeks():
    """Tests that a rise by a half is met within a tenth once it has lasted a month."""
    level = np.where(np.arange(112) < 84, 1.0, 1.5)
    _, values = after(Mstl(), matrix(112, level))
    assert values.sum() == pytest.approx(1.5 * matrix(7).counts.sum(), rel=0.1)


def test_harmonic_learns_the_first_day_after_a_closure():
    """Tests that busy days after closures lift the one to come, in proportion to the hour."""
    history = matrix(140)
    counts, is_open = history.counts.copy(), history.is_open.copy()
    shut = [16, 44, 72, 100, 128]
    for day in shut:
        counts[day], is_open[day] = np.nan, False
        counts[day + 1] *= 1.4
    closures = frozenset(MONDAY + timedelta(days=day) for day in [*shut, 142])
    _, values = after(
        Harmonic(), replace(history, counts=counts, is_open=is_open), 7, Calendar(closures=closures)
    )
    usual = matrix(7).counts
    assert values[3].sum() > 1.15 * usual[3].sum()
    assert values[4].sum() == pytest.approx(usual[4].sum(), rel=0.1)


def test_errors_fade_as_the_autoregression_says():
    """Tests that an AR(2) carries its last errors on by its own recursion."""
    ahead = _carried_on(np.array([0.0, 1.0, 2.0]), np.array([0.5, 0.2]))
    assert ahead[:3] == pytest.approx([1.2, 1.0, 0.74])
    assert abs(ahead[-1]) < 1e-3


def test_without_its_extra_lightgbm_is_refused_by_name(monkeypatch):
    """Tests that the refusal says what to install."""
    monkeypatch.setattr(boosted_trees, "find_spec", lambda name: None)
    monkeypatch.setattr(registry, "FORECASTERS", REFERENCES)
    with pytest.raises(BadInputError, match=r"wfm\[lightgbm\]"):
        registry.forecaster("lightgbm")
    with pytest.raises(BadInputError, match=r"wfm\[lightgbm\]"):
        fit_at(boosted_trees.BoostedTrees(), matrix(), Calendar())


def test_lightgbm_is_listed_only_where_it_can_run():
    """Tests that the registry offers the trees exactly when their package is there."""
    names = [model.name for model in registry.FORECASTERS]
    assert ("lightgbm" in names) == boosted_trees.installed()
