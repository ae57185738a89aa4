"""Long work in the database: claimed by one worker at a time, never lost when one dies."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity, RunStatus
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import RUN_PROGRESS, RUNS


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of long work.

    Parameters
    ----------
    id : str
        Goes into the page's address.
    payload, result : mapping
        What to do, and what came of it; `result` is None until then. A cancelled run keeps the
        result it had.
    worker : str
        Who works or worked on it.
    attempts : int
        Workers that took it up, those that gave it back in good order left out.
    error : str
        Why it failed, in words for the user.
    """

    id: str
    kind: str
    centre: str | None
    payload: Mapping[str, Any]
    status: RunStatus
    worker: str
    attempts: int
    heartbeat_at: datetime | None
    cancel_requested: bool
    result: Mapping[str, Any] | None
    error: str
    author: str
    reason: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgressSample:
    """What a run said of itself; `number` counts from 1, `at` is UTC."""

    number: int
    at: datetime
    sample: Mapping[str, Any]


class RunRepository(Repository):
    """The queue of runs."""

    def enqueue(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        author: str,
        reason: str,
        centre: str | None = None,
    ) -> Run:
        """Put a run into the queue.

        Raises
        ------
        BadInputError
            When the centre is unknown or nobody is named.
        """
        if centre is not None:
            self._require_centre(centre)
        run_id = uuid.uuid4().hex
        self._connection.execute(
            sa.insert(RUNS).values(
                id=run_id,
                kind=kind,
                centre=centre,
                payload=dict(payload),
                status=RunStatus.QUEUED,
                worker="",
                claim="",
                attempts=0,
                cancel_requested=False,
                error="",
                **self._made(author, reason),
            )
        )
        self._record(
            *(Action.QUEUED, Entity.RUN, run_id),
            author=author,
            reason=reason,
            centre=centre,
            after={"kind": kind},
        )
        return self.get(run_id)

    def cancel(self, run_id: str, *, author: str, reason: str) -> Run:
        """Ask for a run to stop: one in the queue stops now, one at work at its next look.

        A run that ended already stays as it is.

        Raises
        ------
        BadInputError
            When there is no such run or nobody is named.
        """
        now = self._made(author, reason)["created_at"]
        run = self.get(run_id)
        if run.status.ended or run.cancel_requested:
            return run
        self._connection.execute(
            sa.update(RUNS).where(RUNS.c.id == run_id, _open()).values(cancel_requested=True)
        )
        self._connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.id == run_id, RUNS.c.status == RunStatus.QUEUED)
            .values(status=RunStatus.CANCELLED, finished_at=now)
        )
        self._record(
            *(Action.CANCELLED, Entity.RUN, run_id),
            author=author,
            reason=reason,
            centre=run.centre,
            before={"status": run.status},
        )
        return self.get(run_id)

    def get(self, run_id: str) -> Run:
        """Return a run.

        Raises
        ------
        BadInputError
            When there is none.
        """
        row = self._one(sa.select(*columns_of(Run, RUNS)).where(RUNS.c.id == run_id))
        if row is None:
            raise unknown("run", run_id)
        return read_as(Run, row)

    def all(
        self,
        *,
        centre: str | None = None,
        kind: str | None = None,
        status: RunStatus | None = None,
        limit: int = 50,
    ) -> tuple[Run, ...]:
        """Runs, newest first."""
        statement = sa.select(*columns_of(Run, RUNS))
        if centre is not None:
            statement = statement.where(RUNS.c.centre == centre)
        if kind is not None:
            statement = statement.where(RUNS.c.kind == kind)
        if status is not None:
            statement = statement.where(RUNS.c.status == status)
        rows = self._all(statement.order_by(RUNS.c.created_at.desc(), RUNS.c.id).limit(limit))
        return tuple(read_as(Run, row) for row in rows)

    def progress(self, run_id: str, *, after: int = 0) -> tuple[ProgressSample, ...]:
        """Samples of a run in order; `after` leaves out those up to that number."""
        rows = self._all(
            sa.select(*columns_of(ProgressSample, RUN_PROGRESS))
            .where(RUN_PROGRESS.c.run_id == run_id, RUN_PROGRESS.c.number > after)
            .order_by(RUN_PROGRESS.c.number)
        )
        return tuple(read_as(ProgressSample, row) for row in rows)


def _open() -> sa.ColumnElement[bool]:
    return RUNS.c.status.in_([RunStatus.QUEUED, RunStatus.RUNNING])
