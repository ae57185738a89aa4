"""A cell of the wrong kind is a fault with its file, row, column and value, in any format."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wfm.core.errors import BadInputError
from wfm.core.shifts import Shift
from wfm.sheets.columns import COLUMNS
from wfm.sheets.leave_table import parse_leave
from wfm.sheets.past_roster_table import parse_past_roster
from wfm.sheets.people_table import parse_people
from wfm.sheets.shifts_table import parse_shifts
from wfm.sheets.table_writing import FORMATS, table_bytes
from wfm.sheets.tables import Table, read_table
from wfm.sheets.templates import template

pytestmark = pytest.mark.unit


def catalogue() -> dict[str, Shift]:
    table = read_table(template("shifts", "csv"), "shifts")
    return {shift.id: shift for shift in parse_shifts(table).checked()}


PARSERS: dict[str, Callable[[Table], object]] = {
    "people": lambda table: parse_people(table).checked(),
    "leave": lambda table: parse_leave(table).checked(),
    "past_roster": lambda table: parse_past_roster(table, catalogue()).checked(),
    "shifts": lambda table: parse_shifts(table).checked(),
}
WRONG = [
    ("people", "first_day", "soon"),
    ("people", "last_day", "2026-13-01"),
    ("people", "productivity_pct", "101"),
    ("people", "productivity_pct", "-1"),
    ("people", "productivity_pct", "half"),
    ("people", "conditions", "=1+1"),
    ("people", "id", ""),
    ("people", "team", ""),
    ("leave", "agent_id", ""),
    ("leave", "type", "17"),
    ("leave", "type", ""),
    ("leave", "first_day", "31.02.2026"),
    ("leave", "last_day", "12:00"),
    ("past_roster", "day", "E1"),
    ("past_roster", "shift_id", "no such shift"),
    ("past_roster", "meal_start", "25:00"),
    ("past_roster", "rest_start", "noon"),
    ("shifts", "start", "6"),
    ("shifts", "end", "24:30"),
    ("shifts", "night", "perhaps"),
    ("shifts", "handover_paid", "2"),
    ("shifts", "swap_class", "dusk"),
    ("shifts", "before_min", "ten"),
    ("shifts", "after_min", "-5"),
    ("shifts", "meal_min", "1.5"),
    ("shifts", "meal_earliest", "2026-11-23"),
    ("shifts", "rest_paid", "🙂"),
    ("shifts", "id", ""),
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("kind", "column", "value"), WRONG)
def test_wrong_cell_is_named(kind: str, column: str, value: str, format: str) -> None:
    """Tests that a good table with one wrong cell names that cell, and how to mend it."""
    names = [c.name for c in COLUMNS[kind]]
    good = read_table(template(kind, "csv"), kind)
    rows = [[row.values[name] for name in names] for row in good.rows]
    rows[1][names.index(column)] = value
    content = table_bytes(kind, rows, format)
    table = read_table(content, kind, file=f"mine.{format}")
    with pytest.raises(BadInputError) as caught:
        PARSERS[kind](table)
    found = [fault for fault in caught.value.faults if fault.column == column]
    assert found, [str(fault) for fault in caught.value.faults]
    assert found[0].file == f"mine.{format}"
    assert found[0].row == 3
    assert found[0].value == value
    assert found[0].mend


@pytest.mark.parametrize("kind", PARSERS)
def test_every_row_of_rubbish_is_told(kind: str) -> None:
    """Tests that a table of rubbish names each of its rows in one error."""
    width = len(COLUMNS[kind])
    table = read_table(table_bytes(kind, [["?"] * width] * 3), kind)
    with pytest.raises(BadInputError) as caught:
        PARSERS[kind](table)
    assert {fault.row for fault in caught.value.faults} == {2, 3, 4}
