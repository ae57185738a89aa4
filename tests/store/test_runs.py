"""The queue of runs, and the claims of workers."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from wfm.core.errors import BadInputError
from wfm.store import Action, Entity, LostClaimError, RunStatus

pytestmark = pytest.mark.unit

CLAIM_ALL = """
import sys
from wfm.store import RunStatus, Store
store = Store.open(sys.argv[1])
sys.stdin.readline()
while True:
    with store.transaction(alone=False) as tx:
        claim = tx.claims.claim(sys.argv[2], ["job"], stale_after_s=600)
    if claim is None:
        break
    with store.transaction(alone=False) as tx:
        tx.claims.finish(claim.run.id, claim.token, RunStatus.DONE, result={"by": sys.argv[2]})
    print(claim.run.id)
"""


@pytest.fixture
def enqueue(store):
    """Queue a run."""

    def enqueue(kind="solve", **payload):
        with store.transaction() as tx:
            return tx.runs.enqueue(kind, payload, centre="bank", author="li", reason="r")

    return enqueue


@pytest.fixture
def claim(store):
    """Claim a run for a worker."""

    def claim(worker="w1", kinds=("solve",), **more):
        with store.transaction(alone=False) as tx:
            return tx.claims.claim(worker, list(kinds), **more)

    return claim


@pytest.fixture
def get(store):
    """Read a run."""

    def get(run_id):
        with store.read() as view:
            return view.runs.get(run_id)

    return get


@pytest.mark.parametrize(("workers", "jobs"), [(2, 60), (4, 200)])
def test_no_run_is_claimed_twice(url, store, workers, jobs):
    """Tests that processes that empty a queue together do each run once."""
    with store.transaction() as tx:
        for n in range(jobs):
            tx.runs.enqueue("job", {"n": n}, author="li", reason="")
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM_ALL, url, f"w{n}"], stdin=pipe, stdout=pipe, text=True
        )
        for n in range(workers)
    ]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    done = [run_id for process in processes for run_id in process.communicate()[0].split()]
    assert Counter(Counter(done).values()) == {1: jobs}
    with store.read() as view:
        runs = view.runs.all(limit=300)
    assert {run.id for run in runs} == set(done)
    assert {(run.status, run.attempts) for run in runs} == {(RunStatus.DONE, 1)}


def test_the_oldest_of_the_workers_kinds_comes_first(enqueue, claim, get):
    """Tests that runs are taken in the order of the queue, other kinds left for others."""
    enqueue("other")
    first, second = enqueue(), enqueue()
    assert [claim().run.id, claim().run.id] == [first.id, second.id]
    assert claim() is None
    running = get(first.id)
    assert (running.status, running.worker, running.attempts) == (RunStatus.RUNNING, "w1", 1)
    assert running.started_at is not None


def test_a_look_at_the_queue_tells_whether_to_claim(store, enqueue, claim, clock):
    """Tests that an idle worker finds out without writing."""

    def waiting():
        with store.read() as view:
            return view.claims.waiting(["solve"], stale_after_s=60)

    assert not waiting()
    enqueue("other")
    assert not waiting()
    enqueue()
    assert waiting()
    claim()
    assert not waiting()
    clock.put_on(120)
    assert waiting()


def test_a_dead_workers_run_goes_on_from_its_checkpoint(store, enqueue, claim, clock, get):
    """Tests that a stale run goes on from what was kept, and that the dead worker is fenced off."""
    run = enqueue()
    dead = claim("w1")
    with store.transaction() as tx:
        tx.claims.save_checkpoint(run.id, dead.token, {"best": [1, 2]})
    assert claim("w2") is None
    clock.put_on(30)
    alive = claim("w2")
    assert (alive.run.id, alive.checkpoint) == (run.id, {"best": [1, 2]})
    assert (get(run.id).worker, get(run.id).attempts) == ("w2", 2)
    assert get(run.id).started_at < alive.run.heartbeat_at
    for late in (
        lambda claims: claims.beat(run.id, dead.token),
        lambda claims: claims.save_checkpoint(run.id, dead.token, {}),
        lambda claims: claims.finish(run.id, dead.token, RunStatus.DONE),
        lambda claims: claims.release(run.id, dead.token),
    ):
        with pytest.raises(LostClaimError), store.transaction() as tx:
            late(tx.claims)
    assert get(run.id).status is RunStatus.RUNNING


def test_a_heartbeat_keeps_a_run(store, enqueue, claim, clock):
    """Tests that a run whose worker speaks up in time is left to it."""
    run = enqueue()
    mine = claim("w1", stale_after_s=20)
    for _ in range(5):
        clock.put_on(15)
        with store.transaction() as tx:
            tx.claims.beat(run.id, mine.token)
        assert claim("w2", stale_after_s=20) is None


def test_a_run_that_kills_its_workers_is_given_up(enqueue, claim, clock, get):
    """Tests that the third death is the last, with words for the user."""
    run = enqueue()
    for n in range(3):
        assert claim().run.attempts == n + 1
        clock.put_on(60)
    assert claim() is None
    failed = get(run.id)
    assert (failed.status, failed.attempts) == (RunStatus.FAILED, 3)
    assert "3 times" in failed.error
    assert failed.finished_at is not None


def test_giving_back_in_good_order_does_not_count(store, enqueue, claim, get):
    """Tests that a worker may be restarted any number of times."""
    run = enqueue()
    for _ in range(5):
        mine = claim()
        with store.transaction() as tx:
            tx.claims.release(run.id, mine.token)
    assert (get(run.id).status, get(run.id).attempts) == (RunStatus.QUEUED, 0)
    with pytest.raises(LostClaimError), store.transaction() as tx:
        tx.claims.beat(run.id, mine.token)


def test_progress_is_numbered_and_read_from_where_one_was(store, enqueue, claim, clock):
    """Tests that samples keep their order and that a page can ask for the new ones only."""
    run = enqueue()
    mine = claim()
    for batch in ([1.0, 2.0], [], [3.0]):
        samples = [(clock(), {"objective": x, "bound": float("nan")}) for x in batch]
        with store.transaction() as tx:
            tx.claims.beat(run.id, mine.token, samples)
    with store.read() as view:
        samples = view.runs.progress(run.id)
        later = view.runs.progress(run.id, after=2)
    assert [(s.number, s.sample["objective"]) for s in samples] == [(1, 1.0), (2, 2.0), (3, 3.0)]
    assert samples[0].sample["bound"] is None
    assert later == samples[2:]
    assert samples[0].at < samples[2].at


def test_a_waiting_run_is_cancelled_at_once(store, enqueue, claim, get):
    """Tests that a run in the queue ends when it is cancelled, and that this is in the trail."""
    run = enqueue()
    with store.transaction() as tx:
        tx.runs.cancel(run.id, author="wang", reason="wrong week")
    assert get(run.id).status is RunStatus.CANCELLED
    assert claim() is None
    with store.read() as view:
        entries = view.trail.entries(entity=Entity.RUN, entity_id=run.id)
    assert [(e.action, e.who) for e in entries] == [
        (Action.CANCELLED, "wang"),
        (Action.QUEUED, "li"),
    ]


def test_a_running_run_is_asked_to_stop(store, enqueue, claim, get):
    """Tests that the worker learns of a cancel by its heartbeat, once, and keeps its result."""
    run = enqueue()
    mine = claim()
    for _ in range(2):
        with store.transaction() as tx:
            assert tx.runs.cancel(run.id, author="wang", reason="").status is RunStatus.RUNNING
    with store.transaction() as tx:
        assert tx.claims.beat(run.id, mine.token)
        tx.claims.finish(run.id, mine.token, RunStatus.CANCELLED, result={"roster_id": 4})
    ended = get(run.id)
    assert (ended.status, ended.result) == (RunStatus.CANCELLED, {"roster_id": 4})
    with store.transaction() as tx:
        assert tx.runs.cancel(run.id, author="wang", reason="") == ended
    with store.read() as view:
        assert len(view.trail.entries(entity=Entity.RUN, entity_id=run.id)) == 2


def test_a_cancelled_run_of_a_dead_worker(store, enqueue, claim, clock, get):
    """Tests that it ends when nothing was kept, and is taken up to hand over what was."""
    empty, kept = enqueue(), enqueue()
    for run in (empty, kept):
        mine = claim()
        with store.transaction() as tx:
            tx.runs.cancel(run.id, author="li", reason="")
    with store.transaction() as tx:
        tx.claims.save_checkpoint(kept.id, mine.token, {"best": 1})
    clock.put_on(60)
    again = claim()
    assert (again.run.id, again.run.cancel_requested) == (kept.id, True)
    assert get(empty.id).status is RunStatus.CANCELLED
    assert claim() is None


def test_an_end_is_an_end(store, enqueue, claim):
    """Tests that a run can't be finished as running, nor twice."""
    run = enqueue()
    mine = claim()
    with pytest.raises(ValueError, match="no end"), store.transaction() as tx:
        tx.claims.finish(run.id, mine.token, RunStatus.QUEUED)
    with store.transaction() as tx:
        tx.claims.finish(run.id, mine.token, RunStatus.FAILED, error="too few people")
    with pytest.raises(LostClaimError), store.transaction() as tx:
        tx.claims.finish(run.id, mine.token, RunStatus.DONE, result={})


def test_runs_are_listed_newest_first(store, enqueue, claim):
    """Tests that a page can list runs by kind, centre and status."""
    first, other, last = enqueue(), enqueue("other"), enqueue()
    claim()
    with store.read() as view:
        assert [r.id for r in view.runs.all(centre="bank")] == [last.id, other.id, first.id]
        assert [r.id for r in view.runs.all(kind="other")] == [other.id]
        assert [r.id for r in view.runs.all(status=RunStatus.RUNNING)] == [first.id]
        assert view.runs.all(centre="elsewhere") == ()
        with pytest.raises(BadInputError, match="'x'"):
            view.runs.get("x")


def test_workers_are_seen_and_leave(store, clock):
    """Tests that a page can tell whether anybody is there to do the work."""

    def names():
        with store.read() as view:
            return [worker.name for worker in view.workers.alive()]

    with store.transaction() as tx:
        tx.workers.see("w2", ["solve"])
        tx.workers.see("w1", ["solve", "forecast"])
    assert names() == ["w1", "w2"]
    clock.put_on(10)
    with store.transaction() as tx:
        tx.workers.see("w2", ["solve"])
    clock.put_on(8)
    assert names() == ["w2"]
    with store.transaction() as tx:
        tx.workers.leave("w2")
    assert names() == []
