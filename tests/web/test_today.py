"""The page of the running day."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wfm.forecasting.intraday_aht import AhtCourse
from wfm.service import actuals, editing, forecasts, planning, rosters, today
from wfm.service.desk import ACTORS, Desk, open_desk

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)


def fine(at: AppTest) -> AppTest:
    """Page without an exception or an error box."""
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def feed(desk: Desk, factor: float, until_hour: int, aht_s: float = 180.0) -> None:
    """Count a multiple of the plan up to an hour of the first day."""
    plan = forecasts.plan_of_record(desk, CENTRE, WEEK)
    assert plan is not None
    rows = planning.of_week(forecasts.forecast(desk, plan.id).frame, WEEK, 1)
    rows = rows[(rows["timestamp"].dt.hour < until_hour) & (rows["volume"] > 0)]
    counts = rows[["timestamp", "queue"]].assign(volume=rows["volume"] * factor, aht_s=aht_s)
    actuals.save_actuals(desk, CENTRE, WEEK, counts, expected_revision=0)


def publish(desk: Desk) -> None:
    """Publish the seeded draft."""
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    editing.publish(desk, state, "go")


def badges(at: AppTest) -> str:
    """Chips and texts of the page in one."""
    return " ".join(m.value for m in at.markdown)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_day_not_begun(page: Page, seeded_store: str, language: str) -> None:
    """Tests that figures that are not known are dashes, and the page says what is missing."""
    at = fine(page("today", language))
    values = [m.value for m in at.metric]
    assert values[0] == values[1] == "–"
    assert ("Nothing counted yet" if language == "en" else "尚无实际数据") in badges(at)
    assert ("No published roster" if language == "en" else "没有已发布的班表") in badges(at)


def test_a_busy_morning(page: Page, seeded_store: str) -> None:
    """Tests that the deviation, the outlook and the agents missing are on the page."""
    desk = open_desk(seeded_store)
    publish(desk)
    feed(desk, 1.5, 13)
    at = fine(page("today"))
    tiles = {m.label: m.value for m in at.metric}
    assert tiles["Against the plan so far"] == "+50.0%"
    assert "Counted until 13:00" in badges(at)
    assert float(tiles["Agent-hours against the plan"]) >= 0
    assert tiles["Service level to come"].endswith("%")
    assert any("with 80 % between" in c.value for c in at.caption)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_queues_say_what_kind_of_interval_they_lack(
    page: Page, seeded_store: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that the range of a prediction is not to be taken for a half-hour of the day."""
    desk = open_desk(seeded_store)
    feed(desk, 1.2, 13)
    found = today.today(desk, CENTRE, WEEK)
    running = found.running
    two = dataclasses.replace(
        running,
        frame=pd.concat([running.frame, running.frame.assign(queue="english")]),
        totals=pd.concat([running.totals, running.totals.assign(queue="english")]),
    )
    monkeypatch.setattr(today, "today", lambda *_: dataclasses.replace(found, running=two))
    at = fine(page("today", language))
    said = "80 % prediction interval" if language == "en" else "80% 预测区间"
    assert any(said in c.value for c in at.caption)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_slow_calls(
    page: Page, seeded_store: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that the handle time to come is on the page, revised, with the planned one."""
    course = AhtCourse(signal=0.04, noise=1.0, n_days=200)
    queues = {"regular": course, "english": course}
    monkeypatch.setattr(forecasts, "intraday_aht", lambda *_: queues)
    feed(open_desk(seeded_store), 1.0, 13, aht_s=900.0)
    at = fine(page("today", language))
    tiles = {m.label: m for m in at.metric}
    label = "Handle time to come (s)" if language == "en" else "后续处理时长（秒）"
    to_come = float(tiles[label].value.replace(",", ""))
    planned = float(tiles[label].help.rstrip(".。").split()[-1].split("：")[-1].replace(",", ""))
    assert planned * 1.2 < to_come < 900
    said = "Handle time still to come" if language == "en" else "后续处理时长预计"
    assert any(said in c.value for c in at.caption)


def test_handle_times_as_planned(page: Page, seeded_store: str) -> None:
    """Tests that counts without handle times leave the planned ones, and the page says so."""
    feed(open_desk(seeded_store), 1.0, 13, aht_s=float("nan"))
    at = fine(page("today"))
    tiles = {m.label: m.value for m in at.metric}
    assert tiles["Handle time so far (s)"] == "–"
    assert tiles["Handle time to come (s)"] != "–"
    assert any("The planned handle time stands" in c.value for c in at.caption)


def test_counts_are_uploaded(page: Page, seeded_store: str) -> None:
    """Tests that a file is read, shown, saved, and a second time changes nothing."""
    stamps = [f"{WEEK}T{8 + k // 2:02d}:{k % 2 * 30:02d}:00" for k in range(8)]
    text = "timestamp,queue,volume\n" + "".join(f"{t},regular,9\n" for t in stamps)
    at = page("today")
    for _ in range(2):
        key = next(f.key for f in at.file_uploader if f.key.startswith("today_file"))
        at.file_uploader(key=key).upload("counts.csv", text.encode())
        at = fine(at.run())
        assert any("8 intervals of this day, 08:00 to 11:30" in c.value for c in at.caption)
        at = fine(next(b for b in at.button if b.label == "Save these counts").click().run())
        counted = actuals.actuals(open_desk(seeded_store), CENTRE, WEEK)
        assert (counted.revision, counted.frame["volume"].sum()) == (1, 72)
    assert "Counted until 12:00" in badges(at)


def test_another_day_of_the_week(page: Page, seeded_store: str) -> None:
    """Tests that counts of one day are not shown on another."""
    feed(open_desk(seeded_store), 1.5, 13)
    at = page("today")
    at.session_state[f"today_day_{WEEK}"] = date(2026, 11, 24)
    at = fine(at.run())
    assert "Nothing counted yet" in badges(at)


def test_a_table_saved_unchanged_changes_nothing(page: Page, seeded_store: str) -> None:
    """Tests that saving the table as it stands makes no new revision."""
    desk = open_desk(seeded_store)
    feed(desk, 1.0, 12)
    at = page("today")
    fine(next(b for b in at.button if b.key == "today_save_table").click().run())
    assert actuals.actuals(desk, CENTRE, WEEK).revision == 1


def test_an_agent_may_look_but_not_feed(page: Page, seeded_store: str) -> None:
    """Tests that a refusal is shown in words."""
    feed(open_desk(seeded_store), 1.0, 12)
    at = page("today")
    agent = next(a for a in ACTORS if str(a.role) == "agent")
    at = fine(at.selectbox(key="actor").set_value(agent).run())
    at = next(b for b in at.button if b.key == "today_save_table").click().run()
    assert any("may not do this" in e.value for e in at.error)
