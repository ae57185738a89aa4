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


def test_revisions_go_on_after_a_deletion(store):
    """Tests that every definition is kept, also under a name that was deleted and taken again."""
    save(store, {"growth": 0.05}, 0)
    save(store, {"growth": 0.1}, 1)
    with store.transaction() as tx:
        tx.scenarios.delete("bank", "base", expected_revision=2, author="li", reason="typo")
    again = save(store, {"growth": 0.05}, 0)
    assert again.revision == 3
    with store.read() as view:
        found = view.scenarios.revisions("bank", "base")
        assert view.scenarios.revisions("bank") == found
        assert view.scenarios.revisions("bank", "nope") == ()
    assert [r.revision for r in found] == [3, 2, 1]
    assert [r.definition["growth"] for r in found] == [0.05, 0.1, 0.05]
    assert found[0].fingerprint == found[2].fingerprint != found[1].fingerprint


def test_a_revision_knows_its_file(store):
    """Tests that name and fingerprint of an imported file are kept with the revision alone."""
    with store.transaction() as tx:
        tx.scenarios.save(
            "bank",
            "base",
            {"growth": 0.05},
            expected_revision=0,
            author="li",
            reason="import",
            source_file="base.toml",
            source_fingerprint="abc",
        )
    save(store, {"growth": 0.1}, 1)
    with store.read() as view:
        newest, first = view.scenarios.revisions("bank", "base")
        entry = view.trail.entries(entity=Entity.SCENARIO)[-1]
    assert (first.source_file, first.source_fingerprint) == ("base.toml", "abc")
    assert (newest.source_file, newest.source_fingerprint) == ("", "")
    assert (first.author, first.reason) == ("li", "import")
    assert entry.after["source_file"] == "base.toml"
