"""The side thread of a run."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from wfm.runs.context import RunContext, StopReason
from wfm.runs.heartbeat import Heartbeat
from wfm.store import StoreError
from wfm.store.repository import utc_now

pytestmark = pytest.mark.unit


@pytest.fixture
def claim(store, submit):
    """A run in hand."""
    submit()
    with store.transaction() as tx:
        return tx.claims.claim("w", ["job"])


@pytest.fixture
def context(store, claim):
    """What its handler sees."""
    return RunContext(store, claim, utc_now, sample_every_s=0)


def beat_of(store, context, claim, shutdown=None):
    return Heartbeat(store, context, claim, shutdown or threading.Event(), kinds=["job"])


def test_a_beat_is_a_sign_of_life(store, context, claim, get):
    """Tests that a beat moves the run's heartbeat on and shows the worker."""
    beat_of(store, context, claim).beat()
    assert get(claim.run.id).heartbeat_at > claim.run.heartbeat_at
    with store.read() as view:
        assert [worker.name for worker in view.workers.alive()] == ["w"]
    assert not context.should_stop()


def test_samples_survive_a_busy_database(store, context, claim, samples):
    """Tests that what could not be written is written with the next beat, in order."""

    class Busy:
        @contextmanager
        def transaction(self, *, alone=True):
            raise StoreError("The database is busy.")
            yield

    context.progress({"n": 1})
    beat_of(Busy(), context, claim).beat()
    assert not context.should_stop()
    context.progress({"n": 2})
    beat_of(store, context, claim).beat()
    assert samples(claim.run.id) == [{"n": 1}, {"n": 2}]


def test_a_cancel_comes_before_a_shutdown(store, context, claim):
    """Tests that a run that was cancelled is ended although the worker ends too."""
    shutdown = threading.Event()
    shutdown.set()
    beat = beat_of(store, context, claim, shutdown)
    beat.beat()
    assert context.stop_reason is StopReason.SHUTDOWN
    with store.transaction() as tx:
        tx.runs.cancel(claim.run.id, author="li", reason="")
    beat.beat()
    assert context.stop_reason is StopReason.CANCEL


def test_a_lost_run_stays_lost(store, context, claim):
    """Tests that nothing brings back a run that another worker took."""
    with store.transaction() as tx:
        tx.claims.claim("other", ["job"], stale_after_s=-60)
    beat_of(store, context, claim).beat()
    assert context.stop_reason is StopReason.LOST
    context.stop(StopReason.CANCEL)
    assert context.stop_reason is StopReason.LOST


def test_looking_is_what_counts_as_having_been_told(context):
    """Tests that a handler that never asked counts as not stopped."""
    context.stop(StopReason.CANCEL)
    assert not context.noticed
    assert context.should_stop()
    assert context.noticed
