"""Tests of breaks in the count model: ways to take them, and when they are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wfm.core.problem import Problem
from wfm.core.view import ProblemView
from wfm.rostering import counted_breaks
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def relaxed(problem: Problem) -> float:
    """Bound of the linear relaxation."""
    linear = count_model(Modeller(ProblemView(problem))).linear
    return solve_linear(linear, 20, whole=False).bound


def test_spacing_of_breaks_tightens_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that ways to take breaks are counted, and left out where there would be too many."""
    problem = synthetic_problem(40, 1)
    tight = relaxed(problem)
    assert count_model(Modeller(ProblemView(problem))).patterns
    monkeypatch.setattr(counted_breaks, "MOST_PATTERNS", 10)
    assert not count_model(Modeller(ProblemView(problem))).patterns
    assert relaxed(problem) < tight


def test_spacing_on_some_days_is_not_counted() -> None:
    """Tests that a rule with dates adds no ways: they would hold on all days."""
    problem = synthetic_problem(10, 1)
    dated = tuple(
        replace(e, last_day=problem.first_day) if e.rule == "meal_and_rest" else e
        for e in problem.rules
    )
    assert not count_model(Modeller(ProblemView(replace(problem, rules=dated)))).patterns


def test_breaks_without_spacing_are_counted_one_by_one() -> None:
    """Tests that without the rule no pair of starts is ruled out."""
    problem = synthetic_problem(10, 1)
    loose = tuple(e for e in problem.rules if e.rule != "meal_and_rest")
    assert not count_model(Modeller(ProblemView(replace(problem, rules=loose)))).patterns
