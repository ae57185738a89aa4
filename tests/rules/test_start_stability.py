from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("order", ["EM", "ME"])
@pytest.mark.parametrize(("limit", "expected"), [(180, []), (179, [1]), (0, [1])])
def test_both_sides_both_ways(order: str, limit: int, expected: list[int]) -> None:
    """Tests that three hours earlier or later are clean at the limit and found beyond."""
    problem = under(small_problem(n_agents=1), "start_stability", max_shift_min=limit)
    assert amounts(problem, roster(problem, A001=order)) == expected


@pytest.mark.parametrize(
    ("past", "week", "expected"),
    [("......L", "E", [1]), ("......L", "L", []), (".....L.", "E", []), (".....LE", "E", [])],
)
def test_carried_in_from_the_past(past: str, week: str, expected: list[int]) -> None:
    """Tests that Monday is compared with the past's Sunday, and the past with nothing."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "start_stability")
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_words_scope_and_days(narrowed) -> None:
    """Tests that the finding names both times by the clock, for the entry's agents and days."""
    problem = under(small_problem(), "start_stability", hard=False)
    week = roster(problem, A001="EL", A002=".ME")
    one, other = sorted(found(problem, week), key=lambda v: v.agent_id)
    assert (one.agent_id, one.day, one.amount, one.cost) == ("A001", day(1), 1, 10)
    assert one.unit is Unit.SHIFTS
    for language in ("en", "zh"):
        assert all(x in sentence(one, language) for x in ("A001", "13:00", "06:00", "2026-11-24"))
    assert found(narrowed(problem, agents=("A002",)), week) == (other,)
    assert found(narrowed(problem, first_day=day(2)), week) == (other,)
