from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.drift import HALF_LIVES_DAYS, START_WEEKS, drifted
from wfm.forecasting.profiles import share_profiles

pytestmark = pytest.mark.unit

MORNING = np.array([0.1, 0.5, 0.3, 0.1])
EVENING = np.array([0.1, 0.2, 0.3, 0.4])


def drawn(profiles: np.ndarray, *, size: float = 800.0, seed: int = 2) -> np.ndarray:
    """Poisson counts of days with given shares; weekends have half of a day's contacts."""
    week = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5])[np.arange(len(profiles)) % 7]
    return np.random.default_rng(seed).poisson(size * week[:, None] * profiles).astype(float)


def turned(counts: np.ndarray, is_open: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Profiles as they are learned, and as they have drifted."""
    types = np.arange(len(counts)) % 7
    is_open = np.ones((7, counts.shape[1]), dtype=bool) if is_open is None else is_open
    shares, _ = share_profiles(counts, types, is_open)
    return shares, drifted(shares, counts, types)


def test_a_move_is_followed_by_every_weekday():
    """Tests that six weeks after mornings became evenings, every type's profile is nearly there."""
    day = np.arange(364)[:, None]
    shares, now = turned(drawn(np.where(day < 322, MORNING, EVENING)))
    assert np.abs(shares - EVENING).max() > 0.15
    assert now == pytest.approx(np.tile(EVENING, (7, 1)), abs=0.05)


def test_a_slow_turn_is_followed():
    """Tests that a profile on its way from morning to evening is met nearer its end."""
    way = np.linspace(0, 1, 364)[:, None]
    shares, now = turned(drawn((1 - way) * MORNING + way * EVENING))
    assert np.abs(now - EVENING).mean() < 0.5 * np.abs(shares - EVENING).mean()


def test_chance_is_no_drift():
    """Tests that a profile that stands still keeps its memory: shares move by 2 % at most."""
    shares, now = turned(drawn(np.tile(MORNING, (364, 1)), size=200.0))
    assert now == pytest.approx(shares, rel=0.02)


def test_days_that_differ_are_no_drift():
    """Tests that profiles that vary from day to day without memory are not followed either."""
    random = np.random.default_rng(6)
    shapes = MORNING * np.exp(random.normal(0, 0.4, (364, 4)))
    shares, now = turned(drawn(shapes / shapes.sum(axis=1, keepdims=True)))
    assert now == pytest.approx(shares, rel=0.05)


def test_weekdays_keep_their_own_shape():
    """Tests that Sundays with a shape of their own stay so while all drift alike."""
    day = np.arange(364)
    base = np.where((day % 7 == 6)[:, None], EVENING, MORNING)
    lift = np.where((day < 322)[:, None], 1.0, np.array([3.0, 1.0, 1.0, 1.0]))
    profiles = base * lift
    _, now = turned(drawn(profiles / profiles.sum(axis=1, keepdims=True)))
    for kind, own in ((2, MORNING), (6, EVENING)):
        expected = own * np.array([3.0, 1.0, 1.0, 1.0])
        assert now[kind] == pytest.approx(expected / expected.sum(), abs=0.04)


def test_a_short_history_is_left_alone():
    """Tests that before sixteen weeks the profiles are what they were, and not after."""
    day = np.arange(400)[:, None]
    counts = drawn(np.where(day < 60, MORNING, EVENING))
    shares, now = turned(counts[: 14 * START_WEEKS - 1])
    assert now is shares
    shares, now = turned(counts[: 14 * START_WEEKS])
    assert np.abs(now - shares).max() > 0.005


def test_nothing_to_learn_from():
    """Tests that a history of zeros and one without a count leave the profiles alone."""
    for value in (0.0, np.nan):
        shares, now = turned(np.full((200, 4), value))
        assert now == pytest.approx(shares)


@settings(max_examples=25, deadline=None)
@given(
    n_days=st.integers(112, 430),
    gaps=st.floats(0, 0.9),
    size=st.sampled_from([0.5, 30.0, 1e6]),
    seed=st.integers(0, 99),
)
def test_shares_stay_shares(n_days, gaps, size, seed):
    """Tests that rows sum to 1 over open slots, none is negative, whatever was not counted."""
    random = np.random.default_rng(seed)
    counts = drawn(random.dirichlet(np.ones(4), n_days), size=size, seed=seed)
    counts[random.random(counts.shape) < gaps] = np.nan
    is_open = np.ones((7, 4), dtype=bool)
    is_open[5, 2:] = False
    is_open[6] = False
    counts[~is_open[np.arange(n_days) % 7]] = np.nan
    _, now = turned(counts, is_open)
    assert np.isfinite(now).all()
    assert (now >= 0).all()
    assert now[:6].sum(axis=1) == pytest.approx(np.ones(6))
    assert not now[~is_open].any()


def test_half_lives_begin_with_the_profiles_own():
    """Tests that standing still is one of the choices, and that they are distinct and falling."""
    assert HALF_LIVES_DAYS[0] == 180.0
    assert list(HALF_LIVES_DAYS) == sorted(set(HALF_LIVES_DAYS), reverse=True)
