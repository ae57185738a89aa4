from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from wfm.rostering.solving import Budget, Outcome, run

pytestmark = pytest.mark.unit


def model(feasible: bool = True) -> cp_model.CpModel:
    """Two bools of which one at least holds; both are dear."""
    made = cp_model.CpModel()
    x, y = made.new_bool_var("x"), made.new_bool_var("y")
    made.add(x + y >= (1 if feasible else 3))
    made.minimize(3 * x + 2 * y)
    return made


def test_answer_has_value_and_bound() -> None:
    """Tests that an optimum comes with its values, objective and bound."""
    budget = Budget(0, deterministic=10)
    made = model()
    answer = run(made, budget, 1, seed=1)
    assert answer.outcome is Outcome.OPTIMAL
    assert answer.objective == answer.bound == 2
    assert answer.value is not None
    assert answer.value(made.get_int_var_from_proto_index(1)) == 1
    assert budget.spent == answer.work >= 0


def test_contradiction_has_no_objective() -> None:
    """Tests that nothing is given where there is no solution."""
    answer = run(model(feasible=False), Budget(0, deterministic=10), 1, seed=1)
    assert answer.outcome is Outcome.INFEASIBLE
    assert answer.value is None
    assert answer.objective is None


def test_deterministic_budget_counts_work_alone() -> None:
    """Tests that a deterministic budget is spent by work, not by waiting."""
    budget = Budget(0, deterministic=2.0)
    assert budget.left == 2.0
    assert not budget.over
    budget.charge(2.5)
    assert budget.over


def test_budget_ends_when_somebody_asks() -> None:
    """Tests that a stop is seen although time is left."""
    asked = []
    budget = Budget(1000, should_stop=lambda: bool(asked))
    assert not budget.over
    asked.append(1)
    assert budget.stopped
    assert budget.over
