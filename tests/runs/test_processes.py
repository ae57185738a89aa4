"""Worker processes that are killed or told to end in the middle of a run."""

from __future__ import annotations

import signal

import pytest

from wfm.store import RunStatus

pytestmark = pytest.mark.unit

STUCK = """
def job(context):
    context.checkpoint({"best": 41})
    context.progress({"phase": "polish"})
    while True:
        time.sleep(0.01)

HANDLERS = {"job": job}
"""

FINISHES = """
def job(context):
    return {"best": (context.previous or {"best": 0})["best"] + 1, "attempt": context.attempt}

HANDLERS = {"job": job}
"""

OBEYS = """
def job(context):
    context.checkpoint({"best": 41})
    context.progress({"phase": "polish"})
    while not context.should_stop():
        time.sleep(0.01)
    return {"best": 41}

HANDLERS = {"job": job}
"""


def test_a_killed_workers_run_is_finished_by_the_next(
    submit, get, samples, start_worker, wait_until
):
    """Tests that kill -9 in mid-run loses nothing that was kept."""
    run_id = submit()
    victim = start_worker(STUCK)
    wait_until(lambda: samples(run_id))
    victim.send_signal(signal.SIGKILL)
    victim.wait(timeout=30)
    assert get(run_id).status is RunStatus.RUNNING
    start_worker(FINISHES)
    wait_until(lambda: get(run_id).status.ended)
    run = get(run_id)
    assert (run.status, run.result) == (RunStatus.DONE, {"best": 42, "attempt": 2})
    assert samples(run_id) == [{"phase": "polish"}]


def test_a_worker_told_to_end_gives_its_run_back_at_once(
    submit, get, samples, start_worker, wait_until
):
    """Tests that SIGTERM puts the run back into the queue, with its checkpoint, and ends well."""
    run_id = submit()
    worker = start_worker(OBEYS)
    wait_until(lambda: samples(run_id))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
    assert (get(run_id).status, get(run_id).attempts) == (RunStatus.QUEUED, 0)
    start_worker(FINISHES)
    wait_until(lambda: get(run_id).status.ended)
    assert get(run_id).result == {"best": 42, "attempt": 1}


def test_a_run_is_cancelled_from_another_process(
    store, submit, get, samples, start_worker, wait_until
):
    """Tests that a page's cancel reaches the worker, and that the best so far is the result."""
    run_id = submit()
    start_worker(OBEYS)
    wait_until(lambda: samples(run_id))
    with store.transaction() as tx:
        tx.runs.cancel(run_id, author="li", reason="good enough")
    wait_until(lambda: get(run_id).status.ended)
    assert (get(run_id).status, get(run_id).result) == (RunStatus.CANCELLED, {"best": 41})
