"""Centres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from wfm.core.errors import ConflictError
from wfm.core.time import zone_info
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import CENTRES


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre; `name` is its key, `title` what people read, `zone` an IANA name."""

    name: str
    title: str
    zone: str
    author: str
    created_at: datetime


class CentreRepository(Repository):
    """The centres that the store knows."""

    def add(self, name: str, *, title: str, zone: str, author: str, reason: str) -> Centre:
        """Add a centre.

        Raises
        ------
        ConflictError
            When there is one of that name.
        BadInputError
            When the zone is unknown.
        """
        zone_info(zone)
        if self.find(name) is not None:
            raise ConflictError(f"There is a centre {name!r} already; nothing was saved.")
        self._connection.execute(
            sa.insert(CENTRES).values(
                name=name, title=title, zone=zone, **self._made(author, reason)
            )
        )
        after = {"title": title, "zone": zone}
        self._record(
            *(Action.CREATED, Entity.CENTRE, name),
            author=author,
            reason=reason,
            centre=name,
            after=after,
        )
        return self.get(name)

    def find(self, name: str) -> Centre | None:
        """Return the centre of that name, None when there is none."""
        row = self._one(sa.select(*columns_of(Centre, CENTRES)).where(CENTRES.c.name == name))
        return None if row is None else read_as(Centre, row)

    def get(self, name: str) -> Centre:
        """Return the centre of that name.

        Raises
        ------
        BadInputError
            When there is none.
        """
        centre = self.find(name)
        if centre is None:
            raise unknown("centre", name)
        return centre

    def all(self) -> tuple[Centre, ...]:
        """Every centre, by name."""
        statement = sa.select(*columns_of(Centre, CENTRES)).order_by(CENTRES.c.name)
        return tuple(read_as(Centre, row) for row in self._all(statement))
