"""Is the bound one? On small instances it must not be above the optimum proven by one model."""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.synthetic import tiny_problem
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

INSTANCES = 200
SMOKE_INSTANCES = 5


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row over all instances."""
    above, shares = 0, []
    n = SMOKE_INSTANCES if smoke else INSTANCES
    for seed in range(n):
        modeller = Modeller(ProblemView(tiny_problem(seed)))
        ctx = modeller.context()
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        if solver.solve(ctx.model) != cp_model.OPTIMAL:
            raise RuntimeError(f"instance {seed} was not solved to proof")
        optimum = solver.objective_value / COST_SCALE
        bound = solve_linear(count_model(modeller).linear, 60).bound
        above += bound > optimum + 1e-6
        shares.append(bound / optimum if optimum else 1.0)
    return [
        {
            "instances": n,
            "bounds above the optimum": above,
            "mean bound / optimum": round(sum(shares) / n, 4),
            "lowest bound / optimum": round(min(shares), 4),
        }
    ]
