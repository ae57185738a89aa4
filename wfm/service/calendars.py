"""Events, odd days and opening hours of a centre: read, changed on the page, put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.days import DayOverride, Event, OpeningHours
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.calendar import DayKind
from wfm.forecasting.days import day_matrix
from wfm.forecasting.history import interval_of
from wfm.forecasting.sparse import TOTAL, total_history
from wfm.service import centres, forecasts, histories
from wfm.service.codec import from_json, to_json
from wfm.service.day_edits import DAYS, EVENTS, changes, day_key, event_key
from wfm.service.desk import Desk, Right
from wfm.service.known_days import calendar_of
from wfm.sheets.days_toml import WEEKDAYS, known_days, span_text
from wfm.store.kinds import DocumentKind

RECENT_DAYS = 70


@dataclass(frozen=True)
class CentreDays:
    """What is known of a centre's days, with the revisions that a change must name.

    Parameters
    ----------
    events : tuple of Event
    days : tuple of DayOverride
    opening : OpeningHours
    events_revision, days_revision : int
        Newest revision of what planners changed; 0 when all is as in the centre's folder.
    events_edited, days_edited : bool
        Whether anything differs from the folder now.
    queues : tuple of str
        Ids that events may name.
    """

    events: tuple[Event, ...]
    days: tuple[DayOverride, ...]
    opening: OpeningHours
    events_revision: int
    days_revision: int
    events_edited: bool
    days_edited: bool
    queues: tuple[str, ...]


def centre_days(desk: Desk, centre_id: str) -> CentreDays:
    """Return events, odd days and opening hours in force."""
    centre = centres.centre(desk, centre_id)
    with desk.store.read() as tx:
        events, days = (tx.documents.current(centre_id, kind) for kind in (EVENTS, DAYS))
    changed = [
        doc is not None
        and bool(doc.content["rows"] or doc.content["removed"] or doc.content.get("opening"))
        for doc in (events, days)
    ]
    return CentreDays(
        centre.events,
        centre.days,
        centre.opening,
        0 if events is None else events.info.revision,
        0 if days is None else days.info.revision,
        changed[0],
        changed[1],
        tuple(q.id for q in centre.queues),
    )


def save_events(
    desk: Desk,
    centre_id: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    expected_revision: int,
    reason: str,
) -> int:
    """Make these the centre's events; the folder stays as it is.

    Parameters
    ----------
    rows : iterable of mapping
        Every event, in the keys of centre.toml's ``[[event]]``.
    expected_revision : int
        `CentreDays.events_revision` that the planner saw.
    reason : str

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    BadInputError
        With every fault, e.g. of ``event[2].factor``; nothing is saved then.
    ConflictError
        When somebody else saved meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    base = _own(desk, centre_id)
    events = known_days({"event": list(rows)}, [q.id for q in base.queues]).events
    faults = [
        Fault("the event is given twice", "give one row for its first day", value=name)
        for (name, _), n in Counter((event.name, event_key(event)) for event in events).items()
        if n > 1
    ]
    if faults:
        raise BadInputError(faults)
    content = changes(base.events, events, "events", event_key)
    return _save(desk, centre_id, EVENTS, content, expected_revision, reason or "events changed")


def save_days(
    desk: Desk,
    centre_id: str,
    rows: Iterable[Mapping[str, Any]],
    opening: Mapping[str, Any] | None = None,
    *,
    expected_revision: int,
    reason: str,
) -> int:
    """Make these the centre's odd days and opening hours; the folder stays as it is.

    Parameters
    ----------
    rows : iterable of mapping
        Every odd day, in the keys of centre.toml's ``[[day]]``.
    opening : mapping, optional
        As centre.toml's ``[opening]``; empty to learn the hours from the history, None to leave
        them to the folder.
    expected_revision : int
        `CentreDays.days_revision` that the planner saw.
    reason : str

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    BadInputError
        With every fault; nothing is saved then.
    ConflictError
        When somebody else saved meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    base = _own(desk, centre_id)
    values = {"day": list(rows), **({} if opening is None else {"opening": dict(opening)})}
    known = known_days(values, [q.id for q in base.queues])
    hours = None if opening is None or known.opening == base.opening else known.opening
    content = {
        **changes(base.days, known.days, "days", day_key),
        "opening": None if hours is None else to_json("opening", hours),
    }
    return _save(desk, centre_id, DAYS, content, expected_revision, reason or "days changed")


def restore_folder(desk: Desk, centre_id: str, reason: str) -> None:
    """Take back every change of events, odd days and opening hours made on the page."""
    desk.actor.need(Right.FORECAST)
    now = centre_days(desk, centre_id)
    empty: dict[str, Any] = {"rows": [], "removed": []}
    for kind, content, revision, edited in (
        (EVENTS, empty, now.events_revision, now.events_edited),
        (DAYS, {**empty, "opening": None}, now.days_revision, now.days_edited),
    ):
        if edited:
            _save(desk, centre_id, kind, content, revision, reason or "as in the folder")


def official_days(desk: Desk, centre_id: str, year: int) -> pd.DataFrame:
    """Holidays and make-up workdays of a year as forecasts take them, odd days included.

    Returns
    -------
    DataFrame
        day, kind (of `DayKind`, ``closed`` or ``like_monday`` to ``like_sunday``), name,
        projected: whether the official notice of the year is not out yet.
    """
    centre = centres.centre(desk, centre_id)
    first, last = date(year, 1, 1), date(year, 12, 31)
    calendar = calendar_of(centre, first, last)
    reasons = {d.day: d.reason for d in centre.days}
    rows = []
    for k in range((last - first).days + 1):
        day = first + timedelta(days=k)
        kind = str(calendar.kind(day))
        if day in calendar.closures:
            kind = "closed"
        elif day in calendar.like:
            kind = f"like_{WEEKDAYS[calendar.like[day]]}"
        if kind != DayKind.NORMAL or day in reasons:
            name = reasons.get(day) or calendar.holidays.get(day, "")
            rows.append((day, kind, name, year in calendar.projected_years))
    return pd.DataFrame(rows, columns=["day", "kind", "name", "projected"])


def learned_hours(desk: Desk, centre_id: str) -> dict[str, tuple[str, ...]]:
    """Opening hours that the last ten weeks of the history teach, by weekday.

    Returns
    -------
    dict of str to tuple of str
        Spans such as ``07:00-24:00`` for ``monday`` to ``sunday``; empty without a history.
    """
    history = histories.history(desk, centre_id)
    if history is None or history.empty:
        return {}
    recent = history[
        history["timestamp"] > history["timestamp"].max() - pd.Timedelta(days=RECENT_DAYS)
    ]
    interval_min = interval_of(history)
    opening = day_matrix(total_history(recent), TOTAL, interval_min).usual_opening()
    found = {}
    for name, row in zip(WEEKDAYS, opening, strict=True):
        edges = [0, *(i for i in range(1, len(row)) if row[i] != row[i - 1]), len(row)]
        found[name] = tuple(
            span_text((a * interval_min, b * interval_min)) for a, b in pairwise(edges) if row[a]
        )
    return found


def event_effects(desk: Desk, centre_id: str) -> pd.DataFrame:
    """Effects of events as the newest forecast took them.

    Returns
    -------
    DataFrame
        queue, event, kind, position (0 the event's own days, -1 the day before), factor, low,
        high (of four in five next occurrences), n_past, source (given, learned, kind, none).
    """
    known = forecasts.forecasts(desk, centre_id)
    if not known:
        return pd.DataFrame()
    return forecasts.forecast(desk, known[0].id).parts["events"]


def _own(desk: Desk, centre_id: str) -> Centre:
    """Centre as its folder says, without what was changed on the page."""
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.CENTRE)
    if document is None:
        raise BadInputError(
            Fault("there is no such centre", "choose one of the list", value=centre_id)
        )
    value: Centre = from_json("centre", document.content)
    return value


def _save(
    desk: Desk,
    centre_id: str,
    kind: DocumentKind,
    content: dict[str, Any],
    expected_revision: int,
    reason: str,
) -> int:
    with desk.store.transaction() as tx:
        return tx.documents.save(
            centre_id,
            kind,
            content,
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason,
        ).revision
