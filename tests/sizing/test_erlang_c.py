from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c

pytestmark = pytest.mark.unit

LOADS = st.floats(1e-3, 1e5)


def test_overload_waits_for_ever():
    """Tests that with no spare agent everybody waits without end and service is 0."""
    load, agents = np.array([5.0, 5.0, 100.0]), np.array([5, 3, 0])
    np.testing.assert_array_equal(erlang_c.waiting_probability(load, agents), 1.0)
    np.testing.assert_array_equal(erlang_c.service_level(load, agents, 180.0, 20.0), 0.0)
    np.testing.assert_array_equal(erlang_c.asa_s(load, agents, 180.0), np.inf)
    np.testing.assert_array_equal(erlang_c.queue_length(load, agents), np.inf)
    np.testing.assert_array_equal(erlang_c.occupancy(load, agents), 1.0)


def test_nobody_calls():
    """Tests that one agent answers at once where nobody calls."""
    assert float(erlang_c.service_level(0.0, 1, 180.0, 0.0)) == 1.0
    assert float(erlang_c.asa_s(0.0, 1, 180.0)) == 0.0
    assert float(erlang_c.queue_length(0.0, 1)) == 0.0
    assert float(erlang_c.occupancy(0.0, 1)) == 0.0


@settings(max_examples=60, deadline=None)
@given(load=LOADS, spread=st.floats(-3, 8), aht=st.floats(1, 3600), wait=st.floats(0, 600))
def test_one_more_agent_serves_better(load, spread, aht, wait):
    """Tests that waiting falls and service rises with every agent, fractional ones included."""
    agents = max(load + spread * load**0.5, 0.0) + np.arange(0, 6, 0.25)
    assert (np.diff(erlang_c.waiting_probability(load, agents)) <= 1e-12).all()
    assert (np.diff(erlang_c.late_probability(load, agents, aht, wait)) <= 1e-12).all()
    asa = erlang_c.asa_s(load, agents, aht)
    finite = np.isfinite(asa)
    assert (np.diff(finite.astype(int)) >= 0).all()
    assert (np.diff(asa[finite]) <= 1e-9 * asa[finite][:-1] + 1e-300).all()


@settings(max_examples=60, deadline=None)
@given(load=st.floats(0.5, 5e4), spread=st.floats(0.2, 5))
def test_twice_the_load_and_agents_serves_better(load, spread):
    """Tests that size helps: doubled load and agents make waiting rarer."""
    agents = load + spread * load**0.5
    once = float(erlang_c.waiting_probability(load, agents))
    assert float(erlang_c.waiting_probability(2 * load, 2 * agents)) <= once + 1e-12


@settings(max_examples=60, deadline=None)
@given(load=st.floats(0.01, 1e4), spread=st.floats(0.1, 5), wait=st.floats(0, 100))
def test_little_and_the_exponential_tail(load, spread, wait):
    """Tests that ASA is the integral of the late share, and the queue Little's law."""
    agents, aht = load + spread * load**0.5, 200.0
    asa = float(erlang_c.asa_s(load, agents, aht))
    decay = (agents - load) / aht
    p_wait = float(erlang_c.waiting_probability(load, agents))
    late = float(erlang_c.late_probability(load, agents, aht, wait))
    assert late == pytest.approx(p_wait * np.exp(-decay * wait), rel=1e-12)
    assert asa == pytest.approx(p_wait / decay, rel=1e-12)
    assert float(erlang_c.queue_length(load, agents)) == pytest.approx(load / aht * asa, rel=1e-12)


def test_a_handle_time_of_zero_is_refused():
    """Tests that a handle time of 0 is refused with its place."""
    with pytest.raises(BadInputError, match="row 2"):
        erlang_c.asa_s([1.0, 1.0], 3, [180.0, 0.0])


def test_shapes_broadcast():
    """Tests that any shapes that broadcast are answered in the common shape."""
    assert erlang_c.asa_s(np.ones((2, 1)), np.arange(3), np.ones((4, 1, 1))).shape == (4, 2, 3)
