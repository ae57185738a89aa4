"""A store with a queue, and worker processes to kill."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time

import pytest
from support.databases import KINDS, empty_database

from wfm.runs import LocalQueue, Worker
from wfm.store import Store

PROCESS = """
import sys, threading, time
from wfm.core.errors import BadInputError, Fault
from wfm.runs import Worker, stop_on_signals
from wfm.store import Store

{handlers}

stop = threading.Event()
stop_on_signals(stop)
store = Store.open(sys.argv[1])
Worker(store, HANDLERS, poll_s=0.05, beat_s=0.1, stale_after_s=1.0).run_forever(stop)
"""


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """URL of an empty database of its own."""
    with empty_database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def store(url):
    """An empty store."""
    with Store.open(url) as store:
        yield store


@pytest.fixture
def submit(store):
    """Hand in a run and return its id."""
    queue = LocalQueue(store)

    def submit(kind="job", **payload):
        return queue.submit(kind, payload, author="li", reason="asked for")

    return submit


@pytest.fixture
def get(store):
    """Read a run."""

    def get(run_id):
        with store.read() as view:
            return view.runs.get(run_id)

    return get


@pytest.fixture
def samples(store):
    """Read the samples of a run."""

    def samples(run_id):
        with store.read() as view:
            return [found.sample for found in view.runs.progress(run_id)]

    return samples


@pytest.fixture
def work(store):
    """Do one run with a handler, in this process."""

    def work(handler, kind="job", stop=None, **more):
        worker = Worker(store, {kind: handler}, beat_s=0.02, **more)
        return worker.run_once(stop)

    return work


@pytest.fixture
def wait_until():
    """Wait for something to become true; fail when it does not."""

    def wait_until(what, seconds=60.0):
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.02)

    return wait_until


@pytest.fixture
def start_worker(url):
    """Start a worker process with some handlers; whatever is left is killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(handlers):
        script = PROCESS.format(handlers=textwrap.dedent(handlers))
        process = subprocess.Popen(
            [sys.executable, "-c", script, url],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
