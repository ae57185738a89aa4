"""Shorthand for tests of one rule: amounts found, and whether a roster can be forced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ortools.sat.python import cp_model

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.score import Violation
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller


def under(problem: Problem, rule: str, *, hard: bool = True, **parameters: Any) -> Problem:
    """The problem with one entry, hard or at 10 points a unit."""
    return replace(problem, rules=(RuleEntry(rule, parameters, hard, 0 if hard else 10, "art. 1"),))


def found(problem: Problem, roster: Roster) -> tuple[Violation, ...]:
    """Violations, after checking that model and audit agree on whether the roster may be."""
    report = audit(problem, roster)
    ctx = Modeller(ProblemView(problem)).context()
    ctx.fix(roster)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(ctx.model)
    assert status == (cp_model.INFEASIBLE if report.hard else cp_model.OPTIMAL)
    if not report.hard:
        assert solver.objective_value == round(report.cost * 100)
    return report.violations


def amounts(problem: Problem, roster: Roster) -> list[float]:
    """Amounts of the violations, in the order of agents and days."""
    violations = sorted(found(problem, roster), key=lambda v: (v.agent_id or "", str(v.day), v.at))
    return [v.amount for v in violations]
