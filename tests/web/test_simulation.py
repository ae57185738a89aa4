"""Tests of the simulation on the Roster page: started, played, shown beside Erlang's figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wfm.runs.worker import Worker
from wfm.service import editing, rosters, simulations, solves
from wfm.service.desk import open_desk
from wfm.service.handlers import HANDLERS
from wfm.web.charts.palette import Palette
from wfm.web.charts.simulation import simulation_chart
from wfm.web.words import Words

pytestmark = pytest.mark.unit
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
TAB = {"en": "Coverage and service", "zh": "覆盖与服务"}
TITLE = {"en": "Simulated service", "zh": "仿真服务水平"}
Page = Callable[[str, str], AppTest]


def opened(page: Page, language: str = "en") -> AppTest:
    """Roster page on the tab of coverage and service."""
    at = page("roster", language)
    at.session_state["roster_tabs"] = next(
        tab.label for tab in at.tabs if tab.label == TAB[language]
    )
    return at.run()


def faults(at: AppTest) -> list[str]:
    """Exceptions and error boxes on the page."""
    return [e.message for e in at.exception] + [e.value for e in at.error]


def test_start_from_the_page(page: Page, seeded_store: str) -> None:
    """Tests that the button queues a simulation of this revision with the choices made."""
    at = opened(page)
    at.number_input(key="simulation_patience").set_value(120)
    at.number_input(key="simulation_absence").set_value(5.0)
    next(b for b in at.button if b.label == "Simulate this revision").click()
    at.run()
    assert faults(at) == []
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    run = solves.active_run(desk, CENTRE, WEEK, simulations.KIND)
    assert run is not None and state is not None
    assert run.payload["roster_id"] == state.id
    assert run.payload["patience_s"] == 120.0
    assert run.payload["absence"] == pytest.approx(0.05)
    assert run.payload["day_cv"] == 0.0
    labels = [b.label for b in at.button]
    assert "Simulate this revision" not in labels
    assert "Stop and keep the best" in labels


@pytest.mark.parametrize("language", ["en", "zh"])
def test_result_is_shown_beside_erlang(page: Page, seeded_store: str, language: str) -> None:
    """Tests figures with bands, the tables of days and worst intervals, in both languages."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    simulations.start_simulation(desk, state, replications=5, patience_s=120.0)
    assert Worker(desk.store, HANDLERS).run_once()
    at = opened(page, language)
    assert faults(at) == []
    assert TITLE[language] in [s.value for s in at.subheader]
    assert sum("±" in m.value for m in at.metric) == 4
    assert any("Erlang A" in c.value for c in at.caption)
    days = next(d.value for d in at.dataframe if len(d.value) == 8)
    assert len(days.columns) == 8
    assert days.iloc[0, 7].endswith("%")
    assert days.iloc[0, 2].endswith("%")
    assert "–" in days.iloc[0, 3]
    assert any(len(d.value) == 5 for d in at.dataframe)


def test_old_result_is_named_old(page: Page, seeded_store: str) -> None:
    """Tests that a result of an earlier revision says so."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    simulations.start_simulation(desk, state, replications=2)
    assert Worker(desk.store, HANDLERS).run_once()
    cell = next(iter(state.roster))
    editing.change_cell(desk, state, cell.agent_id, cell.day, None, "ill", allow_hard=True)
    at = opened(page)
    assert faults(at) == []
    old = f"This is a simulation of revision {state.revision}; the roster has changed since."
    assert old in [i.value for i in at.info]


def test_chart_breaks_where_nobody_calls() -> None:
    """Tests that closed intervals have no service level in the chart, not one of 0."""
    frame = pd.DataFrame(
        {
            "timestamp": pd.date_range("2026-11-23", periods=3, freq="30min", tz="Asia/Shanghai"),
            "offered": [5.0, 0.0, 4.0],
            "service_level": [0.9, 0.0, 0.8],
            "service_level_low": [0.8, 0.0, 0.7],
            "service_level_high": [1.0, 0.0, 0.9],
            "erlang_service_level": [0.85, 1.0, 0.75],
        }
    )
    for language in ("en", "zh"):
        chart = simulation_chart(frame, 0.8, Words(language), Palette.of(False)).to_dict()
        assert len(chart["layer"]) == 4
        drawn = next(v for v in chart["datasets"].values() if len(v) > 1)
        rows = [row for row in drawn if row["timestamp"] == row["began"]]
        assert [row["service_level"] for row in rows] == [0.9, None, 0.8]
        assert rows[1]["erlang_service_level"] is None
        assert [row["service_level"] for row in drawn] == [0.9, 0.9, None, 0.8, 0.8]
