"""What is known about days in advance: holidays, make-up workdays, closures, pay days, events."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import holidays

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.events import Event
from wfm.forecasting.hours import NO_HOURS, Hours


class DayKind(StrEnum):
    """What the official calendar says about a day."""

    NORMAL = "normal"
    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"


@dataclass(frozen=True)
class Calendar:
    """The calendar a forecast may use; everything in it is known before the day comes.

    Parameters
    ----------
    holidays : mapping of date to str
        Days off by law or notice, with their names.
    make_up_workdays : frozenset of date
        Weekend days that are worked in exchange.
    projected_years : frozenset of int
        Years for which the official notice is not out yet; their make-up days are unknown.
    closures : frozenset of date
        Days on which the centre is shut although it would usually be open.
    open_days : frozenset of date
        Days on which the centre is known to be open whatever the holidays say.
    pay_days : tuple of int
        Days of the month; 31 means the last day. One that falls on a weekend or holiday moves to
        the working day before.
    events : tuple of Event
        Named events, past and to come.
    like : mapping of date to int
        Weekday (Monday 0) that a day behaves like, whatever the calendar says.
    hours : Hours
        Opening hours that are given.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up_workdays: frozenset[date] = frozenset()
    projected_years: frozenset[int] = frozenset()
    closures: frozenset[date] = frozenset()
    open_days: frozenset[date] = frozenset()
    pay_days: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()
    like: Mapping[date, int] = field(default_factory=dict)
    hours: Hours = NO_HOURS

    @cached_property
    def _eves(self) -> frozenset[date]:
        off = set(self.holidays) - set(self.like)
        return frozenset(day - timedelta(days=1) for day in off)

    @cached_property
    def marked(self) -> frozenset[date]:
        """Every day of which the calendar says anything but its opening: all others are plain."""
        return frozenset(
            {*self.holidays, *self.make_up_workdays, *self._eves, *self.closures}
            | {*self.like, *self.hours.days}
        )

    @cached_property
    def memo(self) -> dict[Hashable, Any]:
        """What was worked out from this calendar, for the next queue to use."""
        return {}

    def kind(self, day: date) -> DayKind:
        """Kind of a day by the official calendar; one that is like a weekday is normal."""
        if day in self.like:
            return DayKind.NORMAL
        if day in self.make_up_workdays:
            return DayKind.MAKE_UP_WORKDAY
        return DayKind.HOLIDAY if day in self.holidays else DayKind.NORMAL

    def is_eve(self, day: date) -> bool:
        """Whether the day after is a holiday."""
        return day in self._eves and day + timedelta(days=1) not in self.make_up_workdays

    def is_workday(self, day: date) -> bool:
        """Whether offices work on a day."""
        if day in self.like:
            return self.like[day] < 5
        kind = self.kind(day)
        if kind is DayKind.NORMAL:
            return day.weekday() < 5
        return kind is DayKind.MAKE_UP_WORKDAY

    def pay_dates(self, first: date, last: date) -> frozenset[date]:
        """Pay days within `first`..`last` (inclusive), moved to the working day before."""
        found = set()
        month = date(first.year, first.month, 1)
        while month <= last + timedelta(days=31):
            following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
            for number in self.pay_days:
                day = min(month + timedelta(days=number - 1), following - timedelta(days=1))
                while not self.is_workday(day):
                    day -= timedelta(days=1)
                found.add(day)
            month = following
        return frozenset(day for day in found if first <= day <= last)


@lru_cache(maxsize=64)
def _official(country: str, year: int) -> tuple[tuple[tuple[date, str], ...], frozenset[date]]:
    try:
        table = holidays.country_holidays(country, years=[year])
    except NotImplementedError as error:
        raise BadInputError(
            Fault("no holiday calendar for this country", "use a code such as CN", value=country)
        ) from error
    # `weekend_workdays` holds other years' make-up days too.
    swapped = {day for day in getattr(table, "weekend_workdays", ()) if day.year == year}
    days = tuple((day, str(name)) for day, name in sorted(table.items()) if day not in swapped)
    return days, frozenset(swapped)


@lru_cache(maxsize=64)
def statutory_days(country: str, year: int) -> tuple[date, ...]:
    """Days that the law itself makes holidays, without substituted and observed days off.

    These are the days of holiday pay; which other days are free is fixed by notice.

    Raises
    ------
    BadInputError
        When the country is unknown.

    Examples
    --------
    >>> len(statutory_days("CN", 2026))
    13
    """
    _official(country, year)
    table = holidays.country_holidays(country, years=[year], observed=False)
    moved = "Day off (substituted"
    return tuple(sorted(d for d, n in table.items() if d.year == year and moved not in str(n)))


_YEARLY_NOTICE = frozenset({"CN"})
"""Countries that fix make-up workdays by a notice each year."""


def _rest_days_between(named: Mapping[date, str], workdays: set[date]) -> dict[date, str]:
    """Weekend days between two holidays: the notice counts them as part of the holiday."""
    found = {}
    for day in named:
        for length in (1, 2):
            gap = [day + timedelta(days=k) for k in range(1, length + 1)]
            after = gap[-1] + timedelta(days=1)
            free = all(d.weekday() > 4 and d not in workdays and d not in named for d in gap)
            if free and after in named:
                found.update(dict.fromkeys(gap, named[day]))
    return found


def build_calendar(
    country: str | None,
    years: Iterable[int],
    *,
    overrides: Mapping[date, DayKind] | None = None,
    closures: Iterable[date] = (),
    open_days: Iterable[date] = (),
    pay_days: Iterable[int] = (),
    events: Iterable[Event] = (),
    like: Mapping[date, int] | None = None,
    hours: Hours = NO_HOURS,
) -> Calendar:
    """Build a calendar for some years.

    Parameters
    ----------
    country : str or None
        ISO code, e.g. ``"CN"``; None for a calendar without holidays.
    years : iterable of int
        Years to cover.
    overrides : mapping of date to DayKind, optional
        What the centre knows better than the table.
    closures, open_days : iterable of date
        Days the centre is shut or open whatever the holidays say.
    pay_days : iterable of int
        Days of the month, 1 to 31.
    events : iterable of Event
        Named events.
    like : mapping of date to int, optional
        Weekday (Monday 0) that a day behaves like.
    hours : Hours
        Opening hours that are given.

    Raises
    ------
    BadInputError
        When the country is unknown or a pay day is no day of a month.
    """
    named: dict[date, str] = {}
    workdays: set[date] = set()
    projected: set[int] = set()
    for year in sorted(set(years)):
        if country is None:
            continue
        days, swapped = _official(country, year)
        named.update(days)
        workdays |= swapped
        if country in _YEARLY_NOTICE:
            named.update(_rest_days_between(named, workdays))
            if not swapped:
                projected.add(year)
    for day, kind in (overrides or {}).items():
        named.pop(day, None)
        workdays.discard(day)
        if kind is DayKind.HOLIDAY:
            named[day] = "override"
        elif kind is DayKind.MAKE_UP_WORKDAY:
            workdays.add(day)
    pays = tuple(sorted(set(pay_days)))
    for number in pays:
        if not 1 <= number <= 31:
            raise BadInputError(
                Fault("not a day of the month", "give 1 to 31 (31: the last)", value=str(number))
            )
    return Calendar(
        named,
        frozenset(workdays),
        frozenset(projected),
        frozenset(closures),
        frozenset(open_days),
        pays,
        tuple(events),
        dict(like or {}),
        hours,
    )
