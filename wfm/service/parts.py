"""Parts of a centre from tables: previewed, checked row by row, saved whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.core.shifts import concrete, names_of
from wfm.service import centres
from wfm.service.codec import to_json
from wfm.service.desk import Desk, Right
from wfm.service.weeks import published_shifts
from wfm.sheets.activities_table import activity_rows, parse_activities
from wfm.sheets.columns import COLUMNS
from wfm.sheets.leave_table import leave_rows, parse_leave
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.past_roster_table import PastRows, parse_past_roster, past_roster_rows
from wfm.sheets.people_table import parse_people, people_rows
from wfm.sheets.shifts_table import parse_shifts, shifts_rows
from wfm.sheets.tables import Table, read_table
from wfm.store.kinds import DocumentKind

PART_KINDS = ("people", "shifts", "leave", "past_roster", "activities")


@dataclass(frozen=True)
class PartPreview:
    """What a table would bring in; nothing is saved.

    Parameters
    ----------
    kind : str
        Of PART_KINDS.
    table : DataFrame
        Rows without a fault, as they would be kept.
    n_rows : int
        Rows read, those with a fault too.
    faults : tuple of Fault
        Saving is refused while there is one.
    ignored : tuple of str
        Headers that mean nothing here.
    summary : dict of str to int
        new, changed, gone, same: against what is there now.
    """

    kind: str
    table: pd.DataFrame
    n_rows: int
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    summary: dict[str, int]


def preview_part(
    desk: Desk, centre_id: str, kind: str, filename: str, content: bytes
) -> PartPreview:
    """Read a table and compare it with what is there; faults are listed, not raised."""
    desk.actor.need(Right.PEOPLE)
    data = centres.centre_data(desk, centre_id)
    try:
        table, parsed = _parse(data, kind, filename, content)
    except BadInputError as error:
        return PartPreview(kind, pd.DataFrame(), 0, error.faults, (), {})
    faults = (*parsed.faults, *_left_behind(desk, data, kind, parsed.values))
    return PartPreview(
        kind,
        _frame(data, kind, parsed.values),
        len(table.rows),
        faults,
        parsed.ignored,
        _compare(_now(data, kind), parsed.values),
    )


def save_part(
    desk: Desk, centre_id: str, kind: str, filename: str, content: bytes, reason: str
) -> int:
    """Save a table as the part's next revision: all of it, or nothing.

    Returns
    -------
    int
        The new revision; for leave, how many spans were granted or revoked.

    Raises
    ------
    BadInputError
        With every fault.
    """
    desk.actor.need(Right.PEOPLE)
    data = centres.centre_data(desk, centre_id)
    _, parsed = _parse(data, kind, filename, content)
    faults = (*parsed.faults, *_left_behind(desk, data, kind, parsed.values))
    if faults:
        raise BadInputError(faults)
    who = {"author": desk.actor.name, "reason": reason or f"import of {filename}"}
    with desk.store.transaction() as tx:
        if kind == "leave":
            return tx.leave.replace_imported(centre_id, parsed.values, **who)
        values: Any = to_json(kind, parsed.values)
        if isinstance(parsed, PastRows):
            values = centres.past_content(
                dataclasses.replace(
                    data,
                    past=parsed.values,
                    past_first_day=parsed.first_day,
                    past_last_day=parsed.last_day,
                )
            )
        newest = tx.documents.newest_revision(centre_id, DocumentKind(kind))
        saved = tx.documents.save(
            centre_id,
            DocumentKind(kind),
            values,
            expected_revision=newest,
            source_file=filename,
            **who,
        )
        return saved.revision


def part_table(desk: Desk, centre_id: str, kind: str) -> pd.DataFrame:
    """Return a part as it is now, in the columns of its template."""
    desk.actor.need(Right.READ)
    data = centres.centre_data(desk, centre_id)
    return _frame(data, kind, _now(data, kind))


def _parse(data: CentreData, kind: str, filename: str, content: bytes) -> tuple[Table, Parsed[Any]]:
    if kind not in PART_KINDS:
        raise BadInputError(Fault("no such table", f"use one of {PART_KINDS}", value=kind))
    table = read_table(content, kind, file=filename)
    known = Known(
        skills=_ids(data.centre.skills),
        teams=_ids(data.centre.teams),
        contracts=_ids(data.centre.contracts),
        shifts=names_of(data.concrete_shifts),
        agents=_ids(data.agents),
    )
    match kind:
        case "people":
            return table, parse_people(table, known)
        case "shifts":
            return table, parse_shifts(table)
        case "leave":
            return table, parse_leave(table, known)
        case "activities":
            return table, parse_activities(table, known)
        case _:
            shifts = {s.id: s for s in data.concrete_shifts}
            return table, parse_past_roster(table, shifts, known)


def _left_behind(desk: Desk, data: CentreData, kind: str, values: tuple[Any, ...]) -> list[Fault]:
    """What other parts still name and the new table no longer has."""
    if kind == "past_roster":
        people = {a.id: a for a in data.agents}
        return [
            Fault(
                "the agent was not employed on that day",
                "mend the day, or first_day and last_day in the people table",
                column="day",
                value=f"{a.agent_id} {a.day}",
            )
            for a in values
            if not people[a.agent_id].employed_on(a.day)
        ]
    if kind == "shifts":
        left = concrete(values, data.centre.interval_min)
        gone = names_of(data.concrete_shifts) - names_of(left)
        used = {a.shift_id for a in data.past} | {s for a in data.agents for s in a.shifts}
        with desk.store.read() as tx:
            used |= published_shifts(tx, data.centre.id)
        return [
            Fault(
                "a published or past roster or an agent still names this shift",
                "keep the row; agents who may not get it any more have a list of shifts",
                column="id",
                value=name,
            )
            for name in sorted(gone & used)
        ]
    if kind == "people":
        left_out = {a.id for a in data.agents} - {a.id for a in values}
        used = {a.agent_id for a in data.past} | {x.agent_id for x in data.leave}
        return [
            Fault(
                "the past roster or leave still names this agent",
                "keep the row and give a last_day, so that history stays",
                column="id",
                value=name,
            )
            for name in sorted(left_out & used)
        ]
    return []


def _now(data: CentreData, kind: str) -> tuple[Any, ...]:
    parts = {
        "people": data.agents,
        "shifts": data.shifts,
        "leave": data.leave,
        "past_roster": data.past,
        "activities": data.activities,
    }
    return parts[kind]


def _frame(data: CentreData, kind: str, values: Iterable[Any]) -> pd.DataFrame:
    write: dict[str, Callable[[Any], list[list[str]]]] = {
        "people": people_rows,
        "shifts": shifts_rows,
        "leave": leave_rows,
        "activities": activity_rows,
        "past_roster": lambda rows: past_roster_rows(rows, {s.id: s for s in data.concrete_shifts}),
    }
    return pd.DataFrame(write[kind](values), columns=[c.name for c in COLUMNS[kind]])


def _compare(old: tuple[Any, ...], new: tuple[Any, ...]) -> dict[str, int]:
    before, after = {_key(v): v for v in old}, {_key(v): v for v in new}
    both = before.keys() & after.keys()
    same = sum(1 for k in both if before[k] == after[k])
    return {
        "new": len(after.keys() - before.keys()),
        "changed": len(both) - same,
        "gone": len(before.keys() - after.keys()),
        "same": same,
    }


def _key(value: Any) -> tuple[Any, ...]:
    if hasattr(value, "id"):
        return (value.id,)
    return (value.agent_id, getattr(value, "day", None) or value.first_day)


def _ids(things: Iterable[Any]) -> frozenset[str]:
    return frozenset(t.id for t in things)
