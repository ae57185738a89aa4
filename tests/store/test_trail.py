"""The audit trail."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from wfm.core.errors import BadInputError
from wfm.store import Action, Entity, StoreError

pytestmark = pytest.mark.unit


def add(store, name, author="li"):
    with store.transaction() as tx:
        tx.centres.add(name, title=name, zone="UTC", author=author, reason=f"why {name}")


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE audit_trail SET who = 'somebody else'",
        "DELETE FROM audit_trail",
        "DELETE FROM audit_trail WHERE id = 1",
    ],
)
def test_entries_can_not_be_changed(store, verb):
    """Tests that the database itself refuses, whoever asks."""
    with store.read() as view:
        before = view.trail.entries()
    with (
        pytest.raises((sa.exc.DBAPIError, StoreError), match="append-only"),
        store.database.writing() as connection,
    ):
        connection.execute(sa.text(verb))
    with store.read() as view:
        assert view.trail.entries() == before
    assert before[0].who == "li"


def test_entries_are_found_and_paged(store):
    """Tests that entries come newest first, by who and what, a page at a time."""
    for n in range(5):
        add(store, f"c{n}", author="wang" if n % 2 else "li")
    with store.read() as view:
        page = view.trail.entries(limit=2)
        rest = view.trail.entries(before_id=page[-1].id)
        by_wang = view.trail.entries(who="wang")
        of_one = view.trail.entries(entity=Entity.CENTRE, entity_id="c2")
        of_centre = view.trail.entries(centre="c2")
    assert [e.entity_id for e in (*page, *rest)] == ["c4", "c3", "c2", "c1", "c0", "bank"]
    assert [e.entity_id for e in by_wang] == ["c3", "c1"]
    assert of_one == of_centre
    assert of_one[0].why == "why c2"


def test_more_can_be_written_down(store):
    """Tests that a use case may add an entry of its own, with a name to it."""
    more = {"centre": "bank", "before": {"n": 1}, "after": {"n": 2}}
    with store.transaction() as tx:
        tx.trail.add(Action.CHANGED, Entity.CENTRE, "bank", author="wang", reason="moved", **more)
    with store.read() as view:
        entry = view.trail.entries()[0]
    assert (entry.who, entry.why, entry.before, entry.after) == (
        "wang",
        "moved",
        {"n": 1},
        {"n": 2},
    )
    with pytest.raises(BadInputError, match="nobody"), store.transaction() as tx:
        tx.trail.add(Action.CHANGED, Entity.CENTRE, "bank", author="", reason="")


def test_instants_are_utc(store, clock):
    """Tests that an entry's time is the clock's, aware."""
    with store.read() as view:
        entry = view.trail.entries()[0]
    assert entry.at.utcoffset().total_seconds() == 0
    assert entry.at == clock.now
