from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from ortools.sat.python import cp_model

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Problem
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def tiny_problem(seed: int) -> Problem:
    """A generated centre cut to three agents, two or three days and four shifts."""
    rng = np.random.default_rng(seed)
    whole = synthetic_problem(10, seed)
    n_days = int(rng.integers(2, 4))
    chosen = sorted(rng.choice(10, 3, replace=False).tolist())
    agents = tuple(whole.agents[i] for i in chosen)
    if seed % 3 == 0:
        slow = dataclasses.replace(agents[0], productivity_pct=50)
        agents = (slow, *agents[1:])
    if seed % 4 == 1:
        agents = (dataclasses.replace(agents[0], shifts=("D08", "D12")), *agents[1:])
    shifts = tuple(s for s in whole.shifts if s.id in ("D08", "D09", "D12", "N22"))
    n_intervals = 48 * n_days + 13
    required = rng.integers(0, 3, n_intervals)
    leave = ()
    if seed % 5 == 0:
        day = whole.first_day
        leave = (Leave(agents[1].id, LeaveType.ANNUAL, day, day),)
    return dataclasses.replace(
        whole,
        n_days=n_days,
        agents=agents,
        shifts=shifts,
        leave=leave,
        demands=(
            dataclasses.replace(whole.demands[0], required=tuple(required.tolist())),
            dataclasses.replace(whole.demands[1], required=tuple((required // 2).tolist())),
        ),
    )


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
