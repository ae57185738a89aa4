from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from ortools.sat.python import cp_model
from support.strategies import convex_steps

from wfm.core.problem import Problem
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.synthetic import synthetic_problem, tiny_problem
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def plain_optimum(modeller: Modeller) -> float:
    """Optimum of the one plain CP-SAT model."""
    ctx = modeller.context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    return solver.objective_value / COST_SCALE


@pytest.mark.parametrize("seed", range(16))
def test_bound_is_not_above_the_proven_optimum(seed: int) -> None:
    """Tests that the count model relaxes: its optimum and its linear one are below the roster's."""
    modeller = Modeller(ProblemView(tiny_problem(seed)))
    optimum = plain_optimum(modeller)
    linear = count_model(modeller).linear
    relaxed = solve_linear(linear, 20, whole=False).bound
    whole = solve_linear(linear, 20).bound
    assert relaxed <= whole + 1e-6
    assert whole <= optimum + 1e-6
    # A bound of nothing would pass too: it must be worth its time.
    assert whole >= 0.9 * optimum


def with_curves(problem: Problem, seed: int) -> Problem:
    """The problem with prices at random that each demand carries itself."""
    chance = Random(seed)
    demands = tuple(
        replace(d, steps=tuple(convex_steps(chance, n) for n in d.required))
        for d in problem.demands
    )
    rules = tuple(
        replace(e, parameters={**e.parameters, "price": "curve"}) if e.rule == "coverage" else e
        for e in problem.rules
    )
    return replace(problem, demands=demands, rules=rules)


@pytest.mark.parametrize("seed", range(10))
def test_bound_holds_with_the_demands_own_prices(seed: int) -> None:
    """Tests that the relaxation stays one, and worth its time, under any convex steps."""
    plain = tiny_problem(seed)
    modeller = Modeller(ProblemView(with_curves(plain, seed)))
    optimum = plain_optimum(modeller)
    whole = solve_linear(count_model(modeller).linear, 20).bound
    assert 0.85 * optimum <= whole <= optimum + 1e-6
    assert optimum != plain_optimum(Modeller(ProblemView(plain)))


def test_agents_that_count_alike_are_one_class() -> None:
    """Tests that classes share out the agents, by skills that are asked for."""
    modeller = Modeller(ProblemView(synthetic_problem(20, 1)))
    counts = count_model(modeller)
    members = sorted(a for k in counts.classes for a in k.tolist())
    assert members == list(range(20))
    assert len(counts.classes) == 3  # leaders, dialect, everybody else


def test_counts_of_a_solution_are_shifts() -> None:
    """Tests that a solution's counts fit the agents who may work."""
    modeller = Modeller(ProblemView(synthetic_problem(20, 1)))
    counts = count_model(modeller)
    answer = solve_linear(counts.linear, 20, whole=False)
    assert answer.values is not None
    found = counts.counts(answer.values)
    assert found.shape == counts.n.shape
    away = len(modeller.view.problem.leave)
    assert found.sum() == pytest.approx(5 * (20 - away))
