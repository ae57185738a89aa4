"""The wishes table: one row a wish of an agent over a span of days."""

from __future__ import annotations

from collections.abc import Iterable

from wfm.core.errors import Fault
from wfm.core.wishes import AgentWish, Importance, WishKind, wish_faults
from wfm.sheets.fields import RowReader
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.tables import Table

KIND_WORDS = {
    "班次": WishKind.SHIFT,
    "休息": WishKind.DAY_OFF,
    "休": WishKind.DAY_OFF,
    "off": WishKind.DAY_OFF,
    "不上夜班": WishKind.NO_NIGHTS,
    "免夜班": WishKind.NO_NIGHTS,
}
IMPORTANCE_WORDS = {"一般": Importance.NORMAL, "重要": Importance.IMPORTANT}


def parse_wishes(table: Table, known: Known = Known()) -> Parsed[AgentWish]:  # noqa: B008  frozen
    """Read wishes; those of one agent must not contradict each other.

    Parameters
    ----------
    table : Table
        Of the kind ``wishes``.
    known : Known
        Its agents and shifts are looked up.
    """
    faults: list[Fault] = []
    found: list[AgentWish] = []
    rows: list[int] = []
    for row in table.rows:
        before = len(faults)
        reader = RowReader(row, table.file, faults)
        wish = _wish(reader, known)
        if wish is None or len(faults) > before:
            continue
        for what, mend in wish_faults(wish):
            reader.fault(what, mend, "wish")
        clash = next((n for n, x in zip(rows, found, strict=True) if x.clashes_with(wish)), None)
        if clash is not None:
            reader.fault(
                f"the agent has another wish for some of these days in row {clash}",
                "keep one of them, or let one end before the other starts",
                "first_day",
            )
        if len(faults) == before:
            rows.append(row.number)
            found.append(wish)
    return Parsed(tuple(found), tuple(faults), table.ignored)


def _wish(reader: RowReader, known: Known) -> AgentWish | None:
    agent = reader.one_of("agent_id", reader.needed("agent_id"), known.agents, "agent")
    kind = reader.choice("wish", reader.needed("wish"), WishKind, KIND_WORDS)
    first, last = reader.days("first_day", "last_day", needed=True)
    shifts = tuple(
        reader.one_of("shifts", text, known.shifts, "shift") for text in reader.list("shifts")
    )
    text = reader.text("importance")
    weight = (
        reader.choice("importance", text, Importance, IMPORTANCE_WORDS)
        if text
        else Importance.NORMAL
    )
    if kind is None or weight is None or first is None or last is None:
        return None
    return AgentWish(agent, kind, first, last, shifts, weight)


def wish_rows(wishes: Iterable[AgentWish]) -> list[list[str]]:
    """Write wishes as rows of the wishes table."""
    return [
        [
            x.agent_id,
            x.kind.value,
            x.first_day.isoformat(),
            x.last_day.isoformat(),
            ";".join(x.shift_ids),
            x.importance.value,
        ]
        for x in wishes
    ]
