"""Earliest deadline first: what it does with given agents, and the window that it cannot meet."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from wfm.sizing.arrays import BoolArray, FloatArray, IntArray

CLOSE = 1e-9
"""Work left at a deadline that is rounding, not lateness."""


@dataclass(frozen=True)
class Jobs:
    """Pieces of work, flat arrays of one length.

    Attributes
    ----------
    release, due : ndarray of int
        First and last interval in which each may be done, both included.
    size : ndarray
        Work in agents for one interval.
    owner : ndarray of int
        Stream that it belongs to.
    """

    release: IntArray
    due: IntArray
    size: FloatArray
    owner: IntArray

    def inside(self, first: int, last: int) -> BoolArray:
        """Pieces that must be done within a window, both ends included."""
        return (self.release >= first) & (self.due <= last)

    def without(self, first: int, last: int) -> Jobs:
        """The other pieces, with the window's intervals taken out of the count."""
        kept = ~self.inside(first, last)
        width = last - first + 1
        release, due = self.release[kept], self.due[kept]
        release = np.where(release > last, release - width, np.minimum(release, first))
        due = np.where(due > last, due - width, np.where(due >= first, first - 1, due))
        return Jobs(release, due, self.size[kept], self.owner[kept])

    def apart(self, n: int) -> list[tuple[Jobs, int, int]]:
        """Stretches of `n` intervals that share no work, each with its pieces counted from 0.

        Pieces, first interval and end (half-open); stretches without work are left out.
        """
        crossed = np.zeros(n + 1, dtype=np.int64)
        np.add.at(crossed, self.release + 1, 1)
        np.add.at(crossed, np.minimum(self.due + 1, n), -1)
        cuts = np.flatnonzero(np.cumsum(crossed)[:n] == 0)
        starts = np.unique(np.concatenate([[0], cuts]))
        ends = np.append(starts[1:], n)
        found = []
        owner = np.searchsorted(starts, self.release, side="right") - 1
        for k in np.unique(owner):
            mine = owner == k
            first = int(starts[k])
            part = Jobs(
                self.release[mine] - first,
                self.due[mine] - first,
                self.size[mine],
                self.owner[mine],
            )
            found.append((part, first, int(ends[k])))
        return found


def serve(jobs: Jobs, agents: FloatArray, n_streams: int) -> FloatArray:
    """Work done per stream and interval, earliest deadline first, late work included.

    Shape (n_streams, n_intervals).
    """
    done = np.zeros((n_streams, agents.size))
    order = np.argsort(jobs.release, kind="stable")
    waiting: list[list[float]] = []
    next_ = 0
    for t in range(agents.size):
        while next_ < order.size and jobs.release[order[next_]] <= t:
            k = int(order[next_])
            heapq.heappush(waiting, [float(jobs.due[k]), k, float(jobs.size[k])])
            next_ += 1
        spare = float(agents[t])
        while waiting and spare > 0:
            head = waiting[0]
            part = min(spare, head[2])
            done[jobs.owner[int(head[1])], t] += part
            spare -= part
            head[2] -= part
            if head[2] <= 0:
                heapq.heappop(waiting)
    return done


def missed_windows(jobs: Jobs, agents: FloatArray) -> list[tuple[int, int]]:
    """Windows whose own work is more than their agents can do; none when every deadline is met.

    Earliest deadline first misses a deadline only if such a window exists: it ends at the missed
    deadline and begins after the last interval that had time to spare for later work.

    Parameters
    ----------
    jobs : Jobs
    agents : ndarray
        Agents for this work per interval.

    Returns
    -------
    list of tuple of int
        First and last interval, both included; one a missed deadline or a busy spell.
    """
    order = np.lexsort((jobs.due, jobs.release))
    if (np.diff(jobs.due[order]) >= 0).all():
        return _missed_in_turn(jobs, agents)
    return _missed_by_deadline(jobs, agents, order)


def _missed_in_turn(jobs: Jobs, agents: FloatArray) -> list[tuple[int, int]]:
    """`missed_windows` where what comes first is due first: then it is one running total."""
    n = agents.size
    came = np.bincount(jobs.release, jobs.size, n)
    due = np.bincount(jobs.due, jobs.size, n)
    total = np.cumsum(came - agents)
    waiting = total - np.minimum(np.minimum.accumulate(total), 0.0)
    lateness = np.cumsum(due) - (np.cumsum(came) - waiting)
    late = np.flatnonzero(lateness > CLOSE)
    if not late.size:
        return []
    # Busy spells end where nothing waits; of each, the deadline that is missed by most.
    spell = np.cumsum(np.concatenate([[0], waiting[:-1] <= CLOSE / 2]))
    found = []
    for each in np.unique(spell[late]):
        places = late[spell[late] == each]
        last = int(places[np.argmax(lateness[places])])
        found.append((_start(jobs, int(np.searchsorted(spell, each)), last), last))
    return found


def _missed_by_deadline(jobs: Jobs, agents: FloatArray, order: IntArray) -> list[tuple[int, int]]:
    """`missed_windows` in general; work that is late is dropped at its deadline."""
    release = jobs.release[order].tolist()
    dues = jobs.due[order].tolist()
    sizes = jobs.size[order].tolist()
    waiting: list[list[float]] = []
    latest = [-1.0] * agents.size  # due of the least urgent work done; idle time counts as endless
    found: list[tuple[int, int]] = []
    worst = 0.0  # of the busy spell that goes on
    next_, n = 0, len(release)
    for t, capacity in enumerate(agents.tolist()):
        while next_ < n and release[next_] <= t:
            heapq.heappush(waiting, [dues[next_], next_, sizes[next_]])
            next_ += 1
        spare = capacity
        while waiting and spare > 0:
            head = waiting[0]
            part = min(spare, head[2])
            spare -= part
            head[2] -= part
            latest[t] = head[0]
            if head[2] <= 0:
                heapq.heappop(waiting)
        if spare > 0:
            latest[t] = float("inf")
            worst = 0.0
        left = 0.0
        while waiting and waiting[0][0] <= t:
            left = max(left, waiting[0][2])
            heapq.heappop(waiting)
        if left > max(CLOSE, worst):
            first = t
            while first > 0 and latest[first - 1] <= t:
                first -= 1
            if worst > 0:
                found.pop()
            found.append((_start(jobs, first, t), t))
            worst = left
    return found


def _start(jobs: Jobs, first: int, last: int) -> int:
    """First release of the window's own work: intervals before it add nothing to it."""
    own = jobs.release[jobs.inside(first, last)]
    return int(own.min())
