from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "days"),
    [
        (".......", "E.E....", [1]),
        (".......", "E..E...", []),
        (".......", "E.E.E..", [1, 3]),
        (".....E.", "E......", [-1]),
        ("......E", ".E.....", [0]),
        ("......E", "..E....", []),
        (".....E.", ".E.....", []),
        ("...E.E.", ".......", []),
        (".......", "EEEEEE.", []),
        (".......", ".E.....", []),
    ],
)
def test_which_days_are_single(past: str, week: str, days: list[int]) -> None:
    """Tests single days inside, at the seam and at the unknown end of the horizon."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "days_off_in_pairs")
    violations = found(problem, roster(problem, A001=week))
    assert sorted(v.day for v in violations) == [day(d) for d in days]
    assert all((v.amount, v.unit) == (1, Unit.DAYS) for v in violations)


def test_words_scope_and_days(narrowed) -> None:
    """Tests cost and words, and that other agents and days are free."""
    problem = under(small_problem(), "days_off_in_pairs", hard=False)
    week = roster(problem, A001="E.E", A002="EE.E")
    one, other = sorted(found(problem, week), key=lambda v: v.agent_id)
    assert (one.agent_id, one.day, one.cost) == ("A001", day(1), 10)
    for language in ("en", "zh"):
        assert all(x in sentence(other, language) for x in ("A002", "2026-11-25"))
    assert found(narrowed(problem, agents=("A002",)), week) == (other,)
    assert found(narrowed(problem, first_day=day(2)), week) == (other,)
    assert amounts(narrowed(problem, last_day=day(0)), week) == []
