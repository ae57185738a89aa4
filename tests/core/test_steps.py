"""Tests of the prices that a demand carries."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from support.problems import small_problem

from wfm.core.errors import BadInputError
from wfm.core.interchange import fingerprint, problem_from_dict, problem_to_dict
from wfm.core.problem import Demand, Problem

pytestmark = pytest.mark.unit

PLAIN = small_problem(n_days=1, demands=(Demand((2,) * 60),))


def priced(*first: tuple[int, int]) -> Problem:
    """The plain problem with these steps in its first interval and none in the others."""
    steps = (first, *((),) * 59)
    return replace(PLAIN, demands=(replace(PLAIN.demands[0], steps=steps),))


def test_they_survive_the_file() -> None:
    """Tests that steps come back from JSON as they were, and a price of nothing too."""
    for problem in (priced((20, 3), (80, 3), (100, 9)), priced((200, 0)), priced()):
        text = json.dumps(problem_to_dict(problem))
        assert problem_from_dict(json.loads(text)) == problem


def test_a_demand_without_them_writes_none() -> None:
    """Tests that the key is left out, so that a problem keeps its fingerprint."""
    value = problem_to_dict(PLAIN)
    assert all("steps" not in demand for demand in value["demands"])
    value["demands"][0]["steps"] = None
    assert fingerprint(problem_from_dict(value)) == fingerprint(PLAIN)
    assert len({fingerprint(p) for p in (PLAIN, priced((200, 1)), priced((200, 2)))}) == 3


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([(100, 5), (100, 4)], "negative or fall"),
        ([(200, -1)], "negative or fall"),
        ([(0, 4), (200, 5)], "no width"),
        ([(100, 5)], "add up"),
        ([(100, 5), (200, 6)], "add up"),
    ],
)
def test_prices_that_cannot_be_are_refused(steps: list[tuple[int, int]], what: str) -> None:
    """Tests that each fault names the group, the interval and the steps."""
    value = problem_to_dict(priced(*steps))
    with pytest.raises(BadInputError, match=what) as caught:
        problem_from_dict(value)
    assert [f.column for f in caught.value.faults] == ["demands"]
    assert "all, interval 0" in caught.value.faults[0].value


def test_parts_of_a_point_are_refused() -> None:
    """Tests that a price is a whole number of points."""
    value = problem_to_dict(priced((200, 5)))
    value["demands"][0]["steps"][0] = [[200, 5.5]]
    with pytest.raises(BadInputError):
        problem_from_dict(value)


def test_one_list_an_interval() -> None:
    """Tests that steps of other intervals than the requirement's are refused."""
    short = replace(PLAIN, demands=(replace(PLAIN.demands[0], steps=((),)),))
    with pytest.raises(BadInputError, match="one list of steps an interval"):
        problem_from_dict(problem_to_dict(short))
