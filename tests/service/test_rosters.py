"""Tests of roster revisions: their state, findings, service and workbook."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.operations.asks import LeaveAsk
from wfm.operations.fairness import Burden
from wfm.service import editing, fairness, requests, rosters
from wfm.store import LeaveSource

pytestmark = pytest.mark.unit


@pytest.fixture
def state(desk):
    """The newest revision of the week."""
    return rosters.roster(desk, "small", WEEK)


def test_nothing_yet(desk):
    """Tests that a week without a roster has none, rather than an empty one."""
    assert rosters.roster(desk, "small", NEXT_WEEK) is None
    assert rosters.published(desk, "small", NEXT_WEEK) is None
    assert rosters.revisions(desk, "small", NEXT_WEEK) == ()


def test_state(desk, state):
    """Tests that a state is the revision with its problem, audit and score."""
    assert (state.revision, state.status, state.week) == (1, "published", WEEK)
    assert state.report.hard == ()
    assert state.score["objective"] == state.report.cost
    assert state.score["bound"] == 1.0
    assert state.score["gap"] == pytest.approx((state.report.cost - 1) / state.report.cost)
    assert rosters.published(desk, "small", WEEK) == state
    assert rosters.revision(desk, state.id) == state


def test_unknown_revision(desk):
    """Tests that a revision that is not there is said in words."""
    with pytest.raises(BadInputError):
        rosters.revision(desk, 999)


def test_bound_holds_only_while_nothing_was_loosened(desk, state):
    """Tests that leave which came later keeps the bound, and a released pin takes it away."""
    leave = LeaveAsk("A002", LeaveType.PERSONAL, WEEK, WEEK)
    requests.approve(desk, requests.ask(desk, "small", leave), "")
    assert rosters.roster(desk, "small", WEEK).score["bound"] == 1.0


def test_bound_goes_with_a_pin(desk, state, pattern_roster, save_roster):
    """Tests that a bound proven with a pin is not shown once the pin is gone."""
    editing.pin(desk, state, [("A001", WEEK)])
    save_roster(desk, pattern_roster())
    pinned = rosters.roster(desk, "small", WEEK)
    assert pinned.score["bound"] == 1.0
    editing.unpin(desk, pinned, [("A001", WEEK)])
    after = rosters.roster(desk, "small", WEEK).score
    assert (after["bound"], after["gap"], after["excess"]) == (None, None, None)


def test_audit_follows_what_was_decided(desk, state):
    """Tests that leave granted after the roster was made is a finding of it at once."""
    with desk.store.transaction() as tx:
        tx.leave.grant(
            "small",
            Leave("A001", LeaveType.SICK, WEEK, WEEK),
            source=LeaveSource.IMPORT,
            author="Mei",
            reason="ill",
        )
    hard = rosters.roster(desk, "small", WEEK).report.hard
    assert ("leave_granted", "A001") in {(v.rule, v.agent_id) for v in hard}
    assert {v.agent_id for v in hard} == {"A001"}


def test_revisions(desk, state):
    """Tests that revisions are listed newest first with who, why and cost."""
    editing.change_cell(desk, state, "A002", WEEK, "D", "a later start")
    newest, oldest = rosters.revisions(desk, "small", WEEK)
    assert (newest.revision, newest.origin, newest.reason) == (2, "edit", "a later start")
    assert (oldest.revision, oldest.status, oldest.author) == (1, "published", "Mei")
    assert newest.cost is not None


def test_coverage(state):
    """Tests that coverage is of the week's own days, a group after another, trainees weighted."""
    table = rosters.coverage(state)
    assert set(table["group"]) == {"all", "minnan"}
    assert len(table) == 2 * 7 * 48
    assert (table["difference"] == table["staffed"] - table["required"]).all()
    pooled = table[table["group"] == "all"]
    # 40 shifts of 8.5 h less an hour of breaks; Sunday's night runs 6 h into the next week
    assert pooled["staffed"].sum() / 2 == pytest.approx(40 * 7.5 - 5 + 5, abs=1)


def test_service(desk, state):
    """Tests that the service to expect is a share per day, and none without a forecast."""
    outlook = rosters.service(desk, state)
    assert 0 < outlook.service_level <= 1
    assert len(outlook.days) == 7
    assert outlook.worst_service_level <= outlook.service_level


def test_findings(desk, state):
    """Tests that findings are rows with a sentence and the article, in both languages."""
    en, zh = rosters.findings(state), rosters.findings(state, "zh")
    assert len(en) == len(zh) == len(state.report.violations)
    assert (en["sentence"] != zh["sentence"]).all()
    assert en["source"].str.startswith("art.").all()
    assert en["cost"].sum() == pytest.approx(state.report.cost)


def test_workbook_says_how_fair_it_is(desk, state):
    """Tests that the fairness sheet holds what the page shows of the same past weeks."""
    book = openpyxl.load_workbook(io.BytesIO(rosters.workbook(desk, state.id)))
    rows = {row[0].value: [c.value for c in row] for row in book["Fairness"].iter_rows()}
    report = fairness.measured(state, 4)
    nights = report.spreads[Burden.NIGHTS]
    assert rows["Nights"][1:4] == [nights.n, nights.low, nights.mean]
    for own in report.agents:
        assert rows[own.agent_id][2] == own.days
        assert rows[own.agent_id][8] == own.total(Burden.WEEKENDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_workbook(desk, state, language):
    """Tests that the workbook opens again, names rule set and revision, and holds every agent."""
    content = rosters.workbook(desk, state.id, language)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) >= 5
    week = book.worksheets[0]
    texts = {str(c.value) for row in week.iter_rows() for c in row if c.value is not None}
    assert {f"A{n:03d}" for n in range(1, 9)} <= texts
    everything = " ".join(texts)
    assert ("Small rules" if language == "en" else "小规则") in everything
    assert ("Small centre" if language == "en" else "小中心") in everything


def test_next_week():
    """Tests that the next week begins seven days later."""
    assert rosters.next_week(WEEK) == WEEK + timedelta(days=7)
