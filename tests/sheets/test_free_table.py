"""Tests that a table of another system is found in its file, whatever stands around it."""

from __future__ import annotations

import gzip
import io

import openpyxl
import pytest

from wfm.core.errors import BadInputError
from wfm.sheets.free_table import read_free_table
from wfm.sheets.history_guess import header_score

pytestmark = pytest.mark.unit
ROWS = "Date,Interval,Calls Offered\n2026-03-02,08:00,4\n2026-03-02,08:30,5\n"


def read(content, file="f.csv"):
    """Table of a content."""
    return read_free_table(
        content.encode() if isinstance(content, str) else content, file, header_score
    )


def texts(table):
    """Rows as lists of texts."""
    return table.rows.to_numpy().tolist()


def test_plain():
    """Tests that header, rows and their numbers are those of the file."""
    table = read(ROWS)
    assert table.header == ("Date", "Interval", "Calls Offered")
    assert texts(table) == [["2026-03-02", "08:00", "4"], ["2026-03-02", "08:30", "5"]]
    assert (table.header_row, table.numbers.tolist()) == (1, [2, 3])


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("gb18030"),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "|").encode("utf-16"),
    ],
)
def test_encodings_and_delimiters(encode):
    """Tests that encodings, packing, line ends and delimiters are recognised."""
    text = ROWS.replace("Calls Offered", "呼入量")
    assert texts(read(encode(text))) == texts(read(text))


def test_titles_above_and_blank_rows():
    """Tests that report titles are skipped and rows keep the numbers a spreadsheet shows."""
    table = read(f"Report,Interval\nFrom,2026-03-02\n\n{ROWS}\n,,\n2026-03-03,08:00,6\n")
    assert table.header_row == 4
    assert table.numbers.tolist() == [5, 6, 9]


def test_repeated_and_nameless_headers():
    """Tests that every column has a name of its own."""
    table = read("Date,Interval,,Calls Offered,Calls Offered\n2026-03-02,08:00,x,1,2\n")
    assert table.header == ("Date", "Interval", "#3", "Calls Offered", "Calls Offered (2)")


def test_quoted_numbers():
    """Tests that a comma within quotation marks is part of the cell."""
    assert texts(read(ROWS.replace(",4", ',"1,004"')))[0][2] == "1,004"


def test_xlsx():
    """Tests that a workbook reads as the CSV does, handle times with their seconds."""
    import datetime

    book = openpyxl.Workbook()
    for row in (
        ["Report"],
        [],
        ["Date", "Interval", "AHT", "Talk"],
        [datetime.date(2026, 3, 2), datetime.time(8, 0), datetime.time(0, 3, 5), 0],
    ):
        book.active.append(row)
    book.active["D4"] = datetime.timedelta(hours=25, seconds=5)
    out = io.BytesIO()
    book.save(out)
    table = read(out.getvalue(), "f.xlsx")
    assert texts(table) == [["2026-03-02", "08:00", "00:03:05", "25:00:05"]]
    assert (table.header_row, table.numbers.tolist()) == (3, [4])


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("", None),
        ("\n\n", None),
        ("Date,Interval,Calls Offered\n", None),
        (ROWS + "2026-03-02,09:00,1,234\n", 4),
        (gzip.compress(ROWS.encode(), mtime=0)[:-9], None),
        (b"\xff\xff\xff\x00", None),
    ],
)
def test_refused(content, row):
    """Tests that an empty, damaged or ragged file is told, with the row where there is one."""
    with pytest.raises(BadInputError) as error:
        read(content)
    fault = error.value.faults[0]
    assert fault.file == "f.csv"
    assert fault.row == row


def test_every_row_with_too_many_cells_is_named():
    """Tests that unquoted thousands are found in each row, not in the first alone."""
    with pytest.raises(BadInputError) as error:
        read(ROWS + "2026-03-02,09:00,1,234\n2026-03-02,09:30,1\n2026-03-02,10:00,1,5\n")
    assert [fault.row for fault in error.value.faults] == [4, 6]


def long_table(n: int = 60_000) -> str:
    """More text than a head holds, every row telling its number."""
    rows = "".join(f"2026-03-02,08:00,{k}\n" for k in range(n))
    return f"Report of March,,\nDate,Interval,呼入量\n{rows}"


def workbook(n: int) -> bytes:
    """A workbook of some rows."""
    book = openpyxl.Workbook()
    for row in [["Date", "Interval", "Calls"], *(["2026-03-02", "08:00", k] for k in range(n))]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("gb18030"),
        lambda text: gzip.compress(text.encode(), 1),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
)
@pytest.mark.parametrize("most", [5, 400, 10**6])
def test_head_alone(encode, most):
    """Tests that the head has the first rows of the whole, no cut one, in every encoding."""
    content = encode(long_table())
    head = read_free_table(content, "f.csv", header_score, most)
    assert head.header == ("Date", "Interval", "呼入量")
    assert head.header_row == 2
    counted = head.rows["呼入量"].astype(int).tolist()
    assert counted == list(range(len(counted)))
    assert len(counted) == most if most < 10_000 else 10_000 < len(counted) < 60_000
    assert head.numbers.tolist() == list(range(3, 3 + len(counted)))


@pytest.mark.parametrize("content", [ROWS.encode(), ROWS.rstrip().encode(), workbook(9)])
def test_head_of_a_short_file_is_the_file(content):
    """Tests that nothing is lost of a file that is shorter than a head."""
    file = "f.xlsx" if content.startswith(b"PK") else "f.csv"
    head, whole = (read_free_table(content, file, header_score, n) for n in (400, None))
    assert texts(head) == texts(whole)


def test_head_of_a_workbook():
    """Tests that a workbook is read no further than asked, plus room for titles above."""
    head = read_free_table(workbook(200), "f.xlsx", header_score, 50)
    assert 50 <= len(head.rows) <= 80
    assert texts(head)[:50] == texts(read_free_table(workbook(200), "f.xlsx", header_score))[:50]
