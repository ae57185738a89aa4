from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "after", "expected"),
    [
        ("NE", 1, [1]),
        ("N.E", 1, []),
        ("N.E", 2, [1]),
        ("N..E", 2, []),
        ("N.N", 2, [1]),
        ("NN..N", 2, []),
        ("NEE", 2, [1]),
        ("NE", 0, []),
        ("N...E", 4, [1]),
    ],
)
def test_days_off_after_a_block(week: str, after: int, expected: list[int]) -> None:
    """Tests that only the first shift after a block can be too soon, and a night lengthens it."""
    problem = under(small_problem(n_agents=1), "night_limits", days_off_after=after)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_nights_in_a_row_over_the_seam() -> None:
    """Tests that nights of the past roster count in a row."""
    problem = with_past(small_problem(n_agents=1), 1, A001=".....NN")
    problem = under(problem, "night_limits", days_off_after=0)
    assert amounts(problem, roster(problem, A001="N")) == []
    assert amounts(problem, roster(problem, A001="NN")) == [1]


def test_nights_of_a_week_and_facts_of_the_past() -> None:
    """Tests the weekly maximum when the past has taken more of the week than allowed."""
    problem = small_problem(n_agents=1, n_days=3, first_day=day(4))
    problem = with_past(problem, 1, A001="...N.NN")
    problem = under(problem, "night_limits", max_week=1, days_off_after=0, max_in_row=7)
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="..N")) == [1]


def test_each_finding_says_what_it_is() -> None:
    """Tests that week, row and block are told apart, in both languages."""
    problem = under(small_problem(n_agents=1), "night_limits", max_week=2, max_in_row=2)
    texts = {str(v.values["what"].en) for v in found(problem, roster(problem, A001="NNNE"))}
    assert texts == {
        "3 nights in the week, at most 2",
        "3 nights in a row, at most 2",
        "0 days off after a block of nights, 1 are due",
    }
