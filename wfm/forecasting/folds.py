"""Forecasts as they would have been made at past origins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.contract import Fitted, Forecaster, clean
from wfm.forecasting.days import BoolArray, DayMatrix, FloatArray, IntArray, any_of
from wfm.forecasting.learned import LearnedCalendar, learn_calendar

SPREAD_WEEKS = (1, 2, 3, 5, 7, 10, 13, 17, 52)
"""Weeks back of the origins that intervals learn from: wider apart the further back, so that
forecasts of the fourth week, too, are judged on weeks that do not overlap; the last one saw the
same season a year ago come."""
GROWN_DAYS = 56
"""A model that had seen less strays further than it does now."""
MIN_GROWN = 3
MIN_DAYS = 21
"""Days that the first origin of all must have seen."""


Watch = Callable[[int, int], None]
"""Told how many origins are done, of how many; what it raises ends the work."""


@dataclass(frozen=True, eq=False)
class Fold:
    """One forecast at one past origin, beside what came.

    Parameters
    ----------
    origin : int
        Days of the history that the model saw; the first forecast day has this index.
    days : tuple of date
        Forecast days that lie in the history.
    mean : ndarray, shape (n_days, n_slots)
        Forecast, 0 where closed.
    actual : ndarray, shape (n_days, n_slots)
        Counts, NaN where nothing was counted.
    """

    origin: int
    days: tuple[date, ...]
    mean: FloatArray
    actual: FloatArray

    @property
    def leads(self) -> IntArray:
        """Lead of each day: 1 is the first day after the origin."""
        return np.arange(1, len(self.days) + 1)


def known_openings(history: DayMatrix, calendar: Calendar) -> Calendar:
    """Add the history's own closures and open holidays to a calendar.

    A centre knows in advance on which days it opens, so a back-test may too.
    """
    usual = any_of(history.usual_opening(), 1)
    opened = history.day_is_open
    counted = history.has_counts
    shut = {
        day
        for day, is_open, weekday in zip(history.days, opened, history.weekdays, strict=True)
        if not is_open and usual[weekday]
    }
    held = {
        day
        for day, seen, total in zip(
            history.days, counted, np.nansum(history.counts, axis=1), strict=True
        )
        if seen and total > 0
    }
    key = ("known_openings", frozenset(shut), frozenset(held))
    if key not in calendar.memo:
        calendar.memo[key] = replace(
            calendar,
            closures=calendar.closures | shut,
            open_days=(calendar.open_days | held) - shut,
        )
    known: Calendar = calendar.memo[key]
    return known


def normalised(history: DayMatrix, learned: LearnedCalendar) -> DayMatrix:
    """Divide the effects of events, given or learned, out of a history."""
    factor = learned.event_factor(history.days)
    if np.all(factor == 1.0):
        return history
    safe = np.where(factor > 0, factor, np.nan)
    return replace(history, counts=history.counts / safe[:, None])


def fit_at(
    model: Forecaster, history: DayMatrix, calendar: Calendar, queue: str = ""
) -> tuple[Fitted, LearnedCalendar]:
    """Fit a model to a history under a calendar."""
    learned = learn_calendar(history, calendar, queue)
    return model.fit(normalised(history, learned), learned), learned


def finish(
    raw: FloatArray, days: tuple[date, ...], learned: LearnedCalendar, opening: BoolArray | None
) -> FloatArray:
    """Put opening hours and events on a model's prediction."""
    mask = learned.open_slots(days) if opening is None else opening
    return clean(raw * learned.event_factor(days)[:, None]) * mask


def roll(
    model: Forecaster,
    history: DayMatrix,
    calendar: Calendar,
    origins: list[int],
    horizon: int,
    queue: str = "",
    watch: Watch = lambda done, of: None,
) -> list[Fold]:
    """Forecast from several origins, each with nothing but the past before it.

    Parameters
    ----------
    model : Forecaster
        Fitted anew at each origin (expanding window).
    history : DayMatrix
        The whole history.
    calendar : Calendar
        Known in advance, see `known_openings`.
    origins : list of int
        Day indices.
    horizon : int
        Days ahead; cut at the end of the history.
    queue : str
        For events limited to queues.
    watch : callable
        Told before each origin, see `Watch`.
    """
    folds = []
    for done, origin in enumerate(origins):
        watch(done, len(origins))
        end = min(origin + horizon, len(history.days))
        days = history.days[origin:end]
        fitted, learned = fit_at(model, history.until(origin), calendar, queue)
        actual = history.counts[origin:end]
        # Opening hours are known in advance: what was counted was open.
        mask = learned.open_slots(days) | np.isfinite(actual)
        folds.append(Fold(origin, days, finish(fitted.predict(days), days, learned, mask), actual))
    return folds


def spread_origins(ends: Sequence[int]) -> list[int]:
    """Origins that intervals are learned from.

    Parameters
    ----------
    ends : sequence of int
        Day indices of the ends of past weeks, rising; the last one is a week before now.

    Examples
    --------
    >>> spread_origins([14, 28, 56, 63, 70, 77])
    [56, 63, 70, 77]
    """
    enough = [end for end in ends if end >= MIN_DAYS]
    chosen = [enough[-weeks] for weeks in reversed(SPREAD_WEEKS) if weeks <= len(enough)]
    grown = [end for end in chosen if end >= GROWN_DAYS]
    return grown if len(grown) >= MIN_GROWN else chosen


def weekly_origins(history: DayMatrix, n: int, horizon: int, min_days: int) -> list[int]:
    """Origins at the end of each week, the last ones whose horizon the history still covers.

    Parameters
    ----------
    history : DayMatrix
        The past.
    n : int
        At most this many.
    horizon : int
        The last origin has its last open day within the history.
    min_days : int
        Days that the first origin must have seen.
    """
    usual = any_of(history.usual_opening(), 1)
    # A centre closed at the weekend ends its last week on Friday.
    slack = 0
    if len(history.days):
        weekday = (history.days[-1].weekday() + 1) % 7
        while slack < 6 and not usual[weekday] and weekday != 0:
            slack, weekday = slack + 1, (weekday + 1) % 7
    last = len(history.days) - horizon + slack
    ends = [
        i + 1
        for i, day in enumerate(history.days)
        if day.weekday() == 6 and min_days <= i + 1 <= last
    ]
    return ends[-n:]
