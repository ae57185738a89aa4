from __future__ import annotations

import numpy as np
import pytest

from wfm.forecasting.aht import fit_aht

pytestmark = pytest.mark.unit
TYPES = np.arange(70) % 7


def sample(seed: int = 3, handled: float = 40.0):
    rng = np.random.default_rng(seed)
    profile = 1 + 0.2 * np.sin(np.arange(48) / 48 * 2 * np.pi)
    count = rng.poisson(handled, (70, 48)).astype(float)
    noise = rng.normal(0, 180 / np.sqrt(np.maximum(count, 1)))
    return np.where(count > 0, np.maximum(180 * profile + noise, 1.0), np.nan), count, profile


def test_the_profile_is_found():
    """Tests that a daily wave of a fifth is found within a fifteenth."""
    aht_s, handled, profile = sample()
    predicted = fit_aht(aht_s, handled, TYPES).predict(np.array([0, 6]))
    assert predicted.shape == (2, 48)
    assert predicted[0] == pytest.approx(180 * profile, rel=1 / 15)


def test_few_calls_are_shrunk_to_the_level():
    """Tests that a profile seen in a handful of calls lies nearer the truth than raw means."""
    aht_s, handled, profile = sample(handled=0.3)
    raw = np.nansum(aht_s * handled, axis=0) / handled.sum(axis=0) / 180
    error = np.abs(fit_aht(aht_s, handled, TYPES).profile - profile).mean()
    assert error < 0.8 * np.abs(raw - profile).mean()


def test_pure_noise_gives_a_flat_profile():
    """Tests that differences no larger than noise are not taken for a pattern."""
    rng = np.random.default_rng(5)
    handled = np.full((70, 48), 9.0)
    aht_s = rng.normal(180, 60, (70, 48))
    assert fit_aht(aht_s, handled, TYPES).profile == pytest.approx(np.ones(48), abs=0.05)


def test_the_level_follows_the_last_weeks():
    """Tests that a new system's shorter calls are believed after a month."""
    aht_s = np.full((70, 48), 200.0)
    aht_s[40:] = 150.0
    fit = fit_aht(aht_s, np.full((70, 48), 20.0), TYPES)
    assert 150 < fit.level_s < 172


def test_one_endless_call_is_no_habit():
    """Tests that a single call of an hour leaves its quiet slot near the mean."""
    aht_s, handled, _ = sample()
    aht_s[30, 4], handled[30, 4] = 3600.0, 1.0
    assert fit_aht(aht_s, handled, TYPES).profile[4] == pytest.approx(
        fit_aht(*sample()[:2], TYPES).profile[4], rel=0.05
    )


def test_nothing_known_gives_the_default():
    """Tests that a history without handle times is answered with the default."""
    fit = fit_aht(np.full((7, 48), np.nan), np.ones((7, 48)), TYPES[:7], 240.0)
    assert not fit.known
    assert (fit.predict(np.array([0])) == 240.0).all()
