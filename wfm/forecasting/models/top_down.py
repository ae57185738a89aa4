"""Top-down: log of the day's total on a moving level, spread by the day type's profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecasting.contract import clean
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.drift import drifted
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.level_regression import LevelFit, fit_level_regression
from wfm.forecasting.profiles import day_totals, share_profiles
from wfm.forecasting.regression import half_life_weights

EFFECT_HALF_LIFE_DAYS = 365.0
"""Effects of the calendar are learned over years, fading; the level is followed by itself."""


@dataclass(frozen=True, eq=False)
class TopDownFit:
    """A fitted top-down model; its parts are what the charts of a forecast show."""

    calendar: LearnedCalendar
    level: LevelFit
    shares: FloatArray
    last_day: date
    day_gap: float
    notes: tuple[str, ...] = ()

    def totals(self, days: Sequence[date]) -> FloatArray:
        """Expected total of each day, shape (n_days,)."""
        ahead = np.array([(day - self.last_day).days for day in days], dtype=float)
        log_total = self.level.predict(
            self.calendar.regressors(days), np.maximum(ahead / self.day_gap, 1.0)
        )
        return np.exp(np.clip(log_total, -30, 30))

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        shares = self.shares[self.calendar.types(days)]
        return clean(self.totals(days)[:, None] * shares)


class TopDown:
    """Log day totals regressed on day type and calendar with a moving level, times a profile."""

    name = "top_down"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> TopDownFit:
        """Fit level and profiles."""
        types = calendar.types(history.days)
        shares, rates = share_profiles(history.counts, types, calendar.opening)
        totals, counted = day_totals(history.counts, types, rates)
        shares = drifted(shares, history.counts, types)
        rows = np.flatnonzero(np.isfinite(totals))
        days = [history.days[row] for row in rows]
        ages = (len(history.days) - 1 - rows).astype(float)
        weights = half_life_weights(ages, EFFECT_HALF_LIFE_DAYS) * counted[rows]
        level = fit_level_regression(
            np.log(totals[rows] + 0.5),
            calendar.regressors(days),
            calendar.prior_sd,
            weights,
            1.0 / max(float(np.average(totals[rows], weights=weights)), 1.0),
        )
        span = max(len(history.days) - int(rows[0]), 1) / max(len(rows), 1)
        return TopDownFit(calendar, level, shares, history.days[-1], float(span))
