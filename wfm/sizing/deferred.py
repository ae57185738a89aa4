"""Work with a deadline: e-mail and call-backs wait for hours, so they are placed, not queued.

Work that comes in an interval may be done from that interval on until its deadline. It is put
where agents are idle first, then where the fewest agents are needed anyway, so that the highest
requirement is as low as any placement can make it, then the next highest, and so on: the window
whose work stands highest is filled evenly, taken out, and the rest goes on (Yao, Demers & Shenker
1995, with the phones' requirement as a floor). The placement is then checked by serving it
earliest deadline first, which meets every deadline if anything does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import BoolArray, FloatArray, IntArray, not_negative
from wfm.sizing.deadlines import Jobs, missed_windows, serve

_CLOSE = 1e-9
"""Agents x intervals below which work counts as done."""


@dataclass(frozen=True)
class DeferredWork:
    """One stream of deferrable contacts.

    Parameters
    ----------
    name : str
        Queue, for messages.
    work : ndarray
        Work that comes in each interval, in agents for one interval (volume x handle time over
        interval length), shape (n_intervals,).
    deadline : int
        Open intervals in which it has to be done, its own the first of them; 1 or more.
    backlog : float
        Work left from before, in the same unit.
    backlog_deadline : int
        Open intervals in which the backlog has to be done, counted from the first interval.

    Raises
    ------
    BadInputError
        When a number is negative, not a number, or a deadline below 1.
    """

    name: str
    work: FloatArray
    deadline: int
    backlog: float = 0.0
    backlog_deadline: int = 1

    def __post_init__(self) -> None:
        mend = "give work of 0 or more"
        not_negative("work", self.work, mend)
        not_negative("backlog", self.backlog, mend)
        if min(self.deadline, self.backlog_deadline) < 1:
            raise BadInputError(
                Fault(
                    f"the deadline of {self.name} is shorter than an interval",
                    "give one interval at least, or size it as a phone or chat queue",
                    column="deadline_min",
                    value=str(min(self.deadline, self.backlog_deadline)),
                )
            )


@dataclass(frozen=True)
class Placement:
    """Where deferrable work is done.

    Attributes
    ----------
    extra : ndarray
        Agents (fractions) added to the floor, shape (n_intervals,).
    agents : ndarray of int
        Whole agents added; they meet every deadline, earliest deadline first.
    idle : ndarray
        Work done in idle time of agents who are there anyway.
    done : ndarray
        Work done per stream with the whole agents, shape (n_streams, n_intervals).
    backlog : ndarray
        Work waiting at each interval's end per stream, same shape.
    level : float
        Highest agents (fractions) in any interval in which work is placed; no placement that
        meets the deadlines has a lower highest requirement. The floor's own peak if there is
        nothing to add.
    """

    extra: FloatArray
    agents: IntArray
    idle: FloatArray
    done: FloatArray
    backlog: FloatArray
    level: float


def place(
    streams: Sequence[DeferredWork],
    floor: FloatArray,
    *,
    idle: FloatArray | None = None,
    open_: BoolArray | None = None,
) -> Placement:
    """Place deferrable work over the intervals of a plan.

    Parameters
    ----------
    streams : sequence of DeferredWork
    floor : ndarray
        Agents needed anyway, shape (n_intervals,).
    idle : ndarray, optional
        Agents of the floor who are free for this work, in fractions.
    open_ : ndarray of bool, optional
        Intervals in which the work may be done, and whose time counts towards deadlines. Work
        that comes while closed counts as coming at the next opening. All by default.

    Raises
    ------
    BadInputError
        When the lengths differ or there is work but no open interval.

    Notes
    -----
    Work whose deadline lies beyond the last interval is due at the last open one: a plan leaves
    no backlog that its own intervals could have done, at the price of some work too early at the
    plan's end. Size a day beyond what is rostered.
    """
    n = floor.size
    floor = not_negative("agents", floor, "give the agents needed anyway, 0 or more")
    free = np.zeros(n) if idle is None else not_negative("idle", idle, "give 0 or more agents")
    may = np.ones(n, dtype=np.bool_) if open_ is None else np.asarray(open_, dtype=np.bool_)
    sizes = {n, free.size, may.size, *(stream.work.size for stream in streams)}
    if len(sizes) > 1:
        mend = "give every stream, the floor and the idle time the same intervals"
        raise BadInputError(Fault("the lengths differ", mend, value=str(sorted(sizes))))
    where = np.flatnonzero(may)
    jobs = _jobs(streams, where, n)
    extra, level = _levelled(jobs, floor[where], free[where])
    whole = _whole(jobs, extra, floor[where], free[where])
    done = serve(jobs, free[where] + whole, len(streams))
    used = np.minimum(done.sum(axis=0), free[where])
    came = np.array([stream.work for stream in streams]).reshape(len(streams), n)
    spread = np.zeros((len(streams), n))
    spread[:, where] = done
    start = np.array([stream.backlog for stream in streams]).reshape(-1, 1)
    waiting = np.maximum(start + np.cumsum(came - spread, axis=1), 0.0)
    return Placement(
        extra=_spread(extra, where, n),
        agents=np.rint(_spread(whole, where, n)).astype(np.int64),
        idle=_spread(used, where, n),
        done=spread,
        backlog=np.where(waiting < _CLOSE, 0.0, waiting),
        level=max(level, float(floor.max(initial=0.0))),
    )


def _jobs(streams: Sequence[DeferredWork], where: IntArray, n: int) -> Jobs:
    """Pieces of work on the open intervals, counted from 0."""
    release: list[int] = []
    due: list[int] = []
    size: list[float] = []
    owner: list[int] = []
    last = where.size - 1
    for k, stream in enumerate(streams):
        pieces = [(0, stream.backlog, stream.backlog_deadline)] if stream.backlog > 0 else []
        pieces += [(int(t), float(stream.work[t]), stream.deadline) for t in range(n)]
        for t, work, deadline in pieces:
            if work <= 0:
                continue
            if last < 0:
                what = f"{stream.name} has work but no interval to do it in"
                mend = "open an interval, or take the queue out"
                raise BadInputError(Fault(what, mend, value=str(work)))
            first = min(int(np.searchsorted(where, t)), last)
            release.append(first)
            due.append(min(first + deadline - 1, last))
            size.append(work)
            owner.append(k)
    return Jobs(
        np.array(release, dtype=np.int64),
        np.array(due, dtype=np.int64),
        np.array(size, dtype=np.float64),
        np.array(owner, dtype=np.int64),
    )


def _levelled(jobs: Jobs, floor: FloatArray, idle: FloatArray) -> tuple[FloatArray, float]:
    """Agents to add per open interval, window by window from the highest; and the highest."""
    extra = np.zeros(floor.size)
    highest = 0.0
    parts = [(jobs, np.arange(floor.size))]
    while parts:
        rest, places = parts.pop()
        base, free = floor[places], idle[places]
        level, tight = 0.0, (0, -1)
        windows = missed_windows(rest, free)
        while windows:
            levels = [_level_of(rest, window, base, free) for window in windows]
            level, tight = max(zip(levels, windows, strict=True))
            windows = missed_windows(rest, free + np.maximum(level - base, 0.0))
        if tight[1] < 0:
            continue
        span = slice(tight[0], tight[1] + 1)
        extra[places[span]] = np.maximum(level - base[span], 0.0)
        highest = max(highest, level)
        places = np.delete(places, np.arange(span.start, span.stop))
        parts += [
            (part, places[first:last])
            for part, first, last in rest.without(*tight).apart(places.size)
        ]
    return extra, highest


def _level_of(jobs: Jobs, window: tuple[int, int], floor: FloatArray, idle: FloatArray) -> float:
    span = slice(window[0], window[1] + 1)
    work = float(jobs.size[jobs.inside(*window)].sum() - idle[span].sum())
    return water_level(floor[span], work)


def water_level(floor: FloatArray, work: float) -> float:
    """Level to which work raises the lowest floors: sum(max(level - floor, 0)) = work.

    Examples
    --------
    >>> water_level(np.array([1.0, 3.0, 9.0]), 4.0)
    4.0
    """
    ordered = np.sort(floor)
    counts = np.arange(1, ordered.size + 1)
    levels = (np.cumsum(ordered) + work) / counts
    # The right count is the last one whose highest floor lies below the level that it gives.
    fits = np.flatnonzero(ordered <= levels)
    return float(levels[fits[-1]])


def _whole(jobs: Jobs, extra: FloatArray, floor: FloatArray, idle: FloatArray) -> FloatArray:
    """Whole agents from fractions: the running total rounded, then mended where work is late.

    Rounded up, agents may come before the work does; rounded down, too late. Of three ways the
    one with the lowest peak is taken, the fewest agents among those.
    """
    total = np.cumsum(extra)
    found = [_mended(jobs, total - early, floor, idle) for early in (0.0, 0.5, 1.0 - 2 * _CLOSE)]
    height = np.ceil(floor - _CLOSE)
    return min(found, key=lambda whole: (float((height + whole).max(initial=0.0)), whole.sum()))


def _mended(jobs: Jobs, total: FloatArray, floor: FloatArray, idle: FloatArray) -> FloatArray:
    steps = np.maximum(np.ceil(total - _CLOSE), 0.0)
    whole = np.diff(np.concatenate([[0.0], steps]))
    while windows := missed_windows(jobs, idle + whole):
        for first, last in windows:
            # The last of the lowest: work is there by then.
            span = np.arange(last, first - 1, -1)
            whole[span[np.argmin(np.ceil(floor[span] - _CLOSE) + whole[span])]] += 1.0
    return whole


def _spread(values: FloatArray, where: IntArray, n: int) -> FloatArray:
    result = np.zeros(n)
    result[where] = values
    return result
