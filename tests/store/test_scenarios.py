"""Scenarios."""

from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError, ConflictError
from wfm.store import Action, Entity

pytestmark = pytest.mark.unit


def save(store, definition, expected, name="base"):
    with store.transaction() as tx:
        return tx.scenarios.save(
            "bank", name, definition, expected_revision=expected, author="li", reason="r"
        )


def test_a_scenario_is_saved_changed_and_listed(store):
    """Tests that a change raises the revision and keeps who made the scenario."""
    first = save(store, {"growth": 0.05}, 0)
    with store.transaction() as tx:
        second = tx.scenarios.save(
            "bank", "base", {"growth": 0.1}, expected_revision=1, author="wang", reason="r"
        )
    save(store, {}, 0, name="alpha")
    assert (first.revision, second.revision) == (1, 2)
    assert (second.author, second.changed_by) == ("li", "wang")
    assert second.changed_at > first.changed_at
    with store.read() as view:
        assert view.scenarios.get("bank", "base") == second
        assert [s.name for s in view.scenarios.all("bank")] == ["alpha", "base"]


@pytest.mark.parametrize("expected", [0, 2])
def test_a_change_of_an_old_revision_is_refused(store, expected):
    """Tests that neither a taken name nor an outdated revision overwrites a scenario."""
    save(store, {"growth": 0.05}, 0)
    with pytest.raises(ConflictError, match="'base'"):
        save(store, {"growth": 9}, expected)
    with store.read() as view:
        assert view.scenarios.get("bank", "base").definition == {"growth": 0.05}


def test_a_deleted_scenario_is_in_the_trail(store):
    """Tests that deleting keeps the definition for whoever asks later."""
    save(store, {"growth": 0.05}, 0)
    with pytest.raises(ConflictError), store.transaction() as tx:
        tx.scenarios.delete("bank", "base", expected_revision=3, author="li", reason="")
    with store.transaction() as tx:
        tx.scenarios.delete("bank", "base", expected_revision=1, author="li", reason="typo")
    with store.read() as view:
        assert view.scenarios.find("bank", "base") is None
        entry = view.trail.entries(entity=Entity.SCENARIO)[0]
    assert (entry.action, entry.why) == (Action.DELETED, "typo")
    assert entry.before == {"name": "base", "definition": {"growth": 0.05}}


def test_an_unknown_scenario_is_named(store):
    """Tests that the error says which name was not found."""
    with pytest.raises(BadInputError, match="'nope'"), store.read() as view:
        view.scenarios.get("bank", "nope")
