"""What centre.toml says of days: opening hours, closures, events, days that are not as usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field

from wfm.core.centre import CENTRE_FORMAT
from wfm.core.days import (
    ALWAYS,
    LEARNED_HOURS,
    ClockSpan,
    Closure,
    DayLike,
    DayOverride,
    Event,
    EventKind,
    OpeningHours,
)
from wfm.core.errors import BadInputError, Fault
from wfm.core.time import parse_clock
from wfm.sheets.sizing_toml import Text
from wfm.sheets.toml_files import TomlModel, fit, key_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Names of the weekdays in the file, Monday first."""
SPECIALS = ("holiday", "eve", "make_up_workday")
MAX_NEAR_DAYS = 28
"""Lead and lag days beyond four weeks are another event."""


def read_span(text: Any) -> ClockSpan:
    """Read a span of a day, ``"07:00-24:00"``.

    Raises
    ------
    ValueError
        When it is none, or ends before it starts.
    """
    try:
        first, last = (parse_clock(part) for part in str(text).split("-"))
    except (BadInputError, ValueError) as error:
        raise ValueError("not a span of a day: write HH:MM-HH:MM, e.g. 07:00-24:00") from error
    if last <= first:
        raise ValueError("the span ends before it starts: split it at midnight, 24:00 is the end")
    return first, last


def span_text(span: ClockSpan) -> str:
    """Write a span of a day.

    Examples
    --------
    >>> span_text((420, 1440))
    '07:00-24:00'
    """
    return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in span)


Span = Annotated[ClockSpan, BeforeValidator(read_span)]
Spans = tuple[Span, ...]
NearDays = Annotated[int, Field(ge=0, le=MAX_NEAR_DAYS)]


class OpeningEntry(TomlModel):
    """The ``[opening]``: no weekday named leaves the weekdays to the history."""

    monday: Spans | None = None
    tuesday: Spans | None = None
    wednesday: Spans | None = None
    thursday: Spans | None = None
    friday: Spans | None = None
    saturday: Spans | None = None
    sunday: Spans | None = None
    holiday: Spans | None = None
    eve: Spans | None = None
    make_up_workday: Spans | None = None

    @property
    def hours(self) -> OpeningHours:
        """Hours as the centre keeps them."""
        week = [getattr(self, day) for day in WEEKDAYS]
        given = any(spans is not None for spans in week)
        special = {name: getattr(self, name) for name in SPECIALS}
        return OpeningHours(
            tuple(tuple(sorted(spans or ())) for spans in week) if given else ALWAYS,
            **{k: None if v is None else tuple(sorted(v)) for k, v in special.items()},
        )


class _Days(TomlModel):
    first_day: date
    last_day: date


class ClosureEntry(_Days):
    """A ``[[closure]]``."""

    name: str = ""

    @property
    def closure(self) -> Closure:
        """Closure as the centre keeps it."""
        return Closure(self.first_day, self.last_day, self.name)


class EventEntry(_Days):
    """An ``[[event]]``."""

    name: Text
    factor: Annotated[float, Field(ge=0, le=100)] | None = None
    queues: tuple[str, ...] = ()
    kind: EventKind = EventKind.OTHER
    lead_days: NearDays = 0
    lag_days: NearDays = 0
    hours: Span | None = None

    @property
    def event(self) -> Event:
        """Event as the centre keeps it."""
        return Event(**self.model_dump())


class DayEntry(TomlModel):
    """A ``[[day]]``."""

    day: date
    like: DayLike | None = None
    reason: str = ""
    hours: Spans | None = None

    @property
    def override(self) -> DayOverride:
        """Override as the centre keeps it."""
        hours = None if self.hours is None else tuple(sorted(self.hours))
        return DayOverride(self.day, self.like, self.reason, hours)


class _Queue(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def like(self) -> tuple[str, ...]: ...
    @property
    def weekly_volume(self) -> float | None: ...


class DaysFile(Protocol):
    """What of the file is looked at together."""

    @property
    def opening(self) -> OpeningEntry | None: ...
    @property
    def closure(self) -> tuple[ClosureEntry, ...]: ...
    @property
    def event(self) -> tuple[EventEntry, ...]: ...
    @property
    def day(self) -> tuple[DayEntry, ...]: ...
    @property
    def queue(self) -> tuple[_Queue, ...]: ...


def day_faults(seen: DaysFile, file: str) -> list[Fault]:
    """What opening hours, closures, events, odd days and borrowing queues ask of one another."""
    faults: list[Fault] = []

    def fault(what: str, mend: str, column: str, value: object = "") -> None:
        faults.append(Fault(what, mend, file, column=column, value=str(value)))

    def overlapping(spans: Spans | None, column: str) -> None:
        if any(a[1] > b[0] for a, b in pairwise(sorted(spans or ()))):
            fault("spans overlap", "join them into one", column)

    queues = {q.id for q in seen.queue}
    for i, event in enumerate(seen.event):
        for name in event.queues:
            if name not in queues:
                mend = "name queues of this file"
                fault("the queue is unknown", mend, key_of(("event", i, "queues")), name)
        if event.hours is not None and event.kind is not EventKind.OUTAGE:
            mend = "take them out: an event other than an outage moves whole days"
            fault("only an outage has hours", mend, key_of(("event", i, "hours")))
        if event.factor is not None and event.kind is EventKind.OUTAGE:
            mend = "take it out: what was counted in an outage is missing, not less"
            fault("an outage has no factor", mend, key_of(("event", i, "factor")), event.factor)
    entries: tuple[tuple[str, tuple[_Days, ...]], ...] = (
        ("closure", seen.closure),
        ("event", seen.event),
    )
    for kind, spans in entries:
        for i, entry in enumerate(spans):
            if entry.last_day < entry.first_day:
                column = key_of((kind, i, "last_day"))
                mend = "give a last day on or after the first day; it is included"
                fault("the end lies before the start", mend, column, entry.last_day)
    for day, count in Counter(entry.day for entry in seen.day).items():
        if count > 1:
            fault("the day is given twice", "give each day one [[day]]", "day", day)
    for i, odd in enumerate(seen.day):
        if odd.like is None and odd.hours is None:
            mend = "say what the day is like, or give its hours"
            fault("the entry says nothing of the day", mend, key_of(("day", i, "like")), odd.day)
        overlapping(odd.hours, key_of(("day", i, "hours")))
    for name in (*WEEKDAYS, *SPECIALS) if seen.opening is not None else ():
        overlapping(getattr(seen.opening, name), f"opening.{name}")
    return faults + _borrowing_faults(seen, queues, file)


def _borrowing_faults(seen: DaysFile, queues: set[str], file: str) -> list[Fault]:
    faults = []
    for i, queue in enumerate(seen.queue):
        for name in queue.like:
            if name not in queues or name == queue.id:
                column = key_of(("queue", i, "like"))
                mend = "name other queues of this file, with a history of their own"
                faults.append(
                    Fault("no queue to borrow from", mend, file, column=column, value=name)
                )
        if bool(queue.like) != (queue.weekly_volume is not None):
            column = key_of(("queue", i, "weekly_volume" if queue.like else "like"))
            mend = "give both: the queues it is like, and a guess of its contacts a week"
            faults.append(Fault("half of a borrowed profile", mend, file, column=column))
    return faults


class _Id(TomlModel):
    id: str
    like: tuple[str, ...] = ()
    weekly_volume: float | None = None


class _Table(TomlModel):
    format: int
    queue: tuple[_Id, ...]
    opening: OpeningEntry | None = None
    closure: tuple[ClosureEntry, ...] = ()
    event: tuple[EventEntry, ...] = ()
    day: tuple[DayEntry, ...] = ()


@dataclass(frozen=True)
class KnownDays:
    """Events, odd days and opening hours that were given as plain values."""

    events: tuple[Event, ...]
    days: tuple[DayOverride, ...]
    opening: OpeningHours


def known_days(values: Mapping[str, Any], queues: Iterable[str]) -> KnownDays:
    """Check events, odd days and opening hours, given as in centre.toml.

    Parameters
    ----------
    values : mapping
        ``event`` and ``day`` as lists of entries, ``opening`` as one entry; any may be absent.
    queues : iterable of str
        Ids that events may name.

    Raises
    ------
    BadInputError
        With every fault; entries are counted from 1, e.g. ``event[2].factor``.
    """
    about = {"format": CENTRE_FORMAT, "queue": [{"id": name} for name in queues]}
    seen = fit(_Table, {**values, **about}, "", CENTRE_FORMAT)
    faults = day_faults(seen, "")
    if faults:
        raise BadInputError(faults)
    return KnownDays(
        tuple(entry.event for entry in seen.event),
        tuple(sorted((entry.override for entry in seen.day), key=lambda one: one.day)),
        LEARNED_HOURS if seen.opening is None else seen.opening.hours,
    )


def opening_values(opening: OpeningHours) -> dict[str, Any] | None:
    """Opening hours as the file writes them; None for what is left out."""
    week = {} if opening.always else dict(zip(WEEKDAYS, opening.weekdays, strict=True))
    return {k: [*map(span_text, v)] for k, v in {**week, **opening.specials}.items()} or None


def event_values(event: Event) -> dict[str, Any]:
    """One event as the file writes it."""
    return {
        "name": event.name,
        "first_day": event.first_day,
        "last_day": event.last_day,
        "factor": event.factor,
        "queues": event.queues,
        "kind": None if event.kind is EventKind.OTHER else str(event.kind),
        "lead_days": event.lead_days or None,
        "lag_days": event.lag_days or None,
        "hours": None if event.hours is None else span_text(event.hours),
    }


def day_values(day: DayOverride) -> dict[str, Any]:
    """One odd day as the file writes it."""
    return {
        "day": day.day,
        "like": None if day.like is None else str(day.like),
        "reason": day.reason or None,
        "hours": None if day.hours is None else [*map(span_text, day.hours)],
    }
