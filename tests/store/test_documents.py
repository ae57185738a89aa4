"""Revisions of a centre's parts."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from wfm.core.errors import BadInputError, ConflictError
from wfm.store import Action, DocumentKind, Entity, StoreError

pytestmark = pytest.mark.unit

PEOPLE = DocumentKind.PEOPLE


def save(store, content, expected, kind=PEOPLE, **more):
    with store.transaction() as tx:
        return tx.documents.save(
            "bank", kind, content, expected_revision=expected, author="li", reason="r", **more
        )


def test_revisions_count_up_and_stay_readable(store):
    """Tests that saving adds a revision, and that the one before is still there."""
    first = save(store, [{"id": "A001"}], 0, source_file="people.csv", source_fingerprint="ff")
    second = save(store, [{"id": "A001"}, {"id": "A002"}], 1)
    assert (first.revision, second.revision) == (1, 2)
    assert (first.source_file, first.source_fingerprint) == ("people.csv", "ff")
    assert first.fingerprint != second.fingerprint
    with store.read() as view:
        assert view.documents.current("bank", PEOPLE).content == [{"id": "A001"}, {"id": "A002"}]
        assert view.documents.revision("bank", PEOPLE, 1).content == [{"id": "A001"}]
        assert view.documents.get(first.id).info == first
        assert view.documents.revisions("bank", PEOPLE) == (second, first)


def test_equal_contents_have_one_fingerprint(store):
    """Tests that the fingerprint names the content, not the revision."""
    assert save(store, {"a": 1}, 0).fingerprint == save(store, {"a": 1}, 1).fingerprint


def test_frames_are_contents_too(store):
    """Tests that a history comes back as the frame that it was."""
    frame = pd.DataFrame(
        {
            "timestamp": pd.date_range("2026-11-02", periods=3, freq="30min", tz="Asia/Shanghai"),
            "queue": ["a", "b", "a"],
            "volume": [1.0, None, 3.0],
        }
    )
    save(store, frame, 0, kind=DocumentKind.HISTORY)
    with store.read() as view:
        back = view.documents.current("bank", DocumentKind.HISTORY).content
    assert_frame_equal(back, frame, check_freq=False)


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n" * 99, b"PK\x03\x04\x00", b"\x1f\x8b\x08\xff"]
)
def test_files_are_contents_too(store, content):
    """Tests that a file comes back byte by byte, packed already or not."""
    info = save(store, content, 0, kind=DocumentKind.UPLOAD, source_file="calls.csv")
    with store.read() as view:
        assert view.documents.current("bank", DocumentKind.UPLOAD).content == content
    assert info.fingerprint == save(store, content, 1, kind=DocumentKind.UPLOAD).fingerprint


def test_names_tell_several_of_a_kind_apart(store):
    """Tests that two rule sets of a centre have revisions of their own."""
    save(store, {"x": 1}, 0, kind=DocumentKind.RULE_SET, name="model-bank")
    save(store, {"x": 2}, 0, kind=DocumentKind.RULE_SET, name="trial")
    with store.read() as view:
        kind = DocumentKind.RULE_SET
        assert view.documents.current("bank", kind, "trial").content == {"x": 2}
        assert view.documents.newest_revision("bank", kind, "model-bank") == 1
        assert view.documents.current("bank", kind) is None
        assert len(view.documents.revisions("bank")) == 2
        assert len(view.documents.revisions("bank", kind, "trial")) == 1


def test_a_change_of_an_old_revision_is_refused(store):
    """Tests that the second of two people who saw revision 1 is told, and nothing is saved."""
    save(store, ["old"], 0)
    save(store, ["mine"], 1)
    with pytest.raises(ConflictError, match="revision 1, the newest is 2"):
        save(store, ["yours"], 1)
    with store.read() as view:
        assert view.documents.current("bank", PEOPLE).content == ["mine"]


@pytest.mark.parametrize("verb", ["UPDATE documents SET reason = 'x'", "DELETE FROM documents"])
def test_a_revision_can_not_be_changed(store, verb):
    """Tests that the database itself refuses to change or delete a revision."""
    save(store, ["old"], 0)
    with (
        pytest.raises((sa.exc.DBAPIError, StoreError), match="append-only"),
        store.database.writing() as connection,
    ):
        connection.execute(sa.text(verb))


def test_what_is_not_there_is_said(store):
    """Tests that an unknown centre and an unknown revision are errors in words."""
    with pytest.raises(BadInputError, match="no such centre"), store.transaction() as tx:
        tx.documents.save("x", PEOPLE, [], expected_revision=0, author="li", reason="")
    with pytest.raises(BadInputError, match="no such document"), store.read() as view:
        view.documents.revision("bank", PEOPLE, 7)


def test_the_trail_tells_of_every_revision(store):
    """Tests that each save is one entry with what was before and after."""
    save(store, [1], 0)
    save(store, [2], 1, source_file="people.csv")
    with store.read() as view:
        second, first = view.trail.entries(entity=Entity.DOCUMENT)
    assert (first.action, first.before) == (Action.CREATED, None)
    assert (second.action, second.before) == (Action.CHANGED, {"revision": 1})
    assert second.after["kind"] == "people"
    assert second.after["source_file"] == "people.csv"
