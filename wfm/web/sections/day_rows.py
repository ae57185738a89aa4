"""Events, odd days and opening hours as rows of an editor, and rows as centre.toml has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from wfm.core.days import ClockSpan, DayOverride, Event, OpeningHours
from wfm.sheets.days_toml import SPECIALS, WEEKDAYS, span_text

EVENT_COLUMNS = (
    "name",
    "kind",
    "first_day",
    "last_day",
    "change",
    "lead_days",
    "lag_days",
    "queues",
    "hours",
)
DAY_COLUMNS = ("day", "like", "hours", "reason")
CLOSED = "-"
"""Typed for no hours at all; nothing typed leaves the hours as they are learned."""


def event_rows(events: Iterable[Event]) -> pd.DataFrame:
    """Events as an editor shows them: the factor as a change in percent."""
    frame = pd.DataFrame(
        [
            (
                e.name,
                str(e.kind),
                e.first_day,
                e.last_day,
                None if e.factor is None else round((e.factor - 1) * 100, 6),
                e.lead_days,
                e.lag_days,
                ", ".join(e.queues),
                "" if e.hours is None else span_text(e.hours),
            )
            for e in events
        ],
        columns=list(EVENT_COLUMNS),
    )
    texts = dict.fromkeys(("name", "kind", "queues", "hours"), "string")
    numbers = {"change": "float", "lead_days": "Int64", "lag_days": "Int64"}
    return _dated(frame.astype({**texts, **numbers}), "first_day", "last_day")


def events_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Entries of the edited table; rows without anything in them are left out."""
    entries = []
    for row in table.to_dict("records"):
        first, last = _day(row["first_day"]), _day(row["last_day"])
        if not _text(row["name"]) and first is None:
            continue
        entry = {
            "name": _text(row["name"]),
            "kind": _text(row["kind"]) or None,
            "first_day": first,
            "last_day": last or first,
            "factor": None if pd.isna(row["change"]) else round(1 + row["change"] / 100, 8),
            "lead_days": 0 if pd.isna(row["lead_days"]) else int(row["lead_days"]),
            "lag_days": 0 if pd.isna(row["lag_days"]) else int(row["lag_days"]),
            "queues": [q.strip() for q in _text(row["queues"]).split(",") if q.strip()],
            "hours": _text(row["hours"]) or None,
        }
        entries.append({key: value for key, value in entry.items() if value is not None})
    return entries


def day_rows(days: Iterable[DayOverride]) -> pd.DataFrame:
    """Odd days as an editor shows them."""
    frame = pd.DataFrame(
        [
            (d.day, None if d.like is None else str(d.like), hours_text(d.hours), d.reason)
            for d in days
        ],
        columns=list(DAY_COLUMNS),
    )
    return _dated(frame.astype(dict.fromkeys(DAY_COLUMNS[1:], "string")), "day")


def days_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Entries of the edited table; rows without a day are left out."""
    entries = []
    for row in table.to_dict("records"):
        day = _day(row["day"])
        if day is None:
            continue
        entry = {
            "day": day,
            "like": _text(row["like"]) or None,
            "reason": _text(row["reason"]),
            "hours": hours_of(row["hours"]),
        }
        entries.append({key: value for key, value in entry.items() if value is not None})
    return entries


def opening_rows(opening: OpeningHours, learned: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Opening hours, a row a day type: its id, what is given, what the history says."""
    week = {} if opening.always else dict(zip(WEEKDAYS, opening.weekdays, strict=True))
    given = {**week, **opening.specials}
    return pd.DataFrame(
        [
            (
                name,
                hours_text(given.get(name)),
                (", ".join(learned[name]) or CLOSED) if name in learned else "",
            )
            for name in (*WEEKDAYS, *SPECIALS)
        ],
        columns=["type", "given", "learned"],
    ).astype("string")


def opening_of(table: pd.DataFrame) -> dict[str, list[str]]:
    """Opening hours of the edited table.

    Where one weekday is typed, the others are as the history has them: centre.toml knows no week
    that is given in part. Other day types with nothing typed are left out.
    """
    rows = table.to_dict("records")
    given = {str(row["type"]): hours_of(row["given"]) for row in rows}
    if any(given[name] is not None for name in WEEKDAYS):
        learned = {str(row["type"]): hours_of(row["learned"]) for row in rows}
        given |= {name: learned[name] for name in WEEKDAYS if given[name] is None}
    return {name: hours for name, hours in given.items() if hours is not None}


def hours_text(spans: Iterable[ClockSpan] | None) -> str:
    """Hours as they are typed: empty for the usual ones."""
    return "" if spans is None else ", ".join(map(span_text, spans)) or CLOSED


def hours_of(typed: Any) -> list[str] | None:
    """Spans of typed hours; None where nothing is typed."""
    text = _text(typed).replace("，", ",").replace("：", ":")
    if not text:
        return None
    return [] if text == CLOSED else [part.strip() for part in text.split(",") if part.strip()]


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _dated(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})
