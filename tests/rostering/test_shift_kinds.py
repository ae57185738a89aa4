"""Split and flexible shifts in the engine: tours, counts and models see the same minutes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.shifts import BreakKind, BreakWindow, Gap, Shift, concrete
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.engine import solve
from wfm.rostering.linear import solve_linear
from wfm.rostering.recreate import Recreate
from wfm.rostering.result import RosterResult
from wfm.rostering.solving import Budget
from wfm.rostering.synthetic import BREAKS, synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

REST = BreakWindow(BreakKind.REST, 30, 60, 150, paid=True)
SPLIT = Shift("S", "S", "分", 480, 720, breaks=(REST,), gap=Gap(240, 240))
LATE = Shift("Z", "Z", "夜分", 1080, 600, breaks=(), gap=Gap(180, 240), night=True)
FLEX = Shift("F", "F", "弹", 420, 510, breaks=BREAKS, latest_start_min=540)


def with_kinds(n_agents: int) -> Problem:
    """A synthetic week in which half the agents may have split shifts."""
    plain = synthetic_problem(n_agents, 1)
    half = [a.id for a in plain.agents[::2]]
    rules = (
        *plain.rules,
        RuleEntry("split_shifts", {"names": half, "max_week": 3}),
        RuleEntry("safety_minimum", {"min_agents": 1, "breaks_count": True}, False, 7),
        RuleEntry("one_start_a_week", {"flexible_only": True}, False, 5),
    )
    shifts = concrete((*plain.shifts[:6], SPLIT, LATE, FLEX), 30)
    agents = tuple(dataclasses.replace(a, shifts=()) for a in plain.agents)
    return dataclasses.replace(plain, agents=agents, shifts=shifts, rules=rules)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return with_kinds(6)


@pytest.fixture(scope="module")
def result(problem: Problem) -> RosterResult:
    return solve(problem, time_s=0, deterministic=0.6, seed=1)


def test_roster_is_legal_and_the_bound_holds(problem: Problem, result: RosterResult) -> None:
    """Tests that a solve uses them, audits clean and costs what it says, above its bound."""
    assert result.roster is not None
    assert result.bound is not None
    report = audit(problem, result.roster)
    assert not report.hard
    assert result.objective == report.cost
    assert result.bound <= report.cost
    used = {cell.shift_id for cell in result.roster}
    assert used & {"S", "Z"}
    assert any(name.startswith("F@") for name in used)


def test_tours_cost_what_the_audit_says(problem: Problem, result: RosterResult) -> None:
    """Tests that walks by tours, split shifts among them, keep the exact account."""
    assert result.roster is not None
    modeller = Modeller(ProblemView(problem))
    walk = Recreate(modeller, result.roster, seed=3)
    assert walk.now == pytest.approx(audit(problem, result.roster).cost)
    seen: list[Roster] = []

    def offer(roster: Roster) -> bool:
        seen.append(roster)
        return True

    walk.walk(Budget(0, deterministic=0.4), 0.4, offer)
    final = walk.roster()
    assert walk.best == pytest.approx(audit(problem, final).cost)
    assert not audit(problem, final).hard


def test_cheapest_tour_is_priced_by_its_parts(problem: Problem) -> None:
    """Tests that the price of each cell is that of its intervals there, at any prices."""
    modeller = Modeller(ProblemView(problem))
    view, finder = modeller.view, Recreate(modeller, Roster(), seed=1).kit.finder(0)
    rng = np.random.default_rng(4)
    phone, duty = rng.normal(size=view.n_intervals), rng.normal(size=view.n_intervals)
    price, _ = finder._cells(phone, duty)
    for s, shift in enumerate(view.shifts):
        if shift.breaks:
            continue
        for d in range(view.n_days):
            there = list(view.duty_intervals(d, s))
            assert price[d, s] == pytest.approx((phone + duty)[there].sum())


def test_counts_are_a_relaxation(problem: Problem, result: RosterResult) -> None:
    """Tests that no roster costs less than the count model's optimum."""
    assert result.roster is not None
    model = count_model(Modeller(ProblemView(problem))).linear
    answer = solve_linear(model, 10, whole=False)
    assert answer.bound <= audit(problem, result.roster).cost + 1e-6
