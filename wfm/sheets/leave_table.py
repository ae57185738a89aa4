"""The leave table: one row a span of granted leave."""

from __future__ import annotations

from collections.abc import Iterable

from wfm.core.errors import Fault
from wfm.core.people import Leave, LeaveType
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

LEAVE_WORDS = {
    "年": LeaveType.ANNUAL,
    "年假": LeaveType.ANNUAL,
    "年休假": LeaveType.ANNUAL,
    "病": LeaveType.SICK,
    "病假": LeaveType.SICK,
    "事": LeaveType.PERSONAL,
    "事假": LeaveType.PERSONAL,
    "婚": LeaveType.MARRIAGE,
    "婚假": LeaveType.MARRIAGE,
    "产": LeaveType.MATERNITY,
    "产假": LeaveType.MATERNITY,
    "丧": LeaveType.BEREAVEMENT,
    "丧假": LeaveType.BEREAVEMENT,
    "调": LeaveType.COMPENSATORY,
    "调休": LeaveType.COMPENSATORY,
    "训": LeaveType.TRAINING,
    "培训": LeaveType.TRAINING,
}


def parse_leave(table: Table, known: Known = Known()) -> Parsed[Leave]:  # noqa: B008  frozen
    """Read granted leave; spans of one agent must not overlap.

    Parameters
    ----------
    table : Table
        Of the kind ``leave``.
    known : Known
        Its agents are looked up.
    """
    faults: list[Fault] = []
    found: list[Leave] = []
    rows: list[int] = []
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        agent = reader.one_of("agent_id", reader.needed("agent_id"), known.agents, "agent")
        kind = reader.choice("type", reader.needed("type"), LeaveType, LEAVE_WORDS)
        first, last = reader.days("first_day", "last_day", needed=True)
        if len(faults) > before or kind is None or first is None or last is None:
            continue
        clash = next(
            (
                n
                for n, other in zip(rows, found, strict=True)
                if other.agent_id == agent and other.first_day <= last and first <= other.last_day
            ),
            None,
        )
        if clash is not None:
            reader.fault(
                f"the leave overlaps with that of row {clash}",
                "keep one of them, or let one end before the other starts",
                "first_day",
                f"{agent} {first}..{last}",
            )
            continue
        found.append(Leave(agent, kind, first, last))
        rows.append(row.number)
    return Parsed(tuple(found), tuple(faults), table.ignored)


def leave_rows(leave: Iterable[Leave]) -> list[list[str]]:
    """Write leave as rows of the leave table."""
    return [
        [x.agent_id, x.type.value, x.first_day.isoformat(), x.last_day.isoformat()] for x in leave
    ]
