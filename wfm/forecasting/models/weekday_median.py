"""Median of the last six same weekdays: the best habit of practitioners."""

from __future__ import annotations

import numpy as np

from wfm.forecasting.contract import FixedWeek
from wfm.forecasting.days import DayMatrix
from wfm.forecasting.models.seasonal_naive import weekday_week


class WeekdayMedian6:
    """Median of the last six counted days of the same weekday, per slot."""

    name = "weekday_median_6"

    def fit(self, history: DayMatrix, calendar: object = None) -> FixedWeek:
        """Take the middle of the last days of each weekday."""
        return FixedWeek(
            weekday_week(history, 6, lambda rows: np.asarray(np.nanmedian(rows, axis=0)))
        )
