"""A shift leader's morning in a real browser: somebody is ill, and the roster is repaired."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from wfm.service import editing, rosters, solves
from wfm.service.desk import open_desk
from wfm.service.rosters import RosterState

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PATIENCE_MS = 90_000
CENTRE = "small_bank"


@pytest.fixture(scope="module")
def published(stage: Any, week: date) -> RosterState:
    """Published roster of the week, made by the stage's own worker."""
    desk = open_desk(stage.database)
    for time_s in (4, 15, 60):
        if rosters.roster(desk, CENTRE, week) is None:
            number = solves.start_roster(desk, CENTRE, week, time_s=time_s)
            while not solves.run(desk, number).ended:
                time.sleep(0.3)
    state = rosters.roster(desk, CENTRE, week)
    assert state is not None
    found = editing.publish(desk, state, "")
    desk.store.database.close()
    return found


def day_offered(week: date) -> date:
    """Day that the form begins with: today in the week, else its first."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return today if week <= today < week + timedelta(days=7) else week


def test_repair_of_the_published_week(
    page: Page, stage: Any, week: date, published: RosterState
) -> None:
    """Tests that an absence is told, a repair proposed across a refresh, and accepted."""
    day = day_offered(week)
    agent = next(a.agent_id for a in published.roster if a.day == day)
    page.goto(f"{stage.url}/roster?lang=en&week={week}")
    page.get_by_role("tab", name="Repair").click()
    agents = page.get_by_label("Agents", exact=True)
    agents.fill(agent)
    agents.press("Enter")
    agents.press("Escape")
    expect(page.get_by_role("button", name="Add another")).to_be_enabled()
    page.get_by_role("button", name="Propose a repair").click()

    proposal = page.get_by_text("Proposed repair of revision 1")
    expect(proposal).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text(f"Not there: {agent}", exact=False)).to_be_visible()

    # A refresh keeps the proposal.
    page.reload()
    page.get_by_role("tab", name="Repair").click()
    expect(proposal).to_be_visible()
    expect(page.get_by_label("Staffing with nothing done, and repaired").first).to_be_visible()
    page.get_by_label("Reason", exact=True).last.fill("called at 06:40")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Accept all").click()
    expect(page.get_by_text("Revision 2", exact=True).first).to_be_visible()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Propose a repair")).to_be_visible()

    page.get_by_role("tab", name="Board").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=agent))
    sick = row.get_by_role("gridcell").nth((day - week).days)
    expect(sick).to_have_attribute("aria-label", re.compile("Sick leave"))
