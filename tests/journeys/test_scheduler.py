"""A scheduler's week in a real browser, with a refresh and a killed worker in the middle."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(280)]

PATIENCE_MS = 120_000


def open_roster(page: Page, stage: Any, language: str = "en") -> None:
    """Go to the page Roster."""
    page.goto(f"{stage.url}/roster?lang={language}")
    title = "Roster" if language == "en" else "班表"
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def choose_shortest_search(page: Page) -> None:
    """Move the slider of seconds from 120 to 30."""
    thumb = page.get_by_role("slider")
    thumb.focus()
    for _ in range(2):
        thumb.press("ArrowLeft")
    expect(page.get_by_text("30", exact=True).first).to_be_visible()


def cell(page: Page, agent: str, column: int) -> Any:
    """Cell of the board."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=agent))
    return row.get_by_role("gridcell").nth(column)


def settle(page: Page) -> None:
    """Wait until the page has been redrawn after a click."""
    page.wait_for_timeout(400)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box; a redraw between the two clicks closes its list, so try again."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        page.get_by_label(label, exact=True).click()
        try:
            expect(wanted).to_be_visible(timeout=3_000)
        except AssertionError:
            continue
        wanted.click()
        settle(page)
        return
    raise AssertionError(f"{option} is not offered in {label}")


def await_revision(page: Page, number: int) -> None:
    """Wait until the page shows a revision."""
    expect(page.get_by_text(f"Revision {number}", exact=True).first).to_be_visible()


def test_week_from_generation_to_publication(
    page: Page, stage: Any, week: date, tmp_path: Path
) -> None:
    """Tests that a run outlives refresh and worker, and that the roster can be worked on."""
    open_roster(page, stage)
    choose_shortest_search(page)
    page.get_by_role("button", name="Generate the roster").click()

    # A live run: figures appear, and the address carries it.
    expect(page.get_by_text("Running", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(page).to_have_url(re.compile(r"run=[0-9a-f]+"))
    run = re.search(r"run=([0-9a-f]+)", page.url)
    assert run is not None
    expect(page.get_by_text("Best cost")).to_be_visible()
    chart = page.get_by_label("Cost of the best roster and its proven bound over time")
    expect(chart.first).to_be_visible(timeout=PATIENCE_MS)

    # A refresh in mid-run shows the same run.
    page.reload()
    expect(page.get_by_text("Best cost")).to_be_visible()
    assert run.group(1) in page.url

    # The worker dies; the next one takes the run up and ends it.
    stage.kill_worker()
    stage.start_worker()
    board = page.get_by_role("grid", name="Roster board")
    expect(board).to_be_visible(timeout=PATIENCE_MS)
    await_revision(page, 1)
    expect(page.get_by_text("No hard finding").first).to_be_visible()
    expect(page.get_by_text("Team <b>one</b>").first).to_be_visible()

    # Keyboard: the arrow moves, Enter picks.
    cell(page, "A001", 0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(cell(page, "A001", 1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("New shift")).to_be_visible()

    # Change a cell to a day off, with the consequences shown first.
    worked = page.locator("td.cell.day, td.cell.early, td.cell.late, td.cell.middle").last
    label = worked.get_attribute("aria-label") or ""
    worked.click()
    settle(page)
    agent = label.split(" · ")[0]
    expect(page.get_by_text(f"{agent} ·", exact=False).first).to_be_visible()
    choose(page, "New shift", "Day off")
    expect(page.get_by_text(re.compile(r"^Cost .+ to "))).to_be_visible()
    save = page.get_by_role("button", name="Save the change")
    save.wait_for()
    if save.is_disabled():
        page.get_by_text("Save in spite of the hard findings").click()
    save.click()
    await_revision(page, 2)

    # Undo it, then pin a row.
    page.get_by_role("button", name="Undo").click()
    await_revision(page, 3)
    settle(page)
    cell(page, "A003", 2).click()
    page.get_by_role("button", name="Pin 1 cell").click()
    expect(cell(page, "A003", 2)).to_have_attribute("aria-label", re.compile("pinned"))
    settle(page)

    # Publish, and take the workbook away.
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish this revision").click()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook English").click()
    content = Path(download.value.path()).read_bytes()
    book = load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) >= 10
    assert download.value.suggested_filename == f"roster_{week}_en.xlsx"
    page.get_by_role("button", name="Go to next week").click()
    expect(page).to_have_url(re.compile("week=2026-11-30"))


def test_leave_is_asked_for_and_approved_in_chinese(page: Page, stage: Any) -> None:
    """Tests that the language can be switched, leave asked for, checked and approved."""
    page.goto(f"{stage.url}/requests")
    expect(page.get_by_role("heading", name="Requests")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("radio", name="简体中文").or_(
        page.get_by_role("button", name="简体中文")
    ).first.click()
    expect(page.get_by_role("heading", name="申请")).to_be_visible()
    expect(page).to_have_url(re.compile("lang=zh"))

    page.get_by_role("tab", name="提出申请").click()
    expect(page.get_by_text("规则核对", exact=True)).to_be_visible()
    choose(page, "类型", "丧假")
    expect(page.get_by_text("符合").first).to_be_visible()
    page.locator(".st-key-ask_send button").click()
    expect(page.get_by_text("已提出申请", exact=False).first).to_be_visible()
    page.get_by_role("tab", name="申请", exact=True).click()
    expect(page.get_by_text("丧假").first).to_be_visible()
    page.get_by_label("原因").first.fill("家事")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="批准").first.click()
    expect(page.get_by_text("0 项待批")).to_be_visible()
    settle(page)
    page.get_by_text("全部", exact=True).click()
    expect(page.get_by_text("已批准", exact=True).first).to_be_visible()
