"""Tests of `wfm today`."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from support.centres import WEEK, history_csv, write_centre

pytestmark = pytest.mark.unit


@pytest.fixture
def counts(tmp_path):
    """Counts of the first day until 13:00, three times as many as usual."""
    lines = history_csv(WEEK, 1).splitlines()[: 1 + 2 * 10]
    rows = [line.split(",") for line in lines[1:]]
    busy = [f"{t},{q},{int(v) * 3},{a}" for t, q, v, a in rows]
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
    # The history's handle times never vary: the day's are no news.
    assert rest["update_aht_s"].tolist() == pytest.approx(rest["aht_s"].tolist())
    assert "AHT to come" in done.out


def test_today_json(wfm, folder, counts):
    """Tests that machines get the totals per queue, and null where there is no interval."""
    found = wfm("today", folder, "--actuals", counts, "--json").json
    assert found["day"] == str(WEEK)
    assert set(found["revised"]) == {"general", "dialect"}
    (general,) = (q for q in found["queues"] if q["queue"] == "general")
    assert general["counted"] < general["low"] < general["outlook"] < general["high"]
    assert general["aht_ratio"] == pytest.approx(1.0)


def test_today_revises_handle_times(wfm, tmp_path):
    """Tests that where days are slow as a whole, a slow morning raises the handle time to come."""
    day_s = np.random.default_rng(3).normal(0, 0.15, 200)
    text = history_csv(WEEK - timedelta(days=120), 121)
    lines, header = text.splitlines()[1:], text.splitlines()[0]
    rows = [line.split(",") for line in lines]
    days = list(dict.fromkeys(row[0][:10] for row in rows))
    slow = {day: np.exp(day_s[i]) for i, day in enumerate(days)} | {str(WEEK): 1.4}
    times = [
        f"{t},{q},{v},{float(a) * slow[t[:10]]:.1f}" if a else f"{t},{q},{v},"
        for t, q, v, a in rows
    ]
    past = [row for row in times if row[:10] < str(WEEK)]
    today = [row for row in times if row[:10] == str(WEEK) and row[11:16] < "13:00"]
    centre = write_centre(tmp_path / "slow", history_csv="\n".join([header, *past]) + "\n")
    counts = tmp_path / "slow_day.csv"
    counts.write_text("\n".join([header, *today]) + "\n")
    out = tmp_path / "day.csv"
    done = wfm("today", centre, "--actuals", counts, "--out", out)
    assert done.code == 0
    table = pd.read_csv(out)
    rest = table[~table["passed"] & (table["plan"] > 0) & (table["queue"] == "general")]
    ratio = (rest["update_aht_s"] / rest["aht_s"]).to_numpy()
    assert ratio == pytest.approx(ratio[0])
    assert 1.15 < ratio[0] < 1.5
    passed = table[table["passed"]]
    assert (passed["update_aht_s"] == passed["aht_s"]).all()


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
