"""MSTL (Bandara, Hyndman & Bergmeir 2021) by statsmodels: a reference, not the default."""

from __future__ import annotations

import numpy as np
from statsmodels.tsa.seasonal import MSTL

from wfm.forecasting.blocks import blocks_of
from wfm.forecasting.contract import Fitted, FixedWeek, clean
from wfm.forecasting.days import DayMatrix
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.models.weekday_mean import WeekdayMean8

MIN_WEEKS = 4
MAX_WEEKS = 26
LEVEL_WEEKS = 2
NOTE_SHORT = "short_history_weekday_mean"


class Mstl:
    """Seasons of a day and of a week by repeated STL; the level of the last weeks is kept.

    About 0.4 CPU-s a fit of half a year at half an hour, forty times the default's.
    """

    name = "mstl"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Decompose the last half-year; special days behave like their day type."""
        blocks = blocks_of(history, MAX_WEEKS)
        n_kinds, width = len(blocks.kinds), len(blocks.columns)
        if blocks.n_weeks < MIN_WEEKS or n_kinds < 2 or width < 2:
            week = WeekdayMean8().fit(history, calendar)
            return FixedWeek(week.week, calendar, (NOTE_SHORT,))
        series = blocks.filled.ravel()
        periods = (width, width * n_kinds)
        skip = {
            "seasonal_jump": 1,
            "trend_jump": max(periods[1] // 10, 1),
            "low_pass_jump": max(periods[0] // 10, 1),
        }
        parts = MSTL(series, periods=periods, iterate=2, stl_kwargs=skip).fit()
        season = np.asarray(parts.seasonal).sum(axis=1)
        level = float((series - season)[-LEVEL_WEEKS * periods[1] :].mean())
        last = (level + season[-periods[1] :]).reshape(n_kinds, width)
        weekdays = history.weekdays[blocks.rows[-n_kinds:]]
        slots = clean(blocks.onto_slots(np.maximum(last, 0.0)))
        out = np.tile(slots.mean(axis=0), (7, 1))
        out[weekdays] = slots
        return FixedWeek(out, calendar)
