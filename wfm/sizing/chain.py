"""The number in a queue as time goes on: Kolmogorov's forward equations, by uniformisation.

Between two edges the rates are constant, and the state after a time h is
``sum_j Poisson(j; R h) v P**j`` with P the chain at its own jumps and R their largest rate
(Jensen 1953; Grassmann 1977). Every term is positive, so nothing is lost to cancellation; the
mean state over the stretch comes from the same vectors with the weights P(N > j) / (R h).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wfm.sizing.arrays import FloatArray
from wfm.sizing.gamma import log_poisson

TAIL = 1e-12
"""Probability that may be cut off: from the jumps beyond, and at the last state kept."""

_SPREADS = 8.0
_LOOK_EVERY = 64
_SETTLED = 1e-14


@dataclass(frozen=True)
class Rates:
    """Rates of several queues over one stretch, each of shape (n_queues,), per second.

    Attributes
    ----------
    arrive : ndarray
    serve : ndarray
        Of one busy agent.
    leave : ndarray
        Of one waiting caller (0: nobody gives up).
    agents : ndarray
        Whole numbers.
    """

    arrive: FloatArray
    serve: FloatArray
    leave: FloatArray
    agents: FloatArray

    def departures(self, n_states: int) -> FloatArray:
        """Rate downwards of every state, shape (n_queues, n_states)."""
        found = np.arange(n_states, dtype=np.float64)
        agents = self.agents[:, np.newaxis]
        served = self.serve[:, np.newaxis] * np.minimum(found, agents)
        return np.asarray(served + self.leave[:, np.newaxis] * np.maximum(found - agents, 0.0))


def advance(state: FloatArray, rates: Rates, seconds: float) -> tuple[FloatArray, FloatArray]:
    """Return the state distribution after a stretch, and its mean over the stretch.

    Parameters
    ----------
    state : ndarray
        Distribution at the start, shape (n_queues, n_states); the last state admits nobody.
    rates : Rates
    seconds : float
        Length of the stretch.
    """
    down = rates.departures(state.shape[1])
    fastest = float((rates.arrive + down.max(axis=1)).max())
    if fastest == 0.0:
        return state, state
    up = (rates.arrive / fastest)[:, np.newaxis]
    down = down / fastest
    stay = 1.0 - up - down
    stay[:, -1] += up[:, 0]
    jumps = fastest * seconds
    spread = _SPREADS * np.sqrt(jumps) + 30.0
    first, last = max(int(jumps - spread), 0), int(jumps + spread)
    counts = np.arange(first, last + 1, dtype=np.float64)
    here = np.exp(log_poisson(counts, np.full(counts.shape, jumps)))
    beyond = special.pdtrc(counts, jumps)
    vector, flow, other = state.copy(), np.empty_like(state), np.empty_like(state)
    mean, end = np.zeros_like(state), np.zeros_like(state)
    for jump in range(last + 1):
        if jump < first:
            mean += vector
        else:
            end += here[jump - first] * vector
            mean += beyond[jump - first] * vector
        np.multiply(stay, vector, out=other)
        np.multiply(up, vector, out=flow)
        other[:, 1:] += flow[:, :-1]
        np.multiply(down, vector, out=flow)
        other[:, :-1] += flow[:, 1:]
        vector, other = other, vector
        if jump % _LOOK_EVERY == 0 and np.abs(vector - other).max() < _SETTLED:
            # A state that no longer moves is what all further jumps would give.
            left = slice(max(jump + 1 - first, 0), None)
            end += here[left].sum() * vector
            mean += (max(first - jump - 1, 0) + beyond[left].sum()) * vector
            break
    return _whole(end), _whole(mean)


def _whole(state: FloatArray) -> FloatArray:
    return np.asarray(state / state.sum(axis=1, keepdims=True))
