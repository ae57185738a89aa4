"""Runs in a worker's hands: claimed by one at a time, never lost when that one dies."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from wfm.store.codec import pack, unpack
from wfm.store.columns import Instant
from wfm.store.errors import LostClaimError
from wfm.store.kinds import RunStatus
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.runs import Run
from wfm.store.tables import RUN_PROGRESS, RUNS

STALE_AFTER_S = 10.0
"""A run whose worker was not heard of for so long may be claimed by another."""

MAX_ATTEMPTS = 3
"""A run that took so many workers down with it is given up."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that this worker owns; `token` proves it in every later call."""

    run: Run
    token: str
    checkpoint: Mapping[str, Any] | None


class ClaimRepository(Repository):
    """The worker's side of the queue; its steps are no part of the audit trail."""

    def claim(
        self,
        worker: str,
        kinds: Sequence[str],
        *,
        stale_after_s: float = STALE_AFTER_S,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> Claim | None:
        """Take the oldest run that waits, or one whose worker died; None when there is none.

        One statement chooses and takes, so no two workers get the same run.
        """
        now = self._clock()
        stale = _stale(now, stale_after_s)
        self._give_up(stale, now, max_attempts)
        waits = sa.or_(RUNS.c.status == RunStatus.QUEUED, stale)
        oldest = (
            sa.select(RUNS.c.id)
            .where(RUNS.c.kind.in_(kinds), waits)
            .order_by(RUNS.c.created_at, RUNS.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        token = uuid.uuid4().hex
        statement = (
            sa.update(RUNS)
            .where(RUNS.c.id == oldest)
            .values(
                status=RunStatus.RUNNING,
                worker=worker,
                claim=token,
                attempts=RUNS.c.attempts + 1,
                heartbeat_at=now,
                started_at=sa.func.coalesce(RUNS.c.started_at, sa.bindparam("now", now, Instant)),
            )
            .returning(*columns_of(Run, RUNS), RUNS.c.checkpoint)
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        if row is None:
            return None
        blob = row["checkpoint"]
        return Claim(read_as(Run, dict(row)), token, None if blob is None else unpack(blob))

    def waiting(self, kinds: Sequence[str], *, stale_after_s: float = STALE_AFTER_S) -> bool:
        """Whether a claim would find something to do or to give up."""
        waits = sa.or_(
            sa.and_(RUNS.c.status == RunStatus.QUEUED, RUNS.c.kind.in_(kinds)),
            _stale(self._clock(), stale_after_s),
        )
        return bool(self._all(sa.select(RUNS.c.id).where(waits).limit(1)))

    def beat(
        self, run_id: str, token: str, samples: Sequence[tuple[datetime, Mapping[str, Any]]] = ()
    ) -> bool:
        """Say that the worker is alive, add progress, and learn whether to cancel.

        Raises
        ------
        LostClaimError
            When another worker took the run, or it ended.
        """
        statement = (
            sa.update(RUNS)
            .where(*_owned(run_id, token))
            .values(heartbeat_at=self._clock())
            .returning(RUNS.c.cancel_requested)
        )
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise LostClaimError(f"Run {run_id} is not this worker's any more.")
        if samples:
            number = self._highest(RUN_PROGRESS.c.number, RUN_PROGRESS.c.run_id == run_id)
            self._connection.execute(
                sa.insert(RUN_PROGRESS),
                [
                    {"run_id": run_id, "number": number + n, "at": at, "sample": dict(sample)}
                    for n, (at, sample) in enumerate(samples, start=1)
                ],
            )
        return bool(row[0])

    def save_checkpoint(self, run_id: str, token: str, checkpoint: Mapping[str, Any]) -> None:
        """Keep what the next worker may go on from, should this one die.

        Raises
        ------
        LostClaimError
            When another worker took the run, or it ended.
        """
        self._write_owned(run_id, token, checkpoint=pack(dict(checkpoint)))

    def finish(
        self,
        run_id: str,
        token: str,
        status: RunStatus,
        *,
        result: Mapping[str, Any] | None = None,
        error: str = "",
    ) -> None:
        """End a run as done, failed or cancelled.

        Raises
        ------
        LostClaimError
            When another worker took the run, or it ended.
        """
        if not status.ended:
            raise ValueError(f"{status} is no end")
        self._write_owned(
            run_id,
            token,
            status=status,
            result=None if result is None else dict(result),
            error=error,
            finished_at=self._clock(),
            checkpoint=None,
        )

    def release(self, run_id: str, token: str) -> None:
        """Give a run back in good order: the next worker goes on from its checkpoint.

        Raises
        ------
        LostClaimError
            When another worker took the run, or it ended.
        """
        self._write_owned(
            run_id,
            token,
            status=RunStatus.QUEUED,
            claim="",
            attempts=RUNS.c.attempts - 1,
            heartbeat_at=None,
        )

    def _give_up(self, stale: sa.ColumnElement[bool], now: datetime, max_attempts: int) -> None:
        """End runs that nobody shall take up again.

        One that was to be cancelled is taken up when it has a checkpoint: its handler turns that
        into the best result so far.
        """
        hopeless = sa.and_(stale, RUNS.c.attempts >= max_attempts)
        nothing_kept = sa.and_(stale, RUNS.c.checkpoint.is_(None))
        self._connection.execute(
            sa.update(RUNS)
            .where(RUNS.c.cancel_requested, sa.or_(hopeless, nothing_kept))
            .values(status=RunStatus.CANCELLED, finished_at=now)
        )
        error = (
            f"The worker stopped in the middle of this run {max_attempts} times without a word. "
            "Try a smaller horizon, or see whether the machine ran out of memory."
        )
        self._connection.execute(
            sa.update(RUNS)
            .where(hopeless)
            .values(status=RunStatus.FAILED, finished_at=now, error=error)
        )

    def _write_owned(self, run_id: str, token: str, **values: Any) -> None:
        statement = sa.update(RUNS).where(*_owned(run_id, token)).values(**values)
        if self._connection.execute(statement.returning(RUNS.c.id)).one_or_none() is None:
            raise LostClaimError(f"Run {run_id} is not this worker's any more.")


def _stale(now: datetime, after_s: float) -> sa.ColumnElement[bool]:
    return sa.and_(
        RUNS.c.status == RunStatus.RUNNING,
        RUNS.c.heartbeat_at < now - timedelta(seconds=after_s),
    )


def _owned(run_id: str, token: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (RUNS.c.id == run_id, RUNS.c.claim == token, RUNS.c.status == RunStatus.RUNNING)
