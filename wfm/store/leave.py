"""Granted leave, imported or approved on request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity, LeaveSource
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import LEAVE


@dataclass(frozen=True, slots=True)
class SavedLeave:
    """Granted leave with its history; `last_day` is included."""

    id: int
    centre: str
    agent_id: str
    type: LeaveType
    first_day: date
    last_day: date
    source: LeaveSource
    request_id: int | None
    author: str
    reason: str
    created_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None

    @property
    def leave(self) -> Leave:
        """The leave as a problem holds it."""
        return Leave(self.agent_id, self.type, self.first_day, self.last_day)


class LeaveRepository(Repository):
    """Granted leave of a centre; revoked leave is kept, but no longer counts."""

    def grant(
        self,
        centre: str,
        leave: Leave,
        *,
        source: LeaveSource,
        author: str,
        reason: str,
        request_id: int | None = None,
    ) -> SavedLeave:
        """Grant leave.

        Raises
        ------
        BadInputError
            When it ends before it begins, the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        if leave.last_day < leave.first_day:
            raise BadInputError(
                Fault(
                    "the leave ends before it begins",
                    "mend one of the days",
                    value=f"{leave.agent_id} {leave.first_day} - {leave.last_day}",
                )
            )
        key = self._insert(
            LEAVE,
            {
                "centre": centre,
                "agent_id": leave.agent_id,
                "type": leave.type,
                "first_day": leave.first_day,
                "last_day": leave.last_day,
                "source": source,
                "request_id": request_id,
                **self._made(author, reason),
            },
        )
        self._record(
            *(Action.GRANTED, Entity.LEAVE, key),
            author=author,
            reason=reason,
            centre=centre,
            after=_summary(leave, source),
        )
        return self.get(key)

    def revoke(self, leave_id: int, *, author: str, reason: str) -> SavedLeave:
        """Take granted leave back; doing it twice changes nothing.

        Raises
        ------
        BadInputError
            When there is no such leave or nobody is named.
        """
        now = self._made(author, reason)["created_at"]
        old = self.get(leave_id)
        if old.revoked_at is not None:
            return old
        self._connection.execute(
            sa.update(LEAVE).where(LEAVE.c.id == leave_id).values(revoked_at=now, revoked_by=author)
        )
        self._record(
            *(Action.REVOKED, Entity.LEAVE, leave_id),
            author=author,
            reason=reason,
            centre=old.centre,
            before=_summary(old.leave, old.source),
        )
        return self.get(leave_id)

    def replace_imported(
        self, centre: str, leave: Iterable[Leave], *, author: str, reason: str
    ) -> int:
        """Make the imported leave what a file says; leave granted on request stays.

        Rows that are there already stay untouched, so that importing a file twice changes nothing.
        Returns how many rows were granted or revoked.

        Raises
        ------
        BadInputError
            When a row is wrong, the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        imported = self._rows(
            LEAVE.c.centre == centre,
            LEAVE.c.source == LeaveSource.IMPORT,
            LEAVE.c.revoked_at.is_(None),
        )
        present = {row.leave: row for row in imported}
        wanted = dict.fromkeys(leave)
        gone = [row for row in imported if row.leave not in wanted]
        new = [row for row in wanted if row not in present]
        for old in gone:
            self.revoke(old.id, author=author, reason=reason)
        for row in new:
            self.grant(centre, row, source=LeaveSource.IMPORT, author=author, reason=reason)
        return len(gone) + len(new)

    def get(self, leave_id: int) -> SavedLeave:
        """Return one row, revoked or not.

        Raises
        ------
        BadInputError
            When there is none.
        """
        rows = self._rows(LEAVE.c.id == leave_id)
        if not rows:
            raise unknown("leave", leave_id)
        return rows[0]

    def granted(self, centre: str, first_day: date, last_day: date) -> tuple[SavedLeave, ...]:
        """Leave in force that shares days with a span, both ends included."""
        return self._rows(
            LEAVE.c.centre == centre,
            LEAVE.c.revoked_at.is_(None),
            LEAVE.c.first_day <= last_day,
            LEAVE.c.last_day >= first_day,
        )

    def _rows(self, *where: sa.ColumnElement[bool]) -> tuple[SavedLeave, ...]:
        statement = sa.select(*columns_of(SavedLeave, LEAVE)).where(*where)
        order = (LEAVE.c.first_day, LEAVE.c.agent_id, LEAVE.c.id)
        return tuple(read_as(SavedLeave, row) for row in self._all(statement.order_by(*order)))


def _summary(leave: Leave, source: LeaveSource) -> dict[str, Any]:
    return {
        "agent": leave.agent_id,
        "type": leave.type,
        "first_day": leave.first_day,
        "last_day": leave.last_day,
        "source": source,
    }
