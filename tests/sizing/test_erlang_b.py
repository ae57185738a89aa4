from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.erlang_b import blocking_probability, inverse_blocking, occupancy

pytestmark = pytest.mark.unit


def test_shapes_broadcast():
    """Tests that arrays of any shape go together and keep their shape."""
    assert blocking_probability(np.ones((3, 1)), np.arange(4)).shape == (3, 4)
    assert blocking_probability(2.0, 3).shape == ()


def test_nobody_calls_and_nobody_is_there():
    """Tests that no load is never blocked, except where there is no agent."""
    np.testing.assert_array_equal(blocking_probability([0.0, 0.0], [0, 2]), [1.0, 0.0])


@pytest.mark.parametrize("load", [0.001, 100_000.0])
def test_ends_of_the_range(load):
    """Tests that the smallest and largest loads stay ordinary numbers and fall with agents."""
    agents = np.ceil(load) + np.arange(0, 400, 7)
    blocked = blocking_probability(load, agents)
    assert np.isfinite(blocked).all()
    assert (np.diff(blocked) <= 0).all()


def test_deep_overload():
    """Tests that ten agents under 100,000 erlangs are full and nearly everybody is lost."""
    assert float(blocking_probability(1e5, 10)) == pytest.approx(1 - 10 / 1e5, rel=1e-8)
    assert float(occupancy(1e5, 10)) == pytest.approx(1.0, abs=2e-5)


def test_blocking_that_no_float_can_hold():
    """Tests that vanishing blocking is 0 and its inverse infinite, without an error."""
    assert float(blocking_probability(0.001, 200)) == 0.0
    assert float(inverse_blocking(0.001, 200)) == np.inf


def test_occupancy_without_agents():
    """Tests that nobody is busy when nobody is there."""
    assert float(occupancy(3.0, 0)) == 0.0


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_bad_values_name_their_place(bad):
    """Tests that a bad load is refused with its position."""
    with pytest.raises(BadInputError) as caught:
        blocking_probability([1.0, bad], [2, 2])
    fault = caught.value.faults[0]
    assert (fault.row, fault.column) == (2, "load_erlangs")
