"""What forecasts and requirements share: numbered versions of a frame that are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

import pandas as pd
import sqlalchemy as sa

from wfm.store.errors import unknown
from wfm.store.frames import pack_frame, unpack_frame
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as

Info = TypeVar("Info")


class VersionRepository(Repository, Generic[Info]):
    """Versions of a centre, numbered from 1, each with a frame.

    Attributes
    ----------
    table : sqlalchemy.Table
        With the columns centre, version, frame and those of `kind`.
    entity : Entity
        Noun of the audit trail.
    kind : type
        Dataclass of a version without its frame; it has an `id`.
    """

    table: ClassVar[sa.Table]
    entity: ClassVar[Entity]
    kind: ClassVar[type]

    def info(self, version_id: int) -> Info:
        """Return a version without its frame.

        Raises
        ------
        BadInputError
            When there is none.
        """
        row = self._one(self._select().where(self.table.c.id == version_id))
        if row is None:
            raise unknown(self.entity.value, version_id)
        return self._read(row)

    def _add(
        self,
        centre: str,
        frame: pd.DataFrame,
        about: Mapping[str, Any],
        more: Mapping[str, Any],
        *,
        author: str,
        reason: str,
    ) -> Info:
        """Save the next version; the audit trail names `about`, not `more`.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        version = self._highest(self.table.c.version, self.table.c.centre == centre) + 1
        values = {"version": version, **about}
        key = self._insert(
            self.table,
            {
                "centre": centre,
                **values,
                **more,
                "frame": pack_frame(frame),
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.CREATED, self.entity, key),
            author=author,
            reason=reason,
            centre=centre,
            after=values,
        )
        return self.info(key)

    def _frame(self, version_id: int) -> pd.DataFrame:
        """Frame of a version that is there."""
        return unpack_frame(self._blob(self.table.c.frame, version_id))

    def _blob(self, column: sa.Column[Any], version_id: int) -> Any:
        row = self._one(sa.select(column).where(self.table.c.id == version_id))
        assert row is not None
        return row[column.name]

    def _found(self, *where: sa.ColumnElement[bool]) -> tuple[Info, ...]:
        """Versions that meet every condition, newest first."""
        rows = self._all(self._select().where(*where).order_by(self.table.c.version.desc()))
        return tuple(self._read(row) for row in rows)

    def _select(self) -> sa.Select[Any]:
        return sa.select(*columns_of(self.kind, self.table))

    def _read(self, row: Mapping[str, Any]) -> Info:
        found: Info = read_as(self.kind, row)
        return found
