"""Tests of `wfm check`."""

from __future__ import annotations

import pytest
from support.centres import PEOPLE, write_centre

pytestmark = pytest.mark.unit


def test_good(wfm, folder):
    """Tests that a good folder is counted, in a table and as JSON."""
    shown = wfm("check", folder)
    assert shown.code == 0
    assert "nothing wrong" in shown.out
    found = wfm("check", folder, "--json").json
    assert found["ok"] is True
    assert found["centre"] == "small"
    assert found["counts"]["agents"] == 8
    assert found["counts"]["queues"] == 2
    assert found["counts"]["gaps"] == 0


def test_faults(wfm, tmp_path):
    """Tests that every fault is a line with file, row, column, value and mend; exit code 2."""
    folder = write_centre(
        tmp_path / "small",
        people_csv=PEOPLE + "A001,T1,full,\nA010,T9,full,swahili\n",
        past_roster_csv="agent_id,day,shift_id\nA001,2031-05-26,X\n",
    )
    shown = wfm("check", folder)
    assert shown.code == 2
    lines = shown.out.splitlines()
    assert lines[-1] == f"{len(lines) - 1} faults"
    assert any("people.csv, row 10, column id" in line and "'A001'" in line for line in lines)
    assert any("past_roster.csv, row 2" in line for line in lines)
    assert all("Mend: " in line for line in lines[:-1])
    found = wfm("check", folder, "--json")
    assert found.code == 2
    assert found.json["ok"] is False
    assert len(found.json["faults"]) == len(lines) - 1
    assert set(found.json["faults"][0]) == {"file", "row", "column", "value", "what", "mend"}


def test_gaps_are_notes(wfm, tmp_path):
    """Tests that gaps of the history are noted and nothing wrong."""
    from support.centres import WEEK, history_csv

    first = history_csv(WEEK.replace(month=3, day=10), 28)
    later = history_csv(WEEK.replace(month=4, day=14), 28).split("\n", 1)[1]
    shown = wfm("check", write_centre(tmp_path / "small", history_csv=first + later))
    assert shown.code == 0
    assert "note: history of dialect is missing from 2031-04-07" in shown.out


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_no_such_centre(wfm, tmp_path, json):
    """Tests that a centre that is not there is one line."""
    done = wfm("check", tmp_path / "nowhere", *json)
    assert done.code == 2
    assert "nowhere" in done.out
