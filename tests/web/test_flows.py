"""What a visitor does on the pages, and what the store holds afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from wfm.runs.worker import Worker
from wfm.service import (
    centres,
    editing,
    forecast_runs,
    histories,
    parts,
    requests,
    rosters,
    scenarios,
    solves,
)
from wfm.service.desk import ACTORS, open_desk
from wfm.service.handlers import HANDLERS

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)


def button(at: AppTest, label: str) -> object:
    """Button with a label."""
    return next(b for b in at.button if b.label == label)


def press(at: AppTest, label: str) -> AppTest:
    """Click a button and run the page."""
    return button(at, label).click().run()  # type: ignore[attr-defined]


def fine(at: AppTest) -> AppTest:
    """Page without an exception or an error box."""
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def act_as(at: AppTest, role: str) -> AppTest:
    """Choose who acts."""
    actor = next(a for a in ACTORS if str(a.role) == role)
    return at.selectbox(key="actor").set_value(actor).run()


def test_publish_and_undo(page: Page, seeded_store: str) -> None:
    """Tests that the newest draft becomes the published roster."""
    at = page("roster")
    fine(press(at, "Publish this revision"))
    desk = open_desk(seeded_store)
    state = rosters.published(desk, CENTRE, WEEK)
    assert state is not None
    assert any(b.label == "Go to next week" for b in at.button)


def test_next_week_is_chosen_by_its_button(page: Page, seeded_store: str) -> None:
    """Tests that going on from a published week changes the week for every page."""
    at = press(page("roster"), "Publish this revision")
    fine(press(at, "Go to next week"))
    assert at.selectbox(key="week").value == "2026-11-30"
    assert any("no roster for this week yet" in m.value for m in at.markdown)


def test_run_is_queued_not_solved_in_the_page(page: Page, seeded_store: str) -> None:
    """Tests that the page hands the search in, shows it, and can stop it."""
    at = page("roster")
    press(at, "Re-optimise")
    desk = open_desk(seeded_store)
    run = solves.active_run(desk, CENTRE, WEEK, solves.KIND)
    assert run is not None
    assert run.status == "queued"
    assert at.query_params["run"] == run.id
    press(at, "Stop and keep the best")
    assert solves.run(desk, run.id).status == "cancelled"


def test_planner_may_not_publish(page: Page, seeded_store: str) -> None:
    """Tests that a refusal of the service is shown in words and nothing changes."""
    at = act_as(page("roster"), "planner")
    press(at, "Publish this revision")
    assert [e.message for e in at.exception] == []
    assert any("may not do this" in e.value for e in at.error)
    assert rosters.published(open_desk(seeded_store), CENTRE, WEEK) is None


def test_cell_is_changed_after_a_preview(page: Page, seeded_store: str) -> None:
    """Tests that a picked cell can be changed, and that the reason is kept."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    worked = next(a for a in state.roster if not a.shift_id.startswith("N"))
    tag = f"{state.id}_{state.revision}_{worked.agent_id}_{worked.day}"
    other = next(s for s in ("D1", "L1", "E1") if s != worked.shift_id)
    at = page("roster")
    at.session_state[f"board_{CENTRE}_{WEEK}"] = {
        "picked": {
            "revision": f"{state.id}:{state.revision}",
            "cells": [[worked.agent_id, worked.day.isoformat()]],
        }
    }
    fine(at.run())
    if not any(s.key == f"change_shift_{tag}" for s in at.selectbox):
        pytest.fail("picking a cell does not show its form")
    at.text_input(key=f"change_reason_{tag}").set_value("asked by phone")
    fine(at.selectbox(key=f"change_shift_{tag}").select(other).run())
    assert any("Cost" in m.value for m in at.get("badge")) or at.caption
    force = [c for c in at.checkbox if c.key == f"change_force_{tag}"]
    if force:
        force[0].check().run()
    fine(press(at, "Save the change"))
    after = rosters.roster(desk, CENTRE, WEEK)
    assert after is not None
    assert after.revision == state.revision + 1
    changed = after.roster.get(worked.agent_id, worked.day)
    assert changed is not None
    assert changed.shift_id == other
    assert after.reason == "asked by phone"


def test_scenario_is_made_and_deleted(page: Page, seeded_store: str) -> None:
    """Tests that the form saves what a planner typed in percent."""
    at = page("scenarios")
    at.session_state["scenario_tabs"] = "Create and change"
    at.run()
    form = {w.label: w for w in [*at.number_input, *at.text_input]}
    form["Name"].set_value("Spring")
    form["Growth of volume (%)"].set_value(12.0)
    form["Target (%)"].set_value(90.0)
    form["within seconds"].set_value(15.0)
    fine(press(at, "Save"))
    desk = open_desk(seeded_store)
    made = scenarios.scenario(desk, CENTRE, "Spring")
    assert made.growth == pytest.approx(1.12)
    assert made.target is not None
    assert made.target.service_level == pytest.approx(0.9)
    at.selectbox(key="scenario_chosen").select("Spring").run()
    fine(press(at, "Delete this scenario"))
    assert "Spring" not in [s.name for s in scenarios.scenarios(desk, CENTRE)]


def test_scenario_without_a_name_is_refused_in_words(page: Page, seeded_store: str) -> None:
    """Tests that a bad value names its field and nothing is saved."""
    at = page("scenarios")
    at.session_state["scenario_tabs"] = "Create and change"
    at.run()
    press(at, "Save")
    assert [e.message for e in at.exception] == []
    assert "Nothing was saved" in at.error[0].value
    assert len(scenarios.scenarios(open_desk(seeded_store), CENTRE)) == 2


def test_forecast_is_queued_with_its_choices(page: Page, seeded_store: str) -> None:
    """Tests that the form's choices reach the run."""
    at = page("forecast")
    next(n for n in at.number_input if n.label.startswith("Weeks")).set_value(3)
    press(at, "Make a forecast")
    desk = open_desk(seeded_store)
    run = solves.active_run(desk, CENTRE, None, forecast_runs.KIND)
    assert run is not None
    assert run.payload["weeks"] == 3
    assert run.payload["model"] == "mean_of_three"


def test_history_with_faults_is_listed_and_not_saved(page: Page, seeded_store: str) -> None:
    """Tests that a negative volume and a text are shown with row and column."""
    at = page("forecast")
    at.session_state["forecast_tabs"] = "Import history"
    at.run()
    bad = "timestamp,queue,volume\n2026-11-23T08:00:00,regular,-3\n2026-11-23T08:30:00,regular,x\n"
    before = histories.history_revision(open_desk(seeded_store), CENTRE)
    at.file_uploader(key="history_file").upload("bad.csv", bad.encode())
    at.run()
    assert [e.message for e in at.exception] == []
    table = next(d.value for d in at.dataframe if "What is wrong" in d.value.columns)
    assert {"Row", "Column", "What is wrong", "What to do"} <= set(table.columns)
    assert {"2", "3"} <= set(table["Row"])
    assert histories.history_revision(open_desk(seeded_store), CENTRE) == before


def test_history_is_previewed_then_saved(page: Page, seeded_store: str) -> None:
    """Tests that a good file is saved only on the button."""
    at = page("forecast")
    at.session_state["forecast_tabs"] = "Import history"
    at.run()
    good = "timestamp,queue,volume\n2026-11-23T08:00:00,regular,7\n2026-11-23T08:30:00,regular,9\n"
    desk = open_desk(seeded_store)
    before = histories.history_revision(desk, CENTRE)
    at.file_uploader(key="history_file").upload("good.csv", good.encode())
    fine(at.run())
    fine(press(at, "Check the whole file"))
    Worker(desk.store, HANDLERS).run_once()
    fine(at.run())
    assert histories.history_revision(desk, CENTRE) == before
    fine(press(at, "Save the history"))
    Worker(desk.store, HANDLERS).run_once()
    assert histories.history_revision(desk, CENTRE) == before + 1


def test_people_with_an_unknown_skill_are_refused(page: Page, seeded_store: str) -> None:
    """Tests that the table of faults shows the value and saving is not offered."""
    at = page("people")
    at.session_state["people_tabs"] = "Import"
    at.run()
    bad = "id,team,contract,skills\nA001,T1,full,juggling\nA001,T1,full,\n"
    at.file_uploader(key="import_file_people").upload("people.csv", bad.encode())
    at.run()
    assert [e.message for e in at.exception] == []
    assert "juggling" in set(at.dataframe[0].value["Value"])
    assert not any(b.label == "Save" for b in at.button)


def test_leave_is_replaced_from_a_file(page: Page, seeded_store: str) -> None:
    """Tests that a good file is saved whole."""
    at = page("people")
    at.session_state["people_tabs"] = "Import"
    at.run()
    at.segmented_control(key="import_kind").set_value("leave").run()
    good = "agent_id,type,first_day,last_day\nA002,sick,2026-11-24,2026-11-24\n"
    at.file_uploader(key="import_file_leave").upload("leave.csv", good.encode())
    fine(at.run())
    fine(press(at, "Save"))
    table = parts.part_table(open_desk(seeded_store), CENTRE, "leave")
    assert list(table["agent_id"]) == ["A002"]


def test_new_centre_comes_from_a_zip(page: Page, empty_store: str, small: ModuleType) -> None:
    """Tests that an empty store gets its first centre on the page."""
    at = page("people")
    at.file_uploader(key="centre_file").upload("small_bank.zip", small.zipped())
    at.run()
    fine(press(at, "Bring in this centre"))
    assert [c.id for c in centres.centres(open_desk(empty_store))] == [CENTRE]
    assert at.metric[0].value == "10"


def test_file_that_is_no_zip_is_refused(page: Page, empty_store: str) -> None:
    """Tests that a wrong file ends in one message."""
    at = page("people")
    at.file_uploader(key="centre_file").upload("centre.zip", b"no zip at all")
    at.run()
    press(at, "Bring in this centre")
    assert [e.message for e in at.exception] == []
    assert at.error
    assert centres.centres(open_desk(empty_store)) == ()


def test_request_is_refused_with_a_reason_only(page: Page, seeded_store: str) -> None:
    """Tests that a refusal without a reason is not accepted, and with one it is."""
    desk = open_desk(seeded_store)
    waiting = requests.requests(desk, CENTRE, "asked")[0]
    at = page("requests")
    press(at, "Refuse")
    assert at.error
    at.text_input(key=f"decide_reason_{waiting.id}").set_value("too many away")
    fine(press(at, "Refuse"))
    decided = requests.requests(desk, CENTRE)[0]
    assert (decided.status, decided.decision_reason) == ("refused", "too many away")


def test_leave_is_asked_for_with_the_rules_shown(page: Page, seeded_store: str) -> None:
    """Tests that the checks with their articles stand on the form, and asking saves it."""
    at = page("requests")
    at.session_state["request_tabs"] = "Ask"
    at.run()
    assert any("art. 38, 39" in m.value for m in at.markdown)
    fine(press(at, "Ask"))
    assert len(requests.requests(open_desk(seeded_store), CENTRE, "asked")) == 2


def test_agent_may_ask_but_not_decide(page: Page, seeded_store: str) -> None:
    """Tests that an agent sees no button to approve."""
    at = act_as(page("requests"), "agent")
    labels = {b.label for b in at.button}
    assert "Approve" not in labels
    assert "Withdraw" in labels


def test_rules_can_be_searched(page: Page, seeded_store: str) -> None:
    """Tests that the search narrows the cards to what is asked for."""
    at = page("rules")
    everything = len(at.markdown)
    at.text_input(key="rules_text").set_value("weekly").run()
    fine(at)
    assert 0 < len(at.markdown) < everything
    at.text_input(key="rules_text").set_value("no such rule").run()
    assert any("No entry fits" in c.value for c in at.caption)


def test_swap_needs_a_published_roster_then_is_checked(page: Page, seeded_store: str) -> None:
    """Tests that a swap can be asked for on the published roster alone, every rule shown."""
    at = page("requests")
    at.session_state["request_tabs"] = "Ask"
    at.run()
    at.segmented_control(key="ask_kind").set_value("swap").run()
    assert any("published roster" in i.value for i in at.info)
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    editing.publish(desk, state, "for the test")
    last = WEEK + timedelta(days=6)
    on = {a.shift_id: a.agent_id for a in state.roster if a.day == last}
    one, other = list(on.values())[:2]  # two who work different shifts
    fine(at.run())
    at.selectbox(key="swap_initiator").select(one).run()
    at.selectbox(key="swap_partner").select(other).run()
    at.selectbox(key="swap_first_day").select(last).run()
    fine(at.selectbox(key="swap_second_day").select(last).run())
    assert any("art. 34" in m.value for m in at.markdown)
    assert any("art. 35" in m.value for m in at.markdown)
    fine(press(at, "Ask"))
    asked = requests.requests(desk, CENTRE, "asked")[0]
    assert asked.kind == "swap"


def test_pins_are_set_from_a_picked_row(page: Page, seeded_store: str) -> None:
    """Tests that a picked agent's whole week is pinned with one button and released again."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    days = [(WEEK + timedelta(days=k)).isoformat() for k in range(7)]
    at = page("roster")
    picked = {"revision": f"{state.id}:{state.revision}", "cells": [["A001", d] for d in days]}
    at.session_state[f"board_{CENTRE}_{WEEK}"] = {"picked": picked}
    fine(at.run())
    fine(press(at, "Pin 7 cells"))
    pinned = rosters.roster(desk, CENTRE, WEEK)
    assert pinned is not None
    assert {p.agent_id for p in pinned.pins} == {"A001"}
    assert len(pinned.pins) == 7
    at.session_state[f"board_{CENTRE}_{WEEK}"] = {"picked": picked}
    at.run()
    fine(press(at, "Unpin 7 cells"))
    after = rosters.roster(desk, CENTRE, WEEK)
    assert after is not None
    assert after.pins == ()
