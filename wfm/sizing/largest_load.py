"""The other way round: the most calls that a number of agents serves within the target."""

from __future__ import annotations

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import BoolArray, FloatArray, Numbers, not_negative
from wfm.sizing.performance import performance
from wfm.sizing.target import Target

_DOUBLINGS, _HALVINGS = 24, 60


def largest_load(
    agents: Numbers, aht_s: float, target: Target, patience_s: float | None = None
) -> FloatArray:
    """Return the largest load in erlangs at which agents still meet the service level.

    Parameters
    ----------
    agents : float or array
        On the phones, any shape; nobody serves no load.
    aht_s : float
        Mean handle time.
    target : Target
        Its service level; other promises are not looked at.
    patience_s : float or None
        Mean patience (Erlang A); None for Erlang C.

    Raises
    ------
    BadInputError
        When the target promises no service level, or one that every load meets (a low share
        of callers answered or gone).

    Examples
    --------
    >>> target = Target(0.8, 20.0)
    >>> [round(float(load), 2) for load in largest_load([0, 14], 180.0, target)]
    [0.0, 10.87]
    """
    if target.sl is None:
        mend = "set a service level, e.g. 80/20"
        raise BadInputError(Fault("the target promises no service level", mend))
    wanted = target.sl
    count = not_negative("agents", agents, "give 0 agents or more")
    distinct, place = np.unique(count.ravel(), return_inverse=True)
    aht = np.full(distinct.size, aht_s)

    def kept(load: FloatArray) -> BoolArray:
        served = performance(load, distinct, aht, target, patience_s).service_level
        return np.nan_to_num(served, nan=1.0) >= wanted

    low, high = np.zeros(distinct.size), distinct.copy()
    for _ in range(_DOUBLINGS):
        more = kept(high) & (distinct > 0)
        if not more.any():
            break
        high = np.where(more, high * 2, high)
    else:
        mend = "choose a higher service level or another definition"
        raise BadInputError(
            Fault("any load meets the target: callers give up in time", mend, value=target.label)
        )
    for _ in range(_HALVINGS):
        load = (low + high) / 2
        fits = kept(load)
        low, high = np.where(fits, load, low), np.where(fits, high, load)
    return np.asarray(low[place.reshape(count.shape)])
