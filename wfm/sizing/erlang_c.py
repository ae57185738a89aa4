"""Erlang C, M/M/n: everybody waits until answered (Erlang 1917).

Nobody gives up, so the queue of an overloaded centre has no end: with as many erlangs as agents
or more, everybody waits, for ever, and the service level is 0. All four definitions of service
level (DOMAIN: terms) are one here. Agents may be fractional.
"""

from __future__ import annotations

import numpy as np

from wfm.sizing.arrays import FloatArray, Numbers, flattened, not_negative, positive
from wfm.sizing.erlang_b import inverse_blocking

AHT_MEND = "give the average handle time in seconds, above 0"
THRESHOLD_MEND = "give the seconds to answer in, 0 or more"


def waiting_probability(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return the probability that a call has to wait: 1 in overload.

    Parameters
    ----------
    load_erlangs, agents : float or array
        Any shapes that broadcast together; agents may be fractional.

    Raises
    ------
    BadInputError
        Where a value is negative, infinite or not a number.

    Examples
    --------
    >>> round(float(waiting_probability(10.0, 13)), 6)
    0.28527
    """
    inverse_b = inverse_blocking(load_erlangs, agents)
    _, load, count = _same_shape(load_erlangs, agents)
    return waiting_from_inverse(inverse_b, load, count)


def waiting_from_inverse(inverse_b: FloatArray, load: FloatArray, agents: FloatArray) -> FloatArray:
    """Erlang C from 1 / B, as ``1 / (r + (1 - r) / B)`` with r the load an agent."""
    stable = agents > load
    ratio = np.divide(load, agents, out=np.zeros_like(load), where=stable)
    waiting = 1.0 / (ratio + (1.0 - ratio) * inverse_b)
    return np.where(stable, waiting, 1.0)


def late_probability(
    load_erlangs: Numbers, agents: Numbers, aht_s: Numbers, threshold_s: Numbers
) -> FloatArray:
    """Return the probability of waiting longer than the threshold: 1 - service level.

    Kept apart because it is exact where the service level is nearly 1. Parameters as
    `service_level`.
    """
    waiting = waiting_probability(load_erlangs, agents)
    aht = positive("aht_s", aht_s, AHT_MEND)
    threshold = not_negative("threshold_s", threshold_s, THRESHOLD_MEND)
    _, load, count = _same_shape(load_erlangs, agents)
    spare = np.maximum(count - load, 0.0)
    return np.asarray(waiting * np.exp(-spare * threshold / aht))


def service_level(
    load_erlangs: Numbers, agents: Numbers, aht_s: Numbers, threshold_s: Numbers
) -> FloatArray:
    """Return the share of calls answered within the threshold: 0 in overload.

    Parameters
    ----------
    load_erlangs, agents : float or array
        Any shapes that broadcast together with the two below.
    aht_s : float or array
        Average handle time in seconds.
    threshold_s : float or array
        Seconds to answer in.
    """
    return np.asarray(1.0 - late_probability(load_erlangs, agents, aht_s, threshold_s))


def asa_s(load_erlangs: Numbers, agents: Numbers, aht_s: Numbers) -> FloatArray:
    """Return the average speed of answer in seconds, over all calls: infinite in overload."""
    waiting = waiting_probability(load_erlangs, agents)
    aht = positive("aht_s", aht_s, AHT_MEND)
    _, load, count = _same_shape(load_erlangs, agents)
    spare = count - load
    time = np.broadcast_to(waiting * aht, np.broadcast_shapes(waiting.shape, aht.shape))
    stable = np.broadcast_to(spare > 0, time.shape)
    return np.asarray(np.divide(time, spare, out=np.full(time.shape, np.inf), where=stable))


def queue_length(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return the mean number of calls waiting (Little's law): infinite in overload."""
    _, load, _ = _same_shape(load_erlangs, agents)
    wait = asa_s(load_erlangs, agents, 1.0)
    return np.where(load > 0, wait * np.where(load > 0, load, 1.0), 0.0)


def occupancy(load_erlangs: Numbers, agents: Numbers) -> FloatArray:
    """Return the share of the agents' time spent on calls: at most 1, and 0 where nobody calls."""
    load = not_negative("load_erlangs", load_erlangs, "give the load in erlangs, 0 or more")
    _, load, count = _same_shape(load, agents)
    busy = np.divide(load, count, out=np.ones_like(load), where=count > 0)
    return np.where(load > 0, np.minimum(busy, 1.0), 0.0)


def _same_shape(
    load_erlangs: Numbers, agents: Numbers
) -> tuple[tuple[int, ...], FloatArray, FloatArray]:
    load = np.asarray(load_erlangs, dtype=np.float64)
    count = np.asarray(agents, dtype=np.float64)
    shape, (flat_load, flat_count) = flattened(load, count)
    return shape, flat_load.reshape(shape), flat_count.reshape(shape)
