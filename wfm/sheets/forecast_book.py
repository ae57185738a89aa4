"""A forecast version as a workbook: intervals, day totals, back-test, overrides, where it is from.

Figures are written as they are, not rounded: a number format says how many digits are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import IO, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from wfm.sheets import styles
from wfm.sheets.cells import safe_text
from wfm.sheets.styles import Look, Painter

NUMBER = Look("wfm number", border="all", number_format="#,##0.00")
SHARE = Look("wfm share", border="all", number_format="0.0%")
STAMP = Look("wfm stamp", border="all", number_format="yyyy-mm-dd hh:mm")
DAY = Look("wfm day", border="all", number_format="yyyy-mm-dd")
INTEGER = Look("wfm integer", border="all", number_format="0")

WIDTH = {"stamp": 17.0, "day": 12.0, "text": 24.0, "number": 12.0, "share": 12.0, "integer": 9.0}
LOOKS = {
    "stamp": STAMP,
    "day": DAY,
    "text": styles.TEXT,
    "number": NUMBER,
    "share": SHARE,
    "integer": INTEGER,
}


@dataclass(frozen=True)
class ForecastSheet:
    """One sheet: a table with a title.

    Parameters
    ----------
    name : str
        On the tab.
    title : str
        Above the table.
    frame : DataFrame
        Its column names are the headers; NaN, None and NaT are left empty.
    kinds : sequence of str
        A key of `LOOKS` for each column. Stamps are written as wall-clock time: spreadsheets know
        no zones.
    notes : sequence of str
        Lines under the title.
    """

    name: str
    title: str
    frame: pd.DataFrame
    kinds: Sequence[str]
    notes: Sequence[str] = field(default_factory=tuple)


def write_forecast_book(
    target: str | PathLike[str] | IO[bytes], sheets: Sequence[ForecastSheet], language: str
) -> None:
    """Write sheets, each with its header frozen; texts are made safe first.

    Parameters
    ----------
    target : path or binary file
    sheets : sequence of ForecastSheet
        At least one.
    language : str
        ``en`` or ``zh``: the font.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    painter = Painter(workbook, "zh" if language.startswith("zh") else "en")
    for sheet in sheets:
        _write(workbook, painter, sheet)
    workbook.properties.title = safe_text(sheets[0].title)
    workbook.properties.creator = "wfm"
    workbook.save(target)


def _write(workbook: Workbook, painter: Painter, about: ForecastSheet) -> None:
    sheet = workbook.create_sheet(safe_text(about.name))
    sheet.sheet_view.showGridLines = False
    painter.put(sheet, 1, 1, about.title, styles.TITLE)
    for row, note in enumerate(about.notes, 2):
        painter.put(sheet, row, 1, note, styles.CAPTION)
    head = 2 + len(about.notes)
    for column, (name, kind) in enumerate(zip(about.frame.columns, about.kinds, strict=True), 1):
        painter.put(sheet, head, column, str(name), styles.HEAD)
        sheet.column_dimensions[get_column_letter(column)].width = max(
            WIDTH[kind], 1.2 * len(str(name)) + 2
        )
    looks = [LOOKS[kind] for kind in about.kinds]
    for row, values in enumerate(about.frame.itertuples(index=False, name=None), head + 1):
        for column, (value, look) in enumerate(zip(values, looks, strict=True), 1):
            painter.put(sheet, row, column, _plain(value), look)
    sheet.freeze_panes = sheet.cell(head + 1, 1)


def _plain(value: Any) -> Any:
    """Value as a cell holds it: no zone, no numpy, nothing for what is not known."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.tz_localize(None).to_pydatetime()
    return value.item() if hasattr(value, "item") else value
