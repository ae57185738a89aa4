"""What a number of agents gives: one answer for both queueing models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.sizing import erlang_c
from wfm.sizing.arrays import FloatArray
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.target import Target


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
        level = erlang_c.service_level(load_erlangs, agents, aht, target.threshold_s)
        asa = erlang_c.asa_s(load_erlangs, agents, aht)
        occupancy = erlang_c.occupancy(load_erlangs, agents)
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
