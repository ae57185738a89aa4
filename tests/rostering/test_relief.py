"""Tests of the cut that counts the people whom breaks of a minimum take."""

from __future__ import annotations

import dataclasses

import pytest
from ortools.sat.python import cp_model
from support.problems import agents, small_problem

from wfm.core.people import Contract
from wfm.core.problem import Problem, RuleEntry
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.relief import due_inside, stretches
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

NIGHT = RuleEntry(
    "safety_minimum",
    {"min_agents": 2, "from_clock": "22:00", "to_clock": "05:00"},
    hard=False,
    weight=600,
)


def night_problem(n_agents: int, n_days: int = 2, least: int = 2) -> Problem:
    """Nobody required but a minimum at night, where everybody takes a meal and a rest break."""
    entry = dataclasses.replace(NIGHT, parameters={**NIGHT.parameters, "min_agents": least})
    people = agents(n_agents)
    return small_problem(
        entry,
        RuleEntry("meal_and_rest"),
        RuleEntry("coverage", {}, hard=False, weight=10),
        n_days=n_days,
        agents=people,
        contracts=(Contract("full", 0, 2400),),
    )


def optimum(problem: Problem) -> float:
    """Cost of the best roster, proven by one plain model of everything."""
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 30
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    return float(solver.objective_value) / COST_SCALE


def relaxed(problem: Problem) -> float:
    """Bound of the count model's linear relaxation."""
    counts = count_model(Modeller(ProblemView(problem)))
    return solve_linear(counts.linear, 30, whole=False).bound


@pytest.mark.parametrize("n_agents", [1, 2, 3, 4])
@pytest.mark.parametrize("least", [1, 2])
def test_bound_with_the_cut_stays_a_bound(n_agents: int, least: int) -> None:
    """Tests that the cut never lifts the bound above the proven optimum."""
    problem = night_problem(n_agents, least=least)
    assert relaxed(problem) <= optimum(problem) + 1e-6


def test_two_on_the_phones_take_three() -> None:
    """Tests that two and a bit people no longer hold a minimum of two in the relaxation."""
    problem = night_problem(4, n_days=1)
    counts = count_model(Modeller(ProblemView(problem)))
    answer = solve_linear(counts.linear, 30, whole=False)
    assert answer.values is not None
    night = problem.shifts[3]
    assert night.night
    people = counts.counts(answer.values)[:, 0, 3].sum()
    assert people == pytest.approx(3.0)


def test_stretches_end_where_the_shifts_change() -> None:
    """Tests that a stretch holds neighbouring intervals of the same shifts only."""
    one, both = frozenset({1}), frozenset({1, 2})
    found = stretches([one, one, both, both, one, one], [0, 1, 2, 3, 5])
    assert [(list(s.intervals), s.columns) for s in found] == [
        ([0, 1], one),
        ([2, 3], both),
        ([5], one),
    ]


@pytest.mark.parametrize(
    ("earliest", "latest", "inside", "due"),
    [
        (120, 240, range(16), 2),  # wholly inside, wherever it starts
        (120, 240, range(6, 16), 0),  # at 120 it ends before the stretch begins
        (150, 240, range(6, 16), 1),  # at 150 the second half lies inside
        (0, 60, range(8, 16), 0),  # wholly outside
    ],
)
def test_break_that_can_be_taken_outside_is_not_due(
    earliest: int, latest: int, inside: range, due: int
) -> None:
    """Tests that only the part of a break that no start leaves outside counts."""
    window = BreakWindow(BreakKind.MEAL, 60, earliest, latest, paid=False)
    assert due_inside([window], 0, inside, 30) == due
