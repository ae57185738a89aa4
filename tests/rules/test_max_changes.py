from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_base
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "expected"),
    [("EEEEE..", []), ("MMEEE..", []), ("MMMEE..", [1]), ("EEEEEEE", []), (".......", [3])],
)
def test_cells_of_one_agent(week: str, expected: list[int]) -> None:
    """Tests that two changed cells are clean and each further one counts."""
    problem = with_base(small_problem(n_agents=1), A001="EEEEE..")
    problem = under(problem, "max_changes", per_agent=2)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_moved_shift_is_two_cells() -> None:
    """Tests that work moved to another day changes the cell it leaves and the one it takes."""
    problem = with_base(small_problem(n_agents=1), A001="E......")
    one = under(problem, "max_changes", per_agent=1)
    assert amounts(one, roster(one, A001=".E.....")) == [1]
    two = under(problem, "max_changes", per_agent=2)
    assert amounts(two, roster(two, A001=".E.....")) == []


def test_words_of_agent_and_of_all() -> None:
    """Tests unit, cost and both languages' words of the two limits."""
    problem = with_base(small_problem(), A001="EEEE", A002="EE")
    problem = under(problem, "max_changes", hard=False, per_agent=3, total=4)
    own, total = sorted(
        found(problem, roster(problem, A001="MMMM", A002="MM")), key=lambda v: v.agent_id or "z"
    )
    assert (own.agent_id, own.amount, own.unit, own.cost) == ("A001", 1, Unit.CELLS, 10)
    assert (total.agent_id, total.amount, total.cost) == (None, 2, 20)
    for language, everybody in (("en", "all agents"), ("zh", "全体坐席")):
        assert all(x in sentence(own, language) for x in ("A001", "4", "3"))
        assert all(x in sentence(total, language) for x in (everybody, "6", "4"))


def test_other_agents_and_days_are_free(narrowed) -> None:
    """Tests that cells outside the entry's scope and validity are not counted."""
    problem = with_base(small_problem(), A001="EEE", A002="EEE")
    problem = under(problem, "max_changes", per_agent=1)
    week = roster(problem, A001="MMM", A002="MMM")
    assert amounts(problem, week) == [2, 2]
    assert amounts(narrowed(problem, agents=("A002",)), week) == [2]
    assert amounts(narrowed(problem, first_day=day(1)), week) == [1, 1]
    assert amounts(narrowed(problem, last_day=day(0)), week) == []


def test_agents_with_a_change() -> None:
    """Tests that the cap on agents counts each agent once, however many cells change."""
    problem = with_base(small_problem(), A001="EEE", A002="EEE")
    problem = under(problem, "max_changes", per_agent=7, agents=1)
    assert amounts(problem, roster(problem, A001="MMM", A002="EEE")) == []
    (over,) = found(problem, roster(problem, A001="MMM", A002="EEM"))
    assert (over.agent_id, over.amount) == (None, 1)
    assert "2 agents" in sentence(over, "en")
    assert "2 名坐席" in sentence(over, "zh")
