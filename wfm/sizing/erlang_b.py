"""Erlang B, M/M/n/n: who finds every agent busy is lost (Erlang 1917).

Agents may be fractional; the continuation is the analytic one (Jagerman 1974),
``1 / B(n, a) = Gamma(n + 1, a) / (a**n exp(-a))``.
"""

from __future__ import annotations

import numpy as np

from wfm.sizing.arrays import FloatArray, Numbers, flattened, not_negative
from wfm.sizing.gamma import upper_ratio

LOAD_MEND = "give the load in erlangs, 0 or more"
AGENTS_MEND = "give a number of agents, 0 or more"


def inverse_blocking(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return 1 / B, which stays exact where B itself would vanish.

    Parameters
    ----------
    load_erlangs, agents : float or array
        Any shapes that broadcast together; agents may be fractional.

    Returns
    -------
    ndarray
        1 or more; infinite where nobody calls or blocking is below the smallest float.

    Raises
    ------
    BadInputError
        Where a value is negative, infinite or not a number.
    """
    load = not_negative("load_erlangs", load_erlangs, LOAD_MEND)
    count = not_negative("agents", agents, AGENTS_MEND)
    shape, (flat_load, flat_count) = flattened(load, count)
    result = np.where(flat_count > 0, np.inf, 1.0)
    busy = flat_load > 0
    result[busy] = upper_ratio(flat_count[busy], flat_load[busy])
    return result.reshape(shape)


def blocking_probability(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return the probability that a call finds every agent busy; shapes as `inverse_blocking`.

    Examples
    --------
    >>> round(float(blocking_probability(10.0, 13)), 6)
    0.084339
    """
    return np.asarray(1.0 / inverse_blocking(load_erlangs, agents))


def occupancy(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return the share of the agents' time spent on calls that were not blocked; 0 for nobody."""
    blocked = blocking_probability(load_erlangs, agents)
    carried = np.asarray(load_erlangs, dtype=np.float64) * (1.0 - blocked)
    count = np.broadcast_to(np.asarray(agents, dtype=np.float64), carried.shape)
    return np.divide(carried, count, out=np.zeros_like(carried), where=count > 0)
