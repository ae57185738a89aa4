"""Staffing for a probability of keeping the target, when the forecast is a distribution.

Two honest meanings of "90 % sure", by choice: in each interval the target is kept with that
probability (`Per.INTERVAL`), or the target is kept by the calls of a whole day together on that
share of days (`Per.DAY`). The distribution is a gamma factor on the day (wfm.sizing.doubt), the
forecast's own quantiles, or scenario paths, which alone know how intervals move together.

More calls never serve better: an interval keeps its target whenever its volume is at most that it
was sized for, so `Per.INTERVAL` sizes on the wanted quantile of each interval. `Per.DAY` sizes
every day on the least common quantile at which enough of the possible days keep the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
from scipy import special

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import BoolArray, FloatArray, IntArray, not_negative
from wfm.sizing.doubt import rate_factor
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import Performance, kept
from wfm.sizing.target import Target
from wfm.sizing.timed import Calls, serve_calls, size_calls

_HALVINGS = 10
_FARTHEST = 4.0
_ROWS = 100_000
"""Intervals of paths served at once, for the memory's sake."""


class Per(Enum):
    """What the probability is about."""

    INTERVAL = "interval"
    DAY = "day"


class Doubt(Protocol):
    """A distribution of the volume around a forecast."""

    def level(self, volume: FloatArray, share: FloatArray) -> FloatArray:
        """Volume that each interval stays below with probability `share`, (n_intervals,)."""

    def days(self, volume: FloatArray, confidence: float) -> tuple[FloatArray, float]:
        """Possible volumes, shape (n_paths, n_intervals), and the share to keep the target on."""


@dataclass(frozen=True)
class DayFactor:
    """One gamma factor of mean 1 on all intervals of a day.

    Parameters
    ----------
    cv : float
        Coefficient of variation of the day, 0 or more.
    """

    cv: float

    def level(self, volume: FloatArray, share: FloatArray) -> FloatArray:
        """As `Doubt`."""
        known = {float(p): rate_factor(float(p), self.cv) for p in np.unique(share)}
        return np.asarray(volume * np.array([known[float(p)] for p in share]))

    def days(self, volume: FloatArray, confidence: float) -> tuple[FloatArray, float]:
        """The one day that `confidence` of all days are no heavier than."""
        return self.level(volume, np.full(volume.size, confidence))[np.newaxis], 1.0


@dataclass(frozen=True)
class Quantiles:
    """Quantiles of each interval, taken to move together over a day.

    Parameters
    ----------
    shares : tuple of float
        Ascending probabilities, e.g. 0.1, 0.9.
    volumes : ndarray
        Quantiles, shape (len(shares), n_intervals).

    Notes
    -----
    Between and beyond them the volume is linear in the normal score, the forecast standing at
    one half. How intervals move together the quantiles do not say; together is the harsher case.
    """

    shares: tuple[float, ...]
    volumes: FloatArray

    def level(self, volume: FloatArray, share: FloatArray) -> FloatArray:
        """As `Doubt`."""
        scores = special.ndtri(np.array([*self.shares, 0.5]))
        order = np.argsort(scores)
        knots = np.maximum.accumulate(np.vstack([self.volumes, volume])[order], axis=0)
        x = scores[order]
        wanted = special.ndtri(share)
        piece = np.clip(np.searchsorted(x, wanted) - 1, 0, x.size - 2)
        place = np.arange(volume.size)
        low, high = knots[piece, place], knots[piece + 1, place]
        slope = (high - low) / (x[piece + 1] - x[piece])
        return np.asarray(np.maximum(low + slope * (wanted - x[piece]), 0.0))

    def days(self, volume: FloatArray, confidence: float) -> tuple[FloatArray, float]:
        """The day on which every interval is at its quantile."""
        return self.level(volume, np.full(volume.size, confidence))[np.newaxis], 1.0


@dataclass(frozen=True)
class Paths:
    """Scenario paths: whole possible futures, equally likely.

    Parameters
    ----------
    volumes : ndarray
        Shape (n_paths, n_intervals).
    """

    volumes: FloatArray

    def level(self, volume: FloatArray, share: FloatArray) -> FloatArray:
        """As `Doubt`: the smallest path value that so many are no larger than."""
        count = self.volumes.shape[0]
        rank = np.clip(np.ceil(share * count).astype(np.int64) - 1, 0, count - 1)
        return np.asarray(np.sort(self.volumes, axis=0)[rank, np.arange(volume.size)])

    def days(self, volume: FloatArray, confidence: float) -> tuple[FloatArray, float]:
        """All of them."""
        return self.volumes, confidence


@dataclass(frozen=True)
class CertaintyPoint:
    """What one level of certainty costs.

    Attributes
    ----------
    confidence : float
    agent_hours : float
        Over all intervals, before shrinkage.
    peak_agents : int
    hours_a_point : float
        Agent-hours that each percentage point since the level before costs; NaN at the first.
    """

    confidence: float
    agent_hours: float
    peak_agents: int
    hours_a_point: float


def size_surely(
    calls: Calls,
    doubt: Doubt,
    confidence: float,
    target: Target,
    options: SizingOptions | None = None,
    *,
    per: Per = Per.INTERVAL,
    day: IntArray | None = None,
    min_agents: int = 0,
) -> IntArray:
    """Agents per interval that keep the target with a probability.

    Parameters
    ----------
    calls : Calls
        The forecast, n_intervals of it.
    doubt : Doubt
    confidence : float
        Above 0 and below 1.
    target : Target
    options : SizingOptions, optional
        Its own confidence is not looked at.
    per : Per
    day : ndarray of int, optional
        Which day each interval belongs to; one day when not given.
    min_agents : int

    Raises
    ------
    BadInputError
        When the confidence is out of range, or the doubt is of another number of intervals.
    """
    chosen = options or SizingOptions()
    _check(calls, doubt, confidence)
    days = np.zeros(calls.volume.size, dtype=np.int64) if day is None else day

    def sized(share: FloatArray) -> IntArray:
        volume = np.where(calls.volume > 0, doubt.level(calls.volume, share), 0.0)
        level = Calls(calls.start_s, volume, calls.aht_s, calls.interval_s)
        agents = size_calls(level, target, _certain(chosen), min_agents)
        return np.maximum(agents, (calls.volume > 0).astype(np.int64))

    if per is Per.INTERVAL:
        return sized(np.full(calls.volume.size, confidence))
    futures, needed = doubt.days(calls.volume, confidence)
    names, member = np.unique(days, return_inverse=True)
    low, high = np.full(names.size, -_FARTHEST), np.full(names.size, _FARTHEST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        agents = sized(special.ndtr(middle)[member])
        good = days_kept(calls, futures, agents, target, chosen, day=days)
        enough = good.mean(axis=0) >= needed - 1e-12
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return sized(special.ndtr(high)[member])


def days_kept(
    calls: Calls,
    futures: FloatArray,
    agents: IntArray,
    target: Target,
    options: SizingOptions | None = None,
    *,
    day: IntArray | None = None,
) -> BoolArray:
    """Whether the calls of each day together get what is promised, on each path.

    Parameters
    ----------
    futures : ndarray
        Volumes, shape (n_paths, n_intervals).

    Returns
    -------
    ndarray of bool
        Shape (n_paths, n_days); a day without calls breaks no promise.
    """
    chosen = options or SizingOptions()
    names = np.zeros(calls.volume.size, dtype=np.int64) if day is None else day
    block = max(_ROWS // max(calls.volume.size, 1), 1)
    parts = [
        _days_kept(calls, futures[first : first + block], agents, target, chosen, names)
        for first in range(0, futures.shape[0], block)
    ]
    return np.concatenate(parts)


def price_of_certainty(
    calls: Calls,
    doubt: Doubt,
    target: Target,
    options: SizingOptions | None = None,
    *,
    per: Per = Per.INTERVAL,
    day: IntArray | None = None,
    levels: Sequence[float] = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99),
    min_agents: int = 0,
) -> tuple[CertaintyPoint, ...]:
    """Agent-hours of each level of certainty, and what each further point costs."""
    found: list[CertaintyPoint] = []
    for level in sorted(levels):
        agents = size_surely(
            calls, doubt, level, target, options, per=per, day=day, min_agents=min_agents
        )
        hours = float(agents.sum()) * calls.interval_s / 3600.0
        more = float("nan")
        if found:
            more = (hours - found[-1].agent_hours) / (100.0 * (level - found[-1].confidence))
        found.append(CertaintyPoint(level, hours, int(agents.max(initial=0)), more))
    return tuple(found)


def _days_kept(
    calls: Calls,
    futures: FloatArray,
    agents: IntArray,
    target: Target,
    options: SizingOptions,
    day: IntArray,
) -> BoolArray:
    count = futures.shape[0]
    # Paths in a row, with a gap between them that nothing is carried over.
    span = int(calls.start_s.max() - calls.start_s.min() + 10 * calls.interval_s)
    starts = (calls.start_s[np.newaxis] + span * np.arange(count)[:, np.newaxis]).ravel()
    many = Calls(starts, futures.ravel(), np.tile(calls.aht_s, count), calls.interval_s)
    staff = np.tile(agents.astype(np.float64), count)
    served = serve_calls(many, staff, target, options.patience, options.time_model).performance
    names, member = np.unique(day, return_inverse=True)
    cell = (np.arange(count)[:, np.newaxis] * names.size + member[np.newaxis]).ravel()
    volume = many.volume
    answered = volume if options.patience is None else volume * served.answer_rate

    def pooled(values: FloatArray, weights: FloatArray) -> FloatArray:
        used = (weights > 0) & ~np.isnan(values)
        top = np.bincount(cell[used], (values[used] * weights[used]), minlength=count * names.size)
        base = np.bincount(cell[used], weights[used], minlength=count * names.size)
        return np.asarray(np.divide(top, base, out=np.full(base.shape, np.nan), where=base > 0))

    day_served = Performance(
        pooled(served.service_level, volume * served.base),
        pooled(served.asa_s, answered),
        pooled(served.occupancy, staff),
        pooled(served.answer_rate, volume),
        np.ones(count * names.size),
    )
    called = np.bincount(cell, volume, minlength=count * names.size) > 0
    return (kept(day_served, target) | ~called).reshape(count, names.size)


def _certain(options: SizingOptions) -> SizingOptions:
    """The options without a doubt of their own, which is in the volume already."""
    values = {**options.__dict__, "confidence": None, "cv": None}
    return SizingOptions(**values)


def _check(calls: Calls, doubt: Doubt, confidence: float) -> None:
    # Refuses a confidence that no number of agents gives.
    rate_factor(confidence, 0.0)
    volumes = getattr(doubt, "volumes", None)
    if volumes is None:
        return
    not_negative("volume", volumes, "write the number of calls offered, 0 or more")
    if volumes.ndim != 2 or volumes.shape[1] != calls.volume.size or volumes.shape[0] == 0:
        shape = " x ".join(map(str, volumes.shape))
        mend = f"give {calls.volume.size} intervals, as the forecast has, of one path or more"
        raise BadInputError(
            Fault("the distribution does not fit the forecast", mend, column="volume", value=shape)
        )
