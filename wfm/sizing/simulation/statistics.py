"""What is counted from the raw records of one replication, per interval and queue."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.simulation.callers import Callers
from wfm.sizing.simulation.records import Records


@dataclass(frozen=True)
class Counts:
    """Sums that every figure is a ratio of; calls count in the interval in which they come in.

    Attributes
    ----------
    offered, redials : ndarray
        Calls, and those of them that were not a caller's first; shape (n_intervals, n_queues),
        as all up to `busy_s`, with any dimensions in front.
    answered, in_time : ndarray
        Calls answered, and those of them within the threshold.
    abandoned, short : ndarray
        Calls given up, and those of them within the threshold.
    answer_wait_s, wait_s : ndarray
        Waits of the calls answered, and of all but those who wait for ever.
    queue_s : ndarray
        Time that callers spent waiting in the interval.
    busy_s : ndarray
        Time that agents spent on calls in the interval.
    present_s : ndarray
        Time that agents were on the phones, calls that ran over included, shape (n_intervals,).
    """

    offered: FloatArray
    redials: FloatArray
    answered: FloatArray
    in_time: FloatArray
    abandoned: FloatArray
    short: FloatArray
    answer_wait_s: FloatArray
    wait_s: FloatArray
    queue_s: FloatArray
    busy_s: FloatArray
    present_s: FloatArray


def stacked(parts: list[Counts]) -> Counts:
    """Counts of several replications, one after the other along a new first axis."""
    return Counts(*(np.stack([getattr(p, f.name) for p in parts]) for f in fields(Counts)))


def count(
    records: Records,
    callers: Callers,
    *,
    n_intervals: int,
    n_queues: int,
    interval_s: float,
    threshold_s: float,
) -> Counts:
    """Count one replication over intervals from second 0; what lies outside is left out.

    Parameters
    ----------
    records : Records
        Of these callers.
    callers : Callers
    n_intervals, n_queues : int
    interval_s : float
    threshold_s : float
        A wait of exactly this long is in time.
    """
    n_cells = n_intervals * n_queues
    queue = callers.queue[callers.caller_of]
    inside = (records.arrived_s >= 0) & (records.arrived_s < n_intervals * interval_s)
    interval = np.where(inside, records.arrived_s, 0.0) // interval_s
    # A try out of the span goes into a cell of its own, which is cut off.
    cell = np.where(inside, interval.astype(np.int64) * n_queues + queue, n_cells)
    answered, gone = records.agent >= 0, ~np.isnan(records.gone_s)
    left_s = np.where(answered, records.began_s, records.gone_s)
    wait_s = np.where(answered | gone, left_s - records.arrived_s, 0.0)
    soon = wait_s <= threshold_s
    again = np.ones(callers.n_tries, dtype=np.bool_)
    again[callers.first[:-1]] = False

    def total(weights: FloatArray) -> FloatArray:
        sums = np.bincount(cell, weights=weights, minlength=n_cells + 1)[:n_cells]
        return np.asarray(sums.reshape(n_intervals, n_queues), dtype=np.float64)

    edges = np.arange(n_intervals + 1, dtype=np.float64) * interval_s
    # Who waits for ever still waits when the last interval ends.
    until_s = np.where(answered | gone | np.isnan(records.arrived_s), left_s, edges[-1])
    return Counts(
        offered=total(np.ones(cell.size)),
        redials=total(again.astype(np.float64)),
        answered=total(answered.astype(np.float64)),
        in_time=total((answered & soon).astype(np.float64)),
        abandoned=total(gone.astype(np.float64)),
        short=total((gone & soon).astype(np.float64)),
        answer_wait_s=total(np.where(answered, wait_s, 0.0)),
        wait_s=total(wait_s),
        queue_s=_by_queue(queue, records.arrived_s, until_s, n_queues, edges),
        busy_s=_by_queue(queue, records.began_s, records.ended_s, n_queues, edges),
        present_s=overlap(records.on_s, records.off_s, edges),
    )


def overlap(begin_s: FloatArray, end_s: FloatArray, edges: FloatArray) -> FloatArray:
    """Total time of half-open spans within each interval, shape (n_edges - 1,); NaN is no span."""
    return np.asarray(np.diff(_before(begin_s, edges) - _before(end_s, edges)))


def _before(points: FloatArray, edges: FloatArray) -> FloatArray:
    """Sum over points of the time from the point to each edge, where the point comes first."""
    known = np.sort(points[~np.isnan(points)])
    sums = np.concatenate([[0.0], np.cumsum(known)])
    place = np.searchsorted(known, edges)
    return np.asarray(place * edges - sums[place])


def _by_queue(
    queue: IntArray, begin_s: FloatArray, end_s: FloatArray, n_queues: int, edges: FloatArray
) -> FloatArray:
    if n_queues == 1:
        return overlap(begin_s, end_s, edges)[:, None]
    parts = [overlap(begin_s[queue == q], end_s[queue == q], edges) for q in range(n_queues)]
    return np.stack(parts, axis=1)
