"""Tests of the page Scenarios: what a planner does on it, and what the store holds then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from wfm.forecasting.scenario import Scenario
from wfm.runs.worker import Worker
from wfm.service import scenario_plans, scenario_promotion, scenarios, solves
from wfm.service.desk import ACTORS, Desk, open_desk
from wfm.service.handlers import HANDLERS
from wfm.web.components.text import plain

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)
TABS = {
    "en": ["Compare", "Create and change", "Plan of record", "History", "Import and export"],
    "zh": ["比较", "新建与修改", "正式计划", "历史", "导入与导出"],
}


def opened(page: Page, tab: int, language: str = "en") -> AppTest:
    at = page("scenarios", language)
    at.session_state["scenario_tabs"] = TABS[language][tab]
    return fine(at.run())


def press(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


def fine(at: AppTest) -> AppTest:
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def test_every_field_of_the_form_is_saved(page: Page, seeded_store: str) -> None:
    """Tests that numbers and choices of every tab of the form reach the scenario."""
    at = opened(page, 1)
    fields = {w.label: w for w in [*at.number_input, *at.text_input, *at.text_area]}
    for label, value in {
        "Name": "Everything",
        "Growth of volume (%)": 12.5,
        "Share taken by self-service (%)": 5.0,
        "Change of handle time (%)": -10.0,
        "Target (%)": 85.0,
        "within seconds": 20.0,
        "Answer rate (%)": 95.0,
        "Average speed of answer (s)": 15.0,
        "Highest occupancy (%)": 90.0,
        "Mean patience (s)": 120.0,
        "Unplanned shrinkage (%)": 8.0,
        "Minimum agents": 3,
        "Note": "all of it",
        "Reason": "for the board",
    }.items():
        fields[label].set_value(value)
    next(s for s in at.selectbox if s.label == "counted as").select("either")
    next(m for m in at.multiselect if m.label == "Builds on").select("Card promotion")
    fine(press(at, "Save"))
    desk = open_desk(seeded_store)
    made = scenarios.scenario(desk, CENTRE, "Everything")
    assert (made.growth, made.self_service_share, made.aht_factor) == (1.125, 0.05, 0.9)
    assert (made.shrinkage, made.min_agents, made.note) == (0.08, 3, "all of it")
    assert made.on == ("Card promotion",)
    target = made.target
    assert target is not None
    assert (target.service_level, target.threshold_s, target.definition) == (0.85, 20, "either")
    assert (target.answer_rate, target.asa_s, target.occupancy_cap) == (0.95, 15, 0.9)
    assert target.patience_s == 120
    assert scenarios.history(desk, CENTRE, "Everything")[0].reason == "for the board"


def test_saving_unchanged_keeps_everything(page: Page, seeded_store: str) -> None:
    """Tests that a scenario opened and saved is the same, events and all."""
    desk = open_desk(seeded_store)
    before = scenarios.scenario(desk, CENTRE, "Card promotion")
    at = opened(page, 1)
    at.selectbox(key="scenario_chosen").select("Card promotion").run()
    fine(press(at, "Save"))
    assert scenarios.scenario(desk, CENTRE, "Card promotion") == before
    assert len(scenarios.history(desk, CENTRE, "Card promotion")) == 2


def test_a_copy_is_a_scenario_of_its_own(page: Page, seeded_store: str) -> None:
    """Tests that saving as a new one needs a name and leaves the old one alone."""
    at = opened(page, 1)
    at.selectbox(key="scenario_chosen").select("Card promotion").run()
    at.toggle(key="scenario_copy_Card promotion").set_value(True).run()
    name = next(t for t in at.text_input if t.label == "Name")
    assert name.value == ""
    name.set_value("Second")
    fine(press(at, "Save"))
    desk = open_desk(seeded_store)
    assert scenarios.scenario(desk, CENTRE, "Second").growth == 1.1
    assert len(scenarios.history(desk, CENTRE, "Card promotion")) == 1


def worked(at: AppTest, url: str) -> AppTest:
    """Page once a worker has done all that it asked for."""
    worker = Worker(open_desk(url).store, HANDLERS)
    assert worker.run_once()
    while worker.run_once():
        pass
    return fine(at.run())


def comparisons(desk: Desk) -> list[solves.RunInfo]:
    """Runs of comparisons, newest first."""
    return [run for run in solves.runs(desk, CENTRE) if run.kind == "comparison"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_cuts_no_note(page: Page, seeded_store: str, language: str) -> None:
    """Tests that the list is a table whose lines wrap, with notes in full, signs as written."""
    note = "A note of *some* length: " + "what the board decided in its last meeting, " * 4
    scenarios.save_scenario(
        open_desk(seeded_store), CENTRE, Scenario("Noted", growth=1.02, note=note)
    )
    table = opened(page, 3, language).table[0].value
    (cell,) = (str(c) for c in table[{"en": "Note", "zh": "备注"}[language]] if "board" in str(c))
    assert cell == plain(note)
    assert all("\u00a0" in when and " " not in when for when in table.iloc[:, -1])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_comparison_shows_figures_and_causes(page: Page, seeded_store: str, language: str) -> None:
    """Tests that figures stand side by side with service, and nothing is left in ids."""
    at = opened(page, 0, language)
    assert len(at.dataframe) == 0
    at = worked(at, seeded_store)
    table = at.dataframe[0].value
    assert len(table.columns) == 4
    texts = " ".join(table.iloc[:, 0])
    assert ("Service level with the plan's seats" in texts) == (language == "en")
    assert ("服务水平（按计划坐席）" in texts) == (language == "zh")
    assert any("(+" in cell for cell in table.iloc[:, 2])
    assert len(at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")) >= 2
    charts = len(at.get("vega_lite_chart"))
    at.toggle(key="scenario_pooling").set_value(True)
    at = worked(fine(at.run()), seeded_store)
    assert len(at.get("vega_lite_chart")) == charts + 1


def test_comparison_is_made_once_and_anew_when_its_scenario_changes(
    page: Page, seeded_store: str
) -> None:
    """Tests that a comparison is there at once the second time, and a run makes the next one."""
    worked(opened(page, 0), seeded_store)
    desk = open_desk(seeded_store)
    assert len(comparisons(desk)) == 1
    at = opened(page, 0)
    assert len(at.dataframe) == 1
    assert len(comparisons(desk)) == 1
    scenarios.save_scenario(desk, CENTRE, Scenario("Card promotion", growth=1.3), 1)
    at = opened(page, 0)
    assert len(at.dataframe) == 0
    assert [run.status for run in comparisons(desk)] == ["queued", "done"]


def test_failed_comparison_is_said_and_tried_again(page: Page, seeded_store: str) -> None:
    """Tests that a comparison that was stopped waits for somebody to ask for it again."""
    opened(page, 0)
    desk = open_desk(seeded_store)
    (run,) = comparisons(desk)
    solves.cancel(desk, run.id)
    at = opened(page, 0)
    assert len(comparisons(desk)) == 1
    fine(press(at, "Try again"))
    assert [run.status for run in comparisons(desk)] == ["queued", "cancelled"]


def test_promotion_from_the_page(page: Page, seeded_store: str) -> None:
    """Tests that a reason is needed, the plan changes, and the way back is offered."""
    at = opened(page, 2)
    at.selectbox(key="scenario_promoted").select("Card promotion").run()
    press(at, "Make it the plan of record")
    assert "Nothing was saved" in at.error[0].value
    reason = next(t for t in at.text_input if t.label == "Reason")
    reason.set_value("campaign agreed")
    desk = open_desk(seeded_store)
    at = fine(press(at, "Make it the plan of record"))
    assert scenario_plans.plan_of(desk, CENTRE, WEEK).under.name == ""
    assert not any(b.label == "Make it the plan of record" for b in at.button)
    at = worked(at, seeded_store)
    assert scenario_plans.plan_of(desk, CENTRE, WEEK).under.name == "Card promotion"
    (made,) = scenario_promotion.promotions(desk, CENTRE)
    assert made["reason"] == "campaign agreed"
    assert "in force" in set(at.table[0].value["Plan"])
    box = at.selectbox(key="scenario_promoted")
    assert "Back to the forecast without a scenario" in box.options


def test_a_revision_is_restored(page: Page, seeded_store: str) -> None:
    """Tests that an older revision is shown against the newest and brought back."""
    desk = open_desk(seeded_store)
    scenarios.save_scenario(desk, CENTRE, Scenario("More self-service", growth=3.0), 1, "oops")
    at = opened(page, 3)
    at.selectbox(key="scenario_history").select("More self-service").run()
    at.selectbox(key="scenario_revision_More self-service").select(1).run()
    assert "+growth = 3.0" in at.code[0].value
    fine(press(at, "Restore this revision"))
    assert scenarios.scenario(desk, CENTRE, "More self-service").self_service_share == 0.12
    assert len(scenarios.history(desk, CENTRE, "More self-service")) == 3


def test_refusals_are_in_words(page: Page, seeded_store: str) -> None:
    """Tests that a role without the right and a circle are refused in the reader's language."""
    at = opened(page, 1, "zh")
    actor = next(a for a in ACTORS if str(a.role) == "scheduler")
    at.selectbox(key="actor").set_value(actor).run()
    next(t for t in at.text_input if t.label == "名称").set_value("X")
    press(at, "保存")
    assert any("无权" in e.value for e in at.error)
    desk = open_desk(seeded_store)
    scenarios.save_scenario(desk, CENTRE, Scenario("top", on=("Card promotion",)))
    at = opened(page, 1, "zh")
    at.selectbox(key="scenario_chosen").select("Card promotion").run()
    next(m for m in at.multiselect if m.label == "基于情景").select("top")
    press(at, "保存")
    assert any("循环" in str(cell) for cell in at.dataframe[-1].value.to_numpy().ravel())
