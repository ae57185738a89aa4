"""Tests of history on the pages: import of any layout, a closer look, cleaning decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wfm.runs.worker import Worker
from wfm.service import cleanings, histories, solves, sources
from wfm.service.cleaning_items import Status
from wfm.service.desk import Desk, open_desk
from wfm.service.handlers import HANDLERS
from wfm.web.sections.forecast_history import by_day

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)
ODD = WEEK - timedelta(days=20)


def open_tab(page: Page, name: str, language: str = "en") -> AppTest:
    """Forecast page with a tab open."""
    at = page("forecast", language)
    at.session_state["forecast_tabs"] = name
    return at.run()


def fine(at: AppTest) -> AppTest:
    """Page without an exception or an error box."""
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def press(at: AppTest, label: str) -> AppTest:
    """Click the first button whose label begins so."""
    return next(b for b in at.button if b.label.startswith(label)).click().run()


def worked(at: AppTest, url: str) -> AppTest:
    """Page once a worker has done what it asked for."""
    assert Worker(open_desk(url).store, HANDLERS).run_once()
    return fine(at.run())


def spoil(url: str) -> Desk:
    """Put an hour of far too many contacts into the history, and look for outliers."""
    desk = open_desk(url)
    rows = "".join(f"{ODD} {h},regular,300\n" for h in ("11:00", "11:30"))
    content = f"timestamp,queue,volume\n{rows}".encode()
    histories.save_history(desk, CENTRE, "odd.csv", content)
    cleanings.look(desk, CENTRE)
    return desk


def acd(first: date, *, name: str = "General line") -> bytes:
    """A week of an export with its own headers."""
    rows = ["Report,week", "", "Day,Interval,Team,Came,Taken,Lost,Avg Talk Time"]
    for d in range(7):
        day = first + timedelta(days=d)
        for half in range(16, 40):
            start, end = (f"{h // 2:02d}:{h % 2 * 30:02d}" for h in (half, half + 1))
            rows.append(f"{day:%d/%m/%Y},{start}-{end},{name},9,8,1,03:05")
    return "\n".join([*rows, "Total,,,1512,,,"]).encode()


def test_unknown_layout_is_chosen_and_kept(page: Page, seeded_store: str) -> None:
    """Tests that columns are chosen once, and that the next file of the kind is recognised."""
    at = open_tab(page, "Import history")
    at.file_uploader(key="history_file").upload("acd.csv", acd(WEEK))
    at.run()
    assert [e.message for e in at.exception] == []
    desk = open_desk(seeded_store)
    before = histories.history_revision(desk, CENTRE)

    def box(name: str) -> object:
        return next(s for s in at.selectbox if s.key.startswith(f"map_{name}_"))

    assert (box("date").value, box("time").value) == ("Day", "Interval")
    box("offered").select("Came").run()
    box("answered").select("Taken").run()
    box("abandoned").select("Lost").run()
    fine(at)
    understood = next(d.value for d in at.dataframe if "AHT (s)" in d.value.columns)
    assert understood["Volume"].tolist()[:2] == [9, 9]
    assert understood["AHT (s)"].tolist()[0] == 185
    assert understood["Start"].tolist()[0] == f"{WEEK} 08:00"
    assert understood["Row"].tolist()[0] == 4
    at = worked(press(at, "Check the whole file"), seeded_store)
    next(t for t in at.text_input if t.key.startswith("history_source")).set_value("Old ACD")
    at = worked(press(at, "Save the history"), seeded_store)
    assert any("The history was saved" in s.value for s in at.success)
    assert histories.history_revision(desk, CENTRE) == before + 1
    assert [s.name for s in sources.sources(desk, CENTRE)] == ["Old ACD"]

    at = open_tab(page, "Import history")
    fine(at)
    assert any("Old ACD" in m.value for m in at.markdown)
    at.file_uploader(key="history_file").upload("next.csv", acd(WEEK + timedelta(days=7)))
    fine(at.run())
    assert any("Old ACD" in i.value for i in at.info)
    at = worked(press(at, "Check the whole file"), seeded_store)
    worked(press(at, "Save the history"), seeded_store)
    assert histories.history_revision(desk, CENTRE) == before + 2
    last = histories.history(desk, CENTRE).set_index("timestamp")["volume"]
    assert last[pd.Timestamp("2026-12-06 19:30", tz="Asia/Shanghai")] == 9


def test_same_file_again_changes_nothing(page: Page, seeded_store: str) -> None:
    """Tests that a file whose content is known is told to be so, and saves no revision."""
    desk = open_desk(seeded_store)
    content = b"timestamp,queue,volume\n2026-11-23 08:00,regular,5\n2026-11-23 08:30,regular,5\n"
    histories.save_history(desk, CENTRE, "c.csv", content)
    before = histories.history_revision(desk, CENTRE)
    at = open_tab(page, "Import history")
    at.file_uploader(key="history_file").upload("c.csv", content)
    fine(at.run())
    at = worked(press(at, "Check the whole file"), seeded_store)
    assert any("changes nothing" in i.value for i in at.info)
    at = worked(press(at, "Save the history"), seeded_store)
    assert any("nothing was changed" in s.value for s in at.success)
    assert histories.history_revision(desk, CENTRE) == before


def test_unknown_queue_is_mapped_or_left_out(page: Page, seeded_store: str) -> None:
    """Tests that a queue nobody knows is a fault until it is left out."""
    lines = [f"2026-11-23 {h},{q},5" for h in ("08:00", "08:30") for q in ("regular", "FAX")]
    content = "\n".join(["timestamp,queue,volume", *lines]).encode()
    at = open_tab(page, "Import history")
    at.file_uploader(key="history_file").upload("c.csv", content)
    at.run()
    faults = next(d.value for d in at.dataframe if "What is wrong" in d.value.columns)
    assert faults["Value"].tolist() == ["FAX"]
    assert not any(b.label == "Save the history" for b in at.button)
    file_id = next(s.key for s in at.selectbox if s.key.startswith("map_queue_"))
    at.session_state[f"map_queues_queue_{file_id.removeprefix('map_queue_')}"] = {
        "edited_rows": {1: {"Queue": "Leave out"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = worked(press(at, "Check the whole file"), seeded_store)
    assert any(b.label == "Save the history" for b in at.button)


def test_a_queue_far_down_is_named_after_the_check(page: Page, seeded_store: str) -> None:
    """Tests that a name which the head does not show can be mapped once a worker has met it."""
    stamps = pd.date_range(WEEK, periods=600, freq="30min")
    lines = [f"{t},{'regular' if n < 500 else 'FAX'},5" for n, t in enumerate(stamps)]
    content = "\n".join(["timestamp,queue,volume", *lines]).encode()
    at = open_tab(page, "Import history")
    at.file_uploader(key="history_file").upload("long.csv", content)
    fine(at.run())
    assert not any("What is wrong" in d.value.columns for d in at.dataframe)
    press(at, "Check the whole file")
    Worker(open_desk(seeded_store).store, HANDLERS).run_once()
    at.run()
    faults = next(d.value for d in at.dataframe if "What is wrong" in d.value.columns)
    assert faults["Value"].tolist() == ["FAX"]
    assert not any(b.label == "Save the history" for b in at.button)
    file_id = next(s.key for s in at.selectbox if s.key.startswith("map_queue_"))
    at.session_state[f"map_queues_queue_{file_id.removeprefix('map_queue_')}"] = {
        "edited_rows": {1: {"Queue": "Leave out"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = worked(press(fine(at.run()), "Check the whole file"), seeded_store)
    assert any(m.value == "500" for m in at.metric)
    worked(press(at, "Save the history"), seeded_store)
    desk = open_desk(seeded_store)
    last = histories.history(desk, CENTRE).set_index("timestamp")["volume"]
    assert last[pd.Timestamp(stamps[499], tz="Asia/Shanghai")] == 5


def test_a_check_outlives_the_browser(page: Page, seeded_store: str) -> None:
    """Tests that a file checked can be saved from a page that never saw it, and is said after."""
    content = b"timestamp,queue,volume\n2026-11-23 08:00,regular,5\n2026-11-23 08:30,regular,5\n"
    at = open_tab(page, "Import history")
    at.file_uploader(key="history_file").upload("c.csv", content)
    at.run()
    press(at, "Check the whole file")
    desk = open_desk(seeded_store)
    before = histories.history_revision(desk, CENTRE)
    at = fine(open_tab(page, "Import history"))
    assert not any(b.label == "Save the history" for b in at.button)
    at = worked(at, seeded_store)
    assert any("c.csv" in m.value for m in at.markdown)
    press(at, "Save the history")
    at = worked(open_tab(page, "Import history"), seeded_store)
    assert histories.history_revision(desk, CENTRE) == before + 1
    assert any("Imported last: c.csv" in c.value.replace("\\", "") for c in at.caption)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_history_and_closer_look(page: Page, seeded_store: str, language: str) -> None:
    """Tests that the charts and lists are there, in both languages, and another day can be seen."""
    desk = spoil(seeded_store)
    found = cleanings.cleaning(desk, CENTRE)
    ids = [i.id for i in found.items]
    cleanings.decide(desk, CENTRE, ids, Status.ACCEPTED, expected_revision=found.revision)
    at = fine(open_tab(page, "History" if language == "en" else "历史", language))
    assert len(at.get("vega_lite_chart")) >= 2
    at.date_input(key="history_zoom_from").set_value(ODD)
    fine(at.run())
    assert any(m.value == str(len(ids)) for m in at.metric)


def test_look_is_queued_and_shown(page: Page, seeded_store: str) -> None:
    """Tests that the page hands the look in, and lists what the worker found."""
    desk = spoil(seeded_store)
    content = (
        b"timestamp,queue,volume\n2026-11-16 11:00,regular,400\n2026-11-16 11:30,regular,400\n"
    )
    histories.save_history(desk, CENTRE, "more.csv", content)
    at = fine(open_tab(page, "Cleaning"))
    assert any("has grown" in c.value for c in at.caption)
    fine(press(at, "Look for outliers"))
    run = solves.active_run(desk, CENTRE, None, cleanings.KIND)
    assert run is not None
    assert run.status == "queued"
    Worker(desk.store, HANDLERS).run_once()
    at = fine(open_tab(page, "Cleaning"))
    table = next(d.value for d in at.dataframe if "Why" in d.value.columns)
    assert {"2026-11-16 11:00", f"{ODD} 11:00"} <= set(table["From"])
    assert (table["Status"] == "Proposed").all()


def test_accept_then_reverse(page: Page, seeded_store: str) -> None:
    """Tests that everything shown can be accepted, and that what is picked is reversed."""
    desk = spoil(seeded_store)
    raw = histories.history(desk, CENTRE)
    at = fine(open_tab(page, "Cleaning"))
    fine(press(at, "Accept all shown"))
    found = cleanings.cleaning(desk, CENTRE)
    assert {i.status for i in found.items} == {Status.ACCEPTED}
    at = fine(open_tab(page, "Cleaning"))
    key = f"cleaning_table_{found.revision}___"
    at.session_state[key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    fine(at.run())
    fine(press(at, "Reverse"))
    states = [i.status for i in cleanings.cleaning(desk, CENTRE).items]
    assert states.count(Status.REVERSED) == 1
    pd.testing.assert_frame_equal(histories.history(desk, CENTRE), raw)


def test_own_state(page: Page, seeded_store: str) -> None:
    """Tests that a planner's own outage is saved with its reason, and refused without."""
    at = fine(open_tab(page, "Cleaning"))
    press(at, "Put it on")
    assert any(e.value for e in at.error)
    desk = open_desk(seeded_store)
    assert cleanings.cleaning(desk, CENTRE).items == ()
    at.text_input(key="own_reason").set_value("the line was down")
    fine(press(at, "Put it on"))
    (item,) = cleanings.cleaning(desk, CENTRE).items
    assert (item.change.state, item.note) == ("outage", "the line was down")
    assert item.change.end - item.change.start == timedelta(days=1)


def test_scheduler_may_look_but_not_decide(page: Page, seeded_store: str) -> None:
    """Tests that a refusal is shown in words and nothing changes."""
    desk = spoil(seeded_store)
    before = cleanings.cleaning(desk, CENTRE)
    at = page("forecast")
    at.selectbox(key="actor").set_value(
        next(o for o in at.selectbox(key="actor").options if "Scheduler" in str(o))
    )
    at.session_state["forecast_tabs"] = "Cleaning"
    at.run()
    press(at, "Accept all shown")
    assert [e.message for e in at.exception] == []
    assert any("may not do this" in e.value for e in at.error)
    assert cleanings.cleaning(desk, CENTRE) == before


def test_days_of_a_history() -> None:
    """Tests that a day of which nothing is known is no zero, and cleaned shows where it differs."""
    stamps = pd.date_range("2026-11-02", periods=96, freq="30min", tz="Asia/Shanghai")
    volume = np.r_[np.full(48, 2.0), np.full(48, np.nan)]
    history = pd.DataFrame(
        {
            "timestamp": stamps,
            "volume": volume,
            "state": ["open"] * 48 + ["missing"] * 48,
        }
    )
    days = by_day(history, history.assign(volume=history["volume"].mask(stamps.hour == 3, 1.0)))
    assert days["volume"].tolist()[0] == 96
    assert np.isnan(days["volume"][1])
    assert days["unknown"].tolist() == [0, 48]
    assert days["cleaned"][0] == 94
    assert by_day(history)["cleaned"].isna().all()
