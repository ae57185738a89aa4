"""Requests for leave and swaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wfm.core.errors import BadInputError, ConflictError
from wfm.core.people import Leave, LeaveType
from wfm.store import Action, Entity, RequestKind, RequestStatus, RosterOrigin, SwapWish

pytestmark = pytest.mark.unit

FINDING = {"rule": "swap_limits", "source": "art. 35"}


@pytest.fixture
def ask(store):
    """Ask for leave or a swap."""

    def ask(wish, author="A001", **more):
        with store.transaction() as tx:
            return tx.requests.ask("bank", wish, author=author, reason="family", **more)

    return ask


@pytest.fixture
def leave(monday):
    """Two days of annual leave."""
    return Leave("A001", LeaveType.ANNUAL, monday, monday + timedelta(days=1))


@pytest.fixture
def swap(monday):
    """A swap of a Thursday against a Tuesday."""
    return SwapWish("A001", "A002", monday + timedelta(days=3), monday + timedelta(days=1))


def test_a_request_comes_back_as_asked(store, ask, leave, swap, monday):
    """Tests that both kinds survive with findings and details, newest first."""
    first = ask(leave, details={"proof": "note.pdf"}, findings=[FINDING])
    second = ask(swap)
    assert (first.wish, first.details, first.findings) == (leave, {"proof": "note.pdf"}, [FINDING])
    assert (first.kind, first.status) == (RequestKind.LEAVE, RequestStatus.ASKED)
    assert (first.asked_by, first.reason, first.decided_at) == ("A001", "family", None)
    assert second.wish == swap
    assert (second.first_day, second.last_day) == (swap.partner_day, swap.initiator_day)
    with store.read() as view:
        assert view.requests.all("bank") == (second, first)
        assert view.requests.all("bank", kind=RequestKind.LEAVE) == (first,)
        assert view.requests.all("bank", agent_id="A002") == (second,)
        assert view.requests.all("bank", status=RequestStatus.APPROVED) == ()


def test_an_approval_carries_its_roster_and_override(store, ask, swap, week_of, monday):
    """Tests that request and new revision are saved together, with who, why and the override."""
    asked = ask(swap)
    with store.transaction() as tx:
        roster = tx.rosters.save_revision(
            "bank",
            week_of(2),
            first_day=monday,
            n_days=7,
            origin=RosterOrigin.REQUEST,
            expected_revision=0,
            author="chen",
            reason="swap",
        )
        done = tx.requests.approve(
            asked.id,
            author="chen",
            reason="covered",
            override_reason="third swap, wedding",
            roster_id=roster.id,
            findings=[FINDING],
        )
    assert (done.status, done.decided_by, done.roster_id) == (
        RequestStatus.APPROVED,
        "chen",
        roster.id,
    )
    assert (done.override_reason, done.findings) == ("third swap, wedding", [FINDING])
    with store.read() as view:
        entry = view.trail.entries(entity=Entity.REQUEST)[0]
    assert entry.action is Action.APPROVED
    assert entry.after == {
        "status": "approved",
        "override_reason": "third swap, wedding",
        "roster_id": roster.id,
    }


@pytest.mark.parametrize("decision", ["approve", "refuse", "withdraw"])
def test_a_request_is_decided_once(store, ask, leave, decision):
    """Tests that whatever was decided first stands."""
    asked = ask(leave)
    with store.transaction() as tx:
        first = getattr(tx.requests, decision)(asked.id, author="chen", reason="so")
    for other in ("approve", "refuse", "withdraw"):
        with pytest.raises(ConflictError, match=first.status.value), store.transaction() as tx:
            getattr(tx.requests, other)(asked.id, author="zhou", reason="no")
    with store.read() as view:
        assert view.requests.get(asked.id) == first


def test_a_refusal_needs_a_reason(store, ask, leave):
    """Tests that nobody is refused without a word."""
    asked = ask(leave)
    with pytest.raises(BadInputError, match="reason"), store.transaction() as tx:
        tx.requests.refuse(asked.id, author="chen", reason=" ")
    with store.read() as view:
        assert view.requests.get(asked.id).status is RequestStatus.ASKED


def test_the_ledger_holds_approved_swaps_of_the_month(store, ask, swap, leave, clock, monday):
    """Tests that a swap counts by its days or by when it was asked, and only when approved."""
    clock.now = datetime(2026, 10, 20, tzinfo=UTC)
    by_day = ask(swap)
    far = timedelta(days=60)
    clock.now = datetime(2026, 11, 10, tzinfo=UTC)
    by_asking = ask(
        SwapWish("A003", "A004", monday + far, monday + far, own_initiative=False), author="chen"
    )
    clock.now = datetime(2026, 12, 15, tzinfo=UTC)
    neither = ask(SwapWish("A005", "A006", monday + far, monday + far))
    ask(SwapWish("A007", "A008", monday, monday))  # still open
    leave_too = ask(leave)
    with store.transaction() as tx:
        for request in (neither, by_asking, by_day, leave_too):
            tx.requests.approve(request.id, author="chen", reason="", override_reason="o")
    with store.read() as view:
        ledger = view.requests.swaps("bank", monday, monday + timedelta(days=28))
    assert [record.initiator for record in ledger] == ["A001", "A003"]
    assert (ledger[0].initiator_day, ledger[0].partner_day) == (
        swap.initiator_day,
        swap.partner_day,
    )
    assert [record.own_initiative for record in ledger] == [True, False]
    assert (ledger[0].approved_by, ledger[0].override_reason) == ("chen", "o")
    assert ledger[0].asked_at == by_day.asked_at


def test_wishes_that_make_no_sense_are_refused(ask, monday):
    """Tests that leave ends after it begins, and that nobody swaps with himself."""
    with pytest.raises(BadInputError, match="before it begins"):
        ask(Leave("A001", LeaveType.SICK, monday, monday - timedelta(days=1)))
    with pytest.raises(BadInputError, match="with itself"):
        ask(SwapWish("A001", "A001", monday, monday))


def test_an_unknown_request_is_said(store):
    """Tests that the error names the id."""
    with pytest.raises(BadInputError, match="'9'"), store.transaction() as tx:
        tx.requests.approve(9, author="chen", reason="")
