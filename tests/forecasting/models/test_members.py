"""What is particular to single models; what all promise is in test_contract.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, day_matrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.models.factor import Factor
from wfm.forecasting.models.holt_winters import HoltWinters
from wfm.forecasting.models.mean_of_three import MeanOfThree
from wfm.forecasting.models.poisson_glm import PoissonGlm, _penalised_newton
from wfm.forecasting.models.seasonal_naive import SeasonalNaive
from wfm.forecasting.models.top_down import TopDown
from wfm.forecasting.models.weekday_mean import WeekdayMean8
from wfm.forecasting.models.weekday_median import WeekdayMedian6

pytestmark = pytest.mark.unit
MONDAY = date(2026, 1, 5)
SHAPE = np.sin(np.linspace(0.1, 3.0, 48))


def matrix(totals: np.ndarray) -> DayMatrix:
    """Days of the given totals, all of the same shape."""
    counts = np.asarray(totals, dtype=float)[:, None] * SHAPE[None] / SHAPE.sum()
    return DayMatrix(days_from(MONDAY, len(counts)), 30, counts, np.ones_like(counts, dtype=bool))


def week_after(model, history: DayMatrix, calendar: Calendar | None = None) -> np.ndarray:
    fitted, _ = fit_at(model, history, calendar or Calendar())
    return fitted.predict(days_from(history.days[-1] + timedelta(days=1), 7)).sum(axis=1)


def test_seasonal_naive_repeats_the_last_counted_week():
    """Tests that the last week comes again, a lost day from the week before."""
    totals = np.arange(100.0, 128.0)
    history = matrix(totals)
    counts = history.counts.copy()
    counts[27] = np.nan
    expected = [*totals[21:27], totals[20]]
    assert week_after(SeasonalNaive(), replace(history, counts=counts)) == pytest.approx(expected)


def test_weekday_mean_takes_eight():
    """Tests that the ninth week back no longer counts."""
    totals = np.repeat([1000.0, *[100.0] * 4, *[200.0] * 4], 7)
    assert week_after(WeekdayMean8(), matrix(totals)) == pytest.approx(np.full(7, 150.0))


def test_weekday_median_takes_the_middle_of_six():
    """Tests that two wild weeks among six do not count."""
    totals = np.repeat([100.0, 100.0, 900.0, 100.0, 1.0, 100.0], 7)
    assert week_after(WeekdayMedian6(), matrix(totals)) == pytest.approx(np.full(7, 100.0))


@pytest.mark.parametrize("model", [Factor(), TopDown(), PoissonGlm()], ids=lambda m: m.name)
def test_members_learn_the_day_after_a_closure(model):
    """Tests that a day after a closure that was always 40 % higher is expected to be higher."""
    totals = np.full(140, 2000.0)
    history = matrix(totals)
    closed = [23, 51, 79, 107]
    counts, is_open = history.counts.copy(), history.is_open.copy()
    for row in closed:
        counts[row], is_open[row] = np.nan, False
        counts[row + 1] *= 1.4
    history = replace(history, counts=counts, is_open=is_open)
    days = {history.days[row] for row in closed} | {history.days[-1] + timedelta(days=2)}
    week = week_after(model, history, Calendar(closures=frozenset(days)))
    assert week[0] == pytest.approx(2000, rel=0.03)
    assert 1.25 <= week[2] / week[0] <= 1.45


@pytest.mark.parametrize("model", [Factor(), TopDown(), PoissonGlm()], ids=lambda m: m.name)
def test_members_believe_a_new_level_in_part(model):
    """Tests that two weeks a fifth higher raise the next week, but not by all of it."""
    rng = np.random.default_rng(3)
    totals = 2000 * np.exp(rng.normal(0, 0.02, 112))
    totals[-14:] *= 1.2
    assert 1.03 <= week_after(model, matrix(totals)).mean() / 2000 <= 1.2


@pytest.mark.parametrize("model", [Factor(), TopDown(), PoissonGlm()], ids=lambda m: m.name)
def test_one_lost_afternoon_does_not_move_the_next_week(model):
    """Tests that the last day at half its volume hardly moves the days after."""
    rng = np.random.default_rng(3)
    totals = 2000 * np.exp(rng.normal(0, 0.03, 112))
    calm = week_after(model, matrix(totals)).mean()
    totals[-1] *= 0.5
    assert week_after(model, matrix(totals)).mean() == pytest.approx(calm, rel=0.06)


def test_the_factor_model_is_unbiased_at_small_counts():
    """Tests that squaring mean roots does not lose contacts at three an interval."""
    rng = np.random.default_rng(8)
    counts = rng.poisson(np.full((112, 48), 3.0)).astype(float)
    history = replace(matrix(np.ones(112)), counts=counts)
    assert week_after(Factor(), history).mean() == pytest.approx(3 * 48, rel=0.03)


def test_the_factor_model_carries_a_single_week_on(make_history):
    """Tests that seven days alone give next week's contacts, not a part of them."""
    history = day_matrix(make_history(n_days=7), "calls", 30)
    assert week_after(Factor(), history).sum() == pytest.approx(history.counts.sum(), rel=0.05)


def test_a_level_that_moved_does_not_lift_the_factor_model():
    """Tests that contacts halved long ago are not forecast too high for having been more."""
    level = np.where(np.arange(420) < 250, 100.0, 40.0)
    counts = np.random.default_rng(2).poisson(level[:, None] * np.ones(48)).astype(float)
    history = replace(matrix(level), counts=counts)
    assert week_after(Factor(), history).mean() == pytest.approx(40 * 48, rel=0.03)


def test_the_factor_model_follows_a_changing_shape():
    """Tests that Fridays with a short afternoon keep their shape."""
    history = matrix(np.full(112, 2000.0))
    counts = history.counts.copy()
    friday = history.weekdays == 4
    counts[friday, 28:] *= 0.2
    fitted, _ = fit_at(Factor(), replace(history, counts=counts), Calendar())
    week = fitted.predict(days_from(history.days[-1] + timedelta(days=1), 7))
    assert week[4, 28:].sum() == pytest.approx(counts[4, 28:].sum(), rel=0.05)
    assert week[3, 28:].sum() == pytest.approx(counts[3, 28:].sum(), rel=0.05)


@pytest.mark.parametrize(
    ("n_days", "note", "members"),
    [(20, "short_history_weekday_mean", 1), (55, "short_history_poisson_glm", 1), (56, None, 3)],
)
def test_the_mean_has_its_fallbacks(n_days, note, members):
    """Tests that below 3 and 8 weeks fewer members answer, and say so."""
    fitted, _ = fit_at(MeanOfThree(), matrix(np.full(n_days, 2000.0)), Calendar())
    assert fitted.notes == ((note,) if note else ())
    assert len(fitted.members) == members


def test_the_mean_leaves_the_factor_model_out_for_sparse_queues():
    """Tests that below five contacts a slot two members remain, with a note."""
    fitted, _ = fit_at(MeanOfThree(), matrix(np.full(84, 100.0)), Calendar())
    assert fitted.notes == ("sparse_without_factor",)
    assert len(fitted.members) == 2


def test_holt_winters_keeps_the_week():
    """Tests that a weekly shape is carried on, and a short history falls back with a note."""
    totals = np.tile([1200.0, 1100, 1000, 1000, 1000, 600, 500], 10)
    assert week_after(HoltWinters(), matrix(totals)) == pytest.approx(totals[:7], rel=0.03)
    fitted, _ = fit_at(HoltWinters(), matrix(totals[:21]), Calendar())
    assert fitted.notes == ("short_history_weekday_mean",)


def test_poisson_without_a_penalty_is_statsmodels_own():
    """Tests that the optimum is that of statsmodels' GLM when nothing is shrunk."""
    random = np.random.default_rng(3)
    design = np.column_stack([np.ones(200), random.normal(size=(200, 3))])
    y = random.poisson(np.exp(design @ [3.0, 0.4, -0.2, 0.1])).astype(float)
    weights = random.uniform(0.2, 1.0, 200)
    start = np.array([np.log(y.mean()), 0.0, 0.0, 0.0])
    found = _penalised_newton(design, y, weights, start, np.zeros(4))
    model = sm.GLM(y, design, family=sm.families.Poisson(), var_weights=weights)
    assert found == pytest.approx(model.fit().params, rel=1e-5)
    shrunk = _penalised_newton(design, y, weights, start, np.array([0.0, 1e4, 1e4, 1e4]))
    assert np.abs(shrunk[1:]).max() < 0.9 * np.abs(found[1:]).max()
