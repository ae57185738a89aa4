"""Staffing and service of a row of intervals, by the time model chosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.sizing.arrays import BoolArray, FloatArray, IntArray
from wfm.sizing.inverse import agents_needed, least_meeting
from wfm.sizing.lag import TimeModel
from wfm.sizing.load import felt_load, known_aht
from wfm.sizing.moving import WEIGHTS, Stream
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import Performance, averaged, kept, performance
from wfm.sizing.target import Target


@dataclass(frozen=True)
class Calls:
    """Calls of one queue or group; arrays of one length, in any order of time.

    Attributes
    ----------
    start_s : ndarray of int64
        Distinct starts of the intervals.
    volume, aht_s : ndarray
        Calls offered and mean handle time (0 or NaN where it is not known).
    interval_s : float
    """

    start_s: IntArray
    volume: FloatArray
    aht_s: FloatArray
    interval_s: float

    def scaled(self, factor: float) -> Calls:
        """The same with more calls, or fewer."""
        return Calls(self.start_s, self.volume * factor, self.aht_s, self.interval_s)


@dataclass(frozen=True)
class Served:
    """What a staffing gives, in the order of the calls.

    Attributes
    ----------
    load : ndarray
        Load felt, erlangs, the mean over each interval.
    aht_s : ndarray
        Handle time, filled in where nobody called; 0 where none is known at all.
    performance : Performance
    """

    load: FloatArray
    aht_s: FloatArray
    performance: Performance


def size_calls(
    calls: Calls, target: Target, options: SizingOptions, min_agents: int = 0
) -> IntArray:
    """Least agents per interval, one at least wherever a call is expected.

    Under `TimeModel.MOVING` an interval is sized on what the staff chosen for the one before
    leaves to it, so that each number is the least one given those before it.
    """
    wanted = calls.scaled(options.rate_factor)
    floor = np.maximum(min_agents, (calls.volume > 0).astype(np.int64))
    if options.time_model is TimeModel.MOVING:
        return _size_moving(wanted, target, options.patience, floor)
    lag = options.time_model is TimeModel.LAG
    load, aht = felt_load(wanted.start_s, wanted.volume, wanted.aht_s, wanted.interval_s, lag)
    handle = np.where(load > 0, aht, 1.0)
    return agents_needed(load, handle, target, patience_s=options.patience, min_agents=floor)


def steady_load(
    calls: Calls, target: Target, options: SizingOptions, patience_s: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """Load of the steady queue that needs as many agents as each interval does.

    It is the mean load felt where that asks for the same number, and otherwise the nearest load
    that does: what else is known of steady queues can then go on from it.

    Parameters
    ----------
    calls : Calls
        As forecast; the options' doubt is put on top by whoever sizes on the load.
    patience_s : float or None
        Mean patience of these calls, else the options'.

    Returns
    -------
    tuple of ndarray
        Load (erlangs; 0 where nobody calls) and handle time (s; 0 where none is known at all).
    """
    if options.time_model is not TimeModel.MOVING:
        lag = options.time_model is TimeModel.LAG
        return felt_load(calls.start_s, calls.volume, calls.aht_s, calls.interval_s, lag)
    patience = options.patience if patience_s is None else patience_s
    doubt = options.rate_factor
    least = (calls.volume > 0).astype(np.int64)
    agents = _size_moving(calls.scaled(doubt), target, patience, least)
    felt = serve_calls(
        calls.scaled(doubt), agents.astype(np.float64), target, patience, TimeModel.MOVING
    )
    load = np.where(calls.volume > 0, np.maximum(felt.load, _LEAST), 0.0)
    handle = np.where(load > 0, felt.aht_s, 1.0)
    alone = agents_needed(load, handle, target, patience_s=patience, min_agents=least)
    for sign in (-1, 1):
        rows = np.flatnonzero((np.sign(alone - agents) == sign) & (load > 0))
        if rows.size:
            load[rows] = _nearest_load(
                load[rows], agents[rows], handle[rows], target, patience, more=sign < 0
            )
    return load / doubt, felt.aht_s


def _nearest_load(
    load: FloatArray,
    agents: IntArray,
    aht_s: FloatArray,
    target: Target,
    patience_s: float | None,
    *,
    more: bool,
) -> FloatArray:
    """Nearest load that needs so many agents: a larger one, or a smaller one."""

    def needs_more(trial: FloatArray, count: IntArray) -> BoolArray:
        needed = agents_needed(trial, aht_s, target, patience_s=patience_s)
        return np.asarray(needed > count)

    # At `low` the count (one fewer when a larger load is sought) still does, at `high` no more.
    count = agents - 1 if more else agents
    low = load.copy() if more else np.full_like(load, _LEAST)
    high = np.maximum(load, agents).astype(np.float64) * 4.0 + 4.0 if more else load.copy()
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        over = needs_more(middle, count)
        high = np.where(over, middle, high)
        low = np.where(over, low, middle)
    return high if more else low


_LEAST = 1e-9
_HALVINGS = 60


def serve_calls(
    calls: Calls,
    agents: FloatArray,
    target: Target,
    patience_s: float | None,
    time: TimeModel,
) -> Served:
    """Service of a staffing (fractions of agents allowed)."""
    if time is not TimeModel.MOVING:
        lag = time is TimeModel.LAG
        load, aht = felt_load(calls.start_s, calls.volume, calls.aht_s, calls.interval_s, lag)
        return Served(load, aht, performance(load, agents, aht, target, patience_s))
    order, back = _order(calls)
    stream, aht = _stream(calls, order, patience_s)
    staff = agents[order]
    rows = np.arange(staff.size)
    path = stream.path(stream.begins(staff), staff, rows)
    found = averaged(path, WEIGHTS, staff, stream.aht_s, target, patience_s)
    parts = (
        found.service_level,
        found.asa_s,
        found.occupancy,
        found.answer_rate,
        found.base,
    )
    inside = Performance(*(part[back] for part in parts))
    return Served((path @ WEIGHTS)[back], aht[back], inside)


def _size_moving(calls: Calls, target: Target, patience: float | None, least: IntArray) -> IntArray:
    order, back = _order(calls)
    stream, _ = _stream(calls, order, patience)
    floor = least[order]
    agents = agents_needed(
        stream.offered, stream.aht_s, target, patience_s=patience, min_agents=floor
    )
    called = stream.volume > 0
    agents = np.where(called, agents, floor)
    known_end = np.full(agents.shape, np.nan)
    known_before = np.full(agents.shape, -1.0)
    # What is right for an interval is right for good once it is right before it.
    for _ in range(agents.size + 1):
        staff = agents.astype(np.float64)
        end = stream.end(stream.begins(staff), staff)
        end_before = np.concatenate([end[:1], end[:-1]])
        before = np.concatenate([staff[:1], staff[:-1]])
        news = ~(np.abs(end_before - known_end) <= _SAME * (1.0 + end_before))
        news |= before != known_before
        rows = np.flatnonzero(news & called)
        if rows.size == 0:
            break
        known_end, known_before = end_before, before

        def meets(
            where: IntArray,
            count: IntArray,
            rows: IntArray = rows,
            end_before: FloatArray = end_before,
            before: FloatArray = before,
        ) -> BoolArray:
            some, trial = rows[where], count.astype(np.float64)
            begin = stream.begin(end_before[some], before[some], trial, some)
            path = stream.path(begin, trial, some)
            found = averaged(path, WEIGHTS, trial, stream.aht_s[some], target, patience)
            return kept(found, target)

        agents[rows] = least_meeting(meets, floor[rows], agents[rows])
    return agents[back]


_SAME = 1e-6
"""Relative change of what is found before an interval below which it is not sized anew."""


def _order(calls: Calls) -> tuple[IntArray, IntArray]:
    order = np.argsort(calls.start_s, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return order, back


def _stream(calls: Calls, order: IntArray, patience_s: float | None) -> tuple[Stream, FloatArray]:
    start_s = calls.start_s[order]
    aht = known_aht(calls.aht_s[order])
    first = np.ones(start_s.size, dtype=np.bool_)
    first[1:] = np.diff(start_s) > calls.interval_s
    handle = np.where(aht > 0, aht, 1.0)
    return Stream(calls.volume[order], handle, first, calls.interval_s, patience_s), aht
