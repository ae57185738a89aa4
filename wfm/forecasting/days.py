"""A queue's history as a matrix of days by wall-clock slots, with its states kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.time import DAY_MIN, TimeGrid

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def any_of(mask: BoolArray, axis: int) -> BoolArray:
    """Whether any entry holds along an axis, always as an array."""
    return np.asarray(mask.any(axis=axis), dtype=np.bool_)


DAY_S = 86_400
RECENT_WEEKS = 8
"""Opening hours change; the last weeks say what they are now."""


@dataclass(frozen=True, eq=False)
class DayMatrix:
    """Contacts per day and wall-clock slot of one queue.

    Parameters
    ----------
    days : tuple of date
        Consecutive local days.
    interval_min : int
        Length of a slot.
    counts : ndarray, shape (n_days, n_slots)
        Contacts offered; NaN where nothing was counted (closed, missing or outage).
    is_open : ndarray of bool, shape (n_days, n_slots)
        Whether service was offered; an open slot whose count is NaN is missing.
    """

    days: tuple[date, ...]
    interval_min: int
    counts: FloatArray
    is_open: BoolArray

    @property
    def n_slots(self) -> int:
        """Slots of a wall-clock day."""
        return DAY_MIN // self.interval_min

    @cached_property
    def weekdays(self) -> IntArray:
        """Weekday of each day, Monday 0, shape (n_days,)."""
        first = self.days[0].weekday() if self.days else 0
        return (first + np.arange(len(self.days))) % 7

    @cached_property
    def has_counts(self) -> BoolArray:
        """Whether anything was counted on a day, shape (n_days,)."""
        return any_of(np.isfinite(self.counts), 1)

    @property
    def day_is_open(self) -> BoolArray:
        """Whether service was offered at any time of a day, shape (n_days,)."""
        return any_of(self.is_open, 1)

    def until(self, n_days: int) -> DayMatrix:
        """Return the first days only, as a forecaster at that origin saw them."""
        return replace(
            self,
            days=self.days[:n_days],
            counts=self.counts[:n_days],
            is_open=self.is_open[:n_days],
        )

    def trimmed(self) -> DayMatrix:
        """Drop the days before the first and after the last day with a count."""
        seen = np.flatnonzero(self.has_counts)
        if seen.size == 0:
            return self.until(0)
        first, last = int(seen[0]), int(seen[-1]) + 1
        return replace(
            self,
            days=self.days[first:last],
            counts=self.counts[first:last],
            is_open=self.is_open[first:last],
        )

    def usual_opening(self) -> BoolArray:
        """Learn the usual opening hours per weekday, shape (7, n_slots).

        A slot is usually open when it was on at least half of the last eight days of that
        weekday on which service was offered at all.
        """
        weekdays = self.weekdays
        usual: BoolArray = np.zeros((7, self.n_slots), dtype=bool)
        open_days = self.day_is_open
        for weekday in range(7):
            rows = np.flatnonzero((weekdays == weekday) & open_days)[-RECENT_WEEKS:]
            seen = int((weekdays == weekday)[-7 * RECENT_WEEKS :].sum())
            if rows.size and (rows.size * 4 >= min(seen, RECENT_WEEKS)):
                usual[weekday] = self.is_open[rows].mean(axis=0) >= 0.5
        return usual


def slots_of(local: pd.DatetimeIndex, interval_min: int) -> IntArray:
    """Wall-clock slot of each local instant, shape (n,)."""
    minutes = local.hour.to_numpy() * 60 + local.minute.to_numpy()
    return np.asarray(minutes // interval_min, dtype=np.int64)


def day_matrix(history: pd.DataFrame, queue: str, interval_min: int) -> DayMatrix:
    """Turn one queue of a history frame into a day matrix.

    A wall-clock hour that occurs twice (clocks go back) is averaged into one slot; one that is
    skipped stays uncounted. Sum over the queues by giving a frame that holds their sum.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    queue : str
        Which queue.
    interval_min : int
        The history's interval.
    """
    part = history.loc[history["queue"] == queue]
    return rows_matrix(part, interval_min)


def rows_matrix(
    part: pd.DataFrame, interval_min: int, values: FloatArray | None = None
) -> DayMatrix:
    """Turn the rows of one queue into a day matrix; see `day_matrix`.

    Parameters
    ----------
    part : DataFrame
        Rows of one queue only.
    interval_min : int
        The history's interval.
    values : ndarray, shape (n_rows,), optional
        Laid out in place of the volume; NaN where not known.
    """
    local = pd.DatetimeIndex(part["timestamp"])
    n_slots = DAY_MIN // interval_min
    if len(part) == 0:
        empty = np.empty((0, n_slots))
        return DayMatrix((), interval_min, empty, empty.astype(bool))
    naive = local.tz_localize(None).as_unit("s").asi8
    ordinals = naive // DAY_S
    first, last = int(ordinals.min()), int(ordinals.max())
    cell = (ordinals - first) * n_slots + naive % DAY_S // (60 * interval_min)
    size = (last - first + 1) * n_slots
    state = part["state"]
    if values is None:
        values = part["volume"].to_numpy(dtype=float)
        values = np.where((state == "open").to_numpy(dtype=bool), values, np.nan)
    counted = np.isfinite(values)
    sums = np.bincount(cell[counted], weights=values[counted], minlength=size)
    n = np.bincount(cell[counted], minlength=size)
    in_service = (state != "closed").to_numpy(dtype=bool)
    is_open = np.bincount(cell[in_service], minlength=size) > 0
    counts = np.where(n > 0, sums / np.maximum(n, 1), np.nan)
    start = date(1970, 1, 1) + timedelta(days=first)
    return DayMatrix(
        tuple(start + timedelta(days=i) for i in range(last - first + 1)),
        interval_min,
        counts.reshape(-1, n_slots),
        is_open.reshape(-1, n_slots),
    )


class QueueRows:
    """The rows of each queue of a history, found once for all queues.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`, in any order.
    """

    def __init__(self, history: pd.DataFrame) -> None:
        codes, names = pd.factorize(history["queue"], sort=True)
        self.names: tuple[str, ...] = tuple(str(name) for name in names)
        self._history = history
        self._order = None
        if len(codes) and not (np.diff(codes) >= 0).all():
            self._order = np.argsort(codes, kind="stable")
            codes = codes[self._order]
        self._bounds = np.searchsorted(codes, np.arange(len(self.names) + 1))

    def of(self, queue: str) -> pd.DataFrame:
        """Rows of a queue, in the frame's order."""
        at = self.names.index(queue)
        rows = slice(int(self._bounds[at]), int(self._bounds[at + 1]))
        return self._history.iloc[rows if self._order is None else self._order[rows]]


def onto_grid(by_day: FloatArray, grid: TimeGrid) -> FloatArray:
    """Spread values by day and wall-clock slot over a time grid, shape (n_intervals,).

    Parameters
    ----------
    by_day : ndarray, shape (n_days, n_slots)
        One row for each day of the grid.
    grid : TimeGrid
        A day of 23 or 25 hours takes each slot as often as the wall clock shows it.
    """
    return np.asarray(by_day.ravel()[_cells(grid)])


@lru_cache(maxsize=16)
def _cells(grid: TimeGrid) -> IntArray:
    """Place of each interval in a matrix of days by wall-clock slots, shape (n_intervals,)."""
    day_index = np.repeat(np.arange(grid.n_days), np.diff(grid.day_starts))
    n_slots = DAY_MIN // grid.interval_min
    return np.asarray(day_index * n_slots + slots_of(grid.local, grid.interval_min))


def days_from(first_day: date, n_days: int) -> tuple[date, ...]:
    """Consecutive days.

    Examples
    --------
    >>> days_from(date(2026, 1, 31), 2)
    (datetime.date(2026, 1, 31), datetime.date(2026, 2, 1))
    """
    return tuple(first_day + timedelta(days=i) for i in range(n_days))


def weekday_array(days: Sequence[date]) -> IntArray:
    """Weekday of each day, Monday 0."""
    return np.array([day.weekday() for day in days], dtype=np.int64)
