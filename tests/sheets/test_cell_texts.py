"""Any text in any cell of any table comes back as it was, and none runs as a formula."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wfm.sheets.columns import COLUMNS
from wfm.sheets.formulas import FORMULA_STARTS
from wfm.sheets.table_writing import FORMATS, table_bytes
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit
HELD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
PIECES = st.sampled_from(
    ["=", "+", "-", "@", "'", '"', ",", ";", "\t", "\n", "\x07", "\x00", "|", "🙂", "👩‍💻", "早班"]
)
LETTERS = st.characters(
    codec="utf-8", exclude_characters="\r\ufffe\uffff", exclude_categories=("Cs", "Zl", "Zp")
)
TEXTS = st.lists(PIECES | LETTERS, max_size=8).map("".join)
ODD = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "+SUM(A1:A9)",
    "-2+3",
    '@HYPERLINK("x")',
    "'=1",
    "\t=1",
    "0017",
    "1e5",
    "TRUE",
    "2026-11-23",
    "#REF!",
    "{=1}",
    "坐席甲，早班；\u3000中",
    "🙂👩\u200d💻🇨🇳",
    'say "hi", then; go',
    "two\nlines",
    "x" * 5000,
    "早" * 3000,
]


def expected(text: str) -> str:
    """Control characters no sheet holds are left out, and blanks around a text."""
    text = HELD.sub("", text)
    # Blanks in front of a formula stand behind its quote.
    return text.rstrip() if text.lstrip("'").startswith(FORMULA_STARTS) else text.strip()


def back(kind: str, format: str, row: list[str]) -> list[str]:
    rows = [row, ["A", *[""] * (len(row) - 1)]]
    found = read_table(table_bytes(kind, rows, format), kind, file=f"a.{format}").rows
    assert found[-1].values[COLUMNS[kind][0].name] == "A"
    return list(found[0].values.values()) if len(found) == 2 else [""] * len(row)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", COLUMNS)
def test_odd_texts_in_every_column(kind: str, format: str) -> None:
    """Tests that each odd text survives in each column of each kind of table."""
    width = len(COLUMNS[kind])
    rows = [[ODD[(n + k) % len(ODD)] for k in range(width)] for n in range(len(ODD))]
    found = read_table(table_bytes(kind, rows, format), kind, file=f"a.{format}").rows
    assert [list(row.values.values()) for row in found] == [
        [expected(text) for text in row] for row in rows
    ]


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None)
@given(row=st.lists(TEXTS, min_size=4, max_size=4))
@example(row=["=1", "\x00=1", "'", "''-"])
@example(row=["\x07", " ", "\n", "a"])
def test_drawn_texts_come_back(format: str, row: list[str]) -> None:
    """Tests that texts made of quotes, delimiters, controls and letters survive."""
    assert back("leave", format, row) == [expected(text) for text in row]


@settings(max_examples=40, deadline=None)
@given(row=st.lists(TEXTS, min_size=4, max_size=4))
def test_no_written_csv_cell_begins_a_formula(row: list[str]) -> None:
    """Tests that a spreadsheet program sees no cell that starts as a formula does."""
    text = table_bytes("leave", [row], "csv").decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(FORMULA_STARTS) for cell in line)


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_written_workbook_holds_text_alone(kind: str, language: str) -> None:
    """Tests that every cell of every column is a text, numbers and days included."""
    rows = [[text] * len(COLUMNS[kind]) for text in ("=1+1", "0017", "2026-11-23", "TRUE")]
    content = table_bytes(kind, rows, "xlsx", language=language)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
    assert len(cells) == 4 * len(COLUMNS[kind])
    assert {cell.data_type for cell in cells} == {"s"}
    assert [line[0].value for line in sheet.iter_rows(min_row=3)] == ["0017", "2026-11-23", "TRUE"]
