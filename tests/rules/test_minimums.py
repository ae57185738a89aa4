"""The three minimums side by side: whom each counts, when, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import SHIFT_LEADER, Agent
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
SPAN = {"from_clock": "07:00", "to_clock": "08:00"}
RULES = {
    "safety_minimum": {},
    "shift_leader": {},
    "skill_minimum": {"skill": SHIFT_LEADER},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("least", "expected"), [(0, []), (2, []), (3, [1, 1]), (4, [2, 2])])
def test_both_sides_of_the_minimum(rule: str, least: int, expected: list[int]) -> None:
    """Tests that as many as due are clean and each one missing counts, per half-hour."""
    problem = small_problem(agents=agents(3, skills=(SHIFT_LEADER,)), n_days=1)
    problem = under(problem, rule, hard=False, min_agents=least, **SPAN, **RULES[rule])
    assert amounts(problem, roster(problem, A001="E", A002="E", A003="M")) == expected


@pytest.mark.parametrize(
    ("rule", "expected"), [("safety_minimum", 0), ("shift_leader", 2), ("skill_minimum", 2)]
)
def test_who_counts(rule: str, expected: int) -> None:
    """Tests that an agent without the skill is safety only."""
    problem = small_problem(n_agents=1, n_days=1)
    problem = under(problem, rule, hard=False, min_agents=1, **SPAN, **RULES[rule])
    assert len(amounts(problem, roster(problem, A001="E"))) == expected


@pytest.mark.parametrize(
    ("rule", "expected"), [("safety_minimum", 1), ("shift_leader", 0), ("skill_minimum", 1)]
)
def test_the_meal_by_default(rule: str, expected: int) -> None:
    """Tests that a leader at the meal is still there and others are not on the phones."""
    problem = small_problem(agents=agents(1, skills=(SHIFT_LEADER,)), n_days=1)
    span = {"from_clock": "09:00", "to_clock": "11:00"}
    problem = under(problem, rule, hard=False, min_agents=1, **span, **RULES[rule])
    assert len(amounts(problem, roster(problem, A001="E"))) == expected


@pytest.mark.parametrize("rule", RULES)
def test_words_and_days(rule: str, narrowed) -> None:
    """Tests unit, cost and words, and that days outside the validity owe nothing."""
    people = (*agents(1, skills=(SHIFT_LEADER,)), Agent("A002", "T2", "full"))
    problem = small_problem(agents=people, n_days=3)
    problem = under(problem, rule, hard=False, min_agents=4, **SPAN, **RULES[rule])
    week = roster(problem, A001="EEE")
    violations = found(narrowed(problem, first_day=day(1), last_day=day(1)), week)
    assert [v.at for v in violations] == ["2026-11-24 07:00", "2026-11-24 07:30"]
    first = violations[0]
    assert (first.amount, first.cost, first.unit) == (3, 30, Unit.AGENT_INTERVALS)
    for language in ("en", "zh"):
        assert all(x in sentence(first, language) for x in ("2026-11-24 07:00", "1", "4"))
    nobody = found(narrowed(problem, teams=("T2",)), week)
    assert {v.amount for v in nobody} == {4}


@pytest.mark.parametrize(
    ("first_day", "n"), [(date(2026, 3, 28), 2), (date(2026, 10, 24), 6), (date(2026, 6, 1), 4)]
)
def test_span_over_a_clock_change(first_day: date, n: int) -> None:
    """Tests that 01:00 to 03:00 by the clock lasts one, three or two real hours."""
    problem = small_problem(zone="Europe/Berlin", first_day=first_day, n_days=2)
    span = {"from_clock": "01:00", "to_clock": "03:00"}
    problem = under(problem, "safety_minimum", hard=False, min_agents=1, **span)
    second = str(first_day.replace(day=first_day.day + 1))
    at = [v.at for v in found(problem, roster(problem)) if v.at.startswith(second)]
    assert len(at) == n
