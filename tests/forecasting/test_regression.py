from __future__ import annotations

import numpy as np
import pytest

from wfm.forecasting.regression import fit_ar_regression

pytestmark = pytest.mark.unit


def sample(n: int = 200, rho: float = 0.6, seed: int = 4):
    rng = np.random.default_rng(seed)
    x = (rng.random((n, 2)) < 0.2).astype(float)
    error = np.zeros(n)
    for i in range(1, n):
        error[i] = rho * error[i - 1] + rng.normal(0, 0.05)
    return 3 + x @ np.array([0.3, -0.2]) + error, x


def test_effects_and_autocorrelation_are_found():
    """Tests that level, effects and rho of a simulated process are recovered."""
    y, x = sample()
    fit = fit_ar_regression(y, x, np.full(2, 1.0), np.ones(len(y)))
    assert fit.intercept == pytest.approx(3, abs=0.05)
    assert fit.effects == pytest.approx([0.3, -0.2], abs=0.03)
    assert fit.rho == pytest.approx(0.6, abs=0.15)
    assert fit.sd == pytest.approx(0.05, rel=0.2)


def test_a_tight_prior_shrinks():
    """Tests that effects with a small prior spread stay near zero."""
    y, x = sample()
    loose = fit_ar_regression(y, x, np.full(2, 1.0), np.ones(len(y))).effects
    tight = fit_ar_regression(y, x, np.full(2, 0.003), np.ones(len(y))).effects
    assert (np.abs(tight) < 0.5 * np.abs(loose)).all()


def test_one_wild_day_is_held():
    """Tests that a single lost day moves the level by little."""
    y, x = sample()
    wild = y.copy()
    wild[100] -= 5
    ones = np.ones(len(y))
    one = fit_ar_regression(y, x, np.full(2, 1.0), ones)
    other = fit_ar_regression(wild, x, np.full(2, 1.0), ones)
    assert other.intercept == pytest.approx(one.intercept, abs=0.03)


@pytest.mark.parametrize("n", [1, 2])
def test_a_day_or_two_are_enough(n):
    """Tests that one or two observations give a finite fit."""
    fit = fit_ar_regression(np.full(n, 2.0), np.ones((n, 1)), np.array([0.1]), np.ones(n))
    assert np.isfinite([fit.intercept, *fit.effects, fit.rho, fit.sd]).all()
