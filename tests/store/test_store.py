"""The transaction as a whole."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from wfm.core.errors import BadInputError, ConflictError
from wfm.core.problem import Pin
from wfm.store import DocumentKind, Entity, RosterOrigin, RunStatus, Store, StoreError
from wfm.store.tables import METADATA

pytestmark = pytest.mark.unit

SAVE_ON = """
import sys
from wfm.store import DocumentKind, Store
store = Store.open(sys.argv[1])
for n in range(10_000):
    with store.transaction() as tx:
        info = tx.documents.save(
            "bank", DocumentKind.PEOPLE, [n + 1], expected_revision=n, author="li", reason=""
        )
    print(info.revision, flush=True)
"""


def rows(store):
    with store.database.reading() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in METADATA.sorted_tables
        }


def test_a_transaction_that_raises_leaves_nothing(store, week_of, problem, monday):
    """Tests that neither the writes nor their trail survive an error at the end."""
    before = rows(store)
    with pytest.raises(RuntimeError, match="power cut"), store.transaction() as tx:
        tx.problems.save("bank", problem, author="li", reason="")
        tx.documents.save(
            "bank", DocumentKind.PEOPLE, [1], expected_revision=0, author="li", reason=""
        )
        tx.rosters.save_revision(
            "bank",
            week_of(2),
            first_day=monday,
            n_days=7,
            origin=RosterOrigin.EDIT,
            expected_revision=0,
            author="li",
            reason="",
        )
        tx.pins.set("bank", [Pin("A001", monday, "E")], author="li", reason="")
        tx.runs.enqueue("solve", {}, author="li", reason="")
        raise RuntimeError("power cut")
    assert rows(store) == before


def test_a_killed_process_loses_no_accepted_work(url, store):
    """Tests that every revision that a process was told is saved survives its kill -9."""
    process = subprocess.Popen(
        [sys.executable, "-c", SAVE_ON, url], stdout=subprocess.PIPE, text=True
    )
    accepted = [int(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    accepted += [int(line) for line in process.communicate()[0].splitlines(keepends=True) if line]
    with Store.open(url) as again, again.read() as view:
        revisions = view.documents.revisions("bank", DocumentKind.PEOPLE)
        trail = view.trail.entries(entity=Entity.DOCUMENT, limit=10_000)
        assert view.documents.current("bank", DocumentKind.PEOPLE).content == [len(revisions)]
    assert set(accepted) <= {info.revision for info in revisions}
    assert len(trail) == len(revisions)


def test_a_view_can_not_write(store):
    """Tests that a repository in a view refuses to change anything."""
    before = rows(store)
    with pytest.raises((StoreError, sa.exc.DBAPIError)), store.read() as view:
        view.runs.enqueue("solve", {}, author="li", reason="")
    assert rows(store) == before


def test_one_of_many_writers_wins(url, store):
    """Tests that of eight threads that saw the same revision exactly one saves the next."""
    outcomes: list[str] = []

    def write(n: int) -> None:
        try:
            with store.transaction() as tx:
                tx.documents.save(
                    "bank", DocumentKind.PEOPLE, [n], expected_revision=0, author="li", reason=""
                )
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("told")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved"] + ["told"] * 7


def test_a_double_that_slips_through_is_a_conflict(store):
    """Tests that the database's own uniqueness is said in words too."""
    with (
        pytest.raises(ConflictError, match="nothing was saved"),
        store.transaction() as tx,
    ):
        tx.workers.see("w", [])
        insert = sa.insert(METADATA.tables["workers"])
        values = {"kinds": [], "started_at": store._clock(), "seen_at": store._clock()}
        tx.workers._connection.execute(insert.values(name="w", **values))


def test_an_instant_without_a_zone_is_refused(database):
    """Tests that a clock that gives local times is found out at once."""
    naive = Store(database, lambda: datetime(2026, 1, 1))
    with pytest.raises(sa.exc.StatementError, match="time zone"), naive.transaction() as tx:
        tx.centres.add("x", title="x", zone="UTC", author="li", reason="")


def test_instants_keep_their_microseconds(store, clock):
    """Tests that what goes in at +08:00 comes out as the same instant in UTC."""
    clock.now = datetime.fromisoformat("2026-11-02T07:59:59.123456+08:00")
    with store.transaction() as tx:
        run = tx.runs.enqueue("solve", {"day": date(2026, 1, 1)}, author="li", reason="")
    with store.read() as view:
        again = view.runs.get(run.id)
    assert again.created_at.isoformat() == "2026-11-02T00:00:00.123456+00:00"
    assert again.payload == {"day": "2026-01-01"}
    assert again.status is RunStatus.QUEUED


def test_nobody_can_write_without_a_name(store):
    """Tests that every author is somebody."""
    with pytest.raises(BadInputError, match="nobody"), store.transaction() as tx:
        tx.runs.enqueue("solve", {}, author="", reason="")
