"""Tests of the page Requirement: one interval, some missing, other targets, the time models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wfm.runs.worker import Worker
from wfm.service import requirement_studies, solves
from wfm.service.desk import open_desk
from wfm.service.handlers import HANDLERS
from wfm.web.charts.palette import Palette
from wfm.web.charts.sizing import around_chart, levels_chart, worth_chart
from wfm.web.words import Words

pytestmark = pytest.mark.unit
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
Page = Callable[[str, str], AppTest]
TABS = {
    "en": ("One interval", "What if", "Targets and certainty", "Why not interval by interval"),
    "zh": ("单个时段", "假设", "目标与把握", "为何不逐时段测算"),
}
WORDS, PALETTE = Words("en"), Palette.of(False)


def opened(page: Page, tab: str, language: str = "en") -> AppTest:
    """The page on a tab."""
    at = page("requirement", language)
    at.session_state["requirement_tabs"] = tab
    return at.run()


def faults(at: AppTest) -> list[str]:
    """Exceptions and error boxes on the page."""
    return [e.message for e in at.exception] + [e.value for e in at.error]


def figures(at: AppTest) -> dict[str, str]:
    """Metric tiles by label."""
    return {m.label: m.value for m in at.metric}


def share(text: str) -> float:
    """Fraction of a percentage on screen."""
    return float(text.rstrip("%")) / 100


def test_fewer_agents_in_one_interval(page: Page, seeded_store: str) -> None:
    """Tests that the slider's figures are those of the number of agents chosen."""
    at = opened(page, "One interval")
    assert faults(at) == []
    slider = next(s for s in at.slider if s.label == "Agents on the phones")
    required = figures(at)
    assert share(required["Service level"]) >= 0.8
    assert required["Answer rate"] == "–"
    slider.set_value(slider.min).run()
    fewer = figures(at)
    assert faults(at) == []
    assert share(fewer["Service level"]) < share(required["Service level"])
    assert share(fewer["Occupancy"]) >= share(required["Occupancy"])
    next(s for s in at.slider if s.label == "Agents on the phones").set_value(slider.max).run()
    assert share(figures(at)["Service level"]) > share(required["Service level"])


def test_another_day_and_time(page: Page, seeded_store: str) -> None:
    """Tests that a day's list holds times with calls alone, and the figures follow the choice."""
    at = opened(page, "One interval")
    day = next(s for s in at.selectbox if s.label == "Day")
    assert len(day.options) == 7
    day.select_index(6).run()
    assert faults(at) == []
    time = next(s for s in at.selectbox if s.label == "Time")
    assert time.options[0] == "08:00"
    before = [c.value for c in at.caption]
    time.select_index(0).run()
    assert faults(at) == []
    assert [c.value for c in at.caption] != before


def test_missing_from_the_requirement_and_the_roster(page: Page, seeded_store: str) -> None:
    """Tests that three missing serve worse than none, with the worst intervals listed."""
    at = opened(page, "What if")
    assert faults(at) == []
    worse = share(figures(at)["Service level of the week"])
    (table,) = [d.value for d in at.dataframe if "With these missing" in d.value]
    assert len(table) == 8
    at.slider(key="requirement_missing").set_value(0).run()
    assert worse < share(figures(at)["Service level of the week"])
    at.segmented_control(key="requirement_missing_source").set_value("the roster").run()
    assert faults(at) == []
    assert any(c.value.startswith("Revision ") for c in at.caption)


def test_heat_map_of_service(page: Page, seeded_store: str) -> None:
    """Tests that the service level is offered beside the agents."""
    at = opened(page, "Heat map")
    control = at.segmented_control(key="requirement_heat")
    assert control.options == ["Agents required", "Service level expected (%)"]
    control.set_value("Service level expected (%)").run()
    assert faults(at) == []


def test_studies_are_started_from_the_page(page: Page, seeded_store: str) -> None:
    """Tests that the button queues studies of the target chosen above."""
    at = opened(page, "Targets and certainty")
    assert faults(at) == []
    at.number_input(key="requirement_level").set_value(90.0).run()
    at.button(key="requirement_study").click().run()
    assert faults(at) == []
    desk = open_desk(seeded_store)
    run = solves.active_run(desk, CENTRE, WEEK, requirement_studies.KIND)
    assert run is not None
    assert run.payload["target"]["service_level"] == pytest.approx(0.9)
    assert "Work it out" not in [b.label for b in at.button]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_studies_are_shown(page: Page, seeded_store: str, language: str) -> None:
    """Tests that targets and what the reference says of the time models are on their tabs."""
    desk = open_desk(seeded_store)
    requirement_studies.start_studies(desk, CENTRE, WEEK)
    assert Worker(desk.store, HANDLERS).run_once()
    at = opened(page, TABS[language][2], language)
    assert faults(at) == []
    targets = at.dataframe[0].value
    assert len(targets) == len(requirement_studies.PROMISES)
    assert sum("★" in text for text in targets.iloc[:, 0]) == 1
    at = opened(page, TABS[language][3], language)
    assert faults(at) == []
    models = next(d.value for d in at.dataframe if len(d.value) == 3)
    assert models.iloc[:, 3].str.endswith("%").all()
    assert not at.info


def test_old_studies_are_named_old(page: Page, seeded_store: str) -> None:
    """Tests that studies of another target than the one chosen say so."""
    desk = open_desk(seeded_store)
    requirement_studies.start_studies(desk, CENTRE, WEEK)
    assert Worker(desk.store, HANDLERS).run_once()
    at = opened(page, "Targets and certainty")
    assert not at.info
    at.number_input(key="requirement_level").set_value(90.0).run()
    assert faults(at) == []
    assert any("another plan, target or scenario" in i.value for i in at.info)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_study_tab_in_both_languages(page: Page, seeded_store: str, language: str) -> None:
    """Tests that the new tabs say something without studies or choices made."""
    for tab in TABS[language]:
        assert faults(opened(page, tab, language)) == [], tab


def test_answer_rate_is_drawn_where_it_is_known() -> None:
    """Tests that the line of the answer rate appears under Erlang A alone."""
    frame = pd.DataFrame(
        {"agents": [1, 2], "service_level": [0.5, 0.9], "occupancy": [0.9, 0.7], "asa_s": [9, 3.0]}
    )
    drawn = {
        known: str(around_chart(frame.assign(answer_rate=rate), 2, 0.8, WORDS, PALETTE).to_dict())
        for known, rate in ((True, 0.9), (False, float("nan")))
    }
    assert "Answer rate" in drawn[True]
    assert "Answer rate" not in drawn[False]


def test_levels_and_worth_are_named() -> None:
    """Tests that each line and each kind of bar has its name in the legend."""
    stamps = pd.date_range("2026-11-23", periods=2, freq="30min", tz="Asia/Shanghai")
    frame = pd.DataFrame({"timestamp": stamps, "a": [0.8, None], "b": [0.7, 0.9]})
    text = str(levels_chart(frame, {"a": "One", "b": "Two"}, 0.8, WORDS, PALETTE).to_dict())
    assert "'One'" in text and "'Two'" in text and "Target" in text
    assert "[0.7, 1]" in text
    low = levels_chart(frame.assign(b=0.1), {"a": "One", "b": "Two"}, 0.8, WORDS, PALETTE)
    assert "[0.0, 1]" in str(low.to_dict())
    prices = pd.DataFrame({"missing": [0, 1], "late_calls": [1.0, 2.0]})
    names = {row["series"] for row in worth_chart(prices, WORDS, PALETTE).data.to_dict("records")}
    assert names == {"Missing", "Beyond the requirement"}
