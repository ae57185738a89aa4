"""Everybody who calls in one replication, with all that chance decides about them.

Nothing is drawn in the event loop. Two rosters played with the same callers differ by the
rosters alone (common random numbers).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.simulation.arrivals import Arrivals, draw_arrivals
from wfm.sizing.simulation.shapes import Exponential, LogNormal, Shape

TRIES = 10
"""Most calls of one caller; who still gets nobody then is lost."""


@dataclass(frozen=True)
class Demand:
    """Who calls, for how long, and how long they wait.

    Parameters
    ----------
    arrivals : Arrivals
    aht_s : ndarray
        Mean handle time, shape (n_intervals, n_queues); above 0 where calls are expected.
    interval_s : float
    handling : Shape
    patience_s : ndarray
        Mean patience of each queue's callers, shape (n_queues,); infinite for callers who never
        give up.
    redial_share : ndarray or None
        Share of those who gave up who call again, shape (n_queues,); None for nobody. The
        volumes are then first calls only.
    redial_delay_s : float
        Mean time until then, exponential.
    patience : Shape
    """

    arrivals: Arrivals
    aht_s: FloatArray
    interval_s: float
    patience_s: FloatArray
    handling: Shape = field(default_factory=LogNormal)
    patience: Shape = field(default_factory=Exponential)
    redial_share: FloatArray | None = None
    redial_delay_s: float = 300.0

    def __post_init__(self) -> None:
        volume = self.arrivals.mean
        if self.aht_s.shape != volume.shape or self.patience_s.shape != volume.shape[1:]:
            what = "volumes, handle times and patience do not fit together"
            raise BadInputError(Fault(what, "give them for the same intervals and queues"))
        wrong = (volume > 0) & ~((self.aht_s > 0) & np.isfinite(self.aht_s))
        if wrong.any():
            row = int(np.flatnonzero(wrong.any(axis=1))[0])
            raise _bad("aht_s", self.aht_s[row].max(), f"give it above 0 (interval {row + 1})")
        if not (self.patience_s > 0).all():
            raise _bad("patience_s", self.patience_s.min(), "give the mean patience in seconds")
        if not 0 <= self.redial_delay_s < math.inf:
            raise _bad("redial_delay_s", self.redial_delay_s, "give seconds, 0 or more")
        share = self.redials
        if share.shape != self.patience_s.shape or not ((share >= 0) & (share < 1)).all():
            raise _bad("redial_share", share.max(), "give a share of 0 or more and below 1")

    @property
    def redials(self) -> FloatArray:
        """Share of each queue's callers who call again, shape (n_queues,)."""
        return np.zeros_like(self.patience_s) if self.redial_share is None else self.redial_share

    @property
    def n_intervals(self) -> int:
        """Number of intervals."""
        return int(self.aht_s.shape[0])

    @property
    def n_queues(self) -> int:
        """Number of queues."""
        return int(self.aht_s.shape[1])


@dataclass(frozen=True)
class Callers:
    """Callers in order of their first call, and their tries one after the other.

    Attributes
    ----------
    arrived_s : ndarray
        First call, ascending, shape (n_callers,).
    queue, handle_s : ndarray
        Queue, and time an agent of full productivity needs, shape (n_callers,).
    first : ndarray of int
        Tries of caller c are ``first[c]`` to ``first[c + 1]``, shape (n_callers + 1,).
    patience_s, delay_s : ndarray
        Of each try: how long it waits, and how long after the try before it gave up it comes;
        shape (n_tries,).
    """

    arrived_s: FloatArray
    queue: IntArray
    handle_s: FloatArray
    first: IntArray
    patience_s: FloatArray
    delay_s: FloatArray

    @property
    def n_tries(self) -> int:
        """Number of tries, those that are never made included."""
        return int(self.patience_s.size)

    @property
    def caller_of(self) -> IntArray:
        """Caller of each try, shape (n_tries,)."""
        return np.repeat(np.arange(self.queue.size), np.diff(self.first))


def draw_callers(demand: Demand, replication: int, seed: int, warmup_s: float = 0.0) -> Callers:
    """Draw the callers of a replication: the same for the same demand, number and seed.

    Arrivals, handle times, patience and redials have streams of their own, so that changing one
    of them leaves the others as they were; so has the warm-up.

    Parameters
    ----------
    demand : Demand
    replication, seed : int
    warmup_s : float
        Seconds before the first interval in which calls come as they do in it.
    """
    chance, early_chance = (
        _Chance(s) for s in np.random.SeedSequence([seed, replication]).spawn(2)
    )
    volume = demand.arrivals.volumes(replication, chance.when)
    main = _draw(demand, volume, demand.interval_s, chance)
    if warmup_s <= 0:
        return main
    before = volume[:1] * (warmup_s / demand.interval_s)
    return _joined(_draw(demand, before, warmup_s, early_chance), main, warmup_s)


class _Chance:
    """Sources of chance, one for each thing that it decides."""

    def __init__(self, seed: np.random.SeedSequence) -> None:
        generators = [np.random.default_rng(s) for s in seed.spawn(4)]
        self.when, self.work, self.wait, self.again = generators


def _draw(demand: Demand, volume: FloatArray, interval_s: float, chance: _Chance) -> Callers:
    """Callers at given volumes; handle times are those of the demand's intervals."""
    arrived, queue = draw_arrivals(volume, interval_s, chance.when)
    n = arrived.size
    interval = np.minimum((arrived / interval_s).astype(np.int64), len(volume) - 1)
    handle = demand.aht_s[interval, queue] * demand.handling.draw(chance.work, n)
    tries, first, delay = np.ones(n, dtype=np.int64), np.arange(n + 1), np.zeros(n)
    if demand.redials.any():
        tries = np.minimum(chance.again.geometric(1.0 - demand.redials[queue]), TRIES)
        first = np.concatenate([[0], np.cumsum(tries)])
        delay = chance.again.standard_exponential(int(first[-1])) * demand.redial_delay_s
        delay[first[:-1]] = 0.0
    mean = np.repeat(demand.patience_s[queue], tries)
    shape = demand.patience.draw(chance.wait, mean.size)
    patience = np.where(np.isinf(mean), np.inf, np.where(np.isinf(mean), 0.0, mean) * shape)
    return Callers(arrived, queue, handle, first.astype(np.int64), patience, delay)


def _joined(early: Callers, main: Callers, warmup_s: float) -> Callers:
    return Callers(
        np.concatenate([early.arrived_s - warmup_s, main.arrived_s]),
        np.concatenate([early.queue, main.queue]),
        np.concatenate([early.handle_s, main.handle_s]),
        np.concatenate([early.first[:-1], early.first[-1] + main.first]),
        np.concatenate([early.patience_s, main.patience_s]),
        np.concatenate([early.delay_s, main.delay_s]),
    )


def _bad(column: str, value: object, mend: str) -> BadInputError:
    return BadInputError(Fault(f"{column} is out of range", mend, column=column, value=str(value)))
