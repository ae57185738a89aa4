"""Tests of the files that commands read and write."""

from __future__ import annotations

import pandas as pd
import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError
from wfm.service import files, weeks

pytestmark = pytest.mark.unit


def test_problem_and_roster(planned, pattern_roster, tmp_path):
    """Tests that problem and roster come back equal, with what is kept beside the roster."""
    problem = weeks.fresh_problem(planned, "small", WEEK, base=pattern_roster())
    files.write_problem(problem, tmp_path / "deep" / "problem.json")
    assert files.read_problem(tmp_path / "deep" / "problem.json") == problem
    files.write_roster(pattern_roster(), tmp_path / "roster.json", status="feasible", gap=None)
    assert files.read_roster(tmp_path / "roster.json") == pattern_roster()
    assert files.read_json(tmp_path / "roster.json")["status"] == "feasible"


@pytest.mark.parametrize("content", [None, b"", b"{", b"[1]", b"\xff\xfe\x00"])
def test_no_json(tmp_path, content):
    """Tests that a file that is none is refused with its name."""
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    for read in (files.read_json, files.read_problem, files.read_roster):
        with pytest.raises(BadInputError, match=r"x\.json"):
            read(path)


def test_forecast(planned, tmp_path):
    """Tests that a forecast comes back in its zone."""
    from wfm.service import forecasts

    frame = forecasts.forecast(planned, 1).frame
    files.write_frame(frame, tmp_path / "f.csv")
    again = files.read_forecast(tmp_path / "f.csv", "Asia/Shanghai")
    pd.testing.assert_frame_equal(again, frame, check_dtype=False, rtol=1e-8)
    assert str(files.read_forecast(tmp_path / "f.csv")["timestamp"].dt.tz) == "UTC"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "timestamp,volume\n2031-06-02,1\n",
        "{head}\nyesterday,general,1,180,1,1,1,1\n",
        "{head}\n2031-06-02 10:00,general,many,180,1,1,1,1\n",
    ],
)
def test_bad_forecast(planned, tmp_path, text):
    """Tests that a faulty forecast is refused with the file's name, never by a traceback."""
    from wfm.core.frames import FORECAST

    path = tmp_path / "f.csv"
    if text is not None:
        path.write_text(text.replace("{head}", ",".join(FORECAST.columns)))
    with pytest.raises(BadInputError, match=r"f\.csv"):
        files.read_forecast(path)


def test_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """Tests that a write that fails leaves the old file and nothing beside it."""
    path = tmp_path / "x.json"
    files.write_text(path, "old")

    def fail(*about, **more):
        raise OSError("the disk is full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk is full"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
