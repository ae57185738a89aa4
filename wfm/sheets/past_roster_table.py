"""The past roster: one row a worked shift, with the breaks taken in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wfm.core.errors import Fault
from wfm.core.roster import Activity, Assignment
from wfm.core.shifts import BreakKind, Shift
from wfm.core.time import DAY_MIN, clock
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

OFF_WORDS = frozenset({"off", "-", "休"})
NURSING_MIN = 60
"""Length of a nursing hour when a row does not say it: the catalogue does not know it."""

_BREAK_COLUMNS = {
    "meal_start": BreakKind.MEAL,
    "rest_start": BreakKind.REST,
    "nursing_start": BreakKind.NURSING,
}


@dataclass(frozen=True)
class PastRows(Parsed[Assignment]):
    """Assignments with the days that the table speaks of; a cell without one was a day off."""

    first_day: date | None = None
    last_day: date | None = None


def parse_past_roster(
    table: Table,
    shifts: Mapping[str, Shift] | None,
    known: Known = Known(),  # noqa: B008  frozen
) -> PastRows:
    """Read a past roster.

    Parameters
    ----------
    table : Table
        Of the kind ``past_roster``.
    shifts : mapping of str to Shift, or None
        The catalogue by id; None when it could not be read: then neither shifts nor breaks are
        looked at.
    known : Known
        Its agents are looked up.
    """
    faults: list[Fault] = []
    found: list[Assignment] = []
    rows_of: dict[tuple[str, date], int] = {}
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        agent = reader.one_of("agent_id", reader.needed("agent_id"), known.agents, "agent")
        day = reader.day("day", needed=True)
        shift_id = reader.needed("shift_id")
        off = shift_id.casefold() in OFF_WORDS
        if not off:
            reader.one_of("shift_id", shift_id, None if shifts is None else shifts.keys(), "shift")
        if day is not None and agent:
            other = rows_of.setdefault((agent, day), row.number)
            if other != row.number:
                reader.fault(
                    f"the agent has a row for this day already, row {other}",
                    "keep one of them",
                    "day",
                )
        shift = (shifts or {}).get(shift_id)
        breaks = () if off or shift is None else _breaks(reader, shift)
        if len(faults) == before and day is not None and not off:
            found.append(Assignment(agent, day, shift_id, breaks))
    days = [day for _, day in rows_of]
    return PastRows(
        tuple(sorted(found)),
        tuple(faults),
        table.ignored,
        min(days, default=None),
        max(days, default=None),
    )


def _breaks(reader: RowReader, shift: Shift) -> tuple[Activity, ...]:
    found = []
    for column, kind in _BREAK_COLUMNS.items():
        usual = [w.length_min for w in shift.breaks if w.kind is kind]
        for place, text in enumerate(reader.list(column)):
            written, _, length = text.partition("+")
            minute = reader.minute(column, written)
            if minute is None:
                continue
            default = [*usual[place:], *usual[-1:], NURSING_MIN][0]
            if length and not re.fullmatch(r"\d{1,3}", length):
                reader.fault("the length is no number", "write 11:30+30 (minutes)", column, text)
                continue
            pause = Activity(
                (minute - shift.start_min) % DAY_MIN, int(length) if length else default, kind
            )
            if pause.length_min < 1 or pause.end_min > shift.length_min:
                reader.fault(
                    f"the break lies outside the shift {shift.span}",
                    "mend the time or the shift",
                    column,
                    text,
                )
            else:
                found.append(pause)
    return tuple(sorted(found))


def past_roster_rows(past: Iterable[Assignment], shifts: Mapping[str, Shift]) -> list[list[str]]:
    """Write assignments as rows of the past roster; lengths only where they are not the usual."""
    rows = []
    for a in past:
        shift = shifts[a.shift_id]
        cells = [a.agent_id, a.day.isoformat(), a.shift_id]
        for kind in _BREAK_COLUMNS.values():
            usual = [w.length_min for w in shift.breaks if w.kind is kind]
            texts = []
            for place, pause in enumerate(b for b in a.breaks if b.kind is kind):
                default = [*usual[place:], *usual[-1:], NURSING_MIN][0]
                length = "" if pause.length_min == default else f"+{pause.length_min}"
                texts.append(clock(shift.start_min + pause.start_min) + length)
            cells.append(";".join(texts))
        rows.append(cells)
    return rows
