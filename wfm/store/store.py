"""The store as the rest of the program sees it: read, or change in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wfm.core.errors import ConflictError
from wfm.store.centres import CentreRepository
from wfm.store.claims import ClaimRepository
from wfm.store.database import Database
from wfm.store.documents import DocumentRepository
from wfm.store.forecasts import ForecastRepository
from wfm.store.leave import LeaveRepository
from wfm.store.pins import PinRepository
from wfm.store.problems import ProblemRepository
from wfm.store.repository import Clock, utc_now
from wfm.store.requests import RequestRepository
from wfm.store.requirements import RequirementRepository
from wfm.store.rosters import RosterRepository
from wfm.store.runs import RunRepository
from wfm.store.scenarios import ScenarioRepository
from wfm.store.trail import TrailRepository
from wfm.store.workers import WorkerRepository


class UnitOfWork:
    """Every repository, in one transaction.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    clock : callable
    """

    def __init__(self, connection: sa.Connection, clock: Clock) -> None:
        self.centres = CentreRepository(connection, clock)
        self.documents = DocumentRepository(connection, clock)
        self.scenarios = ScenarioRepository(connection, clock)
        self.forecasts = ForecastRepository(connection, clock)
        self.requirements = RequirementRepository(connection, clock)
        self.problems = ProblemRepository(connection, clock)
        self.rosters = RosterRepository(connection, clock)
        self.pins = PinRepository(connection, clock)
        self.requests = RequestRepository(connection, clock)
        self.leave = LeaveRepository(connection, clock)
        self.runs = RunRepository(connection, clock)
        self.claims = ClaimRepository(connection, clock)
        self.workers = WorkerRepository(connection, clock)
        self.trail = TrailRepository(connection, clock)


class Store:
    """The record of everything: what files bring in becomes a revision here.

    Safe to share between threads; a process that was forked needs a store of its own.

    Parameters
    ----------
    database : Database
    clock : callable
        Gives the present instant, aware; tests put their own in.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Store.in_folder(Path(folder)) as store:
    ...     with store.transaction() as tx:
    ...         _ = tx.centres.add("bank", title="Bank", zone="Asia/Shanghai",
    ...                            author="li", reason="first import")
    ...     with store.read() as view:
    ...         [centre.name for centre in view.centres.all()]
    ['bank']
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self.database = database
        self._clock = clock

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> Store:
        """Open the database of a URL, with its tables migrated."""
        return cls(Database(url), clock)

    @classmethod
    def in_folder(cls, folder: Path, clock: Clock = utc_now) -> Store:
        """Open the SQLite database of a data folder, which is made when there is none."""
        return cls(Database.in_folder(folder), clock)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """One consistent view; the database refuses to write in it."""
        with self.database.reading() as connection:
            yield UnitOfWork(connection, self._clock)

    @contextmanager
    def transaction(self, *, alone: bool = True) -> Iterator[UnitOfWork]:
        """All that is done inside is saved together, or nothing when it raises.

        Keep it short: writers take turns. `alone` False is for the queue's own single statements.

        Raises
        ------
        ConflictError
            When somebody else saved the same thing meanwhile.
        StoreError
            When the database was busy too long.
        """
        try:
            with self.database.writing(alone=alone) as connection:
                yield UnitOfWork(connection, self._clock)
        except IntegrityError as error:
            if _is_double(error):
                raise ConflictError(
                    "Somebody else saved the same thing meanwhile; nothing was saved."
                ) from error
            raise

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _is_double(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE" in str(error.orig)
