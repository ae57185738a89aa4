from __future__ import annotations

import dataclasses
from datetime import timedelta

import numpy as np
import pytest
from ortools.sat.python import cp_model

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Problem
from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF, ProblemView
from wfm.rostering.graph import TourGraphs
from wfm.rostering.patterns import BreakPatterns
from wfm.rostering.recreate import Recreate
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import Staffing
from wfm.rostering.synthetic import synthetic_problem
from wfm.rostering.tours import Plan, TourFinder
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def best_plan(modeller: Modeller, staffing: Staffing, a: int) -> Plan | None:
    """Cheapest tour of an agent as staffing stands, nothing ruled out."""
    view = modeller.view
    mask = np.ones((view.n_days, view.n_shifts + 1), dtype=bool)
    noise = np.zeros((view.n_days, view.n_shifts))
    finder = TourFinder(modeller, a, BreakPatterns(modeller), TourGraphs(modeller))
    return finder.best(*staffing.marginal(a), mask, noise)


def with_plan(problem: Problem, roster: Roster, a: int, plan: Plan) -> Roster:
    """The roster with an agent's days replaced by a plan."""
    view = ProblemView(problem)
    agent_id = view.agents[a].id
    return roster.with_cells(
        (
            (agent_id, view.day(d)),
            None
            if s == OFF
            else Assignment(agent_id, view.day(d), view.shifts[s].id, plan.breaks[d]),
        )
        for d, s in enumerate(plan.tour)
    )


@pytest.mark.parametrize("seed", range(4))
def test_tour_is_as_cheap_as_the_models_optimum(seed: int) -> None:
    """Tests that the dynamic program finds what CP-SAT proves optimal for one agent alone."""
    whole = synthetic_problem(6, seed)
    few = tuple(s for s in whole.shifts if s.id in ("D06", "D09", "D12", "N22"))
    problem = dataclasses.replace(whole, shifts=few)
    modeller = Modeller(ProblemView(problem))
    walk = Recreate(modeller, Roster(), seed)
    assert walk.build(Budget(0, deterministic=5))
    away = {x.agent_id for x in problem.leave}
    a = next(i for i, agent in enumerate(problem.agents) if agent.id not in away)
    days = range(problem.n_days)
    others = walk.roster().with_cells(
        ((problem.agents[a].id, day), None) for day in modeller.view.days
    )
    staffing = Staffing(modeller)
    for b, plan in enumerate(walk.best_plans):
        if b != a:
            walk.staffing = staffing
            walk._change(b, plan, 1)
    found = best_plan(modeller, staffing, a)
    assert found is not None
    report = audit(problem, with_plan(problem, others, a, found))
    assert not report.hard
    ctx = modeller.context(base=others, free={(a, d) for d in days})
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    assert report.cost == pytest.approx(solver.objective_value / COST_SCALE)


def test_tour_keeps_hours_and_leave() -> None:
    """Tests that days of leave are off and credited."""
    problem = synthetic_problem(6, 1)
    first = problem.first_day
    leave = (Leave("A0001", LeaveType.ANNUAL, first, first + timedelta(days=1)),)
    modeller = Modeller(ProblemView(dataclasses.replace(problem, leave=leave)))
    plan = best_plan(modeller, Staffing(modeller), 0)
    assert plan is not None
    assert plan.tour[:2] == (OFF, OFF)
    assert sum(s != OFF for s in plan.tour) == 3
    assert all(bool(b) == (s != OFF) for s, b in zip(plan.tour, plan.breaks, strict=True))


def test_rest_after_the_past_rosters_last_night() -> None:
    """Tests that the seam counts: after a Sunday night no Monday morning, however needed."""
    problem = synthetic_problem(6, 1)
    first = problem.first_day
    past = (Assignment("A0003", first - timedelta(days=1), "N22"),)
    late = dataclasses.replace(
        problem, leave=(), past=past, past_first_day=first - timedelta(days=7)
    )
    modeller = Modeller(ProblemView(late))
    plan = best_plan(modeller, Staffing(modeller), 2)
    assert plan is not None
    assert plan.tour[0] == OFF or late.shifts[plan.tour[0]].start_min >= 17 * 60


def test_no_tour_where_hours_cannot_be_reached() -> None:
    """Tests that an agent with too few days left has no tour instead of a wrong one."""
    problem = dataclasses.replace(synthetic_problem(6, 1), leave=())
    modeller = Modeller(ProblemView(problem))
    view = modeller.view
    mask = np.ones((view.n_days, view.n_shifts + 1), dtype=bool)
    mask[:4, :-1] = False
    noise = np.zeros((view.n_days, view.n_shifts))
    finder = TourFinder(modeller, 0, BreakPatterns(modeller), TourGraphs(modeller))
    assert finder.best(*Staffing(modeller).marginal(0), mask, noise) is None
