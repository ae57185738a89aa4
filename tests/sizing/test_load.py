from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.load import felt_load, interval_seconds, seconds_of

pytestmark = pytest.mark.unit


def test_interval_is_the_shortest_step():
    """Tests that the interval is read from the starts, in any order and with gaps."""
    assert interval_seconds(np.array([5400, 0, 1800, 1800]), None) == 1800
    assert interval_seconds(np.array([0]), None) == 1800
    assert interval_seconds(np.array([0, 86400]), 15) == 900


@pytest.mark.parametrize(
    ("starts", "given"), [([0, 420], None), ([0, 86400], None), ([0, 900], 30)]
)
def test_intervals_that_cannot_be(starts, given):
    """Tests that an odd step without a name, and overlapping intervals, are refused."""
    with pytest.raises(BadInputError):
        interval_seconds(np.array(starts), given)


def test_seconds_do_not_depend_on_the_unit():
    """Tests that nanosecond and second stamps give the same seconds."""
    stamps = pd.date_range("2026-03-29", periods=4, freq="h", tz="Europe/Berlin")
    np.testing.assert_array_equal(seconds_of(stamps.as_unit("ns")), seconds_of(stamps.as_unit("s")))
    assert set(np.diff(seconds_of(stamps))) == {3600}


def test_order_does_not_matter():
    """Tests that shuffled rows get the same load each."""
    random = np.random.default_rng(5)
    start_s, volume = np.arange(20) * 1800, random.uniform(0, 90, 20)
    aht = random.uniform(100, 400, 20)
    load, _ = felt_load(start_s, volume, aht, 1800.0, True)
    mixed = random.permutation(20)
    shuffled, _ = felt_load(start_s[mixed], volume[mixed], aht[mixed], 1800.0, True)
    np.testing.assert_array_equal(shuffled, load[mixed])


def test_a_handle_time_that_is_not_known():
    """Tests that calls still in hand after a quiet start get the last known handle time."""
    aht = np.array([0.0, 300.0, np.nan])
    load, known = felt_load(np.arange(3) * 1800, np.array([0.0, 60.0, 0.0]), aht, 1800.0, True)
    np.testing.assert_allclose(known, 300.0)
    np.testing.assert_allclose(load, [0.0, 50 / 6, 10 / 6])


def test_without_lag():
    """Tests that without lag the load is volume times handle time over the interval."""
    load, known = felt_load(np.array([0, 900]), np.array([30.0, 0.0]), np.zeros(2), 900.0, False)
    np.testing.assert_array_equal(load, 0.0)
    np.testing.assert_array_equal(known, 0.0)
    load, _ = felt_load(np.array([0]), np.array([30.0]), np.array([180.0]), 900.0, False)
    np.testing.assert_allclose(load, 6.0)
