"""The board: what the browser gets, and what it may send back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.roster import PlacedActivity, Roster
from wfm.core.time import clock
from wfm.service import boards, rosters
from wfm.service.desk import open_desk
from wfm.web.components import board
from wfm.web.components.board import BoardCell, BoardDay, BoardRow, payload, picked_cells
from wfm.web.frame import Frame
from wfm.web.sections.roster_cells import board_of
from wfm.web.words import Words

pytestmark = pytest.mark.unit
NASTY = '<img src=x onerror="alert(1)">'


def row(agent: str = "A001", team: str = "T1") -> BoardRow:
    cell = BoardCell("E1", "early", f"{agent} {NASTY}")
    return BoardRow(agent, team, NASTY, "", "", "40", "0", "2", False, (cell,))


DAY = BoardDay("2026-11-23", "Mon", "23/11", "Mon 23 Nov", False)


def test_browser_side_writes_text_only() -> None:
    """Tests that no way to write markup is used: names can't become elements."""
    code = (board.FOLDER / "board.js").read_text(encoding="utf-8")
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser"
    assert re.findall(banned, code) == []
    assert "textContent" in code


def test_browser_side_has_a_keyboard_path_and_labels() -> None:
    """Tests that cells can be reached and picked without a mouse, and are named."""
    code = (board.FOLDER / "board.js").read_text(encoding="utf-8")
    for word in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", "tabIndex"):
        assert word in code
    for word in ("aria-label", "aria-selected", "gridcell", "columnheader", "rowheader"):
        assert word in code


def test_markup_in_names_travels_as_data() -> None:
    """Tests that names go to the browser as they are, as JSON strings, and not into html."""
    data = payload([DAY], [row()], [], "1:1", Words("en"))
    assert data["rows"][0]["teamLabel"] == NASTY
    assert NASTY not in board.HTML


def test_more_rows_than_a_view_holds_are_refused() -> None:
    """Tests that a page must cut its rows."""
    rows = [row(f"A{i:03d}") for i in range(board.MAX_ROWS + 1)]
    with pytest.raises(ValueError, match="at most"):
        payload([DAY], rows, [], "1:1", Words("en"))


def test_picks_of_another_revision_are_dropped() -> None:
    """Tests that a cell picked on an old revision can't be changed on the new one."""
    value = {"revision": "1:1", "cells": [["A001", "2026-11-23"]]}
    assert picked_cells(value, "1:1") == (("A001", date(2026, 11, 23)),)
    assert picked_cells(value, "1:2") == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "text",
        {},
        {"revision": "1:1"},
        {"revision": "1:1", "cells": [["A001"]]},
        {"revision": "1:1", "cells": [["A001", "yesterday"]]},
        {"revision": "1:1", "cells": [[1, 2, 3]]},
        {"revision": "1:1", "cells": 5},
    ],
)
def test_odd_picks_are_ignored(value: object) -> None:
    """Tests that whatever a browser sends, the page gets cells or nothing."""
    assert picked_cells(value, "1:1") == ()


def test_board_of_a_roster_names_every_cell(seeded_store: str) -> None:
    """Tests that rows, codes, labels, leave and the legend come from the roster."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, "small_bank", date(2026, 11, 23))
    assert state is not None
    frame = Frame(desk, Words("en"), centre_id="small_bank", zone="Asia/Shanghai")
    days, rows, legend = board_of(state, frame)
    assert len(days) == 7
    assert [d.rest for d in days] == [False] * 5 + [True] * 2
    assert len(rows) == len(state.problem.agents)
    assert all(len(r.cells) == 7 for r in rows)
    cells = {(r.agent, d.iso): c for r in rows for d, c in zip(days, r.cells, strict=True)}
    for (agent, day), assignment in state.roster.cells.items():
        cell = cells[agent, day.isoformat()]
        assert cell.code == assignment.shift_id
        assert agent in cell.label
    assert cells["A004", "2026-11-23"].tone == "leave"
    assert "Annual leave" in cells["A004", "2026-11-23"].label
    shown = {cell.code for cell in cells.values()}
    assert shown <= {entry.code for entry in legend}
    assert all(entry.text for entry in legend)


@pytest.mark.parametrize(("language", "title"), [("en", "Card talk"), ("zh", "卡片培训")])
def test_cells_tell_their_activities(seeded_store: str, language: str, title: str) -> None:
    """Tests that a cell's label names training in it with its time, and no other cell's does."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, "small_bank", date(2026, 11, 23))
    assert state is not None
    training = PlannedActivity(
        "T", ActivityKind.TRAINING, 60, (), title_en="Card talk", title_zh="卡片培训"
    )
    cell = next(iter(state.roster))
    start_min = next(s.start_min for s in state.problem.shifts if s.id == cell.shift_id)
    held = replace(cell, activities=(PlacedActivity(90, 60, "T", ActivityKind.TRAINING),))
    state = replace(
        state,
        problem=replace(state.problem, activities=(training,)),
        roster=state.roster.with_cells([((cell.agent_id, cell.day), held)]),
    )
    frame = Frame(desk, Words(language), centre_id="small_bank", zone="Asia/Shanghai")
    _, rows, _ = board_of(state, frame)
    told = [c.label for r in rows for c in r.cells if title in c.label]
    assert len(told) == 1
    assert f"{title} {clock(start_min + 90)}" in told[0]
    assert cell.agent_id in told[0]


def test_hard_findings_are_marked(monkeypatch: pytest.MonkeyPatch, seeded_store: str) -> None:
    """Tests that a cell with a hard finding carries its mark."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, "small_bank", date(2026, 11, 23))
    assert state is not None
    cell = boards.board(state).rows[0].cells[0]
    broken = SimpleNamespace(agent_id=boards.board(state).rows[0].agent_id, day=cell.day)
    report = SimpleNamespace(hard=(broken,), violations=state.report.violations)
    fake = SimpleNamespace(
        problem=state.problem, roster=Roster(), report=report, pins=(), id=1, revision=1
    )
    frame = Frame(desk, Words("en"), centre_id="small_bank")
    _, rows, _ = board_of(fake, frame)  # type: ignore[arg-type]
    assert rows[0].cells[0].fault
    assert rows[0].bad
    assert not rows[1].cells[0].fault
