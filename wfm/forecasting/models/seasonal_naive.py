"""What planners do by hand: last week again, or the middle of the last same weekdays."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from wfm.forecasting.contract import FixedWeek, clean
from wfm.forecasting.days import DayMatrix, FloatArray


def weekday_week(
    history: DayMatrix, n_last: int, middle: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Middle of the last counted days of each weekday, per slot, shape (7, n_slots).

    A weekday or slot that was never counted takes the mean of the other days' same slot.

    Parameters
    ----------
    history : DayMatrix
        The past.
    n_last : int
        How many counted days of each weekday are used.
    middle : callable
        From (n_rows, n_slots) with NaN to (n_slots,).
    """
    week = np.full((7, history.n_slots), np.nan)
    counted = history.has_counts
    with warnings.catch_warnings():
        # A slot that was never counted is a plain NaN here, no cause for a warning.
        warnings.simplefilter("ignore", RuntimeWarning)
        for weekday in range(7):
            rows = np.flatnonzero((history.weekdays == weekday) & counted)[-n_last:]
            if rows.size:
                week[weekday] = middle(history.counts[rows])
        anywhere = np.nanmean(history.counts[-7 * n_last :], axis=0)
    return clean(np.where(np.isfinite(week), week, anywhere[None, :]))


class SeasonalNaive:
    """The last counted day of the same weekday, again."""

    name = "seasonal_naive"

    def fit(self, history: DayMatrix, calendar: object = None) -> FixedWeek:
        """Keep the last counted week."""
        return FixedWeek(weekday_week(history, 1, lambda rows: rows[-1]))
