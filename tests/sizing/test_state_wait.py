from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.state_wait import state_wait

pytestmark = pytest.mark.unit

FOUND = np.arange(0.0, 30.0)


def drawn_waits(found, agents, aht_s, patience_s, count=40_000):
    """Waits drawn departure by departure."""
    random = np.random.default_rng(5)
    ahead = np.arange(found - agents + 1)
    rate = agents / aht_s + (0.0 if patience_s is None else ahead / patience_s)
    return random.exponential(1.0 / np.broadcast_to(rate, ahead.shape), (count, ahead.size)).sum(1)


@pytest.mark.parametrize("patience", [None, 45.0, 400.0])
@pytest.mark.parametrize("found", [7, 9, 20])
def test_against_departures_drawn_one_by_one(found, patience):
    """Tests every figure within four standard errors of 40,000 drawn waits."""
    waits = drawn_waits(found, 7, 180.0, patience)
    got = state_wait(np.array([float(found)]), 7.0, 180.0, 25.0, patience)
    still = np.ones_like(waits) if patience is None else np.exp(-waits / patience)
    gone = 1.0 - still
    cut = 1.0 if patience is None else np.exp(-25.0 / patience)
    pairs = [
        (got.in_time, np.where(waits <= 25.0, still, 0.0)),
        (got.abandon, gone),
        (got.short_abandon, np.where(waits <= 25.0, gone, 1.0 - cut)),
        (got.wait_s, waits if patience is None else patience * gone),
    ]
    for exact, drawn in pairs:
        error = 4 * drawn.std() / np.sqrt(drawn.size) + 1e-6
        assert abs(exact[0] - drawn.mean()) <= error


@pytest.mark.parametrize("patience", [None, 100.0])
def test_later_in_the_queue_is_never_better(patience):
    """Tests that who finds more callers is answered in time less and waits longer."""
    got = state_wait(FOUND, 6.0, 200.0, 20.0, patience)
    assert (np.diff(got.in_time) <= 0).all()
    assert (np.diff(got.wait_s) >= 0).all()
    assert (got.in_time[:6] == 1).all()
    assert (got.wait_s[:6] == 0).all()


def test_nobody_there():
    """Tests that without agents nobody is answered: for ever, or until patience ends."""
    got = state_wait(FOUND, 0.0, 180.0, 20.0, None)
    assert (got.in_time == 0).all()
    assert np.isinf(got.wait_s).all()
    got = state_wait(FOUND, 0.0, 180.0, 20.0, 60.0)
    assert (got.in_time == 0).all()
    np.testing.assert_allclose(got.abandon, 1.0)
    np.testing.assert_allclose(got.wait_s, 60.0)
    np.testing.assert_allclose(got.short_abandon, 1 - np.exp(-20 / 60))


def test_mean_over_the_steady_state_is_erlang_a():
    """Tests that the steady state's mean of the closed forms is the closed form of the queue."""
    load, agents, aht, patience = 10.0, 11, 180.0, 90.0
    found = np.arange(200.0)
    down = np.minimum(found[1:], agents) / aht + np.maximum(found[1:] - agents, 0) / patience
    log = np.concatenate([[0.0], np.cumsum(np.log(load / aht / down))])
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    got = state_wait(found, float(agents), aht, 20.0, patience)
    queue = erlang_a(load, agents, aht, patience, 20.0)
    assert (weight * got.in_time).sum() == pytest.approx(float(queue.p_answered_in_time), rel=1e-10)
    assert (weight * got.abandon).sum() == pytest.approx(float(queue.p_abandon), rel=1e-10)
    short = (weight * got.short_abandon).sum()
    assert short == pytest.approx(float(queue.p_short_abandon), rel=1e-10)
