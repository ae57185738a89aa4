"""Rows of a workbook's sheets, and where a week sheet has its head."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.words import WORDS, normal

HEAD_SEARCH_ROWS = 30
COLUMNS_MAX = 120
_AGENT_HEADS = {normal(word) for word in WORDS["agent"]}

Row = Sequence[object]


def sheets_of(content: bytes, file: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Names and rows of a workbook's sheets; rows are read while they are asked for.

    Raises
    ------
    BadInputError
        When a part of the workbook is damaged.
    """
    workbook = _opened(content, file)
    try:
        for sheet in workbook.worksheets:
            rows = sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True)
            yield sheet.title, _guarded(rows, file)
    finally:
        workbook.close()


def _opened(content: bytes, file: str) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:
        raise _damaged(file) from error


def _guarded(rows: Iterator[Row], file: str) -> Iterator[Row]:
    try:
        yield from rows
    except Exception as error:
        raise _damaged(file) from error


def _damaged(file: str) -> BadInputError:
    # A damaged workbook may fail in any part of the library, with any error.
    return BadInputError(
        Fault("the workbook is damaged", "open it, repair it and save it again", file=file)
    )


def find_head(rows: Iterator[Row]) -> tuple[int, int, dict[int, date]] | None:
    """Row, column of the agents and dates by column of a week sheet's head."""
    for number, row in enumerate(rows, 1):
        heads = [c for c in range(1, len(row) + 1) if normal(text_at(row, c)) in _AGENT_HEADS]
        dates = {c: day for c in range(1, len(row) + 1) if (day := as_date(value_at(row, c)))}
        if heads and dates:
            return number, heads[0], dates
        if number >= HEAD_SEARCH_ROWS:
            return None
    return None


def value_at(row: Row, column: int) -> object:
    """Value of a column counted from 1; None beyond the row's end."""
    return row[column - 1] if column <= len(row) else None


def text_at(row: Row, column: int) -> str:
    """Text of a column without spaces around; empty for an empty cell."""
    value: Any = value_at(row, column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def as_date(value: object) -> date | None:
    """Date of a cell that holds one, or a text written YYYY-MM-DD."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    return None
