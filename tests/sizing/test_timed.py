from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.inverse import agents_needed
from wfm.sizing.lag import TimeModel
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import kept
from wfm.sizing.target import Model, Target
from wfm.sizing.timed import Calls, serve_calls, size_calls, steady_load
from wfm.sizing.transient import Start, transient_service

pytestmark = pytest.mark.unit

L = 1800.0
TARGET = Target(0.8, 20)


def calls(volume, aht_s=300.0):
    volume = np.asarray(volume, dtype=float)
    return Calls(np.arange(volume.size) * 1800, volume, np.full(volume.size, aht_s), L)


def drawn(seed, count=24):
    random = np.random.default_rng(seed)
    steps = np.exp(np.cumsum(random.normal(0, 0.3, count)))
    return calls(80 * steps / steps.mean(), random.uniform(120, 1200))


def options_of(patience, **more):
    if patience is None:
        return SizingOptions(**more)
    return SizingOptions(model=Model.ERLANG_A, patience_s=patience, **more)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    patience=st.none() | st.floats(40, 600),
    definition=st.sampled_from(ServiceLevelDefinition),
    cap=st.none() | st.floats(0.7, 0.95),
)
def test_every_interval_is_met_and_none_can_spare_an_agent(seed, patience, definition, cap):
    """Tests that n keeps the target in its own model and n - 1 alone, those before kept, not."""
    target = Target(0.8, 20, definition, occupancy_cap=cap)
    some, options = drawn(seed), options_of(patience)
    agents = size_calls(some, target, options).astype(float)
    served = serve_calls(some, agents, target, patience, TimeModel.MOVING)
    assert kept(served.performance, target).all()
    for place in np.random.default_rng(seed).integers(0, agents.size, 4):
        fewer = agents.copy()
        fewer[place] -= 1
        found = serve_calls(some, fewer, target, patience, TimeModel.MOVING)
        assert agents[place] == 1 or not kept(found.performance, target)[place]


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), patience=st.none() | st.floats(40, 600))
def test_the_steady_load_needs_as_many(seed, patience):
    """Tests that a steady queue of the load given asks for exactly the agents of the sizing."""
    some, options = drawn(seed), options_of(patience)
    load, aht = steady_load(some, TARGET, options)
    alone = agents_needed(load, aht, TARGET, patience_s=patience, min_agents=1)
    np.testing.assert_array_equal(alone, size_calls(some, TARGET, options))


@pytest.mark.parametrize("aht", [180.0, 300.0, 600.0, 900.0])
def test_the_transient_model_finds_it_met(aht):
    """Tests that a steep day sized so misses in no interval, where plain SIPP does."""
    hours = np.arange(48) / 2 + 0.25
    volume = 15 + 200 * np.exp(-0.5 * ((hours - 11) / 1.6) ** 2)
    week = calls(np.tile(volume, 2), aht)
    moving, plain = (size_calls(week, TARGET, SizingOptions(lag=lag))[48:] for lag in (True, False))
    got = transient_service(
        np.stack([volume, volume]),
        aht,
        np.stack([moving, plain]),
        TARGET,
        interval_s=L,
        start=Start.REPEATING,
    )
    missed = (got.service_level < 0.8).sum(axis=1)
    assert missed[0] == 0
    assert aht < 600 or missed[1] > 3
    assert moving.sum() < 1.01 * plain.sum()


def test_a_steady_day_is_erlang():
    """Tests that without change all time models say the same, to the agent and the share."""
    some = calls(np.full(12, 120.0))
    for patience in (None, 90.0):
        found = [
            size_calls(some, TARGET, options_of(patience, time=each)).tolist() for each in TimeModel
        ]
        assert found[0] == found[1] == found[2]
        levels = [
            serve_calls(some, np.full(12, 25.0), TARGET, patience, each).performance.service_level
            for each in TimeModel
        ]
        np.testing.assert_allclose(levels[0], levels[1])
        np.testing.assert_allclose(levels[0], levels[2], rtol=1e-6)


def test_a_short_half_hour_is_felt_later():
    """Tests that a short 10:00 shows its damage at 10:30, near what the transient model says."""
    volume = np.full(6, 120.0)
    agents = np.array([25.0, 25.0, 17.0, 25.0, 25.0, 25.0])
    got = serve_calls(calls(volume), agents, TARGET, None, TimeModel.MOVING).performance
    alone = serve_calls(calls(volume), agents, TARGET, None, TimeModel.ALONE).performance
    exact = transient_service(
        volume, 300.0, agents, TARGET, interval_s=L, start=Start.REPEATING
    ).service_level
    assert got.service_level[2] < 0.05
    assert got.service_level[3] < alone.service_level[3] - 0.2
    assert abs(got.service_level[3] - exact[3]) < 0.5 * abs(alone.service_level[3] - exact[3])
    np.testing.assert_allclose(got.service_level[4:], alone.service_level[4:], atol=0.03)


def test_doubt_scales_the_day():
    """Tests that confidence sizes the forecast times the factor, time model and all."""
    some = drawn(4)
    sure = options_of(None, confidence=0.9, cv=0.1)
    scaled = size_calls(some.scaled(sure.rate_factor), TARGET, SizingOptions())
    np.testing.assert_array_equal(size_calls(some, TARGET, sure), scaled)
    load, aht = steady_load(some, TARGET, sure)
    alone = agents_needed(load * sure.rate_factor, aht, TARGET, min_agents=1)
    np.testing.assert_array_equal(alone, scaled)


def test_order_quiet_and_unknown():
    """Tests that rows come back in their order, and quiet ones need nobody."""
    start_s = np.array([3600, 0, 1800])
    some = Calls(start_s, np.array([0.0, 60.0, 60.0]), np.array([np.nan, 300.0, 300.0]), L)
    for time in TimeModel:
        agents = size_calls(some, TARGET, SizingOptions(time=time))
        assert agents[1] == agents[2] == 14
        if time is not TimeModel.LAG:
            assert agents[0] == 0
    nobody = Calls(start_s, np.zeros(3), np.full(3, np.nan), L)
    assert size_calls(nobody, TARGET, SizingOptions()).tolist() == [0, 0, 0]
    served = serve_calls(nobody, np.zeros(3), TARGET, None, TimeModel.MOVING)
    assert np.isnan(served.performance.service_level).all()
