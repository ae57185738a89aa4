"""A table of any layout as texts: exports of other systems, whose headers nobody has fixed."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.tables import ENCODINGS, workbook_grid
from wfm.sheets.uploads import FILE_MAX_MB, MEGABYTE, is_workbook, load

DELIMITERS = ",\t;|"
HEAD_ROWS = 30
"""A header stands within the first rows; reports put titles and filters above it."""
HEAD_BYTES = 1024 * 1024
"""Of a text whose head alone is read."""
MAX_FAULTS = 1000
SPARE_COLUMNS = 3
"""Read beyond the header, so that rows with too many cells can be named."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, eq=False)
class FreeTable:
    """A header and the rows below it.

    Parameters
    ----------
    file : str
        Name for messages.
    rows : DataFrame
        Texts; a column for each header, named as the file names it (a name that is there twice
        has its number behind it), rows without any text left out.
    numbers : ndarray of int, shape (n_rows,)
        Row of each as a spreadsheet counts, from 1.
    header_row : int
        Row of the header.
    """

    file: str
    rows: pd.DataFrame
    numbers: npt.NDArray[np.int64]
    header_row: int

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(str(name) for name in self.rows.columns)


def read_free_table(
    content: bytes,
    file: str,
    header_score: Callable[[Sequence[str]], int],
    most_rows: int | None = None,
) -> FreeTable:
    """Read a CSV or XLSX table whose header is not known.

    Parameters
    ----------
    content : bytes
        UTF-8, UTF-16 or GB18030 text with commas, tabs, semicolons or bars, packed by gzip or
        not; or a workbook (its first sheet).
    file : str
        Name for messages.
    header_score : callable
        How much the texts of a row look like a header; the first row with the highest score
        above 0 is one, else the first row with two texts.
    most_rows : int, optional
        Read the head of the file alone: so many rows, or fewer where `HEAD_BYTES` hold no more.

    Raises
    ------
    BadInputError
        When the file is too large, damaged, empty, or a row has more cells than the header.
    """
    load(content, file)
    if content.startswith(_GZIP):
        content = _unpacked(content, file, None if most_rows is None else HEAD_BYTES)
    elif most_rows is not None and not content.startswith(_ZIP):
        content = content[:HEAD_BYTES]
    if not content.startswith(_UTF16) and is_workbook(content, file):
        grid = workbook_grid(content, file, None if most_rows is None else most_rows + HEAD_ROWS)
        return _of_grid(grid, file, header_score)
    if most_rows is not None and len(content) == HEAD_BYTES:
        content = _whole_lines(content)
    return _of_text(_decoded(content, file), file, header_score, most_rows)


def _whole_lines(content: bytes) -> bytes:
    """Start of a text without the line that was cut."""
    wide = 2 if content.startswith(_UTF16) else 1
    end = "\n".encode("utf-16-be" if content.startswith(_UTF16[1]) else "utf-16-le")
    end = end if wide == 2 else b"\n"
    place = content.rfind(end)
    while place % wide:
        place = content.rfind(end, 0, place)  # between two signs, not one
    return content if place < 0 else content[: place + wide]


def _unpacked(content: bytes, file: str, most: int | None = None) -> bytes:
    limit = FILE_MAX_MB * MEGABYTE
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            plain = packed.read(limit + 1 if most is None else most)
    except (gzip.BadGzipFile, EOFError, OSError) as error:
        raise BadInputError(
            Fault("the packed file is damaged", "pack it again or give the CSV itself", file)
        ) from error
    if len(plain) > limit:
        raise BadInputError(
            Fault(
                f"the file is larger than {FILE_MAX_MB} MB",
                "split it by queue or by year, or leave out columns that are not needed",
                file,
            )
        )
    return plain


def _decoded(content: bytes, file: str) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInputError(Fault("the file's encoding is unknown", "save it as CSV UTF-8", file))


def _of_grid(
    grid: list[tuple[int, list[str]]], file: str, score: Callable[[Sequence[str]], int]
) -> FreeTable:
    place = _header_place([texts for _, texts in grid[:HEAD_ROWS]], score)
    if place is None:
        raise _empty(file)
    number, header = grid[place]
    names = _names(header)
    below = grid[place + 1 :]
    _check_width(((n, texts) for n, texts in below), len(header), file)
    rows = pd.DataFrame(
        [[*texts, *[""] * (len(header) - len(texts))][: len(header)] for _, texts in below],
        columns=pd.RangeIndex(len(header)),
        dtype=str,
    )
    numbers = np.array([n for n, _ in below], dtype=np.int64)
    return _made(file, rows, names, numbers, number)


def _of_text(
    text: str, file: str, score: Callable[[Sequence[str]], int], most_rows: int | None = None
) -> FreeTable:
    best: tuple[int, int, str, int, list[str]] | None = None
    for delimiter in DELIMITERS:
        head, ends = _head(text, delimiter, file)
        place = _header_place(head, score)
        if place is not None:
            found = (score(head[place]), len(head[place]), delimiter, place, head[place])
            if best is None or found[:2] > best[:2]:
                best, lines = found, ends[place]
    if best is None:
        raise _empty(file)
    header, delimiter = best[4], best[2]
    while header and not header[-1].strip():
        header = header[:-1]
    try:
        rows = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=range(len(header) + SPARE_COLUMNS),
            skiprows=lines,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            skipinitialspace=True,
            nrows=most_rows,
        )
    except pd.errors.ParserError as error:
        raise BadInputError(
            Fault(
                f"the file can't be read as CSV ({error})",
                "save it as CSV with commas and the same number of columns in every row",
                file,
            )
        ) from error
    rows = rows.fillna("")
    wide = rows.iloc[:, len(header) :]
    if (wide != "").to_numpy().any():
        full = np.flatnonzero((wide != "").to_numpy().any(axis=1))[:MAX_FAULTS]
        raise _too_wide([(best[3] + 2 + int(row), "") for row in full], len(header), file)
    rows = rows.reindex(columns=pd.RangeIndex(len(header)), fill_value="")
    numbers = np.arange(len(rows), dtype=np.int64) + best[3] + 2
    return _made(file, rows, _names(header), numbers, best[3] + 1)


def _head(text: str, delimiter: str, file: str) -> tuple[list[list[str]], list[int]]:
    """First rows, and the line of the text at which each one ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            ends.append(reader.line_num)
            if len(rows) == HEAD_ROWS:
                break
    except csv.Error as error:
        raise BadInputError(
            Fault(
                f"the file can't be read as CSV ({error})",
                "close every quotation mark, or save the table as .xlsx",
                file,
            )
        ) from error
    return rows, ends


def _header_place(head: list[list[str]], score: Callable[[Sequence[str]], int]) -> int | None:
    scores = [score(row) for row in head]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    several = [i for i, row in enumerate(head) if sum(bool(cell) for cell in row) >= 2]
    return several[0] if several else (0 if any(any(row) for row in head) else None)


def _names(header: Sequence[str]) -> list[str]:
    """Names of columns: what stands there, numbered where it is empty or there twice."""
    names: list[str] = []
    for place, text in enumerate(header, start=1):
        name = " ".join(text.split()) or f"#{place}"
        n = 2
        unique = name
        while unique in names:
            unique, n = f"{name} ({n})", n + 1
        names.append(unique)
    return names


def _made(
    file: str,
    rows: pd.DataFrame,
    names: list[str],
    numbers: npt.NDArray[np.int64],
    header_row: int,
) -> FreeTable:
    rows = rows.set_axis(names, axis=1)
    filled = np.zeros(len(rows), dtype=bool)
    for name in names:
        filled |= (rows[name] != "").to_numpy()
    if not filled.any():
        raise BadInputError(
            Fault("there is no row of data", "give one row for each interval", file)
        )
    return FreeTable(file, rows[filled].reset_index(drop=True), numbers[filled], header_row)


def _check_width(rows: Iterable[tuple[int, list[str]]], width: int, file: str) -> None:
    wide = [(n, next(t for t in texts[width:] if t)) for n, texts in rows if any(texts[width:])]
    if wide:
        raise _too_wide(wide[:MAX_FAULTS], width, file)


def _too_wide(rows: Sequence[tuple[int, str]], width: int, file: str) -> BadInputError:
    return BadInputError(
        [
            Fault(
                f"the row has more cells than the header ({width})",
                "give the column a header, or put numbers with commas in quotation marks",
                file,
                row,
                value=text,
            )
            for row, text in rows
        ]
    )


def _empty(file: str) -> BadInputError:
    return BadInputError(Fault("the file is empty", "give a header and one row an interval", file))
