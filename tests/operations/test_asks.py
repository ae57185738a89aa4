"""Tests of what can be asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wfm.core.people import LeaveType
from wfm.operations.asks import LeaveAsk, SwapAsk

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 23)


def test_granted():
    """Tests that approved leave is of the agent, kind and days asked for."""
    leave = LeaveAsk("A001", LeaveType.SICK, DAY, DAY, "flu", retrospective=True).granted()
    assert (leave.agent_id, leave.type, leave.first_day, leave.last_day) == (
        "A001",
        LeaveType.SICK,
        DAY,
        DAY,
    )


def test_record():
    """Tests that the ledger keeps who asked, who approved and why a limit was passed."""
    asked = datetime(2026, 11, 1, 9, tzinfo=UTC)
    record = SwapAsk("A001", "A002", DAY, DAY, own_initiative=False).record(asked, "Mei", "flood")
    assert record.asked_at == asked
    assert record.approved_by == "Mei"
    assert record.override_reason == "flood"
    assert not record.own_initiative


def test_desktop_finds_entries_and_agents(desktop):
    """Tests that a desktop gives the entries of a rule and an agent by id, or nothing."""
    desk = desktop()
    assert [e.rule for e in desk.entries("swap_notice")] == ["swap_notice"]
    assert desk.entries("no_such_rule") == ()
    assert desk.agent("A003").id == "A003"
    assert desk.agent("A099") is None
