"""Centres."""

from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError, ConflictError
from wfm.store import Action, Entity

pytestmark = pytest.mark.unit


def test_a_centre_is_found_again(store):
    """Tests that a centre is read back as it was added, and listed by name."""
    with store.transaction() as tx:
        added = tx.centres.add("aa", title="Ä 中心", zone="Europe/Berlin", author="li", reason="")
    with store.read() as view:
        assert view.centres.get("aa") == added
        assert [centre.name for centre in view.centres.all()] == ["aa", "bank"]
        assert view.centres.find("zz") is None
        entry = view.trail.entries(entity=Entity.CENTRE, entity_id="aa")[0]
    assert (entry.action, entry.who, entry.centre) == (Action.CREATED, "li", "aa")
    assert entry.after == {"title": "Ä 中心", "zone": "Europe/Berlin"}


def test_a_name_is_taken_once(store):
    """Tests that a second centre of one name is refused."""
    with pytest.raises(ConflictError, match="bank"), store.transaction() as tx:
        tx.centres.add("bank", title="again", zone="UTC", author="li", reason="")
    with store.read() as view:
        assert view.centres.get("bank").title == "Bank"


@pytest.mark.parametrize(
    ("zone", "author", "what"),
    [("Asia/Beijing-ish", "li", "time zone"), ("UTC", "  ", "nobody is named")],
)
def test_a_wrong_zone_or_nobody_is_refused(store, zone, author, what):
    """Tests that a centre needs a zone that exists, and somebody who adds it."""
    with pytest.raises(BadInputError, match=what), store.transaction() as tx:
        tx.centres.add("x", title="x", zone=zone, author=author, reason="")


def test_an_unknown_centre_is_named(store):
    """Tests that the error says which name was not found."""
    with pytest.raises(BadInputError, match="'bnak'"), store.read() as view:
        view.centres.get("bnak")
