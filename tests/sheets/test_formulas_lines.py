"""Tests of texts that would break a file's rows or its characters."""

from __future__ import annotations

import pytest

from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\rb", "a\nb"),
        ("a\r\nb", "a\nb"),
        ("x\r=1+1", "x\n=1+1"),
        ("\ufffea", "?a"),
        ("\ud800", "?"),
        ("＝1+1", "＝1+1"),
    ],
)
def test_odd_texts_stay_in_their_cell(kind: str, text: str, kept: str) -> None:
    """Tests that a carriage return makes no row, and what can't be carried becomes a mark."""
    row = [text, "sick", "2026-11-23", "2026-11-23"]
    content = table_bytes("leave", [row], kind)
    table = read_table(content, "leave", file=f"leave.{kind}")
    assert [r.values["agent_id"] for r in table.rows] == [kept]


def test_full_width_formula_starts_are_quoted() -> None:
    """Tests that a cell that East Asian spreadsheets run as a formula is quoted too."""
    content = table_bytes("leave", [["＝1+1", "sick", "2026-11-23", "2026-11-23"]], "csv")
    assert "'＝1+1" in content.decode("utf-8-sig")
