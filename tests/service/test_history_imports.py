"""Tests that a file is kept, checked and saved by workers, and nothing is lost when one dies."""

from __future__ import annotations

import threading
from datetime import timedelta

import pandas as pd
import pytest
from support.centres import WEEK, history_csv

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.runs.context import RunContext
from wfm.runs.worker import Worker
from wfm.service import histories, history_imports, solves, sources
from wfm.service.handlers import HANDLERS
from wfm.service.history_imports import HEAD_ROWS, Act
from wfm.store import DocumentKind

pytestmark = pytest.mark.unit
NEXT = history_csv(WEEK, 7, seed=8).encode()
BAD = b"timestamp,queue,volume\n2031-06-02 08:00,general,-3\n2031-06-02 08:30,general,x\n"


def work(desk) -> None:
    """Do what waits, one run."""
    assert Worker(desk.store, HANDLERS).run_once()


def check(desk, content=NEXT, *, name="week.csv", absent="missing", layout=None) -> str:
    """Queue a check by the layout that the head of the file has."""
    opened = history_imports.open_head(desk, "small", name, content)
    return history_imports.start_check(
        desk, "small", name, content, absent=absent, layout=layout or opened.layout
    )


def checked(desk, content=NEXT, **how):
    """A check that a worker has done."""
    check(desk, content, **how)
    work(desk)
    return history_imports.newest(desk, "small")


def test_a_check_says_what_a_preview_says(imported) -> None:
    """Tests that figures, gaps and replaced intervals are those of reading the file at once."""
    later = history_csv(WEEK + timedelta(days=7), 7).encode()
    found = checked(imported, later).found
    seen = histories.preview_history(imported, "small", "week.csv", later, absent="missing")
    assert (found.n_rows, found.n_new, found.n_replaced) == (
        seen.n_rows,
        seen.n_new,
        seen.n_replaced,
    )
    assert (found.first, found.last, found.queues) == (seen.first, seen.last, seen.queues)
    assert found.n_gaps == len(seen.gaps) == len(found.gaps)
    assert found.gaps["intervals"].tolist() == seen.gaps["intervals"].tolist()
    assert found.faults == ()
    assert histories.history_revision(imported, "small") == 1


def test_saved_is_what_saving_at_once_saves(open_copy) -> None:
    """Tests that a history saved by a worker equals one saved directly, with its source."""
    desk, other = open_copy("imported"), open_copy("imported")
    run = checked(desk).run
    history_imports.start_save(desk, "small", run.id, source="ACD", reason="week 23")
    work(desk)
    done = history_imports.newest(desk, "small")
    assert (done.act, done.revision) == (Act.SAVE, 2)
    assert done.found.n_new > 0
    assert [s.name for s in sources.sources(desk, "small")] == ["ACD"]
    histories.save_history(other, "small", "week.csv", NEXT)
    pd.testing.assert_frame_equal(
        histories.history(desk, "small"), histories.history(other, "small")
    )
    with desk.store.read() as tx:
        (info, *_) = tx.documents.revisions("small", DocumentKind.HISTORY)
    assert (info.author, info.reason, info.source_file) == ("Mei", "week 23", "week.csv")


def test_faults_are_listed_and_can_not_be_saved(imported) -> None:
    """Tests that every fault has its row and column, and saving is refused."""
    done = checked(imported, BAD)
    assert [(f.row, f.column, f.value) for f in done.found.faults] == [
        (2, "volume", "-3"),
        (3, "volume", "x"),
    ]
    assert not done.can_be_saved
    with pytest.raises(BadInputError, match="without a fault"):
        history_imports.start_save(imported, "small", done.run.id)
    assert histories.history_revision(imported, "small") == 1


def test_a_history_that_changed_since_asks_for_another_check(imported) -> None:
    """Tests that what was checked against an older history is not saved on a newer one."""
    done = checked(imported)
    histories.save_history(
        imported, "small", "other.csv", BAD.replace(b"-3", b"3").replace(b"x", b"4")
    )
    assert not history_imports.newest(imported, "small").can_be_saved
    with pytest.raises(BadInputError, match="without a fault"):
        history_imports.start_save(imported, "small", done.run.id)


def test_a_file_is_kept_once(imported) -> None:
    """Tests that the same file checked again is not stored again, another one is."""
    for content in (NEXT, NEXT, BAD):
        checked(imported, content)
    with imported.store.read() as tx:
        kept = tx.documents.revisions("small", DocumentKind.UPLOAD)
        content = tx.documents.current("small", DocumentKind.UPLOAD, kept[-1].name).content
    assert len(kept) == 2
    assert content == NEXT


def test_one_at_a_time(imported) -> None:
    """Tests that a second import waits for the first one, which can be cancelled."""
    run = check(imported)
    with pytest.raises(BadInputError, match="under way"):
        check(imported)
    solves.cancel(imported, run)
    assert history_imports.newest(imported, "small").run.status == "cancelled"
    assert not history_imports.newest(imported, "small").can_be_saved
    check(imported)


def test_who_may_not_forecast_may_not_import(imported, as_role) -> None:
    """Tests that a scheduler is refused before anything is kept."""
    reader = as_role(imported, "scheduler")
    with pytest.raises(NotAllowedError):
        history_imports.start_check(
            reader,
            "small",
            "week.csv",
            NEXT,
            absent="missing",
            layout=history_imports.open_head(imported, "small", "week.csv", NEXT).layout,
        )
    with imported.store.read() as tx:
        assert tx.documents.revisions("small", DocumentKind.UPLOAD) == ()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_worker_loses_nothing(imported, when, monkeypatch) -> None:
    """Tests that a worker that dies before or after saving leaves the work to the next one."""
    run = checked(imported).run
    saving = history_imports.start_save(imported, "small", run.id)

    class KilledError(BaseException):
        """The process is gone."""

    real = histories.save_history

    def killed(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise KilledError

    monkeypatch.setattr(histories, "save_history", killed)
    with pytest.raises(KilledError):
        Worker(imported.store, HANDLERS).run_once()
    monkeypatch.setattr(histories, "save_history", real)
    work(imported)
    assert solves.run(imported, saving).status == "done"
    assert history_imports.newest(imported, "small").revision == 2
    assert histories.history_revision(imported, "small") == 2


def test_a_worker_that_ends_gives_it_back(imported) -> None:
    """Tests that a run stopped half-way saves nothing and is taken up again."""
    run = checked(imported).run
    saving = history_imports.start_save(imported, "small", run.id)
    ended = threading.Event()
    ended.set()
    seen: list[str] = []
    real = RunContext.should_stop

    def stopped(ctx: RunContext) -> bool:
        seen.append(ctx.run_id)
        return real(ctx)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunContext, "should_stop", stopped)
        Worker(imported.store, HANDLERS).run_once(ended)
    assert set(seen) == {saving}
    if solves.run(imported, saving).status == "queued":
        assert histories.history_revision(imported, "small") == 1
        work(imported)
    assert histories.history_revision(imported, "small") == 2


def long_file(n: int) -> bytes:
    """A file of one queue after another, the second one only behind the head."""
    stamps = pd.date_range(WEEK, periods=n, freq="30min")
    rows = [f"{t},{name},5" for name in ("general", "Dialect line") for t in stamps]
    return "\n".join(["timestamp,queue,volume", *rows]).encode()


def test_the_head_is_small_and_the_rest_is_known_by_name(imported) -> None:
    """Tests that a page reads some rows alone, and queues further down are still recognised."""
    content = long_file(HEAD_ROWS + 50)
    head = history_imports.open_head(imported, "small", "long.csv", content)
    assert len(head.table.rows) == HEAD_ROWS
    assert set(head.table.rows["queue"]) == {"general"}
    seen = histories.preview_head(imported, "small", head, head.layout)
    assert (seen.faults, len(seen.head)) == ((), 50)
    strange = checked(imported, content.replace(b"Dialect line", b"nobody"), name="x.csv")
    assert strange.found.strange == ("nobody",)
    assert strange.queue_names == ("general", "nobody")
    known = checked(imported, content.replace(b"Dialect line", b"DIALECT"), name="y.csv")
    assert known.found.queues == ("dialect", "general")


def test_a_fault_of_the_layout_is_a_fault_of_the_head(imported) -> None:
    """Tests that a layout without a count is listed, not raised."""
    head = history_imports.open_head(imported, "small", "w.csv", b"Day,Time\n2031-06-02,08:00\n")
    seen = histories.preview_head(imported, "small", head, head.layout)
    assert any("contacts were offered" in fault.what for fault in seen.faults)


def test_unknown_source_names_are_refused_at_once(imported) -> None:
    """Tests that a name too long is refused before a worker is asked."""
    run = checked(imported).run
    with pytest.raises(BadInputError, match="needs a name"):
        history_imports.start_save(imported, "small", run.id, source="x" * 200)
    assert solves.active_run(imported, "small", None, history_imports.KIND) is None
