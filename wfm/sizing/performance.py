"""What a number of agents gives: one answer for both queueing models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.sizing.arrays import BoolArray, FloatArray
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.erlang_c import waiting_probability
from wfm.sizing.target import TIE, Target


@dataclass(frozen=True)
class Performance:
    """Service per interval, arrays of one shape; NaN where nobody calls and nobody is there.

    Attributes
    ----------
    service_level : ndarray
        By the target's definition and threshold.
    asa_s : ndarray
        Average speed of answer of answered calls, seconds; infinite in overload (Erlang C) and
        where nobody is there to answer.
    occupancy : ndarray
        Share of the agents' time on calls.
    answer_rate : ndarray
        Share of calls answered; NaN under Erlang C, which knows no callers who give up.
    base : ndarray
        Share of the calls offered that the service level counts: its weight in a mean.
    """

    service_level: FloatArray
    asa_s: FloatArray
    occupancy: FloatArray
    answer_rate: FloatArray
    base: FloatArray


def performance(
    load_erlangs: FloatArray,
    agents: FloatArray,
    aht_s: FloatArray,
    target: Target,
    patience_s: float | None = None,
) -> Performance:
    """Evaluate agents (fractions allowed) against a load, flat arrays of one length.

    Parameters
    ----------
    load_erlangs, agents, aht_s : ndarray
        `aht_s` is not looked at where nobody calls.
    target : Target
        Its threshold and definition are used, not its levels.
    patience_s : float or None
        Mean patience for Erlang A, None for Erlang C.
    """
    aht = np.where(load_erlangs > 0, aht_s, 1.0)
    nobody = (load_erlangs == 0) & (agents == 0)
    if patience_s is None:
        waiting = waiting_probability(load_erlangs, agents)
        spare = np.maximum(agents - load_erlangs, 0.0)
        level = 1.0 - waiting * np.exp(-spare * target.threshold_s / aht)
        endless = np.full_like(waiting, np.inf)
        asa = np.divide(waiting * aht, spare, out=endless, where=spare > 0)
        full = np.where(load_erlangs > 0, 1.0, 0.0)
        occupancy = np.divide(load_erlangs, agents, out=full, where=spare > 0)
        answered = np.full_like(level, np.nan)
        base = np.ones_like(level)
    else:
        queue = erlang_a(load_erlangs, agents, aht, patience_s, target.threshold_s)
        level = queue.service_level(target.definition)
        asa, occupancy, answered = queue.asa_s, queue.occupancy, queue.answer_rate
        base = np.ones_like(level)
        if target.definition is ServiceLevelDefinition.ANSWERED:
            base = answered
        elif target.definition is ServiceLevelDefinition.NET:
            base = 1.0 - queue.p_short_abandon
    level, asa, occupancy, answered = (
        np.where(nobody, np.nan, part) for part in (level, asa, occupancy, answered)
    )
    return Performance(level, asa, occupancy, answered, base)


def averaged(
    path: FloatArray,
    weights: FloatArray,
    agents: FloatArray,
    aht_s: FloatArray,
    target: Target,
    patience_s: float | None = None,
) -> Performance:
    """Service over intervals in which the load moves; callers come evenly.

    Parameters
    ----------
    path : ndarray
        Load in erlangs, shape (n_intervals, n_nodes).
    weights : ndarray
        Weight of each node, summing to 1.
    agents, aht_s : ndarray
        Of each interval.
    """
    # Where nobody is there, hardly anybody calling is still somebody who gets no answer.
    empty = (agents == 0) & (path > 0).any(axis=1)
    felt = np.where(empty[:, np.newaxis], np.maximum(path, _HARDLY), path)
    nodes = path.shape[1]
    each = performance(
        felt.ravel(), np.repeat(agents, nodes), np.repeat(aht_s, nodes), target, patience_s
    )
    base = each.base.reshape(path.shape) * weights
    answered = np.ones_like(path) if patience_s is None else each.answer_rate.reshape(path.shape)
    return Performance(
        _mean(each.service_level, base),
        _mean(each.asa_s, answered * weights),
        _mean(each.occupancy, np.broadcast_to(weights, path.shape)),
        _mean(each.answer_rate, np.broadcast_to(weights, path.shape)),
        base.sum(axis=1),
    )


def kept(served: Performance, target: Target) -> BoolArray:
    """Whether every promise is kept, to within rounding."""
    result = np.ones(served.service_level.shape, dtype=np.bool_)
    if target.sl is not None:
        result &= served.service_level >= target.sl * (1.0 - TIE)
    if target.asa_s is not None:
        result &= served.asa_s <= target.asa_s * (1.0 + TIE)
    if target.occupancy_cap is not None:
        result &= served.occupancy <= target.occupancy_cap * (1.0 + TIE)
    if target.answer_rate is not None:
        result &= served.answer_rate >= target.answer_rate * (1.0 - TIE)
    return result


_HARDLY = 1e-9


def _mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    counted = weights > 0
    top = np.where(counted, values.reshape(weights.shape), 0.0) * np.where(counted, weights, 1.0)
    base = weights.sum(axis=1)
    first = values.reshape(weights.shape)[:, 0]
    return np.asarray(np.divide(top.sum(axis=1), base, out=first.copy(), where=base > 0))
