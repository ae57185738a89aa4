"""The worker, in this process."""

from __future__ import annotations

import threading

import pytest

from wfm.core.errors import BadInputError, Fault, WfmError
from wfm.runs import StopReason, Worker
from wfm.store import LostClaimError, RunStatus, StoreError

pytestmark = pytest.mark.unit


def test_a_run_is_done(submit, get, work):
    """Tests that the handler gets the payload, and the page its result."""
    run_id = submit(x=20)
    assert work(lambda context: {"y": context.payload["x"] + 1, "by": context.author})
    run = get(run_id)
    assert (run.status, run.result, run.error) == (RunStatus.DONE, {"y": 21, "by": "li"}, "")
    assert run.started_at <= run.finished_at
    assert not work(lambda context: {})


def test_other_kinds_are_left_for_others(submit, get, work):
    """Tests that a worker takes only what it has a handler for."""
    run_id = submit("forecast")
    assert not work(lambda context: {})
    assert get(run_id).status is RunStatus.QUEUED


def test_progress_arrives_in_order_and_whole(submit, work, samples):
    """Tests that samples that come too fast give way to newer ones, and the last is never lost."""
    run_id = submit()

    def handler(context):
        for n in range(500):
            context.progress({"objective": 500 - n})
        return {}

    work(handler)
    found = [sample["objective"] for sample in samples(run_id)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == 1
    assert len(found) < 500


def test_progress_is_seen_while_the_run_is_at_work(submit, work, samples, wait_until):
    """Tests that a page need not wait for the end of the run."""
    run_id = submit()

    def handler(context):
        context.progress({"phase": "bound"})
        wait_until(lambda: samples(run_id) == [{"phase": "bound"}])
        return {}

    assert work(handler)


def test_a_message_for_the_user_is_kept(submit, get, work):
    """Tests that an error of ours fails the run with its own words."""
    run_id = submit()

    def handler(context):
        raise BadInputError(Fault("volume is negative", "write 0 or more", row=7))

    work(handler)
    assert get(run_id).status is RunStatus.FAILED
    assert get(run_id).error == "row 7: volume is negative. Mend: write 0 or more."


@pytest.mark.parametrize(
    "handler",
    [lambda context: 1 / 0, lambda context: {"roster": object()}],
    ids=["raises", "result that is no data"],
)
def test_a_surprise_is_not_shown_to_the_user(submit, get, work, handler, capsys):
    """Tests that any other error fails the run with a mark that the log has too."""
    run_id = submit()
    assert work(handler)
    error = get(run_id).error
    assert get(run_id).status is RunStatus.FAILED
    assert "division" not in error
    assert "object" not in error
    mark = error.rstrip(".").split()[-1]
    assert mark in capsys.readouterr().out


def test_a_cancelled_run_keeps_the_best(store, submit, get, work, wait_until):
    """Tests that a handler learns of the cancel and that what it returns is the result."""
    run_id = submit()

    def handler(context):
        with store.transaction() as tx:
            tx.runs.cancel(run_id, author="li", reason="good enough")
        wait_until(context.should_stop)
        assert context.stop_reason is StopReason.CANCEL
        assert not context.abandoned
        return {"best": 12}

    work(handler)
    assert (get(run_id).status, get(run_id).result) == (RunStatus.CANCELLED, {"best": 12})


def test_a_run_that_ends_before_it_hears_of_the_cancel_is_done(store, submit, get, work):
    """Tests that a whole result is not called half done."""
    run_id = submit()

    def handler(context):
        with store.transaction() as tx:
            tx.runs.cancel(run_id, author="li", reason="")
        return {"all": True}

    work(handler)
    assert get(run_id).status is RunStatus.DONE


def test_a_worker_that_ends_gives_its_run_back(submit, get, work, wait_until):
    """Tests that the next worker goes on from the checkpoint, and that no attempt is counted."""
    run_id = submit()
    stop = threading.Event()

    def first(context):
        assert context.previous is None
        context.checkpoint({"best": [3, 1]})
        stop.set()
        assert not context.abandoned
        wait_until(context.should_stop)
        assert context.abandoned
        return {"never": "used"}

    work(first, stop=stop)
    run = get(run_id)
    assert (run.status, run.attempts, run.result) == (RunStatus.QUEUED, 0, None)
    work(lambda context: {"went_on_from": context.previous, "attempt": context.attempt})
    assert get(run_id).result == {"went_on_from": {"best": [3, 1]}, "attempt": 1}


@pytest.mark.parametrize(
    ("reason", "status"),
    [(StopReason.CANCEL, RunStatus.CANCELLED), (StopReason.SHUTDOWN, RunStatus.QUEUED)],
)
def test_stopping_before_there_was_anything_is_no_failure(submit, get, work, reason, status):
    """Tests that a handler that was told to stop may say that it has nothing."""
    run_id = submit()

    def handler(context):
        context.stop(reason)
        assert context.should_stop()
        raise WfmError("There is no roster yet.")

    work(handler)
    assert (get(run_id).status, get(run_id).error) == (status, "")


def test_an_interrupt_gives_the_run_back(submit, get, work):
    """Tests that Ctrl-C ends the process and not the run."""
    run_id = submit()

    def handler(context):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(handler)
    assert get(run_id).status is RunStatus.QUEUED


def test_a_run_taken_by_another_is_left_alone(store, submit, get, work, wait_until):
    """Tests that a worker that was thought dead neither ends nor changes the run."""
    run_id = submit()

    def handler(context):
        with store.transaction() as tx:
            other = tx.claims.claim("other", ["job"], stale_after_s=-60)
        assert other.run.id == run_id
        wait_until(context.should_stop)
        assert context.stop_reason is StopReason.LOST
        with pytest.raises(LostClaimError):
            context.checkpoint({"late": True})
        return {"late": True}

    work(handler)
    run = get(run_id)
    assert (run.status, run.worker, run.result) == (RunStatus.RUNNING, "other", None)


def test_a_database_that_is_busy_costs_no_run(submit, get, work):
    """Tests that a run whose result can't be written is not called failed."""
    run_id = submit()

    def handler(context):
        raise StoreError("The database is busy.")

    work(handler)
    assert get(run_id).status is RunStatus.RUNNING


def test_a_cancelled_run_of_a_dead_worker_hands_over_its_checkpoint(store, submit, get, work):
    """Tests that cancel keeps the best although the worker that found it is gone."""
    run_id = submit()
    with store.transaction() as tx:
        dead = tx.claims.claim("dead", ["job"])
        tx.claims.save_checkpoint(run_id, dead.token, {"best": 7})
        tx.runs.cancel(run_id, author="li", reason="")
        tx.claims.release(run_id, dead.token)

    def handler(context):
        assert context.should_stop()
        return {"best": context.previous["best"]}

    assert work(handler)
    assert (get(run_id).status, get(run_id).result) == (RunStatus.CANCELLED, {"best": 7})


def test_a_worker_works_until_it_is_told_to_stop(store, submit, get):
    """Tests that the loop empties the queue, is seen while it runs, and says good-bye."""
    ids = [submit(n=n) for n in range(3)]
    stop = threading.Event()
    seen = []

    def handler(context):
        with store.read() as view:
            seen.extend(worker.name for worker in view.workers.alive())
        if context.payload["n"] == 2:
            stop.set()
        return {}

    Worker(store, {"job": handler}, poll_s=0.01, beat_s=0.02, name="w").run_forever(stop)
    assert [get(run_id).status for run_id in ids] == [RunStatus.DONE] * 3
    assert set(seen) == {"w"}
    with store.read() as view:
        assert view.workers.alive() == ()


def test_a_heartbeat_that_is_too_slow_is_refused(store):
    """Tests that a worker can't be set up to lose its own runs."""
    with pytest.raises(ValueError, match="three times"):
        Worker(store, {}, beat_s=5, stale_after_s=10)
