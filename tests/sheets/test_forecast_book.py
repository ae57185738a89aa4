"""Tests of the forecast workbook: figures as they are, texts made safe, zones left out."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from wfm.sheets.forecast_book import LOOKS, ForecastSheet, write_forecast_book

pytestmark = pytest.mark.unit


def written(*sheets: ForecastSheet, language: str = "en") -> openpyxl.Workbook:
    """Write sheets and open the workbook again."""
    out = io.BytesIO()
    write_forecast_book(out, sheets, language)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def table(**columns) -> pd.DataFrame:
    """A frame of one row a value."""
    return pd.DataFrame(columns)


def test_figures_are_written_as_they_are():
    """Tests that nothing is rounded, and unknown is empty rather than zero."""
    values = [1 / 3, 0.0, np.nan, 1e6]
    sheet = ForecastSheet("a", "A", table(x=values), ("number",))
    cells = [row[0].value for row in written(sheet)["a"].iter_rows(min_row=3)]
    assert cells == [1 / 3, 0, None, 1e6]


def test_stamps_are_wall_clock_time():
    """Tests that a zone, which no spreadsheet knows, is left out and the hour stays."""
    stamps = pd.date_range("2026-11-23 08:00", periods=2, freq="30min", tz="Asia/Shanghai")
    sheet = written(ForecastSheet("a", "A", table(t=stamps), ("stamp",)))["a"]
    assert sheet["A3"].value.isoformat() == "2026-11-23T08:00:00"
    assert sheet["A3"].number_format == "yyyy-mm-dd hh:mm"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=x", "＝1"])
def test_no_text_is_run_as_a_formula(text):
    """Tests that a text of a planner stands in its cell quoted, header and title too."""
    sheet = ForecastSheet("a", text, table(**{text: [text]}), ("text",), notes=(text,))
    found = written(sheet)["a"]
    for cell in ("A1", "A2", "A3", "A4"):
        assert found[cell].data_type != "f"
        assert str(found[cell].value).startswith("'")


def test_sheets_come_in_their_order_with_frozen_headers():
    """Tests that rows scroll below the header, whatever stands above it."""
    one = ForecastSheet("one", "One", table(x=[1]), ("integer",), notes=("a", "b"))
    two = ForecastSheet("two", "Two", table(y=["b"]), ("text",))
    book = written(one, two, language="zh")
    assert book.sheetnames == ["one", "two"]
    assert book["one"].freeze_panes == "A5"
    assert [book["one"]["A4"].value, book["one"]["A5"].value] == ["x", 1]
    assert book["two"]["A3"].font.name == "Microsoft YaHei"


def test_every_column_needs_a_kind():
    """Tests that a column too many is an error here, not a shifted table."""
    with pytest.raises(ValueError, match="zip"):
        written(ForecastSheet("a", "A", table(x=[1], y=[2]), ("number",)))
    assert set(LOOKS) == {"stamp", "day", "text", "number", "share", "integer"}
