"""Tables as people send them: CSV or XLSX, headers in either language, rows as they count them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.columns import COLUMNS, Column, header_key, header_names
from wfm.sheets.formulas import unquoted
from wfm.sheets.uploads import is_workbook, load

ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order; utf-8-sig reads utf-8 with and without its mark."""

MAX_ROWS = 200_000
MAX_COLUMNS = 200
DELIMITERS = ",\t;"

Grid = list[tuple[int, list[str]]]
"""Rows that are not empty: (number as a spreadsheet counts, texts)."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet counts (the header is row 1), its texts by column."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table that was read.

    Parameters
    ----------
    file : str
        Name for messages.
    rows : tuple of Row
        Rows that are not empty, texts stripped; an absent column reads as an empty text.
    ignored : tuple of str
        Headers that mean nothing here, for a preview to show.
    """

    file: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


def read_table(source: Path | bytes, kind: str, *, file: str = "") -> Table:
    """Read a table of a kind.

    Parameters
    ----------
    source : Path or bytes
        A CSV (UTF-8 or GB18030; comma, tab or semicolon) or XLSX file (its first sheet).
    kind : str
        Key of `wfm.sheets.columns.COLUMNS`.
    file : str
        Name for messages; a path's own name by default.

    Raises
    ------
    BadInputError
        When the file is too large, damaged, empty, of another type, lacks a required column, has
        one twice, or has one whose name is nearly that of a column it lacks.
    """
    file = file or (source.name if isinstance(source, Path) else f"{kind}.csv")
    content = load(source, file)
    grid = workbook_grid(content, file) if is_workbook(content, file) else _text_grid(content, file)
    if not grid:
        raise BadInputError(Fault("the table is empty", "give a header and one row an entry", file))
    number, header = grid[0]
    columns = COLUMNS[kind]
    places, ignored = _columns_of(header, number, columns, file)
    rows = tuple(
        Row(
            n,
            {
                c.name: texts[places[c.name]]
                if c.name in places and places[c.name] < len(texts)
                else ""
                for c in columns
            },
        )
        for n, texts in grid[1:]
    )
    return Table(file, rows, ignored)


def _columns_of(
    header: list[str], number: int, columns: tuple[Column, ...], file: str
) -> tuple[dict[str, int], tuple[str, ...]]:
    names = header_names(columns)
    faults, ignored, places = [], [], {}
    for place, text in enumerate(header):
        name = names.get(header_key(text))
        if name is None:
            ignored += [text] if text else []
        elif name in places:
            faults.append(
                Fault("the column is there twice", "keep one of them", file, number, text, text)
            )
        else:
            places[name] = place
    lacking = {key: name for key, name in names.items() if name not in places}
    for text in ignored:
        close = get_close_matches(header_key(text), lacking, n=1, cutoff=0.8)
        if close:
            name = lacking[close[0]]
            faults.append(
                Fault("the column is unknown", f"did you mean {name}?", file, number, text, text)
            )
    faults += [
        Fault("the column is missing", f"add it: {c.en_note}", file, number, c.name)
        for c in columns
        if c.required and c.name not in places
    ]
    if faults:
        raise BadInputError(faults)
    return places, tuple(ignored)


def _text_grid(content: bytes, file: str) -> Grid:
    text = _decode(content, file)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _plain(_kept(rows, file))
    except csv.Error as error:
        raise BadInputError(
            Fault(
                f"the file can't be read as CSV ({error})",
                "close every quotation mark, or save the table as .xlsx",
                file,
            )
        ) from error


def _decode(content: bytes, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInputError(Fault("the file's encoding is unknown", "save it as CSV UTF-8", file))


def workbook_grid(content: bytes, file: str, most_rows: int | None = None) -> Grid:
    """Read the first sheet of a workbook as texts, all of it or its first rows.

    Raises
    ------
    BadInputError
        When it is damaged, too large, or a formula has no saved value.
    """
    try:
        # Formulas have a value only if a spreadsheet program saved one beside them.
        with_formulas = _first_sheet(content, values=False, file=file, most_rows=most_rows)
        formulas = any(text.startswith("=") for _, texts in with_formulas for text in texts)
        if not formulas:
            return _plain(with_formulas)
        values = _first_sheet(content, values=True, file=file, most_rows=most_rows)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,  # what the XML parser raises
    ) as error:
        raise BadInputError(
            Fault("the workbook can't be read", "open it and save it as .xlsx again", file)
        ) from error
    known = dict(values)
    faults = [
        Fault(
            "the cell holds a formula without a saved value",
            "open the workbook, let it calculate and save it, or paste the value",
            file,
            number,
            value=text,
        )
        for number, texts in with_formulas
        for place, text in enumerate(texts)
        if text.startswith("=") and not "".join(known.get(number, [])[place : place + 1])
    ]
    if faults:
        raise BadInputError(faults)
    return _plain(values)


def _plain(grid: Grid) -> Grid:
    return [(number, [unquoted(text) for text in texts]) for number, texts in grid]


def _first_sheet(content: bytes, *, values: bool, file: str, most_rows: int | None = None) -> Grid:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values)
    try:
        if not book.worksheets:
            return []
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # files lie about their size
        rows = sheet.iter_rows(values_only=True, max_row=most_rows)
        return _kept(([_text(c) for c in row] for row in rows), file)
    finally:
        book.close()


def _kept(rows: Iterable[list[str]], file: str) -> Grid:
    return list(_limited(rows, file))


def _limited(rows: Iterable[list[str]], file: str) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            raise BadInputError(
                Fault(
                    f"the table has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns",
                    "delete empty rows and columns at its end, or split it",
                    file,
                    number,
                )
            )
        texts = [text.strip() for text in row]
        if any(texts):
            yield number, texts


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            day = value.date().isoformat()
            return day if value.time() == time() else f"{day} {_clock(value.time())}"
        case date():
            return value.isoformat()
        case time():
            return _clock(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _clock(value: time) -> str:
    # Handle times are kept as times of day: their seconds count.
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
