"""Fair nights and fair weekends on both sides of the share."""

from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("rule", "weeks"),
    [
        ("fairness_nights", {"NN.....": [], "NNN....": [1], "NNNN...": [2], "EEELLMM": []}),
        ("fairness_weekends", {".....NE": [], "EEEEEEE": [], "NNNNN..": []}),
    ],
)
def test_share_of_two_a_week(rule: str, weeks: dict[str, list[int]]) -> None:
    """Tests that the share itself is clean and only what each rule counts is counted."""
    problem = under(small_problem(n_agents=1), rule, hard=False, per_week=2)
    for week, expected in weeks.items():
        assert amounts(problem, roster(problem, A001=week)) == expected, week


@pytest.mark.parametrize(
    ("share", "expected"), [(0, [2]), (0.5, [1]), (1, [1]), (1.01, []), (2, [])]
)
def test_weekend_share_is_rounded_up(share: float, expected: list[int]) -> None:
    """Tests that a part of a shift in the share is a whole one."""
    problem = under(small_problem(n_agents=1), "fairness_weekends", hard=False, per_week=share)
    assert amounts(problem, roster(problem, A001=".....EE")) == expected


@pytest.mark.parametrize(
    ("rule", "past", "week"),
    [
        ("fairness_nights", "NNN....", "NNN...."),
        ("fairness_weekends", ".....EE", ".....EE"),
    ],
)
def test_past_carries_over(rule: str, past: str, week: str, narrowed) -> None:
    """Tests that past units use up the share, with agent, day, cost and words."""
    problem = with_past(small_problem(), 1, A001=past, A002=past)
    problem = under(problem, rule, hard=False, weeks=1, per_week=1.5)
    both = roster(problem, A001=week, A002=week)
    n = sum(c != "." for c in week)
    # Three for the two weeks; the past took two or three of them.
    over = n - (3 - n)
    one, other = sorted(found(problem, both), key=lambda v: v.agent_id)
    assert (one.agent_id, one.day, one.amount, one.unit) == ("A001", day(0), over, Unit.SHIFTS)
    assert one.cost == 10 * over
    assert one.values == {"n": n, "before": n, "share": 3, "weeks": 1}
    for language in ("en", "zh"):
        assert all(x in sentence(one, language) for x in ("A001", str(n), "3", "1"))
    assert found(narrowed(problem, agents=("A002",)), both) == (other,)
