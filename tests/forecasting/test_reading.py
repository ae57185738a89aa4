from __future__ import annotations

import gzip

import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting import reading
from wfm.forecasting.reading import read_history_csv

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"
LINES = ["timestamp,volume,queue"] + [
    f"2026-01-05 {hour:02d}:{minute:02d},3,信用卡" for hour in range(24) for minute in (0, 30)
]


def refusal(path, **options):
    with pytest.raises(BadInputError) as caught:
        read_history_csv(path, zone=ZONE, **options)
    return caught.value.faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_common_encodings_are_read(tmp_path, encoding):
    """Tests that Chinese queue names survive each encoding that spreadsheets write."""
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(LINES), encoding=encoding)
    history = read_history_csv(path, zone=ZONE)
    assert set(history["queue"]) == {"信用卡"}
    assert history["volume"].sum() == 48 * 3


def test_packed_files_are_read(tmp_path):
    """Tests that a gzip file is read like the CSV in it."""
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress("\n".join(LINES).encode()))
    assert len(read_history_csv(path, zone=ZONE)) == 48


def test_text_values_are_named_with_their_row(tmp_path):
    """Tests that a fault carries file, row as a spreadsheet numbers it, column and value."""
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([*LINES, "2026-01-06 00:00,n/a,信用卡"]), encoding="utf-8")
    (fault,) = refusal(path)
    assert (fault.file, fault.row, fault.column, fault.value) == ("calls.csv", 50, "volume", "n/a")


def test_the_size_is_checked_before_reading(tmp_path, monkeypatch):
    """Tests that a file above the limit is refused unread."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    monkeypatch.setattr(pd, "read_csv", lambda *_, **__: pytest.fail("the file was read"))
    (fault,) = refusal(path)
    assert "larger than 200 MB" in fault.what
    assert fault.mend.startswith("split it")


def test_packed_files_are_measured_unpacked(tmp_path, monkeypatch):
    """Tests that a small packed file with large content is refused."""
    monkeypatch.setattr(reading, "MAX_FILE_MB", 1)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 3 * 1024 * 1024))
    (fault,) = refusal(path)
    assert "larger than 1 MB" in fault.what


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"timestamp,volume\n1,2,3,4\n1,2\n1,2,3,4,5,6\n", "can't be read as CSV"),
        (b"timestamp,volume\n\xff\xff\xff\xff,1\n", "encoding is unknown"),
    ],
)
def test_broken_files_are_refused(tmp_path, content, what):
    """Tests that empty, ragged and undecodable files each end in one clear fault."""
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    (fault,) = refusal(path)
    assert what in fault.what
    assert fault.file == "broken.csv"


def test_damaged_archives_are_refused(tmp_path):
    """Tests that a file that only pretends to be packed is refused."""
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(b"timestamp,volume\n")
    (fault,) = refusal(path)
    assert "damaged" in fault.what


def test_an_absent_file_is_refused(tmp_path):
    """Tests that a wrong name is said."""
    (fault,) = refusal(tmp_path / "nowhere.csv")
    assert fault.what == "there is no such file"
