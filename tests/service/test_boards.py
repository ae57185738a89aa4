"""Tests of the roster board and a day's bars."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from support.centres import PATTERN, PEOPLE, WEEK, shifts_toml

from wfm.core.people import LeaveType
from wfm.operations.asks import LeaveAsk, SwapAsk
from wfm.service import boards, editing, parts, requests, rosters
from wfm.sheets.shifts_toml import parse_shifts_toml

pytestmark = pytest.mark.unit


@pytest.fixture
def state(desk):
    """The newest revision of the week."""
    return rosters.roster(desk, "small", WEEK)


def row(board, agent):
    """An agent's row."""
    return next(r for r in board.rows if r.agent_id == agent)


def test_board(state):
    """Tests that a board holds every agent by team, a code a day, with totals."""
    board = boards.board(state)
    assert board.days == tuple(WEEK + timedelta(days=d) for d in range(7))
    assert [r.agent_id for r in board.rows] == list(PATTERN)
    assert [r.team for r in board.rows] == ["T1"] * 4 + ["T2"] * 4
    for r in board.rows:
        codes = ["OFF" if c == "." else c for c in PATTERN[r.agent_id]]
        assert [c.code for c in r.cells] == codes
        assert r.hours == 40
        assert r.days_off == 2
    assert row(board, "A006").nights == 3
    assert row(board, "A001").nights == 0


def test_chinese(state):
    """Tests that the codes are those of the language."""
    assert [c.code for c in row(boards.board(state, "zh_CN"), "A006").cells] == list(
        "休休早早夜夜夜"
    )


def test_marks(desk, state):
    """Tests that leave, pins, swaps and findings are marked in their cells."""
    requests.approve(desk, requests.ask(desk, "small", SwapAsk("A001", "A003", WEEK, WEEK)), "")
    leave = LeaveAsk("A002", LeaveType.PERSONAL, WEEK, WEEK + timedelta(days=5))
    requests.approve(desk, requests.ask(desk, "small", leave), "")
    state = rosters.roster(desk, "small", WEEK)
    editing.pin(desk, state, [("A004", WEEK)])
    draft = editing.change_cell(
        desk, rosters.roster(desk, "small", WEEK), "A007", WEEK, "E", "", allow_hard=True
    )
    board = boards.board(draft)
    first = {r.agent_id: r.cells[0] for r in board.rows}
    assert (first["A001"].pinned, first["A001"].swapped) == (True, True)
    assert (first["A004"].pinned, first["A004"].swapped) == (True, False)
    assert (first["A002"].kind, first["A002"].leave_type) == ("leave", "personal")
    assert not first["A005"].pinned
    assert row(board, "A007").findings == sum(v.agent_id == "A007" for v in draft.report.violations)


def test_away(desk, pattern_roster, save_roster):
    """Tests that days before the employment are neither work nor days off."""
    text = PEOPLE.replace("skills\n", "skills,last_day\n").replace(
        "A008,T2,full,\n", "A008,T2,full,,2031-06-06\n"
    )
    parts.save_part(desk, "small", "people", "p.csv", text.encode(), "")
    save_roster(desk, pattern_roster({**PATTERN, "A008": ".EEEE.."}))
    cells = row(boards.board(rosters.roster(desk, "small", WEEK)), "A008").cells
    assert [c.kind for c in cells] == ["off", *["shift"] * 4, "away", "away"]


def test_day_bars(state):
    """Tests that a day holds its shifts and breaks, and the tail of the night before."""
    tuesday = WEEK + timedelta(days=1)
    bars = boards.day_bars(state, tuesday)
    start = pd.Timestamp(tuesday, tz="Asia/Shanghai")
    assert (bars["start"] >= start).all()
    assert (bars["end"] <= start + pd.Timedelta(days=1)).all()
    assert (bars["start"] < bars["end"]).all()
    night = bars[(bars["agent_id"] == "A005") & (bars["kind"] == "work")]
    assert [(b.start.hour, b.end.hour) for b in night.itertuples()] == [(0, 6), (21, 0)]
    early = bars[bars["agent_id"] == "A001"].sort_values("start")
    assert list(early["kind"]) == ["work", "meal", "rest"]
    assert str(early["start"].iloc[1]) == "2031-06-03 09:30:00+08:00"
    assert set(bars["team"]) == {"T1", "T2"}


def test_monday_shows_last_sunday_night(state):
    """Tests that the past roster's night stands at the head of Monday."""
    bars = boards.day_bars(state, WEEK)
    tail = bars[(bars["agent_id"] == "A006") & (bars["kind"] == "work")]
    assert [(b.start.hour, b.end.hour) for b in tail.itertuples()] == [(0, 6)]


def test_bands():
    """Tests that a shift's colour follows its night mark and its start."""
    shifts = parse_shifts_toml(shifts_toml().encode()).values
    assert [boards.band(s) for s in shifts] == ["early", "day", "middle", "middle", "night"]
