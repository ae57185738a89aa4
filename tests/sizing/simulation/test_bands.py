from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from wfm.sizing.simulation.bands import mean_band, ratio_band

pytestmark = pytest.mark.unit


def test_mean_band_is_students():
    """Tests that the band of a mean is the textbook's t interval."""
    values = np.random.default_rng(2).normal(10, 3, 12)
    band = mean_band(values, 0.9)
    low, high = stats.t.interval(0.9, 11, values.mean(), stats.sem(values))
    assert (band.low, band.mean, band.high) == pytest.approx((low, values.mean(), high))
    assert band.holds(values.mean())
    assert not band.holds(high + 1)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_ratio_band_covers_as_often_as_it_says(confidence):
    """Tests coverage of the true share when calls come in clumps of random size."""
    random, hits, trials = np.random.default_rng(4), 0, 1500
    for _ in range(trials):
        base = random.poisson(60, 25)
        day = random.beta(40, 10, 25)
        band = ratio_band(random.binomial(base, day), base, confidence, share=True)
        hits += bool(band.holds(0.8))
    # Four binomial standard errors.
    error = 4 * np.sqrt(confidence * (1 - confidence) / trials)
    assert hits / trials == pytest.approx(confidence, abs=error)


def test_ratio_weighs_by_calls():
    """Tests that a replication with more calls counts for more."""
    band = ratio_band(np.array([0.0, 90.0]), np.array([10.0, 90.0]), 0.95)
    assert band.mean == pytest.approx(0.9)


def test_perfect_service_is_not_certain():
    """Tests that 50 calls in time out of 50 leave room below 100 %, as Wilson's band does."""
    band = ratio_band(np.full(5, 10.0), np.full(5, 10.0), 0.95, share=True)
    wilson = stats.binomtest(50, 50).proportion_ci(0.95, method="wilson")
    assert (band.low, band.high) == pytest.approx((wilson.low, wilson.high))
    none = ratio_band(np.zeros(5), np.full(5, 10.0), 0.95, share=True)
    assert (none.low, none.high) == pytest.approx((0.0, 1 - wilson.low))


def test_shares_stay_shares():
    """Tests that the band of a share does not leave 0 to 1."""
    band = ratio_band(np.array([9.0, 10.0, 2.0]), np.full(3, 10.0), 0.99, share=True)
    assert band.low >= 0
    assert band.high == 1.0


def test_nothing_counted_is_unknown():
    """Tests that a figure of no calls is NaN, not 0, beside figures that are known."""
    band = ratio_band(np.zeros((4, 2)), np.array([[0.0, 5.0]] * 4), 0.95, share=True)
    assert np.isnan([band.mean[0], band.low[0], band.high[0]]).all()
    assert band.mean[1] == 0.0


def test_one_replication_has_no_band():
    """Tests that a single replication gives a figure without a band."""
    band = ratio_band(np.array([8.0]), np.array([10.0]), 0.95, share=True)
    assert band.mean == 0.8
    assert np.isnan(band.low)
