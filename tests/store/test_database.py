"""Opening, migrating, and what a transaction promises."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from wfm.core.errors import BadInputError
from wfm.store import Database, Store, StoreError
from wfm.store.tables import METADATA

pytestmark = pytest.mark.unit

OPEN = "import sys; from wfm.store import Database; print(Database(sys.argv[1]).migrate())"


def test_migration_makes_the_tables_that_the_code_speaks_of(database):
    """Tests that a migrated empty database and the table definitions do not differ."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert set(METADATA.tables) < set(sa.inspect(connection).get_table_names())


def test_migrating_twice_changes_nothing(url):
    """Tests that a database that is up to date keeps its rows when it is opened again."""
    with Store.open(url) as store, store.transaction() as tx:
        tx.centres.add("bank", title="Bank", zone="UTC", author="li", reason="first")
    with Store.open(url) as store:
        assert store.database.migrate() == store.database.migrate()
        with store.read() as view:
            assert [centre.name for centre in view.centres.all()] == ["bank"]


def test_processes_that_start_at_once_both_find_the_tables(url):
    """Tests that four processes may open a new database at the same moment."""
    command = [sys.executable, "-c", OPEN, url]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    assert len({out for out, _ in answers}) == 1


def test_half_a_migration_leaves_nothing(url, monkeypatch):
    """Tests that a migration that breaks off is undone as a whole, and can be done again."""
    real = sa.schema.CreateTable

    def broken(*args, **kwargs):
        if args[0].name == "pins":
            raise RuntimeError("power cut")
        return real(*args, **kwargs)

    monkeypatch.setattr("alembic.ddl.impl.schema.CreateTable", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        Database(url)
    monkeypatch.undo()
    bare = Database(url, migrate=False)
    with bare.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []
    bare.migrate()
    with bare.reading() as connection:
        assert "pins" in sa.inspect(connection).get_table_names()
    bare.close()


def test_every_migration_can_be_taken_back(database):
    """Tests that going down to nothing and up again ends with the same tables."""
    config = Config()
    config.set_main_option("script_location", "wfm.store:migrations")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with database.reading() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    database.migrate()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_newer_database_is_refused(url):
    """Tests that tables of a newer version are left alone."""
    database = Database(url)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        database.migrate()
    database.close()


def test_reading_refuses_to_write(database):
    """Tests that a view of the database can't change it, and that writing works after it."""
    insert = sa.text(
        "INSERT INTO workers (name, kinds, started_at, seen_at) "
        "VALUES ('w', '[]', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
    with pytest.raises((StoreError, sa.exc.DBAPIError)), database.reading() as connection:
        connection.execute(insert)
    with database.writing() as connection:
        connection.execute(insert)


def test_a_view_stays_as_it_was(store):
    """Tests that what others save while a view is open does not appear in it."""
    with store.read() as view:
        assert len(view.centres.all()) == 1
        with store.transaction() as tx:
            tx.centres.add("second", title="2", zone="UTC", author="li", reason="")
        assert len(view.centres.all()) == 1
    with store.read() as view:
        assert len(view.centres.all()) == 2


def test_foreign_keys_hold(database):
    """Tests that a row can't name a centre that does not exist."""
    with pytest.raises(sa.exc.IntegrityError), database.writing() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO scenarios (centre, name, definition, revision, author, reason, "
                "created_at, changed_by, changed_at) VALUES ('nowhere', 'x', '{}', 1, 'li', '', "
                "'2026-01-01 00:00:00', 'li', '2026-01-01 00:00:00')"
            )
        )


def test_sqlite_waits_and_keeps_a_write_ahead_log(tmp_path):
    """Tests that SQLite is set up for several processes, and that its file is private."""
    database = Database.in_folder(tmp_path / "data")
    with database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15_000}
    assert (tmp_path / "data" / "wfm.sqlite3").stat().st_mode & 0o077 == 0
    database.close()


def test_a_busy_database_says_so(tmp_path):
    """Tests that a writer who waited too long gets a sentence, not a driver's error."""
    url = f"sqlite:///{tmp_path / 'busy.sqlite3'}"
    first, second = Database(url), Database(url, busy_timeout_s=0.05)
    with (
        first.writing(),
        pytest.raises(StoreError, match="busy"),
        second.writing(),
    ):
        pass
    first.close()
    second.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "mysql://root:secret@host/db",
        "not a url",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
    ],
)
def test_other_databases_are_refused(url):
    """Tests that only what can hold the record is opened, and that no password is shown."""
    with pytest.raises(BadInputError, match="sqlite:///FILE") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """Tests that some other file is left alone."""
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, not a database" * 50)
    with pytest.raises(StoreError, match="opened"):
        Database(f"sqlite:///{path}")
    assert path.read_text().startswith("these are my notes")
