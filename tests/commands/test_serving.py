"""Tests of `wfm demo`, `serve` and `worker`."""

from __future__ import annotations

import pytest
from support.centres import write_centre

from wfm.commands import serving
from wfm.service import files, hosting

pytestmark = pytest.mark.unit


def test_demo(wfm, folder, tmp_path):
    """Tests that the whole path leaves its five files and ends with its table."""
    out = tmp_path / "out"
    done = wfm("demo", "--centre", folder, "--out", out, "--time", 2, "--json")
    assert done.code == 0
    assert {p.name for p in out.iterdir()} == {
        "forecast.csv",
        "requirement.csv",
        "problem.json",
        "roster.json",
        "week.xlsx",
    }
    found = done.json
    assert found["hard_violations"] == 0
    rows = found["rows"]
    assert rows["hard violations"] == "0"
    assert rows["workbook"] == str(out / "week.xlsx")
    assert any(name.startswith("service level, week (") for name in rows)
    assert any(name.startswith("worst interval") for name in rows)
    assert {"gap", "excess", "bound"} <= set(rows)
    assert "making the roster" in done.err
    problem = files.read_problem(out / "problem.json")
    audited = wfm("audit", out / "problem.json", out / "roster.json", "--json")
    assert audited.code == 0
    assert {len(a.breaks) for a in files.read_roster(out / "roster.json")} == {2}
    assert problem.provenance["centre_name_zh"] == "小中心"


def test_demo_of_a_faulty_centre(wfm, tmp_path):
    """Tests that a faulty centre ends in code 2 before anything is written."""
    folder = write_centre(tmp_path / "small", small_toml=None)
    done = wfm("demo", "--centre", folder, "--out", tmp_path / "out", "--time", 1)
    assert done.code == 2
    assert "rule_set" in done.err
    assert not (tmp_path / "out").exists()


def test_serve_and_worker(wfm, monkeypatch):
    """Tests that serving is prepared first, at the address asked for, and its code given on."""
    said = []
    monkeypatch.setattr(hosting, "prepare", lambda settings: said.append("prepare"))
    monkeypatch.setattr(hosting, "work", lambda settings: said.append("work"))

    def serve(settings, host, port):
        said.append((host, port))
        return 3

    monkeypatch.setattr(hosting, "serve", serve)
    assert wfm("serve", "--port", 8600).code == 3
    assert wfm("serve", "--host", "127.0.0.2").code == 3
    assert wfm("worker").code == 0
    default = serving.settings()
    assert said == [
        "prepare",
        (default.host, 8600),
        "prepare",
        ("127.0.0.2", default.port),
        "prepare",
        "work",
    ]
