"""What past events did to a queue, learned with shrinkage towards no effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
from scipy import stats

from wfm.core.days import EventKind
from wfm.forecasting.days import FloatArray
from wfm.forecasting.events import DURING, Event

Key = tuple[str, int]
"""Name and position of an event."""
Z_80 = 1.2816


class EffectSource(StrEnum):
    """Where the factor of an event comes from."""

    GIVEN = "given"
    LEARNED = "learned"
    KIND = "kind"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EventEffect:
    """Factor of an event on the volume of one position.

    Parameters
    ----------
    name : str
    kind : EventKind
    position : int
        0 for the event's own days, -1 for the day before, 1 for the first day after.
    factor : float
        Volume is multiplied by this.
    low, high : float
        80 % of the next occurrences are thought to lie between them.
    n_past : int
        Occurrences that taught it; 0 when none did.
    source : EffectSource
        Given, learned from the name, from others of its kind, or none known (factor 1).
    """

    name: str
    kind: EventKind
    position: int
    factor: float
    low: float
    high: float
    n_past: int
    source: EffectSource


def is_given(event: Event, position: int, queue: str) -> bool:
    """Whether a factor is given for a position of an event.

    A factor for some queues says nothing of the total (empty queue), which learns its own.
    """
    return event.factor is not None and position == DURING and bool(queue or not event.queues)


@dataclass(frozen=True)
class Effects:
    """Learned effects of events on one queue.

    Parameters
    ----------
    queue : str
        Empty for the total.
    known : mapping of (name, position) to EventEffect
        What past events of the name taught.
    of_kind : mapping of (kind, position) to EventEffect
        What an event of the kind whose name is new is thought to do.
    past : mapping of date to float
        Log of what learned events did to each counted day: its own, not the mean of its kind.
    """

    queue: str = ""
    known: Mapping[Key, EventEffect] = field(default_factory=dict)
    of_kind: Mapping[Key, EventEffect] = field(default_factory=dict)
    past: Mapping[date, float] = field(default_factory=dict)

    def of(self, event: Event, position: int) -> EventEffect:
        """Effect of an event at a position."""
        name, kind = event.name, event.kind
        if is_given(event, position, self.queue) and event.factor is not None:
            f = event.factor
            return EventEffect(name, kind, position, f, f, f, 0, EffectSource.GIVEN)
        learned = self.known.get((name, position))
        if learned is not None:
            return learned
        shared = self.of_kind.get((str(kind), position))
        if shared is not None:
            return EventEffect(
                name,
                kind,
                position,
                shared.factor,
                shared.low,
                shared.high,
                shared.n_past,
                EffectSource.KIND,
            )
        return EventEffect(name, kind, position, 1.0, 1.0, 1.0, 0, EffectSource.NONE)

    def on(self, events: Sequence[Event], days: Sequence[date]) -> list[tuple[int, EventEffect]]:
        """Effects of events on some different days, as pairs of a day's index and an effect."""
        found = []
        index = {day: i for i, day in enumerate(days)}
        for event in events:
            if not event.concerns(self.queue):
                continue
            for day, position in event.days():
                if day in index and not _is_silent(event, position):
                    found.append((index[day], self.of(event, position)))
        return found

    def factors(self, events: Sequence[Event], days: Sequence[date]) -> FloatArray:
        """Product of all effects on each day, shape (n_days,)."""
        out = np.ones(len(days))
        taught = [self.past.get(day) for day in days]
        for i, effect in self.on(events, days):
            if effect.source is EffectSource.GIVEN or taught[i] is None:
                out[i] *= effect.factor
        for i, log_effect in enumerate(taught):
            if log_effect is not None:
                out[i] *= float(np.exp(log_effect))
        return out


NO_EFFECTS = Effects()
"""No event has taught anything."""


def event_sd(effects: Effects, events: Sequence[Event], days: Sequence[date]) -> FloatArray:
    """Spread of the log of a day's volume that is due to events not known well, (n_days,)."""
    variance = np.zeros(len(days))
    for i, effect in effects.on(events, days):
        if effect.low < effect.high:
            variance[i] += (np.log(effect.high / effect.low) / (2 * Z_80)) ** 2
    return np.sqrt(variance)


def widened(
    quantiles: FloatArray, mean: FloatArray, levels: Sequence[float], sd: FloatArray
) -> FloatArray:
    """Quantiles widened by what is not known of events.

    Parameters
    ----------
    quantiles : ndarray, shape (n_levels, n_days, ...)
    mean : ndarray, shape (n_days, ...)
    levels : sequence of float
        Level of each quantile.
    sd : ndarray, shape (n_days,)
        Of the log of volume; 0 leaves a day as it is.
    """
    if not sd.any():
        return quantiles
    sd = sd.reshape((len(sd),) + (1,) * (mean.ndim - 1))
    out = np.empty_like(quantiles)
    for i, score in enumerate(stats.norm.ppf(levels)):
        event = mean * np.expm1(score * sd)
        reach = np.hypot(quantiles[i] - mean, event)
        out[i] = np.where(sd > 0, mean + np.sign(score) * reach, quantiles[i])
    return np.maximum(out, 0.0)


def _is_silent(event: Event, position: int) -> bool:
    """An outage to come is not planned for, one in the past is missing: no factor either way."""
    return event.kind is EventKind.OUTAGE and position == DURING
