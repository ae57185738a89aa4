"""The people table: one row an agent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wfm.core.errors import Fault
from wfm.core.people import Agent, Condition, ConditionKind
from wfm.sheets.fields import RowReader, parse_day
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

MOST_MIN = 120_000
"""Largest balance of a time account: 2,000 hours, a year's work."""

CONDITION_WORDS = {
    "怀孕": ConditionKind.PREGNANT,
    "孕": ConditionKind.PREGNANT,
    "哺乳": ConditionKind.NURSING,
    "不上夜班": ConditionKind.NO_NIGHTS,
    "不加班": ConditionKind.NO_OVERTIME,
}


def parse_people(table: Table, known: Known = Known()) -> Parsed[Agent]:  # noqa: B008  frozen
    """Read agents; a row with a fault gives no agent.

    Parameters
    ----------
    table : Table
        Of the kind ``people``.
    known : Known
        Declared skills, teams, contracts and shifts; mentors are looked up in the table itself.
    """
    faults: list[Fault] = []
    agents: list[Agent] = []
    rows_of: dict[str, int] = {}
    ids = {row.values["id"] for row in table.rows}
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        agent = _agent(reader, known, ids)
        if agent.id in rows_of:
            reader.fault(
                f"the id was given already in row {rows_of[agent.id]}",
                "give each agent one row",
                "id",
            )
        rows_of.setdefault(agent.id, row.number)
        if len(faults) == before:
            agents.append(agent)
    return Parsed(tuple(agents), tuple(faults), table.ignored)


def _agent(reader: RowReader, known: Known, ids: set[str]) -> Agent:
    agent_id = reader.needed("id")
    first, last = reader.days("first_day", "last_day")
    mentor = reader.one_of("mentor", reader.text("mentor"), ids, "mentor")
    if mentor and mentor == agent_id:
        reader.fault("the agent is named as the own mentor", "name somebody else", "mentor")
    return Agent(
        id=agent_id,
        team=reader.one_of("team", reader.needed("team"), known.teams, "team"),
        contract=reader.one_of("contract", reader.needed("contract"), known.contracts, "contract"),
        skills=tuple(
            sorted(reader.one_of("skills", s, known.skills, "skill") for s in reader.list("skills"))
        ),
        first_day=first,
        last_day=last,
        productivity_pct=reader.whole("productivity_pct", low=0, high=100, default=100),
        mentor=mentor or None,
        shifts=tuple(
            reader.one_of("shifts", s, known.shifts, "shift") for s in reader.list("shifts")
        ),
        conditions=tuple(
            c for c in (_condition(reader, t) for t in reader.list("conditions")) if c is not None
        ),
        account_min=reader.whole("account_min", low=-MOST_MIN, high=MOST_MIN, default=0),
    )


def _condition(reader: RowReader, text: str) -> Condition | None:
    word, _, span = text.replace("：", ":").partition(":")
    kind = reader.choice("conditions", word.strip(), ConditionKind, CONDITION_WORDS)
    first, last = _span(reader, span.strip())
    return None if kind is None else Condition(kind, first, last)


def _span(reader: RowReader, text: str) -> tuple[date | None, date | None]:
    """Read ``first..last``; either may be left out."""
    if not text:
        return None, None
    parts = [part.strip() for part in text.split("..")]
    days = [parse_day(part) if part else None for part in parts]
    unread = any(part and day is None for part, day in zip(parts, days, strict=True))
    if len(parts) != 2 or unread:
        reader.fault(
            "the dates can't be read",
            "write first day..last day, e.g. 2026-01-01..2026-12-31",
            "conditions",
            text,
        )
        return None, None
    first, last = days
    if first and last and last < first:
        reader.fault(
            "the end lies before the start", f"give a day from {first} on", "conditions", text
        )
    return first, last


def people_rows(agents: Iterable[Agent]) -> list[list[str]]:
    """Write agents as rows of the people table."""
    return [
        [
            a.id,
            a.team,
            a.contract,
            ";".join(a.skills),
            _iso(a.first_day),
            _iso(a.last_day),
            str(a.productivity_pct),
            a.mentor or "",
            ";".join(a.shifts),
            ";".join(_written(c) for c in a.conditions),
            str(a.account_min) if a.account_min else "",
        ]
        for a in agents
    ]


def _written(condition: Condition) -> str:
    if condition.first_day is None and condition.last_day is None:
        return condition.kind.value
    return f"{condition.kind}:{_iso(condition.first_day)}..{_iso(condition.last_day)}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
