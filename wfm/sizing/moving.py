"""The load that a staff feels while rates move: with lag, with backlog, with ends of shifts.

The callers in the system follow the fluid model of the queue: below the agents' number they leave
one by one (the infinite-server mean, Eick, Massey & Whitt 1993), above it at the agents' pace and
by giving up; what an interval leaves over, the next one finds. Where the staff falls, agents
finish their calls: of normally distributed callers those with agents who go are off the account.
Service is then Erlang's at the load felt moment by moment, averaged over the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wfm.sizing.arrays import BoolArray, FloatArray, IntArray

NODES, WEIGHTS = (each / 2 for each in np.polynomial.legendre.leggauss(5))
"""Where in the interval service is looked at (plus a half), and with which weight."""

_SAME = 1e-9
"""Relative change of the callers in the system below which an interval's start is settled."""


@dataclass(frozen=True)
class Stream:
    """Calls of one queue or group in intervals, ascending in time; arrays of one length.

    Attributes
    ----------
    volume : ndarray
        Calls offered per interval.
    aht_s : ndarray
        Mean handle time, seconds, above 0.
    first : ndarray of bool
        True where no interval ends as this one begins: before it the rate is held at its own.
    interval_s : float
    patience_s : float or None
        Mean patience; None when nobody gives up.
    """

    volume: FloatArray
    aht_s: FloatArray
    first: BoolArray
    interval_s: float
    patience_s: float | None

    @property
    def offered(self) -> FloatArray:
        """Load in erlangs of each interval by itself."""
        return self.volume * self.aht_s / self.interval_s

    def path(self, begin: FloatArray, agents: FloatArray, rows: IntArray) -> FloatArray:
        """Load felt at the nodes of some intervals, shape (n_rows, n_nodes).

        Callers beyond the agents weigh as the steady overload that would keep as many waiting.
        """
        system = self._after(begin, agents, rows, (NODES + 0.5) * self.interval_s)
        waiting = np.maximum(system - agents[:, np.newaxis], 0.0)
        if self.patience_s is None:
            return system
        share = (self.aht_s[rows] / self.patience_s)[:, np.newaxis]
        return np.asarray(system - waiting + waiting * share)

    def end(self, begin: FloatArray, agents: FloatArray) -> FloatArray:
        """Callers in the system as each interval ends, from those at its begin."""
        moment = np.array([self.interval_s])
        return self._after(begin, agents, np.arange(begin.size), moment)[:, 0]

    def begin(
        self, end_before: FloatArray, agents_before: FloatArray, agents: FloatArray, rows: IntArray
    ) -> FloatArray:
        """Callers as some intervals begin: those of the end before, less those taken along."""
        gone = _beyond(end_before, agents) - _beyond(end_before, agents_before)
        left = np.where(agents < agents_before, end_before - np.maximum(gone, 0.0), end_before)
        unknown = np.minimum(self.offered[rows], agents)
        return np.where(self.first[rows], unknown, np.maximum(left, 0.0))

    def begins(self, agents: FloatArray) -> FloatArray:
        """Callers in the system as every interval begins, under a given staffing.

        An interval depends on those before it only, so repeating the step settles one interval
        after the other; what is forgotten within an interval makes it a few rounds.
        """
        rows = np.arange(agents.size)
        before = np.concatenate([agents[:1], agents[:-1]])
        begin = np.minimum(self.offered, agents)
        for _ in range(agents.size + 1):
            end = self.end(begin, agents)
            found = self.begin(np.concatenate([end[:1], end[:-1]]), before, agents, rows)
            if (np.abs(found - begin) <= _SAME * (1.0 + begin)).all():
                break
            begin = found
        return begin

    def _after(
        self, begin: FloatArray, agents: FloatArray, rows: IntArray, seconds: FloatArray
    ) -> FloatArray:
        """Callers in the system some seconds on, (n_rows, n_seconds), by the fluid equations.

        Within an interval the regime, with a queue or without, changes once at most.
        """
        begin, agents = begin[:, np.newaxis], agents[:, np.newaxis]
        aht, offered = self.aht_s[rows, np.newaxis], self.offered[rows, np.newaxis]
        leave = 0.0 if self.patience_s is None else 1.0 / self.patience_s
        surplus = (offered - agents) / aht
        waiting = np.maximum(begin - agents, 0.0)
        above = (begin > agents) | ((begin == agents) & (surplus > 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            # Until the queue is gone, and until it begins.
            if leave:
                level = surplus / leave
                drained = np.log1p(waiting / -level) / leave
            else:
                drained = waiting / -surplus
            filled = -aht * np.log((offered - agents) / (offered - begin))
        change = np.where(above, np.where(surplus < 0, drained, np.inf), np.inf)
        change = np.where(~above & (surplus > 0), filled, change)
        first = np.minimum(change, seconds)
        rest = seconds - first
        # Each regime for the time it lasts: as first one, or after the change.
        over = np.where(above, first, rest)
        under = np.where(above, rest, first)
        start_over = np.where(above, waiting, 0.0)
        start_under = np.where(above, agents, begin)
        if leave:
            fade = np.exp(-over * leave)
            queue = start_over * fade - surplus / leave * np.expm1(-over * leave)
        else:
            queue = start_over + surplus * over
        below = offered + (start_under - offered) * np.exp(-under / aht)
        ends_above = np.where(above, rest == 0, rest > 0)
        return np.where(ends_above, agents + np.maximum(queue, 0.0), below)


def _beyond(mean: FloatArray, count: FloatArray) -> FloatArray:
    """E[(K - count)+] for K normal with variance and mean `mean`."""
    spread = np.sqrt(np.maximum(mean, 1e-12))
    distance = (count - mean) / spread
    density = np.exp(-0.5 * distance * distance) / np.sqrt(2 * np.pi)
    return np.asarray(spread * (density - distance * special.ndtr(-distance)))
