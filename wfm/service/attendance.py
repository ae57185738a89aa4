"""Attendance: imported with a preview, kept as revisions, and the shrinkage that it teaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.attendance import Attendance
from wfm.core.errors import BadInputError, Fault
from wfm.service import centres
from wfm.service.codec import from_json, to_json
from wfm.service.desk import Desk, Right
from wfm.sheets.attendance_table import attendance_rows, parse_attendance
from wfm.sheets.columns import ATTENDANCE
from wfm.sheets.parsed import Known
from wfm.sheets.tables import read_table
from wfm.sizing.absence import Attended, LearnedShrinkage, learn_shrinkage
from wfm.store.kinds import DocumentKind

HOUR_MIN = 60
DAY_HOURS = 24


@dataclass(frozen=True)
class AttendancePreview:
    """What a file would bring in; nothing is saved.

    Parameters
    ----------
    table : DataFrame
        Rows without a fault, in the columns of the template.
    faults : tuple of Fault
        Saving is refused while there is one.
    ignored : tuple of str
        Headers that mean nothing here.
    replaced : int
        Agents' days known already that the file speaks of anew.
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()
    replaced: int = 0


def attendance(desk: Desk, centre_id: str) -> tuple[Attendance, ...]:
    """Attendance of a centre as it is kept; empty when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.ATTENDANCE)
    found: tuple[Attendance, ...] = (
        () if document is None else from_json("attendance", document.content)
    )
    return found


def preview_attendance(
    desk: Desk, centre_id: str, filename: str, content: bytes
) -> AttendancePreview:
    """Read an attendance file; faults are listed, not raised."""
    desk.actor.need(Right.PEOPLE)
    try:
        parsed = parse_attendance(
            read_table(content, "attendance", file=filename), _known(desk, centre_id)
        )
    except BadInputError as error:
        return AttendancePreview(pd.DataFrame(), error.faults)
    table = pd.DataFrame(attendance_rows(parsed.values), columns=[c.name for c in ATTENDANCE])
    old = _days(attendance(desk, centre_id))
    return AttendancePreview(table, parsed.faults, parsed.ignored, len(old & _days(parsed.values)))


def save_attendance(
    desk: Desk, centre_id: str, filename: str, content: bytes, reason: str = ""
) -> int:
    """Add a file to the attendance; an agent's day that it speaks of replaces the one known.

    Returns
    -------
    int
        The new revision.

    Raises
    ------
    BadInputError
        With every fault; nothing is saved then.
    """
    desk.actor.need(Right.PEOPLE)
    table = read_table(content, "attendance", file=filename)
    values = parse_attendance(table, _known(desk, centre_id)).checked()
    told = _days(values)
    kept = [a for a in attendance(desk, centre_id) if (a.agent_id, a.day) not in told]
    merged = sorted((*kept, *values), key=lambda a: (a.day, a.agent_id, a.start_min or 0, a.reason))
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.ATTENDANCE,
            to_json("attendance", tuple(merged)),
            expected_revision=tx.documents.newest_revision(centre_id, DocumentKind.ATTENDANCE),
            source_file=filename,
            author=desk.actor.name,
            reason=reason or f"import of {filename}",
        )
    return saved.revision


def learned(desk: Desk, centre_id: str) -> LearnedShrinkage | None:
    """Shrinkage that the attendance teaches, beside the centre's figure; None without any."""
    rows = attendance(desk, centre_id)
    if not rows:
        return None
    return learn_shrinkage(attended_of(rows), centres.centre(desk, centre_id).unplanned_shrinkage)


def attended_of(rows: Iterable[Attendance]) -> Attended:
    """Scheduled and unplanned absent minutes by weekday and hour.

    Planned absence shortens what was scheduled; absence within a span that starts at a known time
    is spread evenly over it.
    """
    spans: dict[tuple[str, date, int | None], list[float]] = {}
    for row in rows:
        minutes = spans.setdefault(
            (row.agent_id, row.day, row.start_min), [float(row.scheduled_min), 0.0]
        )
        if row.reason.planned:
            minutes[0] -= row.absent_min
        else:
            minutes[1] += row.absent_min
    cells: list[tuple[int, int, int, float, float]] = []
    for shift, ((_, day, start), (scheduled, absent)) in enumerate(spans.items()):
        weekday = day.weekday()
        if start is None:
            cells.append((shift, weekday, -1, scheduled, absent))
            continue
        at, left = start, scheduled
        while left > 0:
            part = min(left, HOUR_MIN - at % HOUR_MIN)
            days, hour = divmod(at // HOUR_MIN, DAY_HOURS)
            cells.append((shift, (weekday + days) % 7, hour, part, absent * part / scheduled))
            at, left = at + int(part), left - part
    columns: list[Any] = [np.array(column) for column in zip(*cells, strict=True)] or [
        np.array([], dtype=float)
    ] * 5
    return Attended(
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        columns[2].astype(np.int64),
        columns[3].astype(np.float64),
        columns[4].astype(np.float64),
    )


def _known(desk: Desk, centre_id: str) -> Known:
    data = centres.centre_data(desk, centre_id)
    return Known(agents=frozenset(a.id for a in data.agents))


def _days(rows: Iterable[Attendance]) -> set[tuple[str, date]]:
    return {(row.agent_id, row.day) for row in rows}
