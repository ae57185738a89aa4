"""Holt-Winters with a weekly season on day totals: a reference, not the default."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from wfm.forecasting.contract import Fitted, clean
from wfm.forecasting.days import DayMatrix, FloatArray, IntArray
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.models.weekday_mean import WeekdayMean8
from wfm.forecasting.profiles import day_totals, share_profiles

MIN_WEEKS = 4
NOTE_SHORT = "short_history_weekday_mean"


@dataclass(frozen=True, eq=False)
class HoltWintersFit:
    """A fitted Holt-Winters model: the log of the total per open weekday, a week ahead and on."""

    season: FloatArray
    shares: FloatArray
    calendar: LearnedCalendar
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        types = self.calendar.types(days)
        return clean(np.exp(self.season[types])[:, None] * self.shares[types])


class HoltWinters:
    """Additive weekly Holt-Winters without trend on log day totals, times a profile."""

    name = "holt_winters"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Fit; gaps are filled with the same weekday's last value first."""
        types = calendar.types(history.days)
        shares, rates = share_profiles(history.counts, types, calendar.opening)
        totals, _ = day_totals(history.counts, types, rates)
        kinds = [kind for kind in range(7) if np.isfinite(totals[types == kind]).any()]
        series = _regular(np.log(totals + 0.5), types, kinds)
        if len(kinds) == 0 or len(series) < MIN_WEEKS * len(kinds):
            week = WeekdayMean8().fit(history, calendar)
            return type(week)(week.week, week.calendar, (NOTE_SHORT,))
        season = np.full(7, np.log(0.5))
        level = _next_season(series, len(kinds))
        season[kinds] = level
        return HoltWintersFit(season, shares, calendar)


def _regular(values: FloatArray, types: IntArray, kinds: list[int]) -> FloatArray:
    """Weeks of the open weekdays one after the other, gaps filled, last week complete."""
    by_kind = [values[types == kind] for kind in kinds]
    n_weeks = min((len(column) for column in by_kind), default=0)
    if n_weeks == 0:
        return np.empty(0)
    weeks = np.stack([column[-n_weeks:] for column in by_kind], axis=1)
    for row in range(1, n_weeks):
        weeks[row] = np.where(np.isfinite(weeks[row]), weeks[row], weeks[row - 1])
    middle = np.nanmedian(weeks, axis=0)
    return np.where(np.isfinite(weeks), weeks, middle[None, :]).ravel()


def _next_season(series: FloatArray, period: int) -> FloatArray:
    """Forecast of the next season, shape (period,)."""
    if period < 2 or np.ptp(series) == 0:
        return np.asarray(series[-period:])
    model = ExponentialSmoothing(
        series, seasonal="add", seasonal_periods=period, initialization_method="heuristic"
    )
    with warnings.catch_warnings():
        # An optimiser that stops early still leaves usable smoothing weights.
        warnings.simplefilter("ignore")
        fitted = model.fit()
    return np.asarray(fitted.forecast(period), dtype=float)
