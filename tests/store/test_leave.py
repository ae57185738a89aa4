"""Granted leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.store import Action, Entity, LeaveSource

pytestmark = pytest.mark.unit


@pytest.fixture
def leave(monday):
    """Make leave of an agent that starts some days after Monday."""

    def make(agent, first, last, kind=LeaveType.ANNUAL):
        return Leave(agent, kind, monday + timedelta(days=first), monday + timedelta(days=last))

    return make


def granted(store, monday, first=0, last=6):
    with store.read() as view:
        rows = view.leave.granted(
            "bank", monday + timedelta(days=first), monday + timedelta(days=last)
        )
    return [row.leave for row in rows]


def test_leave_that_touches_the_span_is_found(store, leave, monday):
    """Tests that both ends are included, and that leave outside is left out."""
    rows = [leave("A001", -5, 0), leave("A002", 6, 9), leave("A003", 7, 9), leave("A004", -3, -1)]
    with store.transaction() as tx:
        for row in rows:
            tx.leave.grant("bank", row, source=LeaveSource.IMPORT, author="li", reason="")
    assert granted(store, monday) == rows[:2]


def test_revoked_leave_no_longer_counts(store, leave, monday):
    """Tests that revoking keeps the row, says who did it, and may be done twice."""
    with store.transaction() as tx:
        row = tx.leave.grant(
            "bank", leave("A001", 0, 1), source=LeaveSource.REQUEST, author="li", reason=""
        )
    for _ in range(2):
        with store.transaction() as tx:
            tx.leave.revoke(row.id, author="wang", reason="called back")
    assert granted(store, monday) == []
    with store.read() as view:
        assert view.leave.get(row.id).revoked_by == "wang"
        actions = [e.action for e in view.trail.entries(entity=Entity.LEAVE)]
    assert actions == [Action.REVOKED, Action.GRANTED]


def test_an_import_replaces_only_what_was_imported(store, leave, monday):
    """Tests that leave granted on request survives a new file, and that a file may come twice."""
    asked, stays, goes, new = (leave(f"A00{n}", n, n) for n in (1, 2, 3, 4))
    with store.transaction() as tx:
        tx.leave.grant("bank", asked, source=LeaveSource.REQUEST, author="li", reason="")
        assert tx.leave.replace_imported("bank", [stays, goes], author="li", reason="") == 2
    with store.transaction() as tx:
        assert tx.leave.replace_imported("bank", [stays, new], author="li", reason="") == 2
        assert tx.leave.replace_imported("bank", [stays, new], author="li", reason="") == 0
    assert granted(store, monday) == [asked, stays, new]


def test_an_import_is_saved_whole_or_not_at_all(store, leave, monday):
    """Tests that one wrong row leaves the leave as it was."""
    with store.transaction() as tx:
        tx.leave.replace_imported("bank", [leave("A001", 0, 0)], author="li", reason="")
    wrong = [leave("A002", 0, 0), leave("A003", 3, 2)]
    with pytest.raises(BadInputError, match="ends before it begins"), store.transaction() as tx:
        tx.leave.replace_imported("bank", wrong, author="li", reason="")
    assert granted(store, monday) == [leave("A001", 0, 0)]


def test_unknown_leave_is_said(store):
    """Tests that the error names the id."""
    with pytest.raises(BadInputError, match="'5'"), store.transaction() as tx:
        tx.leave.revoke(5, author="li", reason="")
