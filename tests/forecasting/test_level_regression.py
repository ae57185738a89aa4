from __future__ import annotations

import numpy as np
import pytest

from wfm.forecasting.level_regression import fit_level_regression

pytestmark = pytest.mark.unit

NOISE = 1e-4


def sample(n: int = 300, step: float = 0.0, seed: int = 4):
    rng = np.random.default_rng(seed)
    x = (rng.random((n, 2)) < 0.2).astype(float)
    level = np.cumsum(rng.normal(0, step, n)) if step else np.zeros(n)
    return 3 + x @ np.array([0.3, -0.2]) + level + rng.normal(0, 0.05, n), x, level


def fit(y, x, sd=1.0):
    return fit_level_regression(y, x, np.full(x.shape[1], sd), np.ones(len(y)), NOISE)


def test_level_and_effects_are_found():
    """Tests that level and effects of a simulated series are recovered."""
    y, x, _ = sample()
    found = fit(y, x)
    assert found.intercept == pytest.approx(3, abs=0.05)
    assert found.effects == pytest.approx([0.3, -0.2], abs=0.03)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_wandering_level_is_no_effect(seed):
    """Tests that effects are found under a level that wanders by far more than they are."""
    y, x, level = sample(step=0.08, seed=seed)
    found = fit(y, x)
    assert found.effects == pytest.approx([0.3, -0.2], abs=0.08)
    ahead = found.predict(np.zeros((1, 2)), np.array([1.0]))[0]
    assert ahead == pytest.approx(3 + level[-1], abs=0.25)


def test_innovations_leave_the_level_out():
    """Tests that the spread around what was expected is small though the level moved far."""
    y, x, level = sample(step=0.08)
    assert level.std() > 0.2
    assert np.median(np.abs(fit(y, x).innovations)) < 0.12


def test_a_tight_prior_shrinks():
    """Tests that effects with a small prior spread stay near zero."""
    y, x, _ = sample()
    assert (np.abs(fit(y, x, 0.003).effects) < 0.5 * np.abs(fit(y, x).effects)).all()


def test_one_wild_day_is_held():
    """Tests that a single lost day moves the forecast by little."""
    y, x, _ = sample()
    wild = y.copy()
    wild[-20] -= 5
    steps = np.array([1.0, 28.0])
    usual = fit(y, x).predict(np.zeros((2, 2)), steps)
    assert fit(wild, x).predict(np.zeros((2, 2)), steps) == pytest.approx(usual, abs=0.05)


def test_units_do_not_matter():
    """Tests that a series in other units has the same forecast in those units."""
    y, x, _ = sample(step=0.05)
    steps = np.array([1.0, 7.0])
    scaled = fit_level_regression(10 * y, x, np.full(2, 10.0), np.ones(len(y)), 100 * NOISE)
    expected = 10 * fit(y, x).predict(np.zeros((2, 2)), steps)
    assert scaled.predict(np.zeros((2, 2)), steps) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("n", [1, 2])
def test_a_day_or_two_are_enough(n):
    """Tests that one or two observations give a finite fit."""
    found = fit(np.full(n, 2.0), np.ones((n, 1)), 0.1)
    assert np.isfinite(found.predict(np.ones((1, 1)), np.array([1.0]))).all()


def test_days_without_weight():
    """Tests that days of which nothing counts give a finite fit."""
    y, x, _ = sample(20)
    found = fit_level_regression(y, x, np.ones(2), np.zeros(20), NOISE)
    assert np.isfinite(found.predict(x[:2], np.array([1.0, 2.0]))).all()
