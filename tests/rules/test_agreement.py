"""Model and audit agree on any small problem and any roster, legal or not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from support.strategies import CHOICES, entries, problems, rosters

from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller
from wfm.rules.registry import catalogue, parameters_of

pytestmark = pytest.mark.contract


def test_choices_cover_every_rule() -> None:
    """Tests that the strategies draw every rule, with parameters that it takes."""
    assert set(CHOICES) == set(catalogue())


@given(st.data())
@settings(max_examples=30)
def test_entries_are_valid(data: st.DataObject) -> None:
    """Tests that drawn entries pass the registry's own check."""
    rule = data.draw(st.sampled_from(sorted(CHOICES)))
    assert parameters_of(data.draw(entries(rule))) is not None


@given(st.data())
@settings(max_examples=50)
def test_prices_agree(data: st.DataObject) -> None:
    """Tests that a roster costs in the model what its audit says, rule by rule."""
    problem = data.draw(problems(max_rules=8))
    roster = data.draw(rosters(problem))
    ctx = Modeller(ProblemView(problem)).context(guarded=True)
    report = audit(problem, roster)
    values = ctx.values_of(roster)
    for rule, lin in ctx.by_rule.items():
        cost = report.penalties[rule].cost if rule in report.penalties else 0
        assert lin.value(values) == round(cost * COST_SCALE), rule
    assert ctx.cost_of(roster) == round(report.cost * COST_SCALE)


@given(st.data())
@settings(max_examples=50)
def test_feasibility_agrees(data: st.DataObject) -> None:
    """Tests that a roster can be forced into the model exactly when its audit is clean of hard."""
    problem = data.draw(problems(max_rules=3))
    spaced = any(e.rule == "meal_and_rest" and not e.scope.names for e in problem.rules)
    roster = data.draw(rosters(problem, dropped=spaced))
    report = audit(problem, roster)
    ctx = Modeller(ProblemView(problem)).context()
    ctx.fix(roster)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(ctx.model)
    if report.hard:
        assert status == cp_model.INFEASIBLE, report.hard
    else:
        assert status == cp_model.OPTIMAL
        assert solver.objective_value == round(report.cost * COST_SCALE)
        assert ctx.read(solver.value) == roster


@given(st.data())
@settings(max_examples=25)
def test_neighbourhoods_price_the_whole_roster(data: st.DataObject) -> None:
    """Tests that what is fixed and what is free cost together what the audit says."""
    problem = data.draw(problems(max_rules=6))
    roster = data.draw(rosters(problem))
    cell = st.tuples(st.integers(0, len(problem.agents) - 1), st.integers(0, problem.n_days - 1))
    free, breaks = data.draw(st.sets(cell)), data.draw(st.sets(cell))
    modeller = Modeller(ProblemView(problem))
    ctx = modeller.context(base=roster, free=free, free_breaks=breaks, guarded=True)
    assert ctx.cost_of(roster) == round(audit(problem, roster).cost * COST_SCALE)


@given(st.data())
@settings(max_examples=8)
def test_solved_rosters_audit_clean(data: st.DataObject) -> None:
    """Tests that the proven optimum has no hard violation and costs what the audit recomputes."""
    problem = data.draw(problems(max_rules=5))
    ctx = Modeller(ProblemView(problem)).context()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 1
    status = solver.solve(ctx.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return
    report = audit(problem, ctx.read(solver.value))
    assert report.hard == ()
    exact = status == cp_model.OPTIMAL
    cost = round(report.cost * COST_SCALE)
    assert cost == solver.objective_value if exact else cost <= solver.objective_value
