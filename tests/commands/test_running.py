"""Tests of `wfm today`."""

from __future__ import annotations

import pandas as pd
import pytest
from support.centres import WEEK, history_csv

pytestmark = pytest.mark.unit


@pytest.fixture
def counts(tmp_path):
    """Counts of the first day until 13:00, half as many again as usual."""
    lines = history_csv(WEEK, 1).splitlines()[: 1 + 2 * 10]
    rows = [line.split(",") for line in lines[1:]]
    busy = [f"{t},{q},{int(v) * 2},{a}" for t, q, v, a in rows]
    path = tmp_path / "counts.csv"
    path.write_text("\n".join([lines[0], *busy]) + "\n")
    return path


def test_today(wfm, folder, counts, tmp_path):
    """Tests that the rest of the day is written with the agents it needs."""
    out = tmp_path / "day.csv"
    done = wfm("today", folder, "--actuals", counts, "--out", out)
    assert done.code == 0
    assert f"{WEEK}, counted until {WEEK}T13:00:00+08:00" in done.out
    table = pd.read_csv(out)
    assert len(table) == 2 * 48
    rest = table[~table["passed"] & (table["plan"] > 0)]
    assert rest["update"].sum() > rest["plan"].sum()
    assert rest["agents_now"].sum() > rest["agents_planned"].sum()


def test_today_json(wfm, folder, counts):
    """Tests that machines get the totals per queue, and null where there is no interval."""
    found = wfm("today", folder, "--actuals", counts, "--json").json
    assert found["day"] == str(WEEK)
    assert set(found["revised"]) == {"general", "dialect"}
    (general,) = (q for q in found["queues"] if q["queue"] == "general")
    assert general["counted"] < general["low"] < general["outlook"] < general["high"]


@pytest.mark.parametrize(
    ("text", "more"),
    [("timestamp,queue,volume\n", ()), (None, ("--day", "2031-01-01"))],
)
def test_today_without_counts(wfm, folder, counts, text, more):
    """Tests that a file without a count of the day is one sentence, exit code 2."""
    if text is not None:
        counts.write_text(text)
    done = wfm("today", folder, "--actuals", counts, *more)
    assert done.code == 2
    assert "error" in done.err
