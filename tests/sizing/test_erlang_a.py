from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a

pytestmark = pytest.mark.unit

EVERY = tuple(ServiceLevelDefinition)


@pytest.mark.parametrize(
    ("calls_per_hour", "aht", "patience", "agents", "threshold"),
    [(200, 180, 120, 12, 20), (12, 300, 30, 1, 10), (3000, 240, 400, 180, 5), (60, 60, 600, 3, 60)],
)
def test_against_the_chain(exact, calls_per_hour, aht, patience, agents, threshold):
    """Tests that every quantity equals the sum over the chain's states in 50 digits."""
    rate_s = Decimal(calls_per_hour) / 3600
    chain = exact.erlang_a(rate_s, Decimal(aht), Decimal(patience), agents, Decimal(threshold))
    queue = erlang_a(calls_per_hour / 3600 * aht, agents, aht, patience, threshold)
    got = [
        queue.p_wait,
        queue.p_abandon,
        queue.wait_s,
        queue.occupancy,
        queue.service_level(ServiceLevelDefinition.OFFERED),
        queue.service_level(ServiceLevelDefinition.NET),
        queue.service_level(ServiceLevelDefinition.ANSWERED),
        queue.service_level(ServiceLevelDefinition.EITHER),
    ]
    np.testing.assert_allclose(
        np.array(got), [float(value) for value in chain.values()], rtol=1e-11
    )


def test_the_four_definitions_of_the_domain():
    """Tests the example that the four definitions are told apart by."""
    queue = erlang_a(10.0, 12, 180.0, 120.0, 20.0)
    levels = [round(float(queue.service_level(each)), 3) for each in EVERY]
    assert levels == [0.826, 0.880, 0.855, 0.860]


@settings(max_examples=50, deadline=None)
@given(load=st.floats(0.01, 2e3), spread=st.floats(0.3, 4), wait=st.floats(0, 120))
def test_long_patience_is_erlang_c(load, spread, wait):
    """Tests that nobody giving up for weeks leads to Erlang C."""
    agents, aht = load + spread * load**0.5 + 0.1, 200.0
    queue = erlang_a(load, agents, aht, 1e11, wait)
    level = erlang_c.service_level(load, agents, aht, wait)
    for each in EVERY:
        np.testing.assert_allclose(queue.service_level(each), level, atol=1e-5)
    asa = erlang_c.asa_s(load, agents, aht)
    np.testing.assert_allclose(queue.wait_s, asa, rtol=1e-4)
    np.testing.assert_allclose(queue.asa_s, asa, rtol=1e-4)


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(1e-3, 1e5),
    spread=st.floats(-5, 6),
    aht=st.floats(10, 2000),
    patience=st.floats(5, 5000),
    wait=st.floats(0, 300),
)
def test_one_more_agent_serves_better(load, spread, aht, patience, wait):
    """Tests that every quantity moves the right way with agents, and stays a share."""
    agents = max(load + spread * load**0.5, 0.5) + np.arange(0, 4, 0.25)
    queue = erlang_a(load, agents, aht, patience, wait)
    for falling in (queue.p_wait, queue.p_abandon, queue.p_late, queue.occupancy):
        assert (np.diff(falling) <= 1e-10).all()
        assert ((falling >= 0) & (falling <= 1)).all()
    assert (np.diff(queue.asa_s) <= 1e-9 * queue.asa_s[:-1] + 1e-12).all()
    for each in EVERY:
        level = queue.service_level(each)
        assert (np.diff(level) >= -1e-10).all()
        assert ((level >= 0) & (level <= 1 + 1e-12)).all()


@settings(max_examples=40, deadline=None)
@given(load=st.floats(0.05, 1e4), spread=st.floats(-3, 3), patience=st.floats(10, 2000))
def test_shares_add_up(load, spread, patience):
    """Tests that in time, short abandon and late make the whole, and flow is conserved."""
    agents = max(load + spread * load**0.5, 1.0)
    queue = erlang_a(load, agents, 180.0, patience, 20.0)
    total = queue.p_answered_in_time + queue.p_short_abandon + queue.p_late
    np.testing.assert_allclose(total, 1.0, rtol=1e-10)
    np.testing.assert_allclose(queue.occupancy * agents, load * queue.answer_rate, rtol=1e-12)
    np.testing.assert_allclose(queue.queue_length, load / 180.0 * queue.wait_s, rtol=1e-12)


def test_overload_is_finite():
    """Tests that a hopeless overload gives finite waits: who is not answered leaves."""
    queue = erlang_a([10.0, 1e5, 50.0], [3, 1e4, 1], 180.0, 120.0, 20.0)
    assert np.isfinite(queue.wait_s).all()
    assert np.isfinite(queue.asa_s).all()
    np.testing.assert_allclose(queue.p_abandon[:2], [0.7, 0.9], atol=2e-3)


def test_no_agent_answers_nobody():
    """Tests that without agents everybody gives up, with calls and without."""
    queue = erlang_a([10.0, 0.0], 0, 180.0, 120.0, 20.0)
    np.testing.assert_allclose(queue.answer_rate, 0.0, atol=1e-12)
    np.testing.assert_array_equal(queue.service_level(ServiceLevelDefinition.OFFERED), 0.0)
    np.testing.assert_array_equal(queue.service_level(ServiceLevelDefinition.ANSWERED), 0.0)
    np.testing.assert_array_equal(queue.asa_s, np.inf)


def test_nobody_calls():
    """Tests that an agent answers at once where nobody calls."""
    queue = erlang_a(0.0, 1, 180.0, 120.0, 20.0)
    for each in EVERY:
        assert float(queue.service_level(each)) == 1.0
    assert (float(queue.asa_s), float(queue.occupancy)) == (0.0, 0.0)


def test_shapes_and_refusals():
    """Tests that shapes broadcast and a patience of 0 is refused."""
    queue = erlang_a(np.ones((2, 1)), np.arange(1, 4), 180.0, 120.0)
    assert queue.asa_s.shape == queue.occupancy.shape == (2, 3)
    with pytest.raises(BadInputError, match="patience_s is zero"):
        erlang_a(1.0, 1, 180.0, 0.0)


def test_no_corner_leaves_the_range():
    """Tests that the wildest mixtures stay shares and finite waits, without a warning."""
    random = np.random.default_rng(2)
    load = 10 ** random.uniform(-3, 5, 5000)
    near = np.maximum(load + random.normal(0, 8, 5000) * np.sqrt(load), 0)
    agents = near * random.choice([0, 0.01, 1, 3], 5000)
    aht, patience = 10 ** random.uniform(0, 4, 5000), 10 ** random.uniform(-1, 7, 5000)
    with np.errstate(all="raise", under="ignore"):
        queue = erlang_a(load, agents, aht, patience, 10 ** random.uniform(-1, 4, 5000))
        asa = queue.asa_s
    shares = [queue.p_wait, queue.p_abandon, queue.p_short_abandon, queue.p_late, queue.occupancy]
    for share in [*shares, queue.p_answered_in_time]:
        assert ((share >= 0) & (share <= 1 + 1e-12)).all()
    assert np.isfinite(asa[agents > 0]).all()
    assert (asa >= 0).all()
