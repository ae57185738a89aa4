"""A history as a regular series of blocks of half an hour or more, for models that need one."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from wfm.forecasting.days import DayMatrix, FloatArray, IntArray, any_of

BLOCK_MIN = 30
"""Shorter slots are summed: their noise teaches nothing about a season, and costs."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The open weekdays and hours of a history, one row a day, no day left out.

    Parameters
    ----------
    rows : ndarray of int, shape (n_rows,)
        Day of the history behind each row: every day of an open weekday, counted or not.
    kinds : tuple of int
        Weekdays that are open, Monday 0.
    columns : ndarray of int, shape (n_columns,)
        Blocks of the day that are open on some weekday.
    counts : ndarray, shape (n_rows, n_columns)
        Contacts; NaN where not (or not wholly) counted.
    filled : ndarray, shape (n_rows, n_columns)
        The same with gaps filled by the mean of their weekday.
    shares : ndarray, shape (n_blocks, slots a block)
        Share of each slot in its block.
    """

    rows: IntArray
    kinds: tuple[int, ...]
    columns: IntArray
    counts: FloatArray
    filled: FloatArray
    shares: FloatArray

    @property
    def n_weeks(self) -> float:
        """Weeks of rows."""
        return len(self.rows) / max(len(self.kinds), 1)

    def onto_slots(self, values: FloatArray) -> FloatArray:
        """Spread columns over the slots of the day, shape (n, n_slots)."""
        whole = np.zeros((len(values), len(self.shares)))
        whole[:, self.columns] = values
        return np.asarray((whole[:, :, None] * self.shares[None]).reshape(len(values), -1))


def blocks_of(history: DayMatrix, n_weeks: int) -> Blocks:
    """Lay the last weeks of a history out as blocks.

    Parameters
    ----------
    history : DayMatrix
        The past, with at least one counted day.
    n_weeks : int
        At most this many weeks, the last ones.
    """
    size = max(BLOCK_MIN // history.interval_min, 1)
    counts = history.counts[-7 * n_weeks :]
    known = np.isfinite(counts)
    usual = any_of(known, 0)
    parts = np.where(known, counts, 0.0).reshape(len(counts), -1, size)
    lost = (usual[None] & ~known).reshape(parts.shape)
    per_slot = parts.sum(axis=0) / np.maximum(known.reshape(parts.shape).sum(axis=0), 1)
    total = per_slot.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, per_slot / np.maximum(total, 1e-12), 1 / size)
    summed = np.where(lost.any(axis=2), np.nan, parts.sum(axis=2))
    summed[:, ~usual.reshape(-1, size).any(axis=1)] = np.nan
    weekdays = history.weekdays[-7 * n_weeks :]
    seen = any_of(np.isfinite(summed), 1)
    kinds = tuple(kind for kind in range(7) if seen[weekdays == kind].any())
    rows = np.flatnonzero(np.isin(weekdays, kinds))
    columns = np.flatnonzero(usual.reshape(-1, size).any(axis=1))
    own = summed[np.ix_(rows, columns)]
    filled = own.copy()
    with warnings.catch_warnings():
        # A block that a weekday never had is filled from the other weekdays below.
        warnings.simplefilter("ignore", RuntimeWarning)
        anywhere = np.nan_to_num(np.nanmean(own, axis=0)) if len(own) else own
        for kind in kinds:
            mine = weekdays[rows] == kind
            middle = np.nanmean(own[mine], axis=0)
            middle = np.where(np.isfinite(middle), middle, anywhere)
            filled[mine] = np.where(np.isfinite(own[mine]), own[mine], middle)
    first = max(len(history.days) - 7 * n_weeks, 0)
    return Blocks(rows + first, kinds, columns, own, filled, shares)
