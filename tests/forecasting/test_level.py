from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.level import Memory, held, processes, remember

pytestmark = pytest.mark.unit

WEEKS_AHEAD = np.array([1.0, 7.0, 28.0])


def noise(n: int = 400, sd: float = 0.1, seed: int = 3):
    return np.random.default_rng(seed).normal(0, sd, n)


def test_noise_is_not_carried_on():
    """Tests that errors without memory are hardly expected again, whatever the last one was."""
    errors = noise()
    errors[-1] = 0.3
    ahead = remember(errors, 1e-4).ahead(WEEKS_AHEAD)
    assert (np.abs(ahead) < 0.1).all()


def test_a_wandering_level_is_carried_on():
    """Tests that the level of a random walk is expected for weeks, unlike what fades in days."""
    walk = np.cumsum(noise(sd=0.05)) + noise(sd=0.05, seed=4)
    walk += 1 - walk[-14:].mean()
    assert remember(walk, 1e-4).ahead(WEEKS_AHEAD) == pytest.approx(np.ones(3), abs=0.25)
    fading = np.zeros(400)
    for i, step in enumerate(noise(sd=0.1)):
        fading[i] = 0.5 * fading[i - 1] + step
    fading[-1] = 0.5
    day, _, month = remember(fading, 1e-4).ahead(WEEKS_AHEAD)
    assert day > 0.12
    assert abs(month) < 0.05


def test_a_short_history_is_believed_less():
    """Tests that a week of high days says less of the next month than half a year of them does."""
    errors = np.r_[noise(30, 0.05), np.full(7, 0.4)]
    known = np.r_[np.zeros(200), noise(30, 0.05), np.full(170, 0.4)]
    assert (
        remember(errors, 1e-4).ahead(WEEKS_AHEAD)[2] < remember(known, 1e-4).ahead(WEEKS_AHEAD)[2]
    )


def test_counting_noise_is_no_change_of_level():
    """Tests that errors no larger than counting makes them move the forecast less."""
    errors = np.cumsum(noise(60, 0.05)) + noise(60, 0.2, seed=5)
    bold, wary = remember(errors, 1e-6), remember(errors, 0.09)
    assert abs(wary.ahead(WEEKS_AHEAD)[0]) < abs(bold.ahead(WEEKS_AHEAD)[0])


def test_filters_agree_with_the_step_by_step_recursion():
    """Tests states and innovations against the Kalman recursion written out, for every process."""
    errors = np.cumsum(noise(90, 0.1))
    memory = remember(errors, 1e-4)
    smooth = held(errors)
    for j, one in enumerate(processes()):
        state = np.zeros(2)
        for k, value in enumerate(smooth):
            innovation = value - state.sum()
            assert innovation == pytest.approx(one.innovations(smooth)[k], abs=1e-9)
            state = np.array(one.kept) * state + np.array(one.gain) * innovation
        assert memory.states[j] == pytest.approx(state, abs=1e-9)


def test_processes_are_steady():
    """Tests that every filter forgets its start: no gain is negative or more than the whole."""
    for one in processes():
        assert min(one.gain) >= 0
        assert sum(one.gain) < 1
        single = np.zeros(3000)
        single[0] = 1.0
        assert abs(one.innovations(single)[-1]) < 1e-3
        assert one.variance >= 1


def test_a_wild_day_is_held_and_a_new_level_is_not():
    """Tests that one lost day moves the forecast little, and a lasting change moves it fully."""
    errors = noise(200, 0.05)
    lost = errors.copy()
    lost[-3] -= 4
    usual = remember(errors, 1e-4).ahead(WEEKS_AHEAD)
    assert remember(lost, 1e-4).ahead(WEEKS_AHEAD) == pytest.approx(usual, abs=0.2)
    lifted = errors.copy()
    lifted[-40:] += 1
    assert remember(lifted, 1e-4).ahead(WEEKS_AHEAD) == pytest.approx(np.ones(3), abs=0.2)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(-30, 30), min_size=1, max_size=80),
    st.floats(0.1, 10),
)
def test_memory_is_finite_and_scales(errors, factor):
    """Tests that any errors are answered, that weights sum to 1, and that units do not matter."""
    values = np.array(errors)
    memory = remember(values, 1e-3)
    assert np.isfinite(memory.ahead(WEEKS_AHEAD)).all()
    assert memory.weights.sum() == pytest.approx(1)
    scaled = remember(values * factor, 1e-3 * factor**2).ahead(WEEKS_AHEAD)
    assert scaled == pytest.approx(factor * memory.ahead(WEEKS_AHEAD), rel=1e-4, abs=1e-4)


def test_more_days_than_are_looked_at():
    """Tests that a history of many years is answered like its last part."""
    errors = np.cumsum(noise(1500, 0.02))
    assert remember(errors, 1e-4).ahead(WEEKS_AHEAD) == pytest.approx(
        remember(errors[-540:], 1e-4).ahead(WEEKS_AHEAD)
    )


def test_a_silent_memory_expects_nothing():
    """Tests the memory of a queue that was never called."""
    assert Memory.silent().ahead(WEEKS_AHEAD).tolist() == [0.0, 0.0, 0.0]
