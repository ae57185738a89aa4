"""The audit trail, to read; every repository writes to it by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import AUDIT_TRAIL


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One change.

    Parameters
    ----------
    at : datetime
        When, in UTC.
    who, why : str
    action, entity, entity_id
        What was done to what.
    before, after : mapping or None
        Short summaries, not whole contents.
    """

    id: int
    at: datetime
    who: str
    action: Action
    entity: Entity
    entity_id: str
    centre: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    why: str


class TrailRepository(Repository):
    """Entries of the audit trail; the database itself refuses to change or delete them."""

    def add(
        self,
        action: Action,
        entity: Entity,
        entity_id: object,
        *,
        author: str,
        reason: str,
        centre: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down what no repository writes by itself, e.g. a check that somebody passed over.

        Raises
        ------
        BadInputError
            When nobody is named.
        """
        self._made(author, reason)
        self._record(
            *(action, entity, entity_id),
            author=author,
            reason=reason,
            centre=centre,
            before=before,
            after=after,
        )

    def entries(
        self,
        *,
        centre: str | None = None,
        entity: Entity | None = None,
        entity_id: object | None = None,
        who: str | None = None,
        before_id: int | None = None,
        limit: int = 200,
    ) -> tuple[TrailEntry, ...]:
        """Entries, newest first; `before_id` pages on from the last one seen."""
        table = AUDIT_TRAIL.c
        statement = sa.select(*columns_of(TrailEntry, AUDIT_TRAIL))
        if centre is not None:
            statement = statement.where(table.centre == centre)
        if entity is not None:
            statement = statement.where(table.entity == entity)
        if entity_id is not None:
            statement = statement.where(table.entity_id == str(entity_id))
        if who is not None:
            statement = statement.where(table.who == who)
        if before_id is not None:
            statement = statement.where(table.id < before_id)
        rows = self._all(statement.order_by(table.id.desc()).limit(limit))
        return tuple(read_as(TrailEntry, row) for row in rows)
