"""Parts of a centre as append-only revisions: people, shifts, rule set, history and so on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from wfm.store.codec import fingerprint, pack, pack_file, unpack, unpack_file
from wfm.store.errors import unknown
from wfm.store.frames import pack_frame, unpack_frame
from wfm.store.kinds import Action, DocumentKind, Entity
from wfm.store.repository import Repository, check_revision, columns_of, read_as
from wfm.store.tables import DOCUMENTS

_JSON = "json"
_FRAME = "frame"
_FILE = "file"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A revision without its content.

    Parameters
    ----------
    kind, name
        `name` tells several of a kind apart; empty when a centre has one only.
    revision : int
        From 1.
    fingerprint : str
        Of the content as saved.
    source_file, source_fingerprint : str
        File that it was imported from; empty when it was made here.
    """

    id: int
    centre: str
    kind: DocumentKind
    name: str
    revision: int
    fingerprint: str
    source_file: str
    source_fingerprint: str
    author: str
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class Document:
    """A revision with its content: JSON values, a frame, or a file's bytes."""

    info: DocumentInfo
    content: Any


class DocumentRepository(Repository):
    """Revisions of a centre's parts; what was saved once is never changed."""

    def save(
        self,
        centre: str,
        kind: DocumentKind,
        content: Any,
        *,
        expected_revision: int,
        author: str,
        reason: str,
        name: str = "",
        source_file: str = "",
        source_fingerprint: str = "",
    ) -> DocumentInfo:
        """Save the next revision.

        Parameters
        ----------
        content : JSON values, pandas.DataFrame or bytes
        expected_revision : int
            The newest revision that the author saw; 0 when there was none.

        Raises
        ------
        ConflictError
            When somebody else saved a revision meanwhile.
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        newest = self.newest_revision(centre, kind, name)
        check_revision(f"{kind.value} of {centre}", newest, expected_revision)
        if isinstance(content, pd.DataFrame):
            encoding, payload = _FRAME, pack_frame(content)
        elif isinstance(content, bytes):
            encoding, payload = _FILE, pack_file(content)
        else:
            encoding, payload = _JSON, pack(content)
        mark = fingerprint(payload)
        key = self._insert(
            DOCUMENTS,
            {
                "centre": centre,
                "kind": kind,
                "name": name,
                "revision": newest + 1,
                "encoding": encoding,
                "payload": payload,
                "fingerprint": mark,
                "source_file": source_file,
                "source_fingerprint": source_fingerprint,
                **self._made(author, reason),
            },
        )
        about = {"kind": kind, "name": name, "revision": newest + 1, "fingerprint": mark}
        self._record(
            *(Action.CREATED if newest == 0 else Action.CHANGED, Entity.DOCUMENT, key),
            author=author,
            reason=reason,
            centre=centre,
            before={"revision": newest} if newest else None,
            after={**about, "source_file": source_file} if source_file else about,
        )
        return self._get(DOCUMENTS.c.id == key).info

    def newest_revision(self, centre: str, kind: DocumentKind, name: str = "") -> int:
        """Number of the newest revision, 0 when there is none."""
        return self._highest(DOCUMENTS.c.revision, *_of(centre, kind, name))

    def current(self, centre: str, kind: DocumentKind, name: str = "") -> Document | None:
        """Return the newest revision with its content, None when there is none."""
        newest = self.newest_revision(centre, kind, name)
        return self.revision(centre, kind, newest, name) if newest else None

    def revision(self, centre: str, kind: DocumentKind, revision: int, name: str = "") -> Document:
        """Return one revision with its content.

        Raises
        ------
        BadInputError
            When there is no such revision.
        """
        return self._get(*_of(centre, kind, name), DOCUMENTS.c.revision == revision)

    def get(self, document_id: int) -> Document:
        """Return a revision by its id.

        Raises
        ------
        BadInputError
            When there is none.
        """
        return self._get(DOCUMENTS.c.id == document_id)

    def revisions(
        self, centre: str, kind: DocumentKind | None = None, name: str | None = None
    ) -> tuple[DocumentInfo, ...]:
        """Revisions of a centre, of one kind or all of them, newest first."""
        statement = sa.select(*columns_of(DocumentInfo, DOCUMENTS))
        statement = statement.where(DOCUMENTS.c.centre == centre)
        if kind is not None:
            statement = statement.where(DOCUMENTS.c.kind == kind)
        if name is not None:
            statement = statement.where(DOCUMENTS.c.name == name)
        rows = self._all(statement.order_by(DOCUMENTS.c.id.desc()))
        return tuple(read_as(DocumentInfo, row) for row in rows)

    def _get(self, *where: sa.ColumnElement[bool]) -> Document:
        row = self._one(sa.select(DOCUMENTS).where(*where))
        if row is None:
            raise unknown("document revision", "")
        blob = row["payload"]
        return Document(read_as(DocumentInfo, row), _READ[row["encoding"]](blob))


_READ: dict[str, Callable[[bytes], Any]] = {
    _JSON: unpack,
    _FRAME: unpack_frame,
    _FILE: unpack_file,
}


def _of(centre: str, kind: DocumentKind, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (DOCUMENTS.c.centre == centre, DOCUMENTS.c.kind == kind, DOCUMENTS.c.name == name)
