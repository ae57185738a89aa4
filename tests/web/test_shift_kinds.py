"""Bags, flexible and split shifts from the store to the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest
from support.centres import WEEK
from support.shift_kinds import write_kinds

from wfm.runs.worker import Worker
from wfm.service import boards, centres, parts, rosters, solves
from wfm.service.desk import Desk, open_desk
from wfm.service.handlers import HANDLERS
from wfm.web.frame import Frame
from wfm.web.sections.roster_board import board_of
from wfm.web.words import Words

pytestmark = pytest.mark.unit

CENTRE = "small"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, seeding: ModuleType) -> Path:
    """Database with the centre and a draft roster."""
    place = tmp_path_factory.mktemp("kinds")
    desk = seeding.import_centre(f"sqlite:///{place / 'wfm.db'}", write_kinds(place / CENTRE))
    seeding.forecast_weeks(desk, CENTRE, WEEK)
    for time_s in seeding.SEARCHES_S:
        solves.start_roster(desk, CENTRE, WEEK, time_s=time_s, seed=1)
        Worker(desk.store, HANDLERS).run_once()
        if rosters.roster(desk, CENTRE, WEEK) is not None:
            break
    desk.store.database.close()
    return place / "wfm.db"


@pytest.fixture
def desk(stored: Path, tmp_path: Path, use_store: Callable[[Path], str]) -> Desk:
    """A fresh copy of it, which the app shows."""
    for part in stored.parent.glob("wfm.db*"):
        shutil.copy(part, tmp_path / part.name)
    return open_desk(use_store(tmp_path / "wfm.db"))


def test_board_and_lines_of_the_day(desk: Desk) -> None:
    """Tests that the board says code and start, and a split shift has two bars with a gap."""
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    assert not state.report.hard
    _, rows, legend = board_of(
        state, Frame(desk, Words("zh"), centre_id=CENTRE, zone="Asia/Shanghai")
    )
    cells = {c.code for row in rows if row.agent == "A004" for c in row.cells}
    assert {c for c in cells if c.startswith("弹 ")}
    assert any("08:00-12:00 16:00-20:00" in entry.text for entry in legend)
    split = next(a for a in state.roster if a.shift_id == "S")
    bars = boards.day_bars(state, split.day)
    mine = bars[(bars["agent_id"] == split.agent_id) & (bars["kind"] == "work")]
    hours = [f"{t:%H:%M}" for t in (*mine["start"], *mine["end"])]
    assert hours == ["08:00", "16:00", "12:00", "20:00"]


def test_pages_show_them(desk: Desk, page: Callable[[str, str], AppTest]) -> None:
    """Tests that the tables of people and shifts, and the roster, open with them."""
    at = page("people", "en")
    at.segmented_control(key="people_table").set_value("shifts").run()
    assert not at.exception
    table = at.dataframe[0].value
    row = table[table["Id"] == "S"].iloc[0]
    assert (row["Gap from"], row["Gap to"], row["Bags"]) == ("12:00", "16:00", "short")
    assert table[table["Id"] == "F"].iloc[0]["Latest start"] == "10:00"
    assert not page("roster", "zh").exception


def test_table_goes_out_and_in(desk: Desk) -> None:
    """Tests that the exported table can be changed and brought in, names of bags checked."""
    data = centres.centre_data(desk, CENTRE)
    catalogue = [s for s in data.shifts if len(s.breaks) <= 2]
    assert len(catalogue) == len(data.shifts)
    table = parts.part_table(desk, CENTRE, "shifts")
    same = parts.preview_part(desk, CENTRE, "shifts", "s.csv", table.to_csv(index=False).encode())
    assert (same.faults, same.summary["same"]) == ((), len(data.shifts))
    table.loc[table["id"] == "D", "bags"] = ""
    table.loc[table["id"] == "F", ["bags", "latest_start"]] = ["", "09:00"]
    content = table.to_csv(index=False).encode()
    gone = {f.value for f in parts.preview_part(desk, CENTRE, "shifts", "s.csv", content).faults}
    assert "office" in gone  # A003 still names the bag
    people = parts.part_table(desk, CENTRE, "people")
    people.loc[people["id"] == "A008", "shifts"] = "short;late;F@09:00"
    content = people.to_csv(index=False).encode()
    faults = parts.preview_part(desk, CENTRE, "people", "p.csv", content).faults
    assert [f.value for f in faults] == ["late"]
