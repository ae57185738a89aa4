from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from wfm.forecasting.days import days_from
from wfm.forecasting.folds import Fold
from wfm.forecasting.intervals import LEVELS, band_of, fit_spread

pytestmark = pytest.mark.unit


def folds(n: int, seed: int = 1, dispersion: float = 3.0, n_days: int = 28, level: float = 60.0):
    """Forecasts with overdispersed counts around them."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        mean = np.tile(np.linspace(5, level, 48), (n_days, 1))
        rate = rng.gamma(mean / (dispersion - 1), dispersion - 1)
        out.append(
            Fold(
                7 * i,
                days_from(date(2026, 1, 5), n_days),
                mean,
                rng.poisson(rate).astype(float),
            )
        )
    return out


def test_coverage_is_what_it_says():
    """Tests that 80 and 95 % intervals cover fresh counts so often, at small and large means."""
    spread = fit_spread(folds(6))
    (fresh,) = folds(1, seed=99)
    low2, low, high, high2 = spread.quantiles(fresh.mean, fresh.leads)
    inside = [
        (fresh.actual >= low) & (fresh.actual <= high),
        (fresh.actual >= low2) & (fresh.actual <= high2),
    ]
    for part in (slice(0, 16), slice(32, 48)):
        assert inside[0][:, part].mean() == pytest.approx(0.80, abs=0.07)
        assert inside[1][:, part].mean() == pytest.approx(0.95, abs=0.04)


def test_quantiles_are_ordered_and_not_negative():
    """Tests that quantiles rise around the mean and never fall below zero."""
    spread = fit_spread(folds(3))
    mean = np.array([[0.0, 0.2, 3.0, 500.0]])
    values = spread.quantiles(mean, np.array([40]))
    assert (
        np.diff(np.stack([values[0], values[1], mean, values[2], values[3]]), axis=0) >= 0
    ).all()
    assert (values >= 0).all()
    assert (values[:, 0, 0] == 0).all()


def test_no_residuals_give_wide_defaults():
    """Tests that without any past origin the intervals are wider than Poisson's."""
    values = fit_spread([]).quantiles(np.full((1, 1), 100.0), np.array([1]))[:, 0, 0]
    assert values[0] < 100 - 1.96 * 10
    assert values[3] > 100 + 1.96 * 10


def test_calm_series_have_narrower_intervals():
    """Tests that less scattered counts give narrower intervals."""
    mean = np.full((1, 1), 50.0)
    calm, wild = (
        np.ptp(fit_spread(folds(4, dispersion=d)).quantiles(mean, np.array([3]))[1:3])
        for d in (1.2, 8.0)
    )
    assert calm < wild


def test_day_totals_are_narrower_than_the_sum_of_intervals():
    """Tests that independent intervals cancel out over a day."""
    spread = fit_spread(folds(6))
    inside = []
    for fresh in folds(12, seed=7):
        totals = spread.day_total_quantiles(fresh.mean.sum(axis=1), fresh.leads)
        sums = spread.quantiles(fresh.mean, fresh.leads).sum(axis=2)
        assert (totals[3] - totals[0] < sums[3] - sums[0]).all()
        actual = fresh.actual.sum(axis=1)
        inside += list((actual >= totals[0]) & (actual <= totals[3]))
    assert 0.91 <= np.mean(inside) <= 0.995


def test_days_beyond_the_last_band_belong_to_it():
    """Tests that leads map to their band and long ones to the last."""
    assert [band_of(lead) for lead in (1, 7, 8, 15, 28, 90)] == [0, 0, 1, 2, 2, 2]
    assert len(LEVELS) == 4


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_small_day_totals_are_covered(seed):
    """Tests that three contacts a day are met as often as said, and a closed day by nothing."""
    random = np.random.default_rng(seed)
    days = days_from(date(2026, 1, 5), 28)
    mean = np.full((28, 48), 3 / 48)
    past = [Fold(7 * k, days, mean, random.poisson(mean).astype(float)) for k in range(8)]
    spread = fit_spread(past)
    low, *_, high = spread.day_total_quantiles(np.array([3.0, 0.0]), np.array([1, 1]))
    assert low[0] < 1 < 8 < high[0]
    assert (low[1], high[1]) == (0, 0)
    fresh = random.poisson(3.0, 4000)
    assert np.mean((fresh >= low[0]) & (fresh <= high[0])) >= 0.94
