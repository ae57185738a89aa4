"""Templates can be read by what they are templates for."""

from __future__ import annotations

import io

import openpyxl
import pytest

from wfm.core.errors import BadInputError
from wfm.sheets.columns import COLUMNS
from wfm.sheets.formulas import quoted, unquoted
from wfm.sheets.leave_table import parse_leave
from wfm.sheets.past_roster_table import parse_past_roster
from wfm.sheets.people_table import parse_people
from wfm.sheets.shifts_table import parse_shifts
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table
from wfm.sheets.templates import KINDS, template

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_template_reads_without_a_fault(kind: str, format: str, language: str) -> None:
    """Tests that the example rows of every template are good rows in both languages."""
    table = read_table(template(kind, format, language=language), kind, file=f"{kind}.{format}")
    assert len(table.rows) >= 2
    assert table.ignored == ()
    shifts = parse_shifts(read_table(template("shifts", "csv"), "shifts")).checked()
    parsers = {
        "people": lambda: parse_people(table).checked(),
        "leave": lambda: parse_leave(table).checked(),
        "past_roster": lambda: parse_past_roster(table, {s.id: s for s in shifts}).checked(),
        "shifts": lambda: parse_shifts(table).checked(),
    }
    if kind in parsers:
        assert parsers[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_workbook_explains_each_column_in_both_languages(kind: str) -> None:
    """Tests that headers carry comments and a second sheet explains every column."""
    book = openpyxl.load_workbook(io.BytesIO(template(kind, "xlsx")))
    first, notes = book.worksheets
    assert all(cell.comment is not None for cell in first[1])
    rows = list(notes.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [column.name for column in COLUMNS[kind]]
    assert all(row[3] and row[4] for row in rows)


def test_unknown_kind_or_format() -> None:
    """Tests that a template that does not exist is a plain message."""
    with pytest.raises(BadInputError, match="no such table"):
        template("cats", "csv")
    with pytest.raises(BadInputError, match="no such table"):
        template("people", "pdf")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''+2"])
def test_dangerous_text_is_quoted_and_comes_back(text: str) -> None:
    """Tests that text that could run as a formula is quoted, and read back as it was."""
    assert quoted(text) == f"'{text}"
    assert unquoted(quoted(text)) == text


@pytest.mark.parametrize("text", ["A001", "", "'", "it's", "早1"])
def test_harmless_text_is_left_alone(text: str) -> None:
    """Tests that other text is written as it is."""
    assert quoted(text) == text
    assert unquoted(text) == text


def test_no_cell_of_a_written_workbook_is_a_formula() -> None:
    """Tests that an id that looks like a formula is a text in the workbook."""
    row = ["=cmd|'/c calc'!A0", "T1", *[""] * 8]
    book = openpyxl.load_workbook(io.BytesIO(table_bytes("people", [row], "xlsx")))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'=")
