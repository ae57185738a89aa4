"""Scenarios: named sets of assumptions that a planner compares, every revision of them kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from wfm.store.codec import fingerprint, pack, unpack
from wfm.store.errors import unknown
from wfm.store.kinds import Action, DocumentKind, Entity
from wfm.store.repository import Repository, check_revision, columns_of, read_as
from wfm.store.tables import DOCUMENTS, SCENARIOS


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as it stands."""

    id: int
    centre: str
    name: str
    definition: Mapping[str, Any]
    revision: int
    author: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ScenarioRevision:
    """What a scenario was once; revisions go on counting when a deleted name is taken again.

    Parameters
    ----------
    fingerprint : str
        Of the definition.
    source_file, source_fingerprint : str
        File that it was imported from; empty when it was made here.
    """

    name: str
    revision: int
    definition: Mapping[str, Any]
    fingerprint: str
    source_file: str
    source_fingerprint: str
    author: str
    reason: str
    created_at: datetime


class ScenarioRepository(Repository):
    """Scenarios of a centre; their names are unique. Revisions are documents, never changed."""

    def save(
        self,
        centre: str,
        name: str,
        definition: Mapping[str, Any],
        *,
        expected_revision: int,
        author: str,
        reason: str,
        source_file: str = "",
        source_fingerprint: str = "",
    ) -> Scenario:
        """Save a new scenario (`expected_revision` 0) or change one.

        Raises
        ------
        ConflictError
            When somebody else saved it meanwhile, or the name is taken.
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        made = self._made(author, reason)
        old = self.find(centre, name)
        check_revision(f"the scenario {name!r}", old.revision if old else 0, expected_revision)
        known = self._highest(DOCUMENTS.c.revision, *_revisions_of(centre, name))
        values: dict[str, Any] = {
            "definition": dict(definition),
            "revision": max(known, expected_revision) + 1,
            "changed_by": author,
            "changed_at": made["created_at"],
        }
        if old is None:
            key = self._insert(SCENARIOS, {"centre": centre, "name": name, **values, **made})
        else:
            key = old.id
            self._connection.execute(
                sa.update(SCENARIOS).where(SCENARIOS.c.id == key).values(**values)
            )
        payload = pack(dict(definition))
        self._insert(
            DOCUMENTS,
            {
                "centre": centre,
                "kind": DocumentKind.SCENARIO,
                "name": name,
                "revision": values["revision"],
                "encoding": "json",
                "payload": payload,
                "fingerprint": fingerprint(payload),
                "source_file": source_file,
                "source_fingerprint": source_fingerprint,
                **made,
            },
        )
        about = {"source_file": source_file, "source_fingerprint": source_fingerprint}
        self._record(
            *(Action.CHANGED if old else Action.CREATED, Entity.SCENARIO, key),
            author=author,
            reason=reason,
            centre=centre,
            before={"name": name, "definition": old.definition} if old else None,
            after={"name": name, "definition": definition, **(about if source_file else {})},
        )
        return self.get(centre, name)

    def delete(
        self, centre: str, name: str, *, expected_revision: int, author: str, reason: str
    ) -> None:
        """Delete a scenario; its revisions stay.

        Raises
        ------
        ConflictError
            When somebody else saved it meanwhile.
        BadInputError
            When there is none of that name.
        """
        self._made(author, reason)
        old = self.get(centre, name)
        check_revision(f"the scenario {name!r}", old.revision, expected_revision)
        self._connection.execute(sa.delete(SCENARIOS).where(SCENARIOS.c.id == old.id))
        self._record(
            *(Action.DELETED, Entity.SCENARIO, old.id),
            author=author,
            reason=reason,
            centre=centre,
            before={"name": name, "definition": old.definition},
        )

    def find(self, centre: str, name: str) -> Scenario | None:
        """Return the scenario of that name, None when there is none."""
        row = self._one(_select().where(SCENARIOS.c.centre == centre, SCENARIOS.c.name == name))
        return None if row is None else read_as(Scenario, row)

    def get(self, centre: str, name: str) -> Scenario:
        """Return the scenario of that name.

        Raises
        ------
        BadInputError
            When there is none.
        """
        scenario = self.find(centre, name)
        if scenario is None:
            raise unknown("scenario", name)
        return scenario

    def all(self, centre: str) -> tuple[Scenario, ...]:
        """Every scenario of a centre, by name."""
        rows = self._all(_select().where(SCENARIOS.c.centre == centre).order_by(SCENARIOS.c.name))
        return tuple(read_as(Scenario, row) for row in rows)

    def revisions(self, centre: str, name: str | None = None) -> tuple[ScenarioRevision, ...]:
        """Revisions of a scenario or of all, deleted ones too, newest first."""
        rows = self._all(
            sa.select(DOCUMENTS).where(*_revisions_of(centre, name)).order_by(DOCUMENTS.c.id.desc())
        )
        return tuple(
            read_as(ScenarioRevision, row, definition=unpack(row["payload"])) for row in rows
        )


def _select() -> sa.Select[Any]:
    return sa.select(*columns_of(Scenario, SCENARIOS))


def _revisions_of(centre: str, name: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    of_kind = (DOCUMENTS.c.centre == centre, DOCUMENTS.c.kind == DocumentKind.SCENARIO)
    return of_kind if name is None else (*of_kind, DOCUMENTS.c.name == name)
