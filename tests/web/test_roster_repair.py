"""Tests of the repair tab of the Roster page: told, proposed, accepted in part, rejected."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wfm.core.people import Leave, LeaveType
from wfm.runs.worker import Worker
from wfm.service import editing, repair_offers, repair_runs, rosters, solves
from wfm.service.codec import from_json
from wfm.service.desk import Desk, open_desk
from wfm.service.handlers import HANDLERS
from wfm.service.repair_asks import Absence, RepairAsk, Rise
from wfm.service.repair_offers import OfferState
from wfm.store import RunStatus
from wfm.web.charts.palette import Palette
from wfm.web.charts.repair import repair_chart, repair_service_chart
from wfm.web.sections.roster_happened import Happened, lines
from wfm.web.words import Words

pytestmark = pytest.mark.unit
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
TUESDAY = WEEK + timedelta(days=1)
TAB = {"en": "Repair", "zh": "修复"}
Page = Callable[[str, str], AppTest]


def faults(at: AppTest) -> list[str]:
    """Exceptions and error boxes on the page."""
    return [e.message for e in at.exception] + [e.value for e in at.error]


def opened(page: Page, language: str = "en") -> AppTest:
    """Roster page on the tab of repair."""
    at = page("roster", language)
    at.session_state["roster_tabs"] = next(t.label for t in at.tabs if t.label == TAB[language])
    return at.run()


def sick(desk: Desk) -> RepairAsk:
    """Somebody who works on the Tuesday is ill: who that is depends on the roster's solve."""
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    mentors = {a.mentor for a in state.problem.agents}
    there = [a.id for a in state.problem.agents if state.roster.get(a.id, TUESDAY)]
    agent = next(name for name in there if name not in mentors)
    return RepairAsk(absences=(Absence(agent, TUESDAY),), max_changes=4)


def propose(desk: Desk) -> None:
    """Have a repair proposed as a worker process would."""
    repair_runs.start_repair(desk, CENTRE, WEEK, sick(desk), time_s=1)
    assert Worker(desk.store, HANDLERS).run_once()


@pytest.fixture(scope="module")
def offered_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeded database whose roster is published, with a repair of it proposed."""
    place = tmp_path_factory.mktemp("offered")
    for part in seeded_file.parent.glob("wfm.db*"):
        shutil.copy(part, place / part.name)
    desk = open_desk(f"sqlite:///{place / 'wfm.db'}")
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    editing.publish(desk, state, "")
    propose(desk)
    desk.store.database.close()
    return place / "wfm.db"


@pytest.fixture
def offered(offered_file: Path, tmp_path: Path, use_store: Callable[[Path], str]) -> str:
    """The app's store is a fresh copy of the one with a proposal."""
    for part in offered_file.parent.glob("wfm.db*"):
        shutil.copy(part, tmp_path / part.name)
    return use_store(tmp_path / "wfm.db")


def test_what_happened_is_told_and_queued(page: Page, seeded_store: str) -> None:
    """Tests absences, leave and demand put together, caps and the moment, and one button."""
    at = opened(page)
    at.multiselect(key="repair_agents_absence_0").set_value(["A002", "A003"])
    at.multiselect(key="repair_days_absence_0").set_value([TUESDAY])
    at.run()
    at.button(key="repair_add").click()
    at.run()
    at.segmented_control(key="repair_kind").set_value("demand").run()
    at.number_input(key="repair_percent_demand_2").set_value(25.0)
    at.multiselect(key="repair_days_demand_2").set_value([TUESDAY])
    at.toggle(key="repair_whole_demand_2").set_value(False).run()
    at.time_input(key="repair_from_demand_2").set_value(time(9))
    at.time_input(key="repair_to_demand_2").set_value(time(11, 30)).run()
    said = "\n".join(m.value for m in at.markdown)
    assert "A003 · Tue 24 Nov · all day" in said
    assert "+25 %: Tue 24 Nov · 09:00-11:30" in said
    at.number_input(key="repair_max_changes").set_value(6)
    at.multiselect(key="repair_kept_agents").set_value(["A009"])
    at.multiselect(key="repair_kept_days").set_value([WEEK])
    at.toggle(key="repair_hold").set_value(True).run()
    at.selectbox(key="repair_since_day").set_value(TUESDAY)
    at.time_input(key="repair_since_clock").set_value(time(6, 40))
    at.run()
    at.button(key="repair_start").click()
    at.run()
    assert faults(at) == []
    run = solves.active_run(open_desk(seeded_store), CENTRE, WEEK, repair_runs.KIND)
    assert run is not None
    ask = from_json("repair_ask", run.payload["ask"])
    assert [a.agent_id for a in ask.absences] == ["A002", "A003"]
    assert ask.rises == (Rise(TUESDAY, 25.0, "09:00", "11:30"),)
    assert (ask.max_changes, ask.max_agents) == (6, None)
    assert (ask.kept_agents, ask.kept_days) == (("A009",), (WEEK,))
    assert f"{ask.since:%d %H:%M}" == "24 06:40"
    assert run.payload["time_s"] == 5.0
    assert "repair_start" not in {b.key for b in at.button}


def test_leave_is_told(page: Page, seeded_store: str) -> None:
    """Tests that added leave goes into the ask with its type and days."""
    at = opened(page)
    at.segmented_control(key="repair_kind").set_value("leave").run()
    at.multiselect(key="repair_agents_leave_0").set_value(["A005"])
    at.selectbox(key="repair_type_leave_0").set_value(LeaveType.BEREAVEMENT)
    at.date_input(key="repair_dates_leave_0").set_value((TUESDAY, TUESDAY + timedelta(days=1)))
    at.run()
    at.button(key="repair_start").click()
    at.run()
    assert faults(at) == []
    run = solves.active_run(open_desk(seeded_store), CENTRE, WEEK, repair_runs.KIND)
    assert run is not None
    ask = from_json("repair_ask", run.payload["ask"])
    later = TUESDAY + timedelta(days=1)
    assert ask.leave == (Leave("A005", LeaveType.BEREAVEMENT, TUESDAY, later),)


@pytest.mark.parametrize(
    ("language", "why", "stage"),
    [("en", "called in sick", "With nothing done"), ("zh", "病假", "不作调整")],
)
def test_proposal_is_shown(page: Page, offered: str, language: str, why: str, stage: str) -> None:
    """Tests changes with reasons and figures of all three stages, in the reader's language."""
    at = opened(page, language)
    assert faults(at) == []
    changes, effects = (frame.value for frame in at.dataframe[-2:])
    assert stage in effects.columns
    assert why in changes.iloc[0].to_list()
    offer = repair_offers.offer(open_desk(offered), CENTRE, WEEK)
    assert offer is not None
    assert len(changes) == len(offer.changes)
    assert all(changes.iloc[:, -1])


def test_accepted_in_part(page: Page, offered: str) -> None:
    """Tests that the preview speaks of the chosen agents, and that they alone change."""
    desk = open_desk(offered)
    offer = repair_offers.offer(desk, CENTRE, WEEK)
    before = rosters.published(desk, CENTRE, WEEK)
    assert offer is not None
    assert before is not None
    at = opened(page)
    at.multiselect(key=f"repair_taken_{offer.run_id}").set_value([])
    at.toggle(key=f"repair_breaks_{offer.run_id}").set_value(False).run()
    assert any("With these alone" in c.value for c in at.caption)
    at.button(key="repair_accept").click()
    at.run()
    assert any("reason" in str(e.value) for e in [*at.error, *at.dataframe])
    at.text_input(key="repair_reason").set_value("somebody is ill")
    at.button(key="repair_accept").click()
    at.run()
    assert faults(at) == []
    after = rosters.published(desk, CENTRE, WEEK)
    assert after is not None
    assert (after.origin, after.reason) == ("repair", "somebody is ill")
    facts = {(c.agent_id, c.day) for c in offer.changes if c.fact}
    assert set(after.roster.changed_cells(before.roster)) == facts
    assert "repair_start" in {b.key for b in at.button}


def test_rejected(page: Page, offered: str) -> None:
    """Tests that the form is back after a rejection and the roster is as it was."""
    desk = open_desk(offered)
    before = rosters.roster(desk, CENTRE, WEEK)
    at = opened(page)
    at.button(key="repair_reject").click()
    at.run()
    assert faults(at) == []
    assert "repair_start" in {b.key for b in at.button}
    offer = repair_offers.offer(desk, CENTRE, WEEK)
    after = rosters.roster(desk, CENTRE, WEEK)
    assert offer is not None
    assert before is not None
    assert after is not None
    assert offer.state is OfferState.REJECTED
    assert after.id == before.id


def test_stale_proposal_can_be_made_again(page: Page, offered: str) -> None:
    """Tests that a proposal for a roster that has changed offers to start over."""
    desk = open_desk(offered)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    editing.publish(desk, editing.save(desk, state, state.roster, "edit", "by hand"), "")  # type: ignore[arg-type]
    at = opened(page)
    assert faults(at) == []
    assert "repair_accept" not in {b.key for b in at.button}
    at.button(key="repair_again").click()
    at.run()
    run = solves.active_run(desk, CENTRE, WEEK, repair_runs.KIND)
    assert run is not None
    assert from_json("repair_ask", run.payload["ask"]).absences == sick(desk).absences


def test_a_failed_run_says_why(page: Page, seeded_store: str) -> None:
    """Tests that a repair that came to nothing is not silently forgotten."""
    desk = open_desk(seeded_store)
    number = repair_runs.start_repair(desk, CENTRE, WEEK, sick(desk))
    with desk.store.transaction() as tx:
        claim = tx.claims.claim("w", [repair_runs.KIND])
        assert claim is not None
        tx.claims.finish(number, claim.token, RunStatus.FAILED, error="the disk is full")
    at = opened(page)
    assert faults(at) == ["the disk is full"]
    assert "repair_start" in {b.key for b in at.button}


def test_others_may_look_only(page: Page, offered: str) -> None:
    """Tests that a planner sees the proposal and no way to decide on it."""
    at = page("roster", "en")
    at.session_state["roster_tabs"] = next(t.label for t in at.tabs if t.label == TAB["en"])
    planner = next(s for s in at.selectbox if "Planner on duty" in s.options)
    planner.set_value("Planner on duty").run()
    assert not at.exception
    assert "repair_accept" not in {b.key for b in at.button}
    assert any("Proposed repair" in s.value for s in at.subheader)


def test_lines_say_everything() -> None:
    """Tests every kind of event in both languages."""
    told = Happened(
        (Absence("A001", WEEK), Absence("A002", WEEK, "08:00", "12:00")),
        (Leave("A003", LeaveType.ANNUAL, WEEK, TUESDAY),),
        (Rise(TUESDAY, -10.0), Rise(TUESDAY, 20.0, "09:00", "24:00")),
    )
    assert lines(told, Words("en")) == [
        "Not there: A001 · Mon 23 Nov · all day",
        "Not there: A002 · Mon 23 Nov · 08:00-12:00",
        "Annual leave: A003 · Mon 23 Nov - Tue 24 Nov",
        "Volume -10 %: Tue 24 Nov · all day",
        "Volume +20 %: Tue 24 Nov · 09:00-24:00",
    ]
    assert lines(told, Words("zh"))[0] == "缺勤: A001 · 11月23日 周一 · 全天"
    off = lines(told, Words("en"), {("A001", WEEK)})
    assert off[0] == "Not there: A001 · Mon 23 Nov · all day (a day off: no shift is lost)"
    assert off[1:] == lines(told, Words("en"))[1:]
    assert (told + told, bool(Happened())) == (told, False)


@pytest.mark.parametrize("dark", [False, True])
def test_charts_hold_both_curves(offered: str, dark: bool) -> None:
    """Tests that both charts draw what is with nothing done and what is repaired."""
    offer = repair_offers.offer(open_desk(offered), CENTRE, WEEK)
    assert offer is not None
    palette, words = Palette.of(dark), Words("en")
    day = offer.curve[offer.curve["timestamp"].dt.date == TUESDAY]
    assert len(day) == 48
    for chart in (
        repair_chart(day, words, palette),
        repair_service_chart(day, 0.8, words, palette),
    ):
        text = chart.to_json()
        assert "With nothing done" in text
        assert "Repaired" in text
