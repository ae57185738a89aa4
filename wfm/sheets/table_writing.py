"""Tables that go out: CSV or XLSX with the headers that reading knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.columns import COLUMNS, Column
from wfm.sheets.formulas import quoted

FORMATS = ("csv", "xlsx")
NOTES_SHEET = "说明 Notes"

_HEADER_FILL = PatternFill("solid", start_color="FFDCE6F1")
_NEEDED_FILL = PatternFill("solid", start_color="FFFCE4D6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def table_bytes(
    kind: str,
    rows: Iterable[Sequence[str]],
    format: str = "csv",
    *,
    language: str = "en",
    notes: bool = False,
) -> bytes:
    """Write a table; texts that a spreadsheet would run are quoted.

    Parameters
    ----------
    kind : str
        Key of `wfm.sheets.columns.COLUMNS`.
    rows : iterable of sequence of str
        A text per column.
    format : str
        ``"csv"`` or ``"xlsx"``.
    language : str
        ``"en"`` or ``"zh"``: the headers.
    notes : bool
        In a workbook: a comment on every header and a sheet that explains the columns.

    Raises
    ------
    BadInputError
        When the kind or format is unknown.
    """
    if kind not in COLUMNS or format not in FORMATS:
        raise BadInputError(
            Fault(
                "there is no such table or format",
                f"use one of {', '.join(COLUMNS)} as {' or '.join(FORMATS)}",
                value=f"{kind}.{format}",
            )
        )
    columns = COLUMNS[kind]
    headers = [c.zh if language.startswith("zh") else c.name for c in columns]
    safe = [[quoted(text) for text in row] for row in rows]
    if format == "csv":
        return _csv([headers, *safe])
    return _workbook(kind, columns, headers, safe, notes)


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    # Spreadsheet programs need the mark to see that Chinese text is UTF-8.
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")


def _workbook(
    kind: str, columns: tuple[Column, ...], headers: list[str], rows: list[list[str]], notes: bool
) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(kind)
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, 2 * len(header))
    sheet.append([_header(sheet, c, h, notes) for c, h in zip(columns, headers, strict=True)])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    if notes:
        _explain(book.create_sheet(NOTES_SHEET), columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(sheet: Any, column: Column, text: str, notes: bool) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = _NEEDED_FILL if column.required else _HEADER_FILL
    if notes:
        cell.comment = Comment(f"{column.en_note}\n{column.zh_note}", "wfm")
    return cell


def _cell(sheet: Any, text: str) -> Cell | None:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text)
    # As text, or spreadsheet programs turn 0017 into 17 and 1-2 into a day.
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _explain(sheet: Any, columns: tuple[Column, ...]) -> None:
    for letter, width in zip("ABCDE", (18, 18, 12, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(["column", "列", "needed 必填", "what to write", "填写说明"])
    for c in columns:
        texts = [c.name, c.zh, "yes 是" if c.required else "", c.en_note, c.zh_note]
        cells = [WriteOnlyCell(sheet, text) for text in texts]
        for cell in cells:
            cell.alignment = _WRAPPED
        sheet.append(cells)
