"""The attendance table: one row a scheduled span of an agent and reason of absence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from wfm.core.attendance import AbsenceReason, Attendance
from wfm.core.errors import Fault
from wfm.core.time import DAY_MIN, clock
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

REASON_WORDS = {
    "病": AbsenceReason.SICK,
    "病假": AbsenceReason.SICK,
    "旷工": AbsenceReason.ABSENT,
    "no_show": AbsenceReason.ABSENT,
    "迟到": AbsenceReason.LATE,
    "早退": AbsenceReason.LEFT_EARLY,
    "事假": AbsenceReason.PERSONAL,
    "其他": AbsenceReason.OTHER,
    "年假": AbsenceReason.LEAVE,
    "休假": AbsenceReason.LEAVE,
    "annual": AbsenceReason.LEAVE,
    "培训": AbsenceReason.TRAINING,
    "会议": AbsenceReason.MEETING,
    "休息": AbsenceReason.BREAK,
    "用餐": AbsenceReason.BREAK,
    "meal": AbsenceReason.BREAK,
    "rest": AbsenceReason.BREAK,
}

Span = tuple[str, date, int | None]


def parse_attendance(table: Table, known: Known = Known()) -> Parsed[Attendance]:  # noqa: B008
    """Read attendance; several reasons of one span are several rows with the same minutes.

    Parameters
    ----------
    table : Table
        Of the kind ``attendance``.
    known : Known
        Its agents are looked up.
    """
    faults: list[Fault] = []
    found: list[Attendance] = []
    minutes: dict[Span, int] = {}
    away: dict[Span, int] = defaultdict(int)
    reasons: set[tuple[Span, AbsenceReason]] = set()
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        agent = reader.one_of("agent_id", reader.needed("agent_id"), known.agents, "agent")
        day = reader.day("day", needed=True)
        start = reader.minute("start")
        reader.needed("scheduled_min")
        scheduled = reader.whole("scheduled_min", low=1, high=DAY_MIN, default=0)
        absent = reader.whole("absent_min", low=0, high=DAY_MIN, default=0)
        text = reader.text("reason")
        reason = AbsenceReason.OTHER
        if text:
            reason = reader.choice("reason", text, AbsenceReason, REASON_WORDS) or reason
        if len(faults) > before or day is None:
            continue
        span = (agent, day, start)
        if (span, reason) in reasons:
            mend = "keep one row a span and reason"
            reader.fault("the span is there twice for this reason", mend, "reason")
        elif minutes.setdefault(span, scheduled) != scheduled:
            mend = f"give the {minutes[span]} minutes that another row of the span gives"
            reader.fault("the span is scheduled differently in two rows", mend, "scheduled_min")
        elif away[span] + absent > scheduled:
            mend = f"give at most {scheduled} minutes over all reasons"
            reader.fault("more minutes are absent than were scheduled", mend, "absent_min")
        else:
            reasons.add((span, reason))
            away[span] += absent
            found.append(Attendance(agent, day, start, scheduled, absent, reason))
    return Parsed(tuple(found), tuple(faults), table.ignored)


def attendance_rows(rows: Iterable[Attendance]) -> list[list[str]]:
    """Write attendance as rows of the attendance table."""
    return [
        [
            row.agent_id,
            row.day.isoformat(),
            "" if row.start_min is None else clock(row.start_min),
            str(row.scheduled_min),
            str(row.absent_min),
            row.reason.value,
        ]
        for row in rows
    ]
