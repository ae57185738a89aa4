"""The calendar as one history behaves under it: day types, opening, regressors of a day's level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wfm.core.time import DAY_MIN
from wfm.forecasting.calendar import Calendar, DayKind
from wfm.forecasting.days import (
    BoolArray,
    DayMatrix,
    FloatArray,
    IntArray,
    any_of,
    weekday_array,
)
from wfm.forecasting.effect_learning import learn_effects
from wfm.forecasting.effects import NO_EFFECTS, Effects, is_given
from wfm.forecasting.events import DURING
from wfm.forecasting.hours import slots_in
from wfm.forecasting.regressors import AFTER_RANKS, RegressorTable, regressor_table

N_TYPES = 7
FREE_SD = 3.0
TYPE_SD = 1.0
MAPPED_SD = 0.15
AFTER_SD = (0.20, 0.10, 0.06)
assert len(AFTER_SD) == AFTER_RANKS
EVE_SD = 0.08
MONTH_SD = (0.08, 0.06, 0.05)
PAY_SD = (0.10, 0.06)
YEAR_SD = (0.15, 0.08)
CLEARLY_BETTER = 0.7
"""A special day takes another weekday's shape only when that fits it much better than its own."""


QUIET = 0.9
AHEAD = timedelta(days=60)
"""Tables of regressors reach so far beyond what is asked for: the next origin asks for more."""


class Special(StrEnum):
    """Classes of days that may behave like another weekday."""

    HOLIDAY = "holiday"
    EVE = "eve"
    MAKE_UP_WORKDAY = "make_up_workday"


@dataclass(frozen=True, eq=False)
class LearnedCalendar:
    """A calendar together with what one history teaches about it.

    Parameters
    ----------
    calendar : Calendar
        What is known in advance.
    opening : ndarray of bool, shape (7, n_slots)
        Usual opening hours per day type (Monday 0).
    behaves_like : dict of Special to int
        Day type that a class of special days takes; a class that is absent keeps its weekday.
    shut : frozenset of Special
        Classes on which the centre is closed.
    queue : str
        Events may be limited to queues.
    has_years : bool
        Whether two years are there to learn a yearly cycle from.
    quiet_holidays : bool
        Whether holidays on which the centre was open had clearly fewer contacts than usual: the
        days after them are then days after a day off, too.
    effects : Effects
        What past events did to the queue.
    """

    calendar: Calendar
    opening: BoolArray
    behaves_like: dict[Special, int]
    shut: frozenset[Special]
    queue: str = ""
    has_years: bool = False
    quiet_holidays: bool = False
    effects: Effects = NO_EFFECTS

    @cached_property
    def usual(self) -> tuple[bool, ...]:
        """Whether each weekday is usually open at all, Monday first."""
        return tuple(bool(value) for value in any_of(self.opening, 1))

    def special(self, day: date) -> Special | None:
        """Class of a special day; None for an ordinary one and one that is like a weekday."""
        if day not in self.calendar.marked or day in self.calendar.like:
            return None
        kind = self.calendar.kind(day)
        if kind is DayKind.NORMAL:
            return Special.EVE if self.calendar.is_eve(day) else None
        return Special.HOLIDAY if kind is DayKind.HOLIDAY else Special.MAKE_UP_WORKDAY

    def is_shut(self, day: date) -> bool:
        """Whether the centre is closed on a day on which it would usually be open."""
        given = self.calendar.hours.days.get(day)
        if given is not None:
            return not given
        if day in self.calendar.open_days:
            return False
        if day in self.calendar.closures:
            return True
        special = self.special(day)
        if special is None:
            like = self.calendar.like.get(day)
            return like is not None and self.usual[day.weekday()] and not self.usual[like]
        hours = self.calendar.hours.specials.get(str(special))
        return special in self.shut if hours is None else not hours

    def types(self, days: Sequence[date]) -> IntArray:
        """Day type (0..6) that each day behaves like, shape (n_days,)."""
        own = weekday_array(days)
        like = self.calendar.like
        if not self.behaves_like and not like:
            return own
        marked = self.calendar.marked
        for i, day in enumerate(days):
            if day not in marked:
                continue
            special = self.special(day)
            if special is not None:
                own[i] = self.behaves_like.get(special, int(own[i]))
            else:
                own[i] = like.get(day, int(own[i]))
        return own

    def open_slots(self, days: Sequence[date]) -> BoolArray:
        """Opening of days to come, shape (n_days, n_slots)."""
        given, interval_min = self.calendar.hours, DAY_MIN // self.opening.shape[1]
        week = self.opening
        if given.weekdays is not None:
            week = np.stack([slots_in(spans, interval_min) for spans in given.weekdays])
        mask = week[self.types(days)].copy()
        for i, day in enumerate(days):
            special = self.special(day)
            spans = given.days.get(day, given.specials.get(str(special)))
            if self.is_shut(day):
                mask[i] = False
            elif spans is not None:
                mask[i] = slots_in(spans, interval_min)
            elif day in self.calendar.open_days and not mask[i].any():
                mask[i] = week.any(axis=0)
        return mask

    def is_off(self, day: date) -> bool:
        """Whether a usually open day is shut, or a holiday on which fewer people call."""
        if day not in self.calendar.marked or not self.usual[day.weekday()]:
            return False
        if self.is_shut(day):
            return True
        return self.quiet_holidays and self.calendar.kind(day) is DayKind.HOLIDAY

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the regressors, in the order of the columns."""
        month = [f"month_{part}{k}" for k in (1, 2, 3) for part in ("sin", "cos")]
        year = [f"year_{part}{k}" for k in (1, 2) for part in ("sin", "cos")]
        return (
            *(f"type_{i}" for i in range(N_TYPES)),
            "after_1",
            "after_2",
            "after_3",
            "eve",
            "holiday",
            "make_up_workday",
            *month,
            *(("pay_day", "after_pay_day") if self.calendar.pay_days else ()),
            *(year if self.has_years else ()),
        )

    @property
    def prior_sd(self) -> FloatArray:
        """Prior standard deviation of each effect on the log of volume."""
        values = [TYPE_SD] * N_TYPES + [*AFTER_SD, EVE_SD, MAPPED_SD, MAPPED_SD]
        values += [sd for sd in MONTH_SD for _ in range(2)]
        values += list(PAY_SD) if self.calendar.pay_days else []
        values += [sd for sd in YEAR_SD for _ in range(2)] if self.has_years else []
        return np.array(values)

    def regressors(self, days: Sequence[date]) -> FloatArray:
        """Regressors of a day's level, shape (n_days, n_names)."""
        if not days:
            return np.empty((0, len(self.names)))
        first, last = min(days), max(days)
        # Queues and origins that learned the same of the calendar share one table.
        tables, key = self.calendar.memo, ("regressors", *self._lessons)
        table: RegressorTable | None = tables.get(key)
        if table is None or first < table.first_day or last > table.last_day:
            low = min(first, table.first_day) if table else first
            high = max(last + AHEAD, table.last_day) if table else last + AHEAD
            table = tables[key] = regressor_table(self, low, high)
        return table.rows(days)

    @property
    def _lessons(self) -> tuple[object, ...]:
        """Everything but the calendar itself that the regressors depend on."""
        return (
            self.usual,
            tuple(sorted(self.behaves_like.items())),
            self.shut,
            self.quiet_holidays,
            self.has_years,
        )

    def given_factor(self, days: Sequence[date]) -> FloatArray:
        """Product of the given factors of the events on each day, shape (n_days,)."""
        factor = np.ones(len(days))
        for event in self.calendar.events:
            if event.factor is not None and is_given(event, DURING, self.queue):
                covered = [event.covers(day, self.queue) for day in days]
                factor[covered] *= event.factor
        return factor

    def event_factor(self, days: Sequence[date]) -> FloatArray:
        """Product of all events' factors on each day, given or learned, shape (n_days,)."""
        return self.effects.factors(self.calendar.events, days)


def learn_calendar(history: DayMatrix, calendar: Calendar, queue: str = "") -> LearnedCalendar:
    """Learn opening hours and what special days behave like from a history.

    A holiday, an eve or a make-up workday takes the day type whose usual counts fit its past
    instances best, if that is clearly better than its own weekday; the centre is taken to be
    shut on a class of days when it was shut on most instances of it so far.

    Parameters
    ----------
    history : DayMatrix
        The past of one queue (or of the total).
    calendar : Calendar
        What is known in advance.
    queue : str, optional
        Name for events limited to queues; empty for the total.
    """
    counted = history.has_counts
    ordinary = LearnedCalendar(calendar, history.usual_opening(), {}, frozenset(), queue)
    specials: npt.NDArray[np.str_] = np.full(len(history.days), "", dtype="<U20")
    for i, day in enumerate(history.days):
        if day in calendar.marked:
            specials[i] = str(ordinary.special(day) or "")
    weekdays = history.weekdays
    means = _weekday_means(history, counted & (specials == ""))
    usual = any_of(ordinary.opening, 1)
    behaves: dict[Special, int] = {}
    shut: set[Special] = set()
    for special in Special:
        rows = np.flatnonzero((specials == str(special)) & usual[weekdays]).tolist()
        closed = [not history.is_open[row].any() for row in rows]
        if closed and np.mean(closed) > 0.5 and special is not Special.EVE:
            shut.add(special)
        seen = [int(row) for row in np.flatnonzero((specials == str(special)) & counted)]
        best = _best_type(history, seen, means)
        if best is not None:
            behaves[special] = best
        elif special is Special.MAKE_UP_WORKDAY and usual[:5].any():
            behaves.setdefault(special, int(np.flatnonzero(usual[:5])[usual[:5].sum() // 2]))
    learned = LearnedCalendar(
        calendar,
        ordinary.opening,
        behaves,
        frozenset(shut),
        queue,
        len(history.days) >= 2 * 365,
        _are_quiet(history, np.flatnonzero((specials == "holiday") & counted).tolist(), means),
        Effects(queue),
    )
    return replace(learned, effects=learn_effects(history, learned)) if calendar.events else learned


def _are_quiet(history: DayMatrix, rows: list[int], means: FloatArray) -> bool:
    """Whether the middle one of some days had clearly fewer contacts than its weekday's mean."""
    ratios = []
    for row in rows:
        seen = np.isfinite(history.counts[row])
        usual = float(means[history.days[row].weekday(), seen].sum())
        if usual > 0:
            ratios.append(float(history.counts[row, seen].sum()) / usual)
    return bool(ratios) and float(np.median(ratios)) < QUIET


def _weekday_means(history: DayMatrix, rows: BoolArray) -> FloatArray:
    means = np.zeros((N_TYPES, history.n_slots))
    for weekday in range(N_TYPES):
        chosen = history.counts[rows & (history.weekdays == weekday)]
        seen = np.isfinite(chosen).sum(axis=0)
        means[weekday] = np.nansum(chosen, axis=0) / np.maximum(seen, 1)
    return means


def _best_type(history: DayMatrix, rows: list[int], means: FloatArray) -> int | None:
    """Day type whose mean counts lie clearly nearest to the rows'; None for their own."""
    if not rows:
        return None
    counts = history.counts[rows]
    seen = np.isfinite(counts)
    n = np.where(seen, counts, 0.0)
    rates = np.maximum(means, 0.1)
    # Deviance of Poisson counts from each day type's rates; the saturated part is the row's own.
    saturated = (n * np.log(np.maximum(n, 1e-9)) - n).sum(axis=1)
    deviance = 2 * (saturated[:, None] - n @ np.log(rates).T + seen.astype(float) @ rates.T)
    deviance[:, means.sum(axis=1) == 0] = np.inf
    cost = deviance.sum(axis=0)
    own = float(deviance[np.arange(len(rows)), history.weekdays[rows]].sum())
    best = int(np.argmin(cost))
    return best if cost[best] < CLEARLY_BETTER * own else None
