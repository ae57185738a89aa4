"""Regressors of a day's level under a learned calendar, for a whole range of days at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from wfm.forecasting.days import FloatArray, IntArray

if TYPE_CHECKING:
    from wfm.forecasting.learned import LearnedCalendar

AFTER_RANKS = 3
YEAR_WAVES = 2
MARGIN_DAYS = 14


@dataclass(frozen=True, eq=False)
class RegressorTable:
    """Regressors of consecutive days.

    Parameters
    ----------
    first_day, last_day : date
        Days covered, both included.
    values : ndarray, shape (n_days, n_names)
        One row a day.
    """

    first_day: date
    last_day: date
    values: FloatArray

    def rows(self, days: Sequence[date]) -> FloatArray:
        """Rows of some of the days, shape (n, n_names)."""
        first = self.first_day.toordinal()
        return self.values[np.array([day.toordinal() - first for day in days], dtype=np.int64)]


def regressor_table(learned: LearnedCalendar, first_day: date, last_day: date) -> RegressorTable:
    """Compute the regressors of every day of a range; columns as `LearnedCalendar.names`.

    Parameters
    ----------
    learned : LearnedCalendar
        The calendar as a history behaves under it.
    first_day, last_day : date
        Both included.
    """
    n = (last_day - first_day).days + 1
    days = [first_day + timedelta(days=i) for i in range(n)]
    calendar = learned.calendar
    columns: list[FloatArray] = list(np.eye(7)[learned.types(days)].T)
    since, eve = _around_days_off(learned, first_day, n)
    columns += [(since == rank).astype(float) for rank in range(1, AFTER_RANKS + 1)]
    columns.append(eve)
    specials = [str(learned.special(day) or "") for day in days]
    columns += [
        np.array([float(special == which) for special in specials])
        for which in ("holiday", "make_up_workday")
    ]
    columns += waves(np.array([_month_phase(day) for day in days]), range(1, 4))
    if calendar.pay_days:
        pays = calendar.pay_dates(first_day - timedelta(days=1), last_day + timedelta(days=1))
        columns.append(np.array([float(day in pays) for day in days]))
        columns.append(np.array([float(day - timedelta(days=1) in pays) for day in days]))
    if learned.has_years:
        columns += waves(year_phase(days), range(1, YEAR_WAVES + 1))
    return RegressorTable(first_day, last_day, np.stack(columns, axis=1))


def _around_days_off(
    learned: LearnedCalendar, first_day: date, n: int
) -> tuple[IntArray, FloatArray]:
    """Rank (1, 2, 3; else 0) of each day after a day off, and whether it is the eve of one.

    Ranks count usually open days only: the Monday after a Friday off is the first.
    """
    start = first_day - timedelta(days=MARGIN_DAYS)
    days = [start + timedelta(days=i) for i in range(n + 2 * MARGIN_DAYS)]
    off = [learned.is_off(day) for day in days]
    usual = [
        learned.usual[day.weekday()] or day in learned.calendar.make_up_workdays for day in days
    ]
    since = np.zeros(len(days), dtype=np.int64)
    rank = 0
    for i, (is_off, is_usual) in enumerate(zip(off, usual, strict=True)):
        if is_off:
            rank = 1
        elif is_usual and rank:
            since[i] = rank
            rank = rank + 1 if rank < AFTER_RANKS else 0
    eve = np.zeros(len(days))
    pending = False
    for i in range(len(days) - 1, -1, -1):
        if off[i]:
            pending = True
        elif usual[i]:
            eve[i] = float(pending)
            pending = False
    part = slice(MARGIN_DAYS, MARGIN_DAYS + n)
    return since[part], eve[part]


def waves(phase: FloatArray, which: Iterable[int]) -> list[FloatArray]:
    """Sine and cosine of each wave of a cycle at some phases of it (1 is once round)."""
    return [wave(2 * np.pi * k * phase) for k in which for wave in (np.sin, np.cos)]


def year_phase(days: Sequence[date]) -> FloatArray:
    """Share of the year that has gone by on each day, shape (n_days,)."""
    return np.array([day.timetuple().tm_yday / 365.25 for day in days])


def _month_phase(day: date) -> float:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (day.day - 1) / (following - date(day.year, day.month, 1)).days
