"""Events, odd days and opening hours that planners changed on a page, put on the centre's own.

The folder's centre.toml and the page both have their say: what was changed on the page is kept
apart, as rows that are new or different and keys of rows that were taken out, so that a folder
imported again neither loses it nor hides what is new in the folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from wfm.core.centre import Centre
from wfm.core.days import DayOverride, Event
from wfm.service.codec import from_json, to_json
from wfm.store.kinds import DocumentKind
from wfm.store.store import UnitOfWork

T = TypeVar("T")
EVENTS, DAYS = DocumentKind.EVENTS, DocumentKind.HOLIDAYS
"""Documents that hold the changes: of events; of odd days and opening hours."""


def event_key(event: Event) -> str:
    """What an event is known by."""
    return "|".join([event.name, event.first_day.isoformat(), *event.queues])


def day_key(override: DayOverride) -> str:
    """What an odd day is known by."""
    return override.day.isoformat()


def with_edits(tx: UnitOfWork, centre: Centre) -> Centre:
    """Centre with the changes of its planners."""
    events = tx.documents.current(centre.id, EVENTS)
    days = tx.documents.current(centre.id, DAYS)
    if events is not None:
        centre = replace(centre, events=_put_on(centre.events, events.content, "events", event_key))
    if days is not None:
        content = days.content
        centre = replace(centre, days=_put_on(centre.days, content, "days", day_key))
        if content.get("opening") is not None:
            centre = replace(centre, opening=from_json("opening", content["opening"]))
    return centre


def changes(
    base: Iterable[T], edited: Iterable[T], kind: str, key: Callable[[T], str]
) -> dict[str, Any]:
    """JSON values of what edited rows change in a centre's own."""
    own, now = {key(row): row for row in base}, {key(row): row for row in edited}
    rows = tuple(row for name, row in now.items() if own.get(name) != row)
    return {"rows": to_json(kind, rows), "removed": sorted(own.keys() - now.keys())}


def _put_on(
    base: Iterable[T], content: dict[str, Any], kind: str, key: Callable[[T], str]
) -> tuple[T, ...]:
    rows: tuple[T, ...] = from_json(kind, content["rows"])
    gone = set(content["removed"]) | {key(row) for row in rows}
    kept = [row for row in base if key(row) not in gone]
    return tuple(sorted([*kept, *rows], key=_order))


def _order(row: Any) -> tuple[str, str]:
    day = row.day if isinstance(row, DayOverride) else row.first_day
    return day.isoformat(), getattr(row, "name", "")
