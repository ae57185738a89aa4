from __future__ import annotations

import pytest
from ortools.sat.python import cp_model
from support.posts import posts_problem
from support.problems import shift, small_problem

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.columns import Columns, roster_of, tours_of
from wfm.rostering.dive import Dive
from wfm.rostering.engine import solve
from wfm.rostering.kit import TourKit
from wfm.rostering.master import DEAR, Master
from wfm.rostering.parts import part
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def optimum(problem: Problem) -> float:
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    return solver.objective_value / COST_SCALE


@pytest.mark.parametrize("seed", range(4))
def test_bound_and_dives_enclose_the_optimum(seed: int) -> None:
    """Tests a bound below the proven optimum, near it, and legal rosters above it."""
    problem = posts_problem(seed)
    kit = TourKit(Modeller(ProblemView(problem)))
    assert Columns.suits(kit)
    bounds: list[float] = []
    columns = Columns(kit, seed, bounds.append)
    budget = Budget(0, deterministic=1000)
    columns.root(budget, 1000)
    assert bounds == sorted(bounds)
    best = optimum(problem)
    assert bounds[-1] <= best + 1e-6
    assert bounds[-1] >= 0.9 * best - 1
    reports = []
    for _ in range(3):
        tours = Dive(columns, budget).run()
        assert tours is not None
        reports.append(audit(problem, roster_of(kit.view, tours)))
        assert reports[-1].cost == pytest.approx(columns.cost(tours) + kit.facts.constant)
        found = part(columns, budget, tours, columns.rng)
        assert found is not None
        reports.append(audit(problem, roster_of(kit.view, found)))
    assert not any(report.hard for report in reports)
    assert min(r.cost for r in reports) >= best - 1e-6
    assert min(r.cost for r in reports) <= 1.25 * best + 5


def test_engine_uses_columns_and_repeats_itself() -> None:
    """Tests that the same seed gives the same roster, within the proven bound."""
    problem = posts_problem(3)
    first, second = (solve(problem, time_s=0, deterministic=4, seed=2) for _ in range(2))
    assert first.roster == second.roster
    assert first.objective is not None
    assert first.bound is not None
    assert first.bound <= optimum(problem) + 1e-6 <= first.objective + 2e-6
    assert first.report is not None
    assert not first.report.hard


def test_problems_with_intervals_or_breaks_are_left_to_others() -> None:
    """Tests that priced intervals, breaks, or the lack of posts rule columns out."""
    posts = RuleEntry(
        "shift_staffing", {"posts": [{"shift": "E", "required": 1}]}, hard=False, weight=1
    )
    coverage = RuleEntry("coverage", hard=False, weight=10)
    plain = (shift("E", 360, breaks=()),)
    assert not Columns.suits(TourKit(Modeller(ProblemView(small_problem(posts)))))
    for rules, fits in (((posts,), True), ((), False), ((posts, coverage), False)):
        problem = small_problem(*rules, shifts=plain)
        assert Columns.suits(TourKit(Modeller(ProblemView(problem)))) is fits


def test_master_prices_people_by_the_posts() -> None:
    """Tests duals and objective with nobody, with one tour, and with a tour held back."""
    problem = small_problem(
        RuleEntry(
            "shift_staffing",
            {"posts": [{"shift": "E", "required": 1, "short": 7, "weekdays": [0]}]},
            hard=False,
            weight=1,
        ),
        n_agents=1,
        n_days=2,
        shifts=(shift("E", 360, breaks=()),),
    )
    kit = TourKit(Modeller(ProblemView(problem)))
    columns = Columns(kit, 1, lambda bound: None)
    master = Master(columns.heads, 1)
    assert master.solve().value == pytest.approx(DEAR + 7)
    assert master.add(0, (-1, -1), 0.0)
    assert master.add(0, (0, -1), 2.0)
    assert not master.add(0, (0, -1), 2.0)
    prices = master.solve()
    assert prices.value == pytest.approx(2.0)
    assert master.shares().tolist() == pytest.approx([0.0, 1.0])
    assert 2.0 - 1e-9 <= prices.shift[0, 0, 0] <= 7.0 + 1e-9
    master.hold([True, False])
    assert master.solve().value == pytest.approx(7.0)


def test_tours_of_a_roster() -> None:
    """Tests that an empty roster is all days off."""
    view = ProblemView(small_problem(n_days=2))
    assert tours_of(view, Roster()) == {0: (-1, -1), 1: (-1, -1)}
