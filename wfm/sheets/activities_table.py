"""The activities table: one row a plan of training, meetings, one-to-ones, outbound blocks."""

from __future__ import annotations

from collections.abc import Iterable

from wfm.core.activities import (
    LAST_MIN,
    ActivityKind,
    ActivityPlan,
    Participants,
    PlannedActivity,
    Recurrence,
    plan_faults,
)
from wfm.core.errors import Fault
from wfm.core.time import DAY_MIN, clock
from wfm.sheets.days_toml import WEEKDAYS
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

KIND_WORDS = {
    "训": ActivityKind.TRAINING,
    "培训": ActivityKind.TRAINING,
    "会": ActivityKind.MEETING,
    "会议": ActivityKind.MEETING,
    "班前会": ActivityKind.BRIEFING,
    "辅导": ActivityKind.ONE_TO_ONE,
    "一对一": ActivityKind.ONE_TO_ONE,
    "外呼": ActivityKind.OUTBOUND,
    "其他": ActivityKind.OTHER,
}
RECURRENCE_WORDS = {
    "一次": Recurrence.ONCE,
    "每周": Recurrence.WEEKLY,
    "每天": Recurrence.DAILY,
}
WEEKDAY_WORDS = {f"周{zh}": n for n, zh in enumerate("一二三四五六日")}


def parse_activities(table: Table, known: Known = Known()) -> Parsed[ActivityPlan]:  # noqa: B008  frozen
    """Read plans of activities; ids are unique.

    Parameters
    ----------
    table : Table
        Of the kind ``activities``.
    known : Known
        Its agents, teams and skills are looked up.
    """
    faults: list[Fault] = []
    found: list[ActivityPlan] = []
    rows: dict[str, int] = {}
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        plan = _plan(reader, known)
        if plan is None or len(faults) > before:
            continue
        if plan.id in rows:
            reader.fault(
                f"the id was given already in row {rows[plan.id]}", "give it its own", "id"
            )
            continue
        for what, mend in plan_faults(plan.activity):
            reader.fault(what, mend, "length_min")
        if len(faults) == before:
            rows[plan.id] = row.number
            found.append(plan)
    return Parsed(tuple(found), tuple(faults), table.ignored)


def _plan(reader: RowReader, known: Known) -> ActivityPlan | None:
    activity_id = reader.needed("id")
    kind = reader.choice("kind", reader.needed("kind"), ActivityKind, KIND_WORDS)
    length_min = reader.whole("length_min", low=5, high=DAY_MIN, default=30)
    reader.needed("length_min")
    least = reader.whole("min_participants", low=1, high=10_000, default=0)
    start, end = reader.minute("from"), reader.minute("to")
    first, last = reader.days("first_day", "last_day")
    text = reader.text("recurrence")
    recurrence = (
        reader.choice("recurrence", text, Recurrence, RECURRENCE_WORDS)
        if text
        else Recurrence.WEEKLY
    )
    weekdays = tuple(_weekday(reader, t) for t in reader.list("weekdays"))
    if kind is None or recurrence is None or None in weekdays:
        return None
    from_min = start or 0
    if end is None:
        to_min = LAST_MIN
    else:
        # At or before its beginning a window ends on the next day, as a night shift does.
        to_min = end if end > from_min else end + DAY_MIN
    return ActivityPlan(
        PlannedActivity(
            activity_id,
            kind,
            length_min,
            (),
            Participants(
                _named(reader, "agents", known.agents, "agent"),
                _named(reader, "teams", known.teams, "team"),
                _named(reader, "skills", known.skills, "skill"),
            ),
            reader.yes("together", default=False),
            least or None,
            from_min,
            to_min,
            reader.text("title_en"),
            reader.text("title_zh"),
        ),
        recurrence,
        tuple(sorted(n for n in weekdays if n is not None)),
        first,
        last,
    )


def _named(
    reader: RowReader, column: str, known: frozenset[str] | None, noun: str
) -> tuple[str, ...]:
    return tuple(reader.one_of(column, text, known, noun) for text in reader.list(column))


def _weekday(reader: RowReader, text: str) -> int | None:
    short = {day[:3]: n for n, day in enumerate(WEEKDAYS)}
    key = text.casefold()
    found = WEEKDAY_WORDS.get(text, short.get(key[:3]))
    if found is None or not (text in WEEKDAY_WORDS or WEEKDAYS[found].startswith(key)):
        reader.fault("this is no weekday", "write mon;wed or 周一;周三", "weekdays", text)
        return None
    return found


def activity_rows(plans: Iterable[ActivityPlan]) -> list[list[str]]:
    """Write plans as rows of the activities table."""
    return [
        [
            plan.id,
            plan.activity.kind.value,
            plan.activity.title_en,
            plan.activity.title_zh,
            str(plan.activity.length_min),
            clock(plan.activity.from_min) if plan.activity.from_min else "",
            "" if plan.activity.to_min == LAST_MIN else clock(plan.activity.to_min),
            plan.recurrence.value,
            ";".join(WEEKDAYS[n][:3] for n in plan.weekdays),
            "" if plan.first_day is None else plan.first_day.isoformat(),
            "" if plan.last_day is None else plan.last_day.isoformat(),
            "yes" if plan.activity.together else "no",
            str(plan.activity.min_participants or ""),
            ";".join(plan.activity.participants.agents),
            ";".join(plan.activity.participants.teams),
            ";".join(plan.activity.participants.skills),
        ]
        for plan in plans
    ]
