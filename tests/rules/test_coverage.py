from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import Agent
from wfm.core.problem import Demand, Problem
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
SEVEN = 14
"""The half-hour from 07:00, in which nobody of 06:00 is on a break."""


def needing(n: int, n_days: int = 1, **about) -> Problem:
    required = tuple(n if t % 48 == SEVEN and t < 48 * n_days else 0 for t in range(48 * n_days))
    demand = Demand(required, about.pop("group", "all"), about.pop("skill", None))
    return small_problem(n_days=n_days, demands=(demand,), **about)


def under_coverage(problem: Problem, **parameters) -> Problem:
    return under(problem, "coverage", hard=False, surplus=0.0, **parameters)


@pytest.mark.parametrize(
    ("there", "cost"), [(10, 0), (9, 10), (8, 30), (7, 60), (6, 100), (0, 340)]
)
def test_ladder_of_prices(there: int, cost: int) -> None:
    """Tests that of ten required each tenth missing costs 1, then 2 and beyond 2.5 agents 4."""
    problem = under_coverage(needing(10, agents=agents(10)), shares=[0.1, 0.25])
    week = roster(problem, **{f"A{n:03d}": "E" for n in range(1, there + 1)})
    violations = found(problem, week)
    assert [v.amount for v in violations] == ([10 - there] if there < 10 else [])
    assert sum(v.cost for v in violations) == cost


def test_surplus_is_a_tenth_and_of_the_pooled_group_alone() -> None:
    """Tests that idle agents cost a little, and those of a skill group nothing."""
    problem = under(needing(1, n_agents=3), "coverage", hard=False)
    violations = found(problem, roster(problem, A001="E", A002="E", A003="E"))
    seven = [v for v in violations if v.at.endswith("07:00")]
    assert [(v.amount, v.cost) for v in seven] == [(2, 2)]
    people = tuple(Agent(a.id, "T1", "full", ("minnan",)) for a in agents(3))
    group = under(needing(1, agents=people, group="minnan", skill="minnan"), "coverage", hard=False)
    assert found(group, roster(group, A001="E", A002="E", A003="E")) == ()


def test_agents_in_part_and_without_the_skill() -> None:
    """Tests that half an agent leaves half missing, and one without the skill a whole one."""
    people = (Agent("A001", "T1", "full", ("minnan",), productivity_pct=50), agents(2)[1])
    problem = under_coverage(needing(1, agents=people, group="minnan", skill="minnan"))
    (violation,) = found(problem, roster(problem, A001="E", A002="E"))
    assert (violation.amount, violation.unit) == (0.5, Unit.AGENT_INTERVALS)
    assert violation.values == {"group": "minnan", "staffed": 0.5, "required": 1}
    for language in ("en", "zh"):
        text = sentence(violation, language)
        assert all(part in text for part in ("minnan", "2026-11-23 07:00", "0.5", "1"))
    (nobody,) = found(problem, roster(problem, A002="E"))
    assert nobody.amount == 1


def test_days_in_force(narrowed) -> None:
    """Tests that shortages of days outside the entry's validity are not priced."""
    problem = under_coverage(needing(1, n_days=3))
    violations = found(narrowed(problem, first_day=day(1), last_day=day(1)), roster(problem))
    assert [v.at for v in violations] == ["2026-11-24 07:00"]


def with_steps(problem: Problem, *steps: tuple[int, int]) -> Problem:
    (demand,) = problem.demands
    priced = tuple(steps if n else () for n in demand.required)
    return replace(problem, demands=(replace(demand, steps=priced),))


@pytest.mark.parametrize(("there", "cost"), [(4, 0), (3, 4), (2, 10), (1, 22), (0, 34)])
def test_curve_goes_before_the_ladder(there: int, cost: int) -> None:
    """Tests that each missing agent costs what the demand's own steps say."""
    problem = with_steps(needing(4, n_agents=4), (150, 4), (50, 8), (200, 12))
    week = roster(problem, **{f"A{n:03d}": "E" for n in range(1, there + 1)})
    asked = under_coverage(problem, price="curve")
    assert sum(v.cost for v in found(asked, week)) == cost
    heavy = replace(asked, rules=(replace(asked.rules[0], weight=30),))
    assert sum(v.cost for v in found(heavy, week)) == cost
    short = (4 - there) / 4
    ladder = sum(v.cost for v in found(under_coverage(problem), week))
    assert ladder == (0 if not short else 10 * (0.4 + 2 * 0.6 + 4 * (4 * short - 1)))


def test_intervals_without_a_curve_keep_the_ladder() -> None:
    """Tests that a demand without steps, or with none in the interval, is priced as before."""
    plain = needing(3)
    for problem in (plain, with_steps(plain)):
        by_curve = found(under_coverage(problem, price="curve"), roster(problem))
        assert by_curve == found(under_coverage(problem), roster(problem))
        assert by_curve[0].cost > 0
