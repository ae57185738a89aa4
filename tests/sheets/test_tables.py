"""Reading tables: formats, encodings, headers, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest

from wfm.core.errors import BadInputError
from wfm.sheets import tables, uploads
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(BadInputError) as caught:
        read()
    return str(caught.value)


LEAVE = "agent_id,type,first_day,last_day\nA001,annual,2026-11-23,2026-11-24\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_reads_chinese_headers_in_each_encoding(encoding: str) -> None:
    """Tests that a table with Chinese headers reads the same in all encodings met in practice."""
    text = "工号,类型,开始日期,结束日期\nA001,年假,2026-11-23,2026-11-24\n"
    table = read_table(text.encode(encoding), "leave")
    assert table.rows[0].values["agent_id"] == "A001"
    assert table.rows[0].values["type"] == "年假"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_reads_each_delimiter(delimiter: str) -> None:
    """Tests that commas, tabs and semicolons separate columns."""
    table = read_table(LEAVE.replace(",", delimiter).encode(), "leave")
    assert table.rows[0].values["last_day"] == "2026-11-24"


def test_headers_in_any_case_and_spelling() -> None:
    """Tests that case, spaces and hyphens of a header do not matter and other columns are told."""
    text = LEAVE.replace("agent_id", "Agent-ID").replace("first_day", "First Day")
    text = text.replace("last_day\n", "last_day,remark\n")
    table = read_table(text.encode(), "leave")
    assert table.rows[0].values["agent_id"] == "A001"
    assert table.ignored == ("remark",)


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    """Tests that empty lines and line breaks inside a cell keep the row numbers right."""
    text = LEAVE + '\n"A0\n02",sick,2026-11-23,2026-11-23\n'
    assert [row.number for row in read_table(text.encode(), "leave").rows] == [2, 4]


def test_short_rows_read_as_empty_cells() -> None:
    """Tests that a row with fewer cells than the header has empty texts at its end."""
    assert (
        read_table(b"id,team,contract,skills\nA001,T1\n", "people").rows[0].values["skills"] == ""
    )


def test_reads_workbook_cells_of_each_type() -> None:
    """Tests that days, times, whole numbers and truth values of a workbook become texts."""
    table = read_table(
        workbook(
            ["id", "code_en", "code_zh", "start", "end", "before_min", "night"],
            ["E1", "E1", "早", time(6, 30), "15:00", 10.0, True],
        ),
        "shifts",
    )
    values = table.rows[0].values
    assert (values["start"], values["before_min"], values["night"]) == ("06:30", "10", "yes")
    days = read_table(
        workbook(
            ["agent_id", "type", "first_day", "last_day"],
            ["A001", "sick", datetime(2026, 11, 23), date(2026, 11, 24)],
        ),
        "leave",
    )
    assert days.rows[0].values["first_day"] == "2026-11-23"
    assert days.rows[0].values["last_day"] == "2026-11-24"


def test_formula_without_value_is_refused() -> None:
    """Tests that a formula that no program has calculated is told, never read as empty."""
    content = workbook(
        ["agent_id", "type", "first_day", "last_day"],
        ["A001", "sick", "=TODAY()", "2026-11-24"],
    )
    told = refusal(lambda: read_table(content, "leave", file="leave.xlsx"))
    assert "leave.xlsx, row 2" in told
    assert "formula" in told


def test_missing_and_doubled_columns_are_told_together() -> None:
    """Tests that every fault of a header is in one message, with the header's row."""
    told = refusal(lambda: read_table(b"agent_id,type,type\n", "leave"))
    assert told.count("the column is missing") == 2
    assert "the column is there twice" in told


def test_nearly_right_header_is_told() -> None:
    """Tests that a misspelt optional column is not dropped in silence."""
    told = refusal(lambda: read_table(b"id,team,contract,skils\nA001,T1,full,minnan\n", "people"))
    assert "did you mean skills?" in told


@pytest.mark.parametrize(
    ("content", "file", "words"),
    [
        (b"", "a.csv", "the table is empty"),
        (b"\n\n", "a.csv", "the table is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.xls", "old (.xls)"),
        (b"a,b", "a.xls", "old (.xls)"),
        (b"a,b", "a.xlsx", "no workbook"),
        ("a,b".encode("utf-16"), "a.csv", "no plain text table"),
        (b"a\0b", "a.csv", "no plain text table"),
        (b"\xff\xff\xff", "a.csv", "encoding is unknown"),
        (b'agent_id,"type', "a.csv", "can't be read as CSV"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged"),
    ],
)
def test_refuses_what_is_no_table(content: bytes, file: str, words: str) -> None:
    """Tests that files of other kinds end in one clear message with a mend."""
    told = refusal(lambda: read_table(content, "leave", file=file))
    assert words in told
    assert "Mend:" in told


def test_refuses_a_zip_that_is_no_workbook() -> None:
    """Tests that a packed file of something else is refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("readme.txt", "hello")
    assert "no workbook" in refusal(lambda: read_table(out.getvalue(), "leave", file="a.zip"))


def test_refuses_a_packed_bomb() -> None:
    """Tests that a workbook that unpacks to hundreds of times its size is not unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 20_000_000)
    told = refusal(lambda: read_table(out.getvalue(), "leave", file="a.xlsx"))
    assert "unpacks to far more" in told


def test_refuses_a_large_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the size is looked at before anything is read."""
    monkeypatch.setattr(uploads, "UPLOAD_MAX_MB", 1)
    told = refusal(lambda: read_table(b"x" * 1_500_000, "leave"))
    assert "larger than 1 MB" in told


def test_refuses_a_200_mb_file_without_reading_it(tmp_path) -> None:
    """Tests that a file above the limit is refused by its size alone (it is sparse)."""
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.truncate(201 * uploads.MEGABYTE)
    assert "larger than 200 MB" in refusal(lambda: read_table(path, "people"))


def test_refuses_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a table that never ends is cut short with its row named."""
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert "row 4" in refusal(lambda: read_table((LEAVE + "x\n" * 5).encode(), "leave"))


def test_absent_file_is_told(tmp_path) -> None:
    """Tests that a path without a file is a plain message."""
    assert "no such file" in refusal(lambda: read_table(tmp_path / "leave.csv", "leave"))


@pytest.mark.parametrize("broken", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_refuses_a_workbook_with_a_broken_part(broken: str) -> None:
    """Tests that a packed workbook whose inside is damaged is told, not a traceback."""
    good = zipfile.ZipFile(io.BytesIO(workbook(["agent_id", "type", "first_day", "last_day"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in good.namelist():
            packed.writestr(name, b"<broken" if name == broken else good.read(name))
    told = refusal(lambda: read_table(out.getvalue(), "leave", file="a.xlsx"))
    assert "can't be read" in told
