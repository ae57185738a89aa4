"""What a centre knows of days in advance: opening hours, closures, events, odd days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wfm.core.time import DAY_MIN

ClockSpan = tuple[int, int]
"""Half-open minutes of a day; 1440 is its end."""

ALWAYS: tuple[tuple[ClockSpan, ...], ...] = (((0, DAY_MIN),),) * 7


@dataclass(frozen=True)
class OpeningHours:
    """Hours in which contacts are taken, a tuple of spans per weekday, Monday first.

    They say when volume can arrive. People may be on duty outside them, e.g. by the safety
    minimum of the rule set. Weekdays that are always open are those that nobody has limited: a
    forecast learns the hours from the history then.

    Parameters
    ----------
    weekdays : tuple of tuple of (int, int)
    holiday, eve, make_up_workday : tuple of (int, int), optional
        Hours of those days; none for a closed day, None for what the history teaches.
    """

    weekdays: tuple[tuple[ClockSpan, ...], ...] = ALWAYS
    holiday: tuple[ClockSpan, ...] | None = None
    eve: tuple[ClockSpan, ...] | None = None
    make_up_workday: tuple[ClockSpan, ...] | None = None

    @property
    def always(self) -> bool:
        """Whether no hour of the week is closed."""
        return self.weekdays == ALWAYS

    @property
    def specials(self) -> dict[str, tuple[ClockSpan, ...]]:
        """Hours given for holidays, eves and make-up workdays."""
        given = {
            "holiday": self.holiday,
            "eve": self.eve,
            "make_up_workday": self.make_up_workday,
        }
        return {name: spans for name, spans in given.items() if spans is not None}

    def is_open(self, day: date, minute: int) -> bool:
        """Whether a local minute of a day is open; closures are the centre's to say."""
        return any(first <= minute < last for first, last in self.weekdays[day.weekday()])


LEARNED_HOURS = OpeningHours()
"""Nobody has limited the hours: the history teaches them."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which no contact is taken; `last_day` is included."""

    first_day: date
    last_day: date
    name: str = ""


class EventKind(StrEnum):
    """What an event is; a new event starts from what past ones of its kind did."""

    CAMPAIGN = "campaign"
    LAUNCH = "launch"
    STATEMENT = "statement"
    OUTAGE = "outage"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moves volume on known days; `last_day` is included.

    Parameters
    ----------
    name : str
        Events of one name share one learned effect.
    first_day, last_day : date
    factor : float or None
        Volume is multiplied by this; None lets past events teach it.
    queues : tuple of str
        Empty for all; each queue learns its own effect.
    kind : EventKind
        The counts of an outage are missing, whatever they say.
    lead_days, lag_days : int
        Days before and after that the event moves too, each by an effect of its own.
    hours : (int, int) or None
        Hours of each day, for an outage only; None for whole days.
    """

    name: str
    first_day: date
    last_day: date
    factor: float | None = None
    queues: tuple[str, ...] = ()
    kind: EventKind = EventKind.OTHER
    lead_days: int = 0
    lag_days: int = 0
    hours: ClockSpan | None = None


class DayLike(StrEnum):
    """What a day is taken for instead of what the official calendar says."""

    WORKDAY = "workday"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def weekday(self) -> int | None:
        """Weekday that it names, Monday 0; a rest day is a Sunday; None for the others."""
        if self is DayLike.REST_DAY:
            return 6
        named = list(DayLike)[4:]
        return named.index(self) if self in named else None


@dataclass(frozen=True, slots=True)
class DayOverride:
    """What a centre knows better about a day than the official calendar.

    Parameters
    ----------
    day : date
    like : DayLike or None
        What the day behaves like; None leaves that to the calendar.
    reason : str
    hours : tuple of (int, int) or None
        Opening hours of the day; None for the usual ones.
    """

    day: date
    like: DayLike | None = None
    reason: str = ""
    hours: tuple[ClockSpan, ...] | None = None
