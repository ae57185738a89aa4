"""Dynamic harmonic regression with autoregressive errors, by statsmodels: a reference."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import statsmodels.api as sm

from wfm.forecasting.blocks import Blocks, blocks_of
from wfm.forecasting.contract import Fitted, FixedWeek, clean
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.models.weekday_mean import WeekdayMean8

MIN_WEEKS = 4
MAX_WEEKS = 40
DAY_HARMONICS = 10
WEEK_HARMONICS = 10
AR_ORDER = 2
AR_ROUNDS = 3
FORGOTTEN_AFTER = 96
"""Blocks after which an error of the past says nothing any more."""
STABLE = 0.98
NOTE_SHORT = "short_history_weekday_mean"


@dataclass(frozen=True, eq=False)
class HarmonicFit:
    """A fitted harmonic regression of square-root counts.

    Parameters
    ----------
    blocks : Blocks
        The grid of the fit.
    calendar : LearnedCalendar
        Gives the calendar's regressors.
    shape : ndarray, shape (n_columns,)
        Mean root of each block over their mean: calendar effects are in proportion to it.
    coefficients : ndarray
        Of `_design`'s columns.
    ahead : ndarray, shape (96,)
        Expected errors of the blocks after the last one.
    variance : ndarray, shape (n_columns,)
        Added to a squared mean root to get a mean count.
    last_day : date
        Last day of the history.
    """

    blocks: Blocks
    calendar: LearnedCalendar
    shape: FloatArray
    coefficients: FloatArray
    ahead: FloatArray
    variance: FloatArray
    last_day: date
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        width = len(self.blocks.columns)
        design = _design(days, self.calendar, self.blocks, self.shape)
        roots = (design @ self.coefficients).reshape(len(days), width)
        ahead = np.append(self.ahead, np.zeros(width))
        for i, day in enumerate(days):
            start = ((day - self.last_day).days - 1) * width
            if 0 <= start < len(self.ahead):
                roots[i] += ahead[start : start + width]
        counts = np.maximum(roots, 0.0) ** 2 + self.variance
        return clean(self.blocks.onto_slots(np.maximum(counts, 0.0)))


class Harmonic:
    """Fourier terms of day and week, calendar regressors, AR(2) errors, on square-root counts.

    About 0.1 CPU-s a fit of forty weeks at half an hour, ten times the default's.
    """

    name = "harmonic"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Fit by iterated Cochrane-Orcutt (statsmodels GLSAR) on the last forty weeks."""
        blocks = blocks_of(history, MAX_WEEKS)
        if blocks.n_weeks < MIN_WEEKS or len(blocks.columns) < 2:
            week = WeekdayMean8().fit(history, calendar)
            return FixedWeek(week.week, calendar, (NOTE_SHORT,))
        roots = np.sqrt(blocks.filled + 0.25)
        shape = roots.mean(axis=0) / roots.mean()
        days = [history.days[row] for row in blocks.rows]
        design = _design(days, calendar, blocks, shape)
        seen = np.isfinite(blocks.counts).ravel()
        target = roots.ravel()
        with warnings.catch_warnings():
            # Days that never came have empty columns; the shortest solution gives them no effect.
            warnings.simplefilter("ignore")
            first = sm.OLS(target[seen], design[seen]).fit()
            # What was not counted takes what the regression says: no error of its own.
            target = np.where(seen, target, design @ first.params)
            fit = sm.GLSAR(target, design, rho=AR_ORDER).iterative_fit(maxiter=AR_ROUNDS)
        errors = target - design @ fit.params
        rho = np.nan_to_num(np.asarray(fit.model.rho))
        size = float(np.abs(rho).sum())
        rho = rho * min(1.0, STABLE / size) if size > 0 else rho
        spread = np.where(seen, errors, np.nan).reshape(roots.shape)
        n_seen = np.isfinite(spread).sum(axis=0)
        variance = np.nansum(spread**2, axis=0) / np.maximum(n_seen, 1) - 0.25
        return HarmonicFit(
            blocks,
            calendar,
            shape,
            np.asarray(fit.params),
            _carried_on(errors, rho),
            np.where(n_seen > 0, variance, 0.0),
            history.days[-1],
        )


def _carried_on(errors: FloatArray, rho: FloatArray) -> FloatArray:
    """Expected errors after the last ones under an autoregression, shape (96,)."""
    past = list(errors[-len(rho) :])
    for _ in range(FORGOTTEN_AFTER):
        past.append(float(np.dot(rho, past[: -len(rho) - 1 : -1])))
    return np.array(past[len(rho) :])


def _design(
    days: Sequence[date], calendar: LearnedCalendar, blocks: Blocks, shape: FloatArray
) -> FloatArray:
    """Regressors of every block, shape (n_days x n_columns, n_regressors)."""
    width = len(blocks.columns)
    kinds = list(blocks.kinds)
    types = calendar.types(days)
    place = np.array([kinds.index(kind) if kind in kinds else 0 for kind in types])
    within = np.tile(np.arange(width) / width, len(days))
    of_week = (np.repeat(place, width) + within) / len(kinds)
    waves = [np.ones(len(within))]
    for k in range(1, min(DAY_HARMONICS, (width - 1) // 2) + 1):
        waves += [np.sin(2 * np.pi * k * within), np.cos(2 * np.pi * k * within)]
    for k in range(1, WEEK_HARMONICS + 1):
        # Whole multiples of the days repeat the waves of a day.
        if k % len(kinds):
            waves += [np.sin(2 * np.pi * k * of_week), np.cos(2 * np.pi * k * of_week)]
    known = calendar.regressors(days)
    effects = (known[:, None, :] * shape[None, :, None]).reshape(len(within), -1)
    return np.column_stack([*waves, effects])
