"""Handing in long work."""

from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.runs import Executor, LocalQueue
from wfm.store import RunStatus

pytestmark = pytest.mark.unit


def test_the_queue_is_an_executor(store, get):
    """Tests that work handed in waits in the store, and can be cancelled there."""
    executor: Executor = LocalQueue(store)
    run_id = executor.submit("solve", {"problem_id": 3}, author="li", reason="new week")
    run = get(run_id)
    assert (run.kind, run.payload, run.status) == ("solve", {"problem_id": 3}, RunStatus.QUEUED)
    assert (run.author, run.reason) == ("li", "new week")
    executor.cancel(run_id, author="li", reason="")
    assert get(run_id).status is RunStatus.CANCELLED


def test_work_for_an_unknown_centre_is_refused(store):
    """Tests that nothing is queued for a centre that does not exist."""
    with pytest.raises(BadInputError, match="no such centre"):
        LocalQueue(store).submit("solve", {}, centre="x", author="li", reason="")
