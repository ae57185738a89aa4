"""A planner's numbers on top of a forecast: by interval, day or range, with author and reason.

An override names days, not a version, so it holds for every forecast of these days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import DAY_MIN
from wfm.forecasting.days import BoolArray, FloatArray
from wfm.forecasting.rescale import with_volume

MOST_VOLUME = 1e7
MOST_AHT_S = 86_400.0
MOST_PERCENT = 10_000.0


class Quantity(StrEnum):
    """What is overridden."""

    VOLUME = "volume"
    AHT = "aht"


class How(StrEnum):
    """How an override changes what it names.

    ``each``: every interval takes the value, over the queues named together. ``day``: the named
    intervals of each day add up to the value (volume alone). ``percent``: a change in percent.
    """

    EACH = "each"
    DAY = "day"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Override:
    """One entry.

    Parameters
    ----------
    quantity : Quantity
    how : How
    value : float
        Contacts, seconds, or percent (10 for a tenth more, -100 for none).
    first_day, last_day : date
        Local days, both included.
    start_min, end_min : int
        Half-open wall-clock minutes of each of these days; 0 to 1440 is the whole day.
    queues : tuple of str
        Empty for all.
    """

    quantity: Quantity
    how: How
    value: float
    first_day: date
    last_day: date
    start_min: int = 0
    end_min: int = DAY_MIN
    queues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise BadInputError(faults)

    def _faults(self) -> list[Fault]:
        found = []
        most = {Quantity.VOLUME: MOST_VOLUME, Quantity.AHT: MOST_AHT_S}[self.quantity]
        low, high = (-100.0, MOST_PERCENT) if self.how is How.PERCENT else (0.0, most)
        if not low <= self.value <= high:  # NaN is refused, too
            found.append(
                Fault(
                    "the value of the override is out of range",
                    f"use {low:g} to {high:g}",
                    column="value",
                    value=str(self.value),
                )
            )
        if self.last_day < self.first_day:
            found.append(
                Fault(
                    "the override ends before it begins",
                    "give a last day on or after the first",
                    column="last_day",
                    value=str(self.last_day),
                )
            )
        if not 0 <= self.start_min < self.end_min <= DAY_MIN:
            found.append(
                Fault(
                    "the hours of the override make no sense",
                    "give a start before the end, within one day",
                    column="start_min",
                    value=f"{self.start_min}-{self.end_min}",
                )
            )
        if self.quantity is Quantity.AHT and self.how is How.DAY:
            found.append(
                Fault(
                    "a handle time has no day total",
                    "give it an interval, or in percent",
                    column="how",
                    value=self.how.value,
                )
            )
        return found

    def names(self, frame: pd.DataFrame) -> BoolArray:
        """Rows of a frame that the entry is about, shape (n_rows,)."""
        stamps = frame["timestamp"]
        days = stamps.dt.date
        minutes = stamps.dt.hour * 60 + stamps.dt.minute
        inside = (days >= self.first_day) & (days <= self.last_day)
        inside &= (minutes >= self.start_min) & (minutes < self.end_min)
        if self.queues:
            inside &= frame["queue"].isin(self.queues)
        return np.asarray(inside, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Overridden:
    """A forecast with overrides in force.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`.
    volume, aht : ndarray of bool, shape (n_rows,)
        Which rows an entry is about.
    counts : tuple of int
        Rows that each entry is about; 0 for one whose days or queues the forecast does not have.
    """

    frame: pd.DataFrame
    volume: BoolArray
    aht: BoolArray
    counts: tuple[int, ...]


def apply_overrides(frame: pd.DataFrame, overrides: Sequence[Override]) -> Overridden:
    """Put overrides on a forecast, one after another.

    An absolute value replaces what is there, a percentage multiplies it, and later entries come
    on top of earlier ones. An absolute volume of several queues (or of a day) is spread over them
    as the forecast spreads it; where the forecast has nothing, evenly. Intervals follow in
    proportion (`wfm.forecasting.rescale.with_volume`). The rows stay in their order.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`.
    overrides : sequence of Override
        Earliest first.
    """
    volume = frame["volume"].to_numpy(dtype=float).copy()
    aht_s = frame["aht_s"].to_numpy(dtype=float).copy()
    touched = {quantity: np.zeros(len(frame), dtype=bool) for quantity in Quantity}
    days = frame["timestamp"].dt.date.to_numpy()
    counts = []
    for entry in overrides:
        rows = entry.names(frame)
        counts.append(int(rows.sum()))
        touched[entry.quantity] |= rows
        values = volume if entry.quantity is Quantity.VOLUME else aht_s
        if entry.how is How.PERCENT:
            values[rows] *= 1 + entry.value / 100
        elif entry.quantity is Quantity.AHT:
            values[rows] = entry.value
        else:
            parts = frame["timestamp"].to_numpy() if entry.how is How.EACH else days
            values[rows] = _spread(values[rows], parts[rows], entry.value)
    out = with_volume(frame, volume).assign(aht_s=aht_s)
    return Overridden(out, touched[Quantity.VOLUME], touched[Quantity.AHT], tuple(counts))


def _spread(values: FloatArray, parts: FloatArray, total: float) -> FloatArray:
    """Scale each part's values to a total; evenly where they are all zero."""
    _, part = np.unique(parts, return_inverse=True)
    sums = np.bincount(part, weights=values)[part]
    sizes = np.bincount(part)[part]
    shares = np.divide(values, sums, out=1.0 / sizes, where=sums > 0)
    return np.asarray(shares * total)
