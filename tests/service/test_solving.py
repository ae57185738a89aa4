"""Tests of the rostering commands' work on files, where the commands' own tests don't reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError
from wfm.core.roster import Assignment, Roster
from wfm.rostering.result import Phase, Progress
from wfm.service import rosters, solving, staffing
from wfm.sheets.book import SheetStatus

pytestmark = pytest.mark.unit


@pytest.fixture
def state(desk):
    """The newest revision of the week."""
    return rosters.roster(desk, "small", WEEK)


def test_roster_of_another_problem(state):
    """Tests that agent, shift and day that are not the problem's are named, all of them."""
    strange = Roster(
        (
            Assignment("A099", WEEK, "E"),
            Assignment("A001", WEEK, "X"),
            Assignment("A001", WEEK + timedelta(days=7), "E"),
        )
    )
    with pytest.raises(BadInputError) as caught:
        solving.check_roster(state.problem, strange)
    assert len(caught.value.faults) == 3
    solving.check_roster(state.problem, state.roster)


def test_narrator():
    """Tests that progress is told when something changed."""
    said = []
    tell = solving.narrator(said.append)
    tell(Progress(Phase.BOUND, 0.0, None, None))
    tell(Progress(Phase.BOUND, 0.5, None, None))
    tell(Progress(Phase.POLISH, 1.0, 1234.0, 1000.0))
    assert len(said) == 2
    assert "no roster yet" in said[0]
    assert "cost 1,234, bound 1,000" in said[1]


def test_sheet_about(state):
    """Tests that a workbook is told names, status and figures in its language."""
    about = solving.sheet_about(state.problem, state.score, "zh_CN", revision="3", published=True)
    assert (about.centre_name, about.rule_set_name) == ("小中心", "小规则")
    assert about.status is SheetStatus.PUBLISHED
    assert about.cost == state.report.cost
    english = solving.sheet_about(state.problem, {}, "en")
    assert (english.centre_name, english.cost) == ("Small centre", None)
    assert english.status is SheetStatus.DRAFT


def test_audit_as_values(state):
    """Tests that the audit's values are JSON's own."""
    import json

    found = solving.audit_files(state.problem, state.roster)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["cost"] == state.report.cost
    assert sum(p["cost"] for p in found["penalties"].values()) == pytest.approx(found["cost"])


def test_staffing(state):
    """Tests that nobody on a break or off shift is on the phones."""
    series = staffing.staffing(state.problem, state.roster)
    assert series.max() <= 8
    monday_ten = series[str(WEEK) + " 10:00:00+08:00"]
    on_shift = [
        a
        for a in state.roster
        if a.day == WEEK and a.shift_id in ("E", "D")  # 06:00-14:30 and 09:00-17:30
    ]
    on_break = [
        a
        for a in on_shift
        for b in a.breaks
        if b.start_min <= 600 - (360 if a.shift_id == "E" else 540) < b.end_min
    ]
    assert monday_ten == len(on_shift) - len(on_break)
