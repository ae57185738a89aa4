from __future__ import annotations

import numpy as np
import pytest

from wfm.forecasting import metrics

pytestmark = pytest.mark.unit
ACTUAL = np.array([10.0, 20.0, 0.0, 30.0])
FORECAST = np.array([12.0, 18.0, 1.0, 30.0])


def test_wape_and_bias_by_hand():
    """Tests that errors are pooled over the volume."""
    assert metrics.wape(ACTUAL, FORECAST) == pytest.approx(5 / 60)
    assert metrics.bias(ACTUAL, FORECAST) == pytest.approx(1 / 60)


def test_rmse_by_hand():
    """Tests that squared errors are averaged."""
    assert metrics.rmse(ACTUAL, FORECAST) == pytest.approx(1.5)


def test_mase_is_one_for_the_naive_week_itself():
    """Tests that the scale is the seasonal-naive error on the same intervals."""
    naive = ACTUAL + 2
    assert metrics.mase(ACTUAL, naive, naive) == 1.0
    assert metrics.mase(ACTUAL, FORECAST, naive) == pytest.approx(5 / 8)


def test_pinball_is_least_at_the_quantile():
    """Tests that the loss of a 0.9 quantile is least near the true one."""
    counts = np.random.default_rng(1).normal(100, 10, 20_000)
    losses = {q: metrics.pinball(counts, np.full_like(counts, q), 0.9) for q in (108, 112.8, 118)}
    assert min(losses, key=losses.get) == 112.8


def test_coverage_counts_the_ends():
    """Tests that a count on the edge of an interval is inside."""
    assert metrics.coverage(ACTUAL, ACTUAL, FORECAST + 3) == 1.0
    assert metrics.coverage(ACTUAL, ACTUAL + 0.1, ACTUAL + 1) == 0.0


def test_poisson_quantiles():
    """Tests that quantiles of a Poisson count are those of the distribution, 0 for mean 0."""
    assert metrics.poisson_quantile(np.array([0.0, 4.0]), 0.5).tolist() == [0.0, 4.0]


def test_nothing_counted_is_no_number():
    """Tests that ratios over zero volume are NaN and not a perfect score."""
    assert np.isnan(metrics.wape(np.zeros(2), np.ones(2)))
    assert np.isnan(metrics.rmse(np.empty(0), np.empty(0)))
    assert np.isnan(metrics.coverage(np.empty(0), np.empty(0), np.empty(0)))
