"""What a centre says of days and new queues, as the forecasting room takes it."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.core.centre import Centre
from wfm.core.days import DayLike
from wfm.forecasting.borrowed import Borrowing
from wfm.forecasting.calendar import Calendar, DayKind, build_calendar
from wfm.forecasting.events import Event
from wfm.forecasting.hours import Hours


def closed_days(centre: Centre) -> frozenset[date]:
    """Every day of the centre's closures, and single days that are said to be closed."""
    single = {d.day for d in centre.days if d.like is DayLike.CLOSED or d.hours == ()}
    return frozenset(single) | frozenset(
        c.first_day + timedelta(days=k)
        for c in centre.closures
        for k in range((c.last_day - c.first_day).days + 1)
    )


def calendar_of(centre: Centre, first: date, last: date) -> Calendar:
    """Calendar of a centre for a span of days."""
    kinds = {
        d.day: DayKind.HOLIDAY
        if d.like is DayLike.HOLIDAY
        else DayKind.MAKE_UP_WORKDAY
        if d.day.weekday() > 4
        else DayKind.NORMAL
        for d in centre.days
        if d.like in (DayLike.HOLIDAY, DayLike.WORKDAY)
    }
    like = {d.day: d.like.weekday for d in centre.days if d.like is not None}
    opening = centre.opening
    return build_calendar(
        centre.country if centre.holidays_move_volume else None,
        range(first.year, last.year + 1),
        overrides=kinds,
        closures=closed_days(centre),
        pay_days=centre.pay_days,
        events=tuple(
            Event(
                e.name,
                e.first_day,
                e.last_day + timedelta(days=1),
                e.factor,
                e.queues,
                e.kind,
                e.lead_days,
                e.lag_days,
                e.hours,
            )
            for e in centre.events
        ),
        like={day: weekday for day, weekday in like.items() if weekday is not None},
        hours=Hours(
            None if opening.always else opening.weekdays,
            opening.specials,
            {d.day: d.hours for d in centre.days if d.hours is not None},
        ),
    )


def borrowings_of(centre: Centre) -> tuple[Borrowing, ...]:
    """Queues of a centre that borrow a profile."""
    return tuple(
        Borrowing(q.id, q.like, q.weekly_volume)
        for q in centre.queues
        if q.like and q.weekly_volume is not None
    )
