"""What a forecast is made of, as a planner reads it: level, weekdays, profile, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.folds import normalised
from wfm.forecasting.learned import N_TYPES, LearnedCalendar
from wfm.forecasting.models.top_down import TopDown

MIN_DAYS = 14


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a queue's forecast.

    Parameters
    ----------
    days : tuple of date
        Days of the history.
    actual : ndarray, shape (n_days,)
        Counted day totals, NaN where nothing was counted.
    fitted : ndarray, shape (n_days,)
        What day type and calendar explain of each day's total.
    weekday_volume : ndarray, shape (7,)
        Typical total per weekday, without calendar effects.
    profile : ndarray, shape (7, n_slots)
        Share of the day's volume per slot.
    effects : tuple of (str, float)
        Calendar effects as factors, e.g. ``("after_1", 1.13)``.
    """

    days: tuple[date, ...]
    actual: FloatArray
    fitted: FloatArray
    weekday_volume: FloatArray
    profile: FloatArray
    effects: tuple[tuple[str, float], ...]


def parts_of(history: DayMatrix, learned: LearnedCalendar) -> Parts:
    """Split a history into the parts that the top-down model sees.

    Parameters
    ----------
    history : DayMatrix
        The past, with at least one counted day.
    learned : LearnedCalendar
        The calendar as this history behaves under it.
    """
    actual = np.where(history.has_counts, np.nansum(history.counts, axis=1), np.nan)
    fit = TopDown().fit(normalised(history, learned), learned)
    linear = fit.level.intercept + learned.regressors(history.days) @ fit.level.effects
    names = learned.names
    typical = np.exp(fit.level.intercept + fit.level.effects[:N_TYPES])
    typical = np.where(learned.opening.any(axis=1), typical, 0.0)
    effects = tuple(
        (name, float(np.exp(value)))
        for name, value in zip(names[N_TYPES:], fit.level.effects[N_TYPES:], strict=True)
        if abs(value) > 1e-6 and not name.startswith(("month_", "year_"))
    )
    fitted = np.where(history.day_is_open, np.exp(linear), 0.0)
    return Parts(
        history.days,
        np.asarray(actual),
        np.asarray(fitted),
        np.asarray(typical),
        fit.shares,
        effects,
    )
