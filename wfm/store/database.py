"""A database by its URL: SQLite unless told otherwise, PostgreSQL with the same code."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import ArgumentError, OperationalError

from wfm.core.errors import BadInputError, Fault
from wfm.store.codec import dumps, loads
from wfm.store.errors import StoreError

FILE = "wfm.sqlite3"
"""Name of the database file in a data folder."""

_WRITERS = 0x77666D01
"""Advisory lock that makes PostgreSQL's writers take turns, as SQLite's do."""

_ALEMBIC = threading.Lock()
"""Alembic keeps its state in globals: one migration at a time in a process."""


class Database:
    """An open database, migrated to the newest tables.

    Parameters
    ----------
    url : str
        ``sqlite:///path/to/file`` or ``postgresql://user:password@host/name``.
    busy_timeout_s : float
        How long a writer waits for its turn.
    migrate : bool
        False leaves the tables as they are.

    Raises
    ------
    BadInputError
        When the URL is of another kind, or PostgreSQL's driver is not installed.
    StoreError
        When the database can't be opened, or a newer version of wfm wrote it.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = 15.0, migrate: bool = True) -> None:
        self._url = _checked(url)
        self._busy_timeout_s = busy_timeout_s
        self.engine = self._engine()
        try:
            if self.is_sqlite:
                self._prepare_file()
            if migrate:
                self.migrate()
        except BaseException:
            self.close()
            raise

    @classmethod
    def in_folder(cls, folder: Path) -> Database:
        """Open the SQLite database of a data folder, which is made when there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder.resolve() / FILE}")

    def __str__(self) -> str:
        return self._url.render_as_string(hide_password=True)

    @property
    def url(self) -> str:
        """URL with its password: what another process needs to open the same database."""
        return self._url.render_as_string(hide_password=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent view of the database; writing in it is refused."""
        options: dict[str, Any] = {"wfm_writing": False}
        if not self.is_sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._connected(options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = True) -> Iterator[sa.Connection]:
        """One transaction: all of it is saved, or nothing when it raises.

        Writers take turns. `alone` False lets PostgreSQL's writers run side by side, for single
        statements that are safe by themselves.
        """
        with self._connected({"wfm_writing": True}) as connection, connection.begin():
            if alone and not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS)))
            yield connection

    def migrate(self) -> str:
        """Bring the tables to the newest revision and return its name.

        Two processes may do this at once: the second waits, and finds the work done.
        """
        config = Config()
        config.set_main_option("script_location", "wfm.store:migrations")
        script = ScriptDirectory.from_config(config)
        head = script.get_current_head()
        if head is None:
            raise StoreError("This installation has no migrations: install wfm again.")
        with self.reading() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found == head:
            return head
        if found is not None and found not in {s.revision for s in script.walk_revisions()}:
            raise StoreError(f"The database {self} was written by a newer wfm ({found}): update.")
        with self.writing() as connection, _ALEMBIC:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return head

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def _connected(self, options: dict[str, Any]) -> Iterator[sa.Connection]:
        try:
            with self.engine.connect().execution_options(**options) as connection:
                yield connection
        except OperationalError as error:
            text = str(error.orig)
            if "locked" in text or "busy" in text:
                raise StoreError("The database is busy: nothing was saved, try again.") from error
            raise StoreError(f"The database {self} does not answer as it should: {text}") from error

    def _engine(self) -> sa.Engine:
        if not self.is_sqlite:
            return sa.create_engine(
                self._url, json_serializer=dumps, json_deserializer=loads, pool_pre_ping=True
            )
        engine = sa.create_engine(
            self._url,
            json_serializer=dumps,
            json_deserializer=loads,
            connect_args={"timeout": self._busy_timeout_s},
        )
        sa.event.listen(engine, "connect", _configure_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _prepare_file(self) -> None:
        """Switch the file to WAL, once: readers and the writer then never wait for each other.

        SQLite answers "locked" at once when two processes switch the same new file, without
        waiting for the busy timeout, so this waits by itself.
        """
        path = Path(str(self._url.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # people's data: for the owner only
        deadline = time.monotonic() + self._busy_timeout_s
        while True:
            connection = sqlite3.connect(path, timeout=self._busy_timeout_s)
            try:
                connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.DatabaseError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise StoreError(f"The database {self} can't be opened: {error}") from error
                time.sleep(0.05)
            else:
                return
            finally:
                connection.close()


def _checked(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except ArgumentError as error:
        raise _bad_url(text) from error
    match url.get_backend_name():
        case "sqlite" if (file := url.database or ":") and not file.startswith((":", "file:")):
            return url.set(database=str(Path(file).resolve()))
        case "postgresql":
            if find_spec("psycopg") is None:
                raise BadInputError(
                    Fault("PostgreSQL's driver is missing", "install wfm with its postgres extra")
                )
            return url.set(drivername="postgresql+psycopg")
    raise _bad_url(text)


def _bad_url(text: str) -> BadInputError:
    shown = text if "@" not in text else text.partition(":")[0] + ":..."
    return BadInputError(
        Fault(
            "this is not a database that wfm can use",
            "give sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
            value=shown,
        )
    )


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # begin and commit are ours, see _begin_sqlite
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("wfm_writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    # IMMEDIATE takes the writer's turn now: a transaction that reads first and writes later would
    # otherwise fail when another one wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
