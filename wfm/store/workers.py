"""Workers that were seen: a page can say that nobody is there to do the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import WORKERS


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """A worker process; `kinds` are the runs it can do."""

    name: str
    kinds: Sequence[str]
    started_at: datetime
    seen_at: datetime


class WorkerRepository(Repository):
    """Signs of life; they are no part of the audit trail."""

    def see(self, name: str, kinds: Sequence[str]) -> None:
        """Write down that a worker is alive."""
        now = self._clock()
        seen = self._connection.execute(
            sa.update(WORKERS).where(WORKERS.c.name == name).values(seen_at=now)
        )
        if seen.rowcount == 0:
            self._connection.execute(
                sa.insert(WORKERS).values(name=name, kinds=list(kinds), started_at=now, seen_at=now)
            )

    def leave(self, name: str) -> None:
        """Forget a worker that ended in good order."""
        self._connection.execute(sa.delete(WORKERS).where(WORKERS.c.name == name))

    def alive(self, within_s: float = 15.0) -> tuple[WorkerInfo, ...]:
        """Workers seen within the last seconds, by name."""
        since = self._clock() - timedelta(seconds=within_s)
        rows = self._all(
            sa.select(*columns_of(WorkerInfo, WORKERS))
            .where(WORKERS.c.seen_at >= since)
            .order_by(WORKERS.c.name)
        )
        return tuple(read_as(WorkerInfo, row) for row in rows)
