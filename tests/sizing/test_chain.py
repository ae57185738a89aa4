from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm

from wfm.sizing.chain import Rates, advance

pytestmark = pytest.mark.unit


def rates(arrive, serve, leave, agents):
    return Rates(*(np.atleast_1d(np.asarray(x, float)) for x in (arrive, serve, leave, agents)))


def generator(each, n_states, queue):
    down = each.departures(n_states)[queue]
    matrix = np.diag(np.full(n_states - 1, each.arrive[queue]), 1) + np.diag(down[1:], -1)
    return matrix - np.diag(matrix.sum(axis=1))


@pytest.mark.parametrize("seconds", [5.0, 300.0, 3000.0])
def test_against_the_matrix_exponential(seconds):
    """Tests end and mean of two queues at once against expm, from two starting states."""
    n_states = 40
    both = rates([0.05, 0.02], [1 / 180, 1 / 60], [0.0, 1 / 90], [12, 3])
    state = np.zeros((2, n_states))
    state[0, 0] = state[1, 17] = 1.0
    end, mean = advance(state, both, seconds)
    for queue in (0, 1):
        matrix = generator(both, n_states, queue)
        np.testing.assert_allclose(end[queue], state[queue] @ expm(matrix * seconds), atol=1e-11)
        # The integral rides along in the upper right block of a larger exponential.
        block = np.zeros((2 * n_states, 2 * n_states))
        block[:n_states, :n_states] = matrix
        block[:n_states, n_states:] = np.eye(n_states)
        whole = expm(block * seconds)[:n_states, n_states:] / seconds
        np.testing.assert_allclose(mean[queue], state[queue] @ whole, atol=1e-11)


def test_nothing_happens_where_nobody_calls_or_works():
    """Tests that without rates the state stays, and without calls it only empties."""
    state = np.zeros((1, 20))
    state[0, 5] = 1.0
    end, mean = advance(state, rates(0.0, 1 / 60, 0.0, 0), 100.0)
    np.testing.assert_array_equal(end, state)
    np.testing.assert_array_equal(mean, state)
    end, _ = advance(state, rates(0.0, 1 / 60, 0.0, 5), 6000.0)
    assert end[0, 0] == pytest.approx(1.0)


def test_long_stretches_end_early_and_right():
    """Tests that a settled state is recognised: a month is the steady state."""
    state = np.zeros((1, 60))
    state[0, 0] = 1.0
    end, mean = advance(state, rates(0.05, 1 / 180, 0.0, 12), 30 * 86400.0)
    again, _ = advance(end, rates(0.05, 1 / 180, 0.0, 12), 1000.0)
    np.testing.assert_allclose(end, again, atol=1e-12)
    np.testing.assert_allclose(mean, end, atol=1e-3)
    assert end.sum() == pytest.approx(1.0)
