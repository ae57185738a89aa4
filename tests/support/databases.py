"""Databases to test on: SQLite always, PostgreSQL when WFM_TEST_POSTGRES gives a server's URL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

SERVER = os.environ.get("WFM_TEST_POSTGRES", "")
KINDS = ["sqlite", "postgresql"] if SERVER else ["sqlite"]


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """URL of an empty database of its own, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'wfm.sqlite3'}"
        return
    server = sa.make_url(SERVER).set(drivername="postgresql+psycopg")
    name = f"wfm_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
