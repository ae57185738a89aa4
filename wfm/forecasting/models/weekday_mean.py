"""Mean of the last eight same weekdays."""

from __future__ import annotations

import numpy as np

from wfm.forecasting.contract import FixedWeek
from wfm.forecasting.days import DayMatrix
from wfm.forecasting.models.seasonal_naive import weekday_week


class WeekdayMean8:
    """Mean of the last eight counted days of the same weekday, per slot."""

    name = "weekday_mean_8"

    def fit(self, history: DayMatrix, calendar: object = None) -> FixedWeek:
        """Average the last days of each weekday."""
        return FixedWeek(
            weekday_week(history, 8, lambda rows: np.asarray(np.nanmean(rows, axis=0)))
        )
