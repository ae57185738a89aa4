from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from support.problems import small_problem

from wfm.core.problem import RuleEntry
from wfm.rules.linear import Lin
from wfm.rules.pricing import COST_SCALE, PricedModel

pytestmark = pytest.mark.unit

HARD = RuleEntry("x")
SOFT = RuleEntry("x", {}, False, 3)


def made(n: int, entry: RuleEntry = SOFT) -> tuple[PricedModel, Lin]:
    model = PricedModel(small_problem(entry), guarded=False)
    bools = [model.model.new_bool_var("") for _ in range(n)]
    return model, Lin(bools, [1] * n, decided=True)


def optimum(model: PricedModel, lin: Lin, value: int) -> float | None:
    model.minimize()
    model.model.add(lin.expr() == value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model.model)
    return solver.objective_value / COST_SCALE if status == cp_model.OPTIMAL else None


@pytest.mark.parametrize(("n", "cost"), [(0, 0), (2, 0), (3, 3), (5, 9)])
def test_each_unit_above_is_priced(n: int, cost: int) -> None:
    """Tests that a soft bound costs the weight for each unit beyond it."""
    model, lin = made(5)
    model.at_most(SOFT, lin, 2)
    assert optimum(model, lin, n) == cost


@pytest.mark.parametrize(("n", "cost"), [(0, 12), (3, 3), (4, 0), (5, 0)])
def test_each_unit_below_is_priced(n: int, cost: int) -> None:
    """Tests that a soft minimum costs the weight for each unit missing."""
    model, lin = made(5)
    model.at_least(SOFT, lin, 4)
    assert optimum(model, lin, n) == cost


def test_hard_bounds() -> None:
    """Tests that hard bounds forbid and cost nothing."""
    for n, possible in ((1, False), (2, True), (3, True), (4, False)):
        model, lin = made(5, HARD)
        model.at_most(HARD, lin, 3)
        model.at_least(HARD, lin, 2)
        assert optimum(model, lin, n) == (0 if possible else None)


def test_demand_that_nothing_can_meet_is_infeasible() -> None:
    """Tests that a hard minimum over free cells without shifts is not forgotten; a fact is."""
    for decided, possible in ((True, False), (False, True)):
        model, lin = made(1, HARD)
        model.at_least(HARD, Lin(decided=decided), 1)
        assert (optimum(model, lin, 0) is not None) is possible


@given(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4))
def test_excess_rounds_up(value: int, bound: int, per: int) -> None:
    """Tests that the excess in units of several is rounded up, in the model and in the hint."""
    model, lin = made(8)
    over = model.excess(lin, bound, per=per)
    model.price(SOFT, over)
    expected = -(-max(0, value - bound) // per)
    values = {v.index: int(i < value) for i, v in enumerate(lin.variables)}
    for variable, compute in model._derived:
        values[variable.index] = compute(values)
    assert over.value(values) == expected
    assert optimum(model, lin, value) == 3 * expected


@given(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4))
def test_sums_of_excesses_reach_as_far_as_they_can(a: int, b: int, bound: int) -> None:
    """Tests that a bound on slacks, which are no bools, is not dropped as never reached."""
    model, lin = made(6)
    over = Lin().extend(model.excess(lin, 0)).extend(model.excess(lin, 2))
    assert over.highest() == 6 + 4
    model.at_most(SOFT, over, bound)
    total = max(0, a) + max(0, a - 2)
    assert optimum(model, lin, a) == 3 * max(0, total - bound)
    negative = Lin().extend(over, -1)
    assert negative.lowest() == -10
    assert negative.highest() == 0


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 8), st.integers(0, 8))
def test_ladder_is_convex(widths: list[int], target: int, value: int) -> None:
    """Tests that what is missing is charged tier by tier, the last one without end."""
    steps = [(width, 2.0**k) for k, width in enumerate(widths)]
    model, lin = made(8)
    model.ladder(SOFT, lin, target, steps, 1)
    missing, cost = max(0, target - value), 0.0
    for k, (width, points) in enumerate(steps):
        part = missing if k == len(steps) - 1 else min(missing, width)
        cost, missing = cost + part * points, missing - part
    assert optimum(model, lin, value) == cost


def test_price_that_the_model_cannot_hold_is_refused() -> None:
    """Tests that a price below a hundredth of a point raises, not rounds."""
    model, lin = made(1)
    with pytest.raises(ValueError, match="whole number"):
        model.price(SOFT, lin, unit=100, points=0.5)


def test_costs_are_told_by_rule() -> None:
    """Tests that the sum of the rules' prices is the objective."""
    other = RuleEntry("y", {}, False, 5)
    model = PricedModel(small_problem(SOFT, other), guarded=False)
    one = Lin([model.model.new_bool_var("")], [1])
    model.price(SOFT, one)
    model.price(other, one)
    values = {one.variables[0].index: 1}
    assert {k: v.value(values) for k, v in model.by_rule.items()} == {"x": 300, "y": 500}
    assert model.costs.value(values) == 800
