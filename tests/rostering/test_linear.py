from __future__ import annotations

import pytest

from wfm.rostering.linear import LinearModel, LinearProcess, solve_linear

pytestmark = pytest.mark.unit


def knapsack() -> LinearModel:
    """max 5x + 4y + 3z with 2x + 3y + z <= 5, 4x + y + 2z <= 11, each up to 3: 14 at (1, 0, 3)."""
    model = LinearModel(constant=100.0)
    columns = [model.variable(0, 3, cost=-c) for c in (5.0, 4.0, 3.0)]
    model.row(columns, [2.0, 3.0, 1.0], 0, 5)
    model.row(columns, [4.0, 1.0, 2.0], 0, 11)
    return model


def test_whole_solution_and_its_bound() -> None:
    """Tests that the optimum, its bound and its constant come out."""
    answer = solve_linear(knapsack(), 10)
    assert answer.optimal
    assert answer.objective == pytest.approx(86)
    assert answer.bound == pytest.approx(86)
    assert answer.values is not None
    assert answer.values.round().tolist() == [1, 0, 3]


def test_relaxation_is_below() -> None:
    """Tests that without integrality the bound is no higher than the optimum."""
    assert solve_linear(knapsack(), 10, whole=False).bound <= 86 + 1e-6


def test_contradiction_has_no_values() -> None:
    """Tests that an infeasible model gives no solution instead of a wrong one."""
    model = LinearModel()
    x = model.variable(0, 1)
    model.row([x], [1.0], 2, 3)
    answer = solve_linear(model, 10)
    assert answer.values is None
    assert answer.objective == float("inf")
    assert not answer.optimal


def test_nothing_to_decide() -> None:
    """Tests that a model without variables costs its constant."""
    answer = solve_linear(LinearModel(constant=7.0), 1)
    assert answer.objective == answer.bound == 7.0


def test_process_answers_like_the_call() -> None:
    """Tests that the process gives the same optimum and reports its bound."""
    seen: list[float] = []
    process = LinearProcess(knapsack(), 20, on_bound=seen.append)
    assert process.wait(60)
    answer = process.answer()
    assert answer is not None
    assert answer.objective == pytest.approx(86)
    assert process.bound == pytest.approx(86)
    assert seen[-1] == process.bound
    process.stop()
    assert not process.running


def test_process_tells_the_relaxation_first() -> None:
    """Tests that there is a bound before the search tree has one, and that it is no higher."""
    model = LinearModel(constant=7.0)
    model.row([model.variable(0, 3, cost=1.0)], [2.0], 1, 9)
    seen: list[float] = []
    process = LinearProcess(model, 20, on_bound=seen.append)
    assert process.wait(60)
    process.answer()
    process.stop()
    assert (seen[0], seen[-1]) == pytest.approx((7.5, 8.0))
    assert seen == sorted(seen)


def test_process_without_time_for_a_tree_still_has_a_bound() -> None:
    """Tests that the relaxation is solved whatever the limit, and is no answer by itself."""
    process = LinearProcess(knapsack(), 0.0)
    assert process.wait(60)
    answer = process.answer()
    process.stop()
    assert answer is not None
    assert answer.values is None
    assert not answer.optimal
    assert process.bound == pytest.approx(86)


def test_relaxation_of_a_contradiction_has_no_bound() -> None:
    """Tests that an infeasible relaxation proves nothing."""
    model = LinearModel()
    x = model.variable(0, 1)
    model.row([x], [1.0], 2, 3)
    answer = solve_linear(model, 10, whole=False)
    assert answer.values is None
    assert answer.bound == float("-inf")
    assert not answer.optimal


def test_process_that_is_stopped_has_no_answer() -> None:
    """Tests that stopping early ends the process and leaves nothing behind."""
    process = LinearProcess(knapsack(), 20)
    process.stop()
    assert not process.running
