"""Tests of the calls that a problem carries."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from support.problems import small_problem

from wfm.core.errors import BadInputError
from wfm.core.interchange import fingerprint, problem_from_dict, problem_to_dict
from wfm.core.traffic import QueueTraffic, Traffic

pytestmark = pytest.mark.unit
N = 48
QUEUE = QueueTraffic("regular", (3.5,) * N, (200.0,) * N, None, 90.0, 0.1, 2)
PROBLEM = small_problem(n_days=1)


def carrying(*queues: QueueTraffic) -> object:
    """Values of a problem with these queues, as a file holds them."""
    return problem_to_dict(replace(PROBLEM, traffic=Traffic(queues)))


def test_it_survives_the_file() -> None:
    """Tests that calls come back from JSON as they were."""
    traffic = Traffic((QUEUE, replace(QUEUE, queue="other", skill="x")), 0.75, 15.0, "net")
    problem = replace(PROBLEM, traffic=traffic)
    text = json.dumps(problem_to_dict(problem))
    assert problem_from_dict(json.loads(text)) == problem


def test_problem_without_calls_writes_none() -> None:
    """Tests that a problem without calls has no such key, and so keeps its fingerprint."""
    value = problem_to_dict(PROBLEM)
    assert "traffic" not in value
    assert problem_from_dict(value) == PROBLEM
    assert problem_from_dict({**value, "traffic": None}) == PROBLEM
    assert fingerprint(problem_from_dict({**value, "traffic": None})) == fingerprint(PROBLEM)


def test_calls_are_part_of_the_fingerprint() -> None:
    """Tests that two problems with other calls are not the same."""
    one, two = (
        replace(PROBLEM, traffic=Traffic((replace(QUEUE, patience_s=p),))) for p in (60.0, 90.0)
    )
    assert len({fingerprint(PROBLEM), fingerprint(one), fingerprint(two)}) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"volume": (1.0,) * 5},
        {"aht_s": (1.0,) * 5},
        {"volume": (-1.0,) * N},
        {"volume": (math.inf,) * N},
        {"aht_s": (0.0,) * N},
        {"patience_s": 0.0},
        {"redial_share": 1.0},
    ],
    ids=str,
)
def test_calls_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    """Tests that the queue is named whose calls do not fit the horizon or make no sense."""
    with pytest.raises(BadInputError, match="regular"):
        problem_from_dict(carrying(replace(QUEUE, **wrong)))


def test_queues_must_agree() -> None:
    """Tests that a queue given twice, or over other intervals, is refused."""
    with pytest.raises(BadInputError, match="twice"):
        problem_from_dict(carrying(QUEUE, QUEUE))
    longer = QueueTraffic("long", (1.0,) * (N + 1), (10.0,) * (N + 1))
    with pytest.raises(BadInputError, match="same intervals"):
        problem_from_dict(carrying(QUEUE, longer))


def test_closed_intervals_need_no_handle_time() -> None:
    """Tests that a handle time of 0 is fine where nobody calls."""
    closed = replace(QUEUE, volume=(0.0,) * N, aht_s=(0.0,) * N)
    assert problem_from_dict(carrying(closed)).traffic == Traffic((closed,))
