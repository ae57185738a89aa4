from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from wfm.sizing.moving import NODES, WEIGHTS, Stream

pytestmark = pytest.mark.unit

L = 1800.0


def stream(volume, aht_s, patience_s=None, first=None):
    volume = np.asarray(volume, dtype=float)
    aht = np.broadcast_to(np.asarray(aht_s, dtype=float), volume.shape).copy()
    starts = np.arange(volume.size) == 0 if first is None else np.asarray(first)
    return Stream(volume, aht, starts, L, patience_s)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), patience=st.none() | st.floats(20, 900))
def test_against_a_differential_equation(seed, patience):
    """Tests the callers at an interval's end against the fluid equation solved step by step."""
    random = np.random.default_rng(seed)
    some = stream(random.uniform(0, 100, 6), random.uniform(60, 1200, 6), patience)
    agents = np.ceil(some.offered * random.uniform(0.5, 1.5, 6))
    agents[0] = 0.0
    begin = agents * random.uniform(0, 2, 6)
    begin[1] = agents[1]
    leave = 0.0 if patience is None else 1 / patience
    got = some.end(begin, agents)
    for k in range(6):

        def slope(_, x, k=k):
            waiting = max(x[0] - agents[k], 0.0)
            served = min(x[0], agents[k]) / some.aht_s[k]
            return [some.volume[k] / L - served - leave * waiting]

        solved = solve_ivp(slope, (0, L), [begin[k]], rtol=1e-8, atol=1e-8, max_step=20.0)
        assert got[k] == pytest.approx(solved.y[0, -1], rel=1e-3, abs=1e-3)


def test_enough_agents_make_the_infinite_server_mean():
    """Tests that nobody waiting, the mean path is m' = rate - m / AHT (Eick et al. 1993)."""
    some = stream([0.0, 60.0, 0.0], 600.0)
    agents = np.full(3, 1000.0)
    begin = some.begins(agents)
    np.testing.assert_allclose(begin, [0.0, 0.0, 20.0 * (1 - np.exp(-3.0))])
    path = some.path(begin, agents, np.arange(3))
    moments = (NODES + 0.5) * L
    np.testing.assert_allclose(path[1], 20.0 * (1 - np.exp(-moments / 600.0)))
    assert WEIGHTS.sum() == pytest.approx(1.0)


def test_a_steady_stretch_stays():
    """Tests that without change the load is calls times handle time, from the first interval."""
    some = stream(np.full(10, 90.0), 200.0)
    agents = np.full(10, 15.0)
    path = some.path(some.begins(agents), agents, np.arange(10))
    np.testing.assert_allclose(path, 10.0)


def test_backlog_is_carried_over():
    """Tests that callers beyond the agents' pace are found by the next interval, and worked off."""
    some = stream(np.full(4, 90.0), 200.0)
    agents = np.array([12.0, 8.0, 14.0, 14.0])
    begin = some.begins(agents)
    # Two agents short for half an hour are 18 calls, on top of the 8 with agents.
    assert begin[2] == pytest.approx(26.0, abs=0.5)
    assert begin[3] == pytest.approx(10.0, abs=0.2)
    endless = stream(np.full(6, 90.0), 200.0)
    growing = endless.begins(np.full(6, 8.0))
    np.testing.assert_allclose(np.diff(growing), 18.0, rtol=1e-6)


def test_impatience_bounds_the_backlog():
    """Tests that with patience the callers who wait settle, at what keeps as many waiting."""
    some = stream(np.full(6, 90.0), 200.0, patience_s=100.0)
    agents = np.full(6, 8.0)
    path = some.path(some.begins(agents), agents, np.arange(6))
    np.testing.assert_allclose(path[-1], 10.0, rtol=1e-6)


def test_who_goes_finishes_the_call():
    """Tests that calls with agents who go are off the account, and more so the more go."""
    some = stream([300.0, 100.0], 900.0)
    begins = [some.begins(np.array([170.0, after]))[1] for after in (200.0, 170.0, 150.0, 60.0)]
    assert begins[0] == begins[1] == pytest.approx(150.0)
    assert begins[1] > begins[2] > begins[3] >= 60.0
    assert begins[2] == pytest.approx(150.0 - np.sqrt(150) * 0.3989, abs=0.8)


def test_a_gap_starts_anew():
    """Tests that after a gap the rate before is taken as the interval's own, not as the past."""
    some = stream([300.0, 30.0], 900.0, first=[True, True])
    begin = some.begins(np.array([170.0, 20.0]))
    np.testing.assert_allclose(begin, [150.0, 15.0])
