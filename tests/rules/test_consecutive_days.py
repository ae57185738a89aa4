from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "limit", "expected"),
    [
        (".......", "EEE", 3, []),
        (".......", "EEEE", 3, [1]),
        (".......", "EEEEE", 3, [1, 1]),
        (".....EE", "E", 3, []),
        (".....EE", "EE", 3, [1]),
        (".....EE", ".EEE", 3, []),
        ("....EEE", "...EEE", 3, []),
        ("EEEEEEE", "", 3, []),
        ("EEEEEEE", "E", 3, [1]),
        (".....NN", "EE", 3, [1]),
    ],
)
def test_run_of_days(past: str, week: str, limit: int, expected: list[int]) -> None:
    """Tests both sides of the limit, the past's run carried in, and the past's own as a fact."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "consecutive_days", max_days=limit)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_finding_names_each_day_beyond() -> None:
    """Tests agent, day, unit, cost and words of every day beyond the limit."""
    problem = under(small_problem(), "consecutive_days", hard=False, max_days=4)
    violations = found(problem, roster(problem, A001="EEEE", A002="EEEEEE"))
    told = sorted((v.agent_id, v.day, v.amount, v.unit, v.cost) for v in violations)
    assert told == [("A002", day(4), 1, Unit.DAYS, 10), ("A002", day(5), 1, Unit.DAYS, 10)]
    last = max(violations, key=lambda v: v.day)
    for language in ("en", "zh"):
        text = sentence(last, language)
        assert all(part in text for part in ("A002", "2026-11-28", "6", "4"))


def test_run_counts_days_before_the_entry_was_in_force(narrowed) -> None:
    """Tests that only days in force are found, counted with the working days before them."""
    problem = under(small_problem(), "consecutive_days", max_days=2)
    week = roster(problem, A001="EEEE", A002="EEEE")
    assert amounts(narrowed(problem, first_day=day(3)), week) == [1, 1]
    assert amounts(narrowed(problem, last_day=day(1)), week) == []
    assert amounts(narrowed(problem, agents=("A002",)), week) == [1, 1]
    assert amounts(narrowed(problem, teams=("T9",)), week) == []
