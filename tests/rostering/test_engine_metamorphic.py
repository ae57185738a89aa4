"""What must stay true of the optimum when a problem is changed in a known way.

Optima are proven by one plain model of everything; the engine must agree with them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from ortools.sat.python import cp_model

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin, Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering.engine import solve
from wfm.rostering.result import Status
from wfm.rostering.synthetic import tiny_problem
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

SEEDS = range(5)


def optimum(problem: Problem) -> float:
    """Cost of the best roster, proven."""
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = 30
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    return round(solver.objective_value / COST_SCALE, 2)


@cache
def free_hours(seed: int) -> Problem:
    """Three agents, one day and its tail, nobody owed any hours."""
    whole = tiny_problem(seed)
    return replace(
        whole,
        n_days=1,
        rules=tuple(e for e in whole.rules if e.rule != "weekly_hours"),
        agents=tuple(replace(a, productivity_pct=100, shifts=()) for a in whole.agents),
        leave=(),
        demands=tuple(replace(d, required=d.required[: 48 + 13]) for d in whole.demands),
    )


@cache
def best(seed: int) -> float:
    """Optimum of `free_hours`."""
    return optimum(free_hours(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_agent_is_no_worse(seed: int) -> None:
    """Tests that a further pair of hands, owed no hours, never raises the optimum."""
    problem = free_hours(seed)
    more = replace(problem.agents[0], id="A9999")
    assert optimum(replace(problem, agents=(*problem.agents, more))) <= best(seed)
    assert optimum(replace(problem, agents=problem.agents[:2])) >= best(seed)


@pytest.mark.parametrize("seed", range(4))
def test_doubled_centre_is_no_worse_a_head(seed: int) -> None:
    """Tests that twice the demand and twice the agents cost at most twice as much."""
    problem = replace(free_hours(seed), agents=free_hours(seed).agents[:2])
    twins = tuple(replace(a, id=f"{a.id}b") for a in problem.agents)
    double = replace(
        problem,
        agents=(*problem.agents, *twins),
        demands=tuple(
            replace(d, required=tuple(2 * n for n in d.required)) for d in problem.demands
        ),
    )
    assert optimum(double) <= 2 * optimum(problem)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_shifted_by_weeks_is_the_same(seed: int) -> None:
    """Tests that a week later, leave and pins with it, the optimum is the same."""
    problem = tiny_problem(seed)
    day = problem.first_day
    problem = replace(problem, pins=(Pin(problem.agents[0].id, day, "D08"),))
    week = timedelta(days=7)
    later = replace(
        problem,
        first_day=day + week,
        leave=tuple(
            replace(x, first_day=x.first_day + week, last_day=x.last_day + week)
            for x in problem.leave
        ),
        pins=tuple(replace(p, day=p.day + week) for p in problem.pins),
    )
    assert optimum(later) == optimum(problem)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_order_do_not_matter(seed: int) -> None:
    """Tests that agents and shifts in another order and by other names cost the same."""
    problem = free_hours(seed)
    renamed = replace(
        problem,
        agents=tuple(replace(a, id=f"Z{a.id}") for a in reversed(problem.agents)),
        shifts=problem.shifts[::-1],
    )
    assert optimum(renamed) == best(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_further_hard_fact_is_no_better(seed: int) -> None:
    """Tests that leave, a pinned day off and a smaller catalogue never lower the optimum."""
    problem = free_hours(seed)
    agent, day = problem.agents[0].id, problem.first_day
    tighter = [
        replace(problem, leave=(Leave(agent, LeaveType.ANNUAL, day, day),)),
        replace(problem, pins=(Pin(agent, day, None),)),
        replace(problem, shifts=problem.shifts[1:]),
        replace(
            problem,
            rules=(*problem.rules, RuleEntry("seats", {"seats": 1}, source="art. 1")),
        ),
    ]
    costs = [optimum(p) for p in tighter]
    assert all(cost >= best(seed) for cost in costs)
    # A day of leave and a pinned day off are the same day off.
    assert costs[0] == costs[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_twice_as_high_cost_twice_as_much(seed: int) -> None:
    """Tests that the optimum grows with the weights, all of them doubled."""
    problem = free_hours(seed)
    dear = replace(problem, rules=tuple(replace(e, weight=2 * e.weight) for e in problem.rules))
    assert optimum(dear) == pytest.approx(2 * best(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_pinning_the_optimum_keeps_it(seed: int) -> None:
    """Tests that with every cell of an optimal roster pinned the optimum is the same."""
    problem = free_hours(seed)
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    found = ctx.read(solver.value)
    assert audit(problem, found).cost == best(seed)
    pins = []
    for agent in problem.agents:
        cell = found.get(agent.id, problem.first_day)
        pins.append(Pin(agent.id, problem.first_day, cell.shift_id if cell else None))
    assert optimum(replace(problem, pins=tuple(pins))) == best(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_agrees_with_the_proof(seed: int) -> None:
    """Tests that the engine's bound is below the optimum, its roster no cheaper than it."""
    found = solve(free_hours(seed), time_s=0, deterministic=0.03)
    assert best(seed) > 0
    assert found.bound is not None
    assert found.objective is not None
    assert found.bound <= best(seed) + 1e-6
    assert found.objective >= best(seed) - 1e-6
    if found.status is Status.OPTIMAL:
        assert found.objective == best(seed)
    assert found.objective <= 1.2 * best(seed)
