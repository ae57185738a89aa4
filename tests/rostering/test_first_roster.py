from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from wfm.core.problem import Pin
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rostering.assign import assign
from wfm.rostering.bound import Bounder
from wfm.rostering.breaks import place_breaks
from wfm.rostering.counts import count_model
from wfm.rostering.solving import Budget, Outcome
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def test_assignment_and_breaks_audit_clean() -> None:
    """Tests that CP-SAT's shifts with placed breaks keep every hard rule."""
    problem = synthetic_problem(8, 1)
    modeller = Modeller(ProblemView(problem))
    budget = Budget(0, deterministic=50)
    found = assign(modeller, budget, 10, 1)
    assert found.roster is not None
    assert all(not cell.breaks for cell in found.roster)
    placed = place_breaks(modeller, found.roster, budget, 5, 1)
    assert placed is not None
    assert not placed.changed_cells(found.roster)
    assert not audit(problem, placed).hard


def test_contradiction_is_infeasible() -> None:
    """Tests that pins against rest are told from running out of time."""
    problem = synthetic_problem(8, 1)
    day = problem.first_day
    pins = (Pin("A0003", day, "N22"), Pin("A0003", day + timedelta(days=1), "D06"))
    modeller = Modeller(ProblemView(dataclasses.replace(problem, leave=(), pins=pins)))
    assert assign(modeller, Budget(0, deterministic=50), 10, 1).outcome is Outcome.INFEASIBLE


def test_breaks_without_a_place_are_told() -> None:
    """Tests that windows which leave no legal place give None, not a roster without breaks."""
    problem = synthetic_problem(4, 1)
    same = (
        BreakWindow(BreakKind.MEAL, 30, 240, 240, paid=False),
        BreakWindow(BreakKind.REST, 30, 240, 240, paid=True),
    )
    shifts = tuple(dataclasses.replace(s, breaks=same) for s in problem.shifts)
    modeller = Modeller(ProblemView(dataclasses.replace(problem, shifts=shifts)))
    budget = Budget(0, deterministic=50)
    found = assign(modeller, budget, 10, 1)
    assert found.roster is not None
    assert place_breaks(modeller, found.roster, budget, 5, 1) is None


def test_bounder_improves_and_never_falls() -> None:
    """Tests that the process proves at least what the linear relaxation does."""
    modeller = Modeller(ProblemView(synthetic_problem(8, 1)))
    seen: list[float] = []
    here = Bounder(count_model(modeller), seen.append)
    assert here.bound == 0
    here.here(1.0)
    beside = Bounder(count_model(modeller), seen.append)
    beside.start(2)
    assert beside.wait(60)
    beside.stop()
    assert beside.bound >= here.bound - 1e-6
    assert min(seen) > 0
