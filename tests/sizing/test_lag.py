from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sizing.lag import lag_averaged

pytestmark = pytest.mark.unit

L = 1800.0


def starts(count):
    return np.arange(count) * int(L)


def test_a_third_of_an_interval():
    """Tests that a handle time of a third takes a third of the calls from the interval before."""
    got = lag_averaged(starts(3), np.array([30.0, 60.0, 0.0]), np.full(3, 600.0), L)
    np.testing.assert_allclose(got, [30.0, 50.0, 20.0])


def test_longer_than_an_interval():
    """Tests that a handle time of two and a half intervals reaches back that far."""
    volume = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    got = lag_averaged(starts(5), volume, np.full(5, 2.5 * L), L)
    np.testing.assert_allclose(got, [10.0, 10.0, 10.0, 15.0, 25.0])


@settings(max_examples=80, deadline=None)
@given(
    volume=st.lists(st.floats(0, 1e4), min_size=1, max_size=40),
    aht=st.floats(1, 3 * L),
)
def test_calls_are_moved_not_lost(volume, aht):
    """Tests that between quiet ends every call is counted exactly once."""
    quiet = np.zeros(5)
    calls = np.concatenate([quiet, np.array(volume), quiet])
    got = lag_averaged(starts(calls.size), calls, np.full(calls.size, aht), L)
    assert got.sum() == pytest.approx(calls.sum(), rel=1e-9, abs=1e-9)
    assert (got >= 0).all()


@settings(max_examples=40, deadline=None)
@given(rate=st.floats(0, 1e5), aht=st.floats(0, 1e5), count=st.integers(1, 50))
def test_a_steady_rate_stays(rate, aht, count):
    """Tests that without change there is nothing to average, to the last digit."""
    volume = np.full(count, rate)
    np.testing.assert_array_equal(
        lag_averaged(starts(count), volume, np.full(count, aht), L), volume
    )


def test_nothing_reaches_over_a_gap():
    """Tests that before a gap the rate is unknown, not zero and not that of the night before."""
    start_s = np.array([0, 1, 10, 11]) * int(L)
    got = lag_averaged(start_s, np.array([5.0, 9.0, 100.0, 50.0]), np.full(4, 900.0), L)
    np.testing.assert_allclose(got, [5.0, 7.0, 100.0, 75.0])


def test_no_interval():
    """Tests that nothing in is nothing out."""
    empty = np.array([])
    assert lag_averaged(empty.astype(np.int64), empty, empty, L).size == 0
