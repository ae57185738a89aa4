"""Redials: callers who give up and call again at once inflate what is counted as offered.

Of those who give up, a share r calls again. Offered calls are then fresh ones plus r times the
lost ones. History counts offered calls; a forecast should be of fresh ones, because staffing
decides how many are lost, and sizing puts the redials back on: a fixed point, as the lost calls
depend on the offered ones (Aguir, Karaesmen, Aksin & Chauvet 2004; Koole, Call Center
Optimization, ch. 5). Redials are taken to come in the interval in which the caller gave up.
"""

from __future__ import annotations

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray, Numbers, flattened, not_negative
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.inverse import agents_needed, least_meeting
from wfm.sizing.target import Target

_CLOSE = 1e-13
_MOST_STEPS = 20_000
_SHARE_MEND = "give the share of lost callers who call again, 0 or more and below 1"


def fresh_calls(offered: Numbers, abandoned: Numbers, redial_share: float) -> FloatArray:
    """Return the fresh calls in counts of offered and lost ones.

    Parameters
    ----------
    offered, abandoned : array
        Counts, any shapes that broadcast. Where a count of the lost is missing (NaN) the
        interval's fresh calls are NaN too.
    redial_share : float
        Share of lost callers who call again, 0 or more and below 1.

    Raises
    ------
    BadInputError
        When more are lost than offered, or the share is out of range.

    Examples
    --------
    >>> float(fresh_calls(100, 20, 0.5))
    90.0
    """
    share = check_redial(redial_share)
    came = np.asarray(offered, dtype=np.float64)
    lost = np.asarray(abandoned, dtype=np.float64)
    came, lost = np.broadcast_arrays(came, lost)
    wrong = np.flatnonzero((lost > came).ravel())
    if wrong.size:
        raise BadInputError(
            [
                Fault(
                    "more calls were lost than came",
                    "mend the counts of the interval",
                    row=int(place) + 1,
                    column="abandoned",
                    value=f"{lost.ravel()[place]:g} of {came.ravel()[place]:g}",
                )
                for place in wrong
            ]
        )
    return np.asarray(came - share * lost, dtype=np.float64)


def offered_load(
    fresh_erlangs: Numbers,
    agents: Numbers,
    aht_s: Numbers,
    patience_s: float,
    redial_share: float,
) -> FloatArray:
    """Return the load with redials: the fixed point of x = fresh + r x P(lost at x).

    The right side grows in x by at most r, so there is one fixed point and the iteration
    contracts to it from any start.

    Parameters
    ----------
    fresh_erlangs, agents, aht_s : array
        Load of fresh calls, agents, mean handle time; any shapes that broadcast.
    patience_s : float
        Mean patience in seconds: without it nobody gives up and nobody redials.
    redial_share : float
        Share of lost callers who call again.
    """
    share = check_redial(redial_share)
    shape, (fresh, count, aht) = flattened(
        not_negative("load_erlangs", fresh_erlangs, "give the load of fresh calls, 0 or more"),
        not_negative("agents", agents, "give a number of agents, 0 or more"),
        np.asarray(aht_s, dtype=np.float64),
    )
    load = fresh.copy()
    active = np.flatnonzero(fresh > 0) if share > 0 else np.empty(0, dtype=np.int64)
    for _ in range(_MOST_STEPS):
        if not active.size:
            break
        queue = erlang_a(load[active], count[active], aht[active], patience_s)
        moved = fresh[active] + share * load[active] * queue.p_abandon
        near = np.abs(moved - load[active]) <= _CLOSE * moved
        load[active] = moved
        active = active[~near]
    return load.reshape(shape)


def agents_with_redials(
    fresh_erlangs: Numbers,
    aht_s: Numbers,
    target: Target,
    *,
    patience_s: float,
    redial_share: float,
    min_agents: Numbers = 0,
) -> IntArray:
    """Return the least agents who keep the target with the redials that they themselves leave.

    More agents lose fewer callers, so that the load with redials falls in their number and the
    search is over a monotone test: the minimum is exact. Parameters as `agents_needed`.
    """
    share = check_redial(redial_share)
    shape, (fresh, aht, least) = flattened(
        not_negative("load_erlangs", fresh_erlangs, "give the load of fresh calls, 0 or more"),
        np.asarray(aht_s, dtype=np.float64),
        not_negative("min_agents", min_agents, "give a whole number of agents, 0 or more"),
    )
    floor = agents_needed(fresh, aht, target, patience_s=patience_s, min_agents=least)
    if share == 0:
        return floor.reshape(shape)

    def enough(where: IntArray, agents: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        load = offered_load(fresh[where], agents, aht[where], patience_s, share)
        return agents_needed(load, aht[where], target, patience_s=patience_s) <= agents

    return least_meeting(enough, floor, floor.copy()).reshape(shape)


def check_redial(share: float) -> float:
    """Return a redial share, refusing what is out of range."""
    value = float(not_negative("redial_share", share, _SHARE_MEND))
    if value >= 1:
        what = "if everybody called again nobody would ever be lost"
        raise BadInputError(Fault(what, _SHARE_MEND, column="redial_share", value=str(value)))
    return value
