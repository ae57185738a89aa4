"""What every repository shares: the transaction it works in, the clock, and the audit trail."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity
from wfm.store.tables import AUDIT_TRAIL, CENTRES

Clock = Callable[[], datetime]
Row = TypeVar("Row")


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


class Repository:
    """Reads and writes one noun inside the transaction of its unit of work.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction already.
    clock : callable
        Gives the present instant, aware.
    """

    def __init__(self, connection: sa.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def _record(
        self,
        action: Action,
        entity: Entity,
        entity_id: object,
        *,
        author: str,
        reason: str,
        centre: str | None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Write the audit trail; every change does, in the transaction that it is part of."""
        self._connection.execute(
            sa.insert(AUDIT_TRAIL).values(
                at=self._clock(),
                who=author,
                action=action,
                entity=entity,
                entity_id=str(entity_id),
                centre=centre,
                before=before,
                after=after,
                why=reason,
            )
        )

    def _made(self, author: str, reason: str) -> dict[str, Any]:
        """Columns that say who made a row.

        Raises
        ------
        BadInputError
            When nobody is named: a trail without names is worth nothing.
        """
        if not author.strip():
            raise BadInputError(Fault("nobody is named as the author", "say who acts"))
        return {"author": author, "reason": reason, "created_at": self._clock()}

    def _insert(self, table: sa.Table, values: Mapping[str, Any]) -> int:
        statement = sa.insert(table).values(**values).returning(table.c.id)
        key: int = self._connection.execute(statement).scalar_one()
        return key

    def _one(self, statement: sa.Select[Any]) -> Mapping[str, Any] | None:
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else dict(row)

    def _all(self, statement: sa.Select[Any]) -> list[Mapping[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement).mappings()]

    def _highest(self, column: sa.Column[int], *where: sa.ColumnElement[bool]) -> int:
        statement = sa.select(sa.func.max(column)).where(*where)
        return self._connection.execute(statement).scalar() or 0

    def _require_centre(self, name: str) -> None:
        if self._one(sa.select(CENTRES.c.name).where(CENTRES.c.name == name)) is None:
            raise unknown("centre", name)


def columns_of(cls: type, table: sa.Table) -> list[sa.Column[Any]]:
    """Columns that a dataclass has fields for, so that large blobs are read only when asked."""
    return [table.c[f.name] for f in dataclasses.fields(cls) if f.name in table.c]


def read_as(cls: type[Row], row: Mapping[str, Any], **extra: Any) -> Row:
    """Dataclass of a row; `extra` fills fields that are no column."""
    names = {f.name for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    return cls(**{k: v for k, v in row.items() if k in names}, **extra)


def check_revision(noun: str, found: int, expected: int) -> None:
    """Refuse a change that was made on an older state than the present one.

    Raises
    ------
    ConflictError
        When somebody else saved a revision meanwhile.
    """
    if found != expected:
        raise ConflictError(
            f"Somebody else changed {noun} meanwhile: you worked on revision {expected}, "
            f"the newest is {found}. Nothing was saved; look at the newest and try again."
        )


def check_decidable(noun: str, found: str, allowed: Sequence[str]) -> None:
    """Refuse a step that the present status does not allow.

    Raises
    ------
    ConflictError
        Naming the status found.
    """
    if found not in allowed:
        raise ConflictError(f"{noun} is {found} already; nothing was changed.")
