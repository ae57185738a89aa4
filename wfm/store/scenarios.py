"""Scenarios: named sets of assumptions that a planner compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, check_revision, columns_of, read_as
from wfm.store.tables import SCENARIOS


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as it stands; earlier definitions are in the audit trail."""

    id: int
    centre: str
    name: str
    definition: Mapping[str, Any]
    revision: int
    author: str
    created_at: datetime
    changed_by: str
    changed_at: datetime


class ScenarioRepository(Repository):
    """Scenarios of a centre; their names are unique."""

    def save(
        self,
        centre: str,
        name: str,
        definition: Mapping[str, Any],
        *,
        expected_revision: int,
        author: str,
        reason: str,
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
        values: dict[str, Any] = {
            "definition": dict(definition),
            "revision": expected_revision + 1,
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
        self._record(
            *(Action.CHANGED if old else Action.CREATED, Entity.SCENARIO, key),
            author=author,
            reason=reason,
            centre=centre,
            before={"name": name, "definition": old.definition} if old else None,
            after={"name": name, "definition": definition},
        )
        return self.get(centre, name)

    def delete(
        self, centre: str, name: str, *, expected_revision: int, author: str, reason: str
    ) -> None:
        """Delete a scenario; the audit trail keeps its definition.

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


def _select() -> sa.Select[Any]:
    return sa.select(*columns_of(Scenario, SCENARIOS))
