"""Tests of the rows that tours are judged by."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import problems
from support.strategies import problems as drawn_problems

from wfm.core.problem import Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering.rows import FAR, Row, RowContext, rows_of
from wfm.rules.context import ModelContext
from wfm.rules.minimum import MinimumRule
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def written(rows: list[Row]) -> Counter[tuple[object, ...]]:
    """Count rows, whatever the order of their terms and however far a missing end lies."""
    found: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        terms: Counter[int] = Counter()
        for column, factor in zip(row.columns, row.factors, strict=True):
            terms[column] += round(factor)
        known = frozenset((c, f) for c, f in terms.items() if f)
        found[known, max(row.low, -FAR), min(row.high, FAR), tuple(row.literals)] += 1
    return found


def solved_rows(modeller: Modeller) -> list[Row]:
    """Rows of the model that CP-SAT would be given, without one shift a day."""
    ctx = ModelContext(modeller.view, modeller.windows_of, modeller.allowed, with_breaks=False)
    known = len(ctx.model.proto.constraints)
    for entry, rule, p in modeller.entries:
        if not rule.needs_breaks and not isinstance(rule, MinimumRule):
            rule.model(ctx, entry, p)
    return [row for c in list(ctx.model.proto.constraints)[known:] for row in rows_of(c)]


@settings(max_examples=40)
@given(drawn_problems(max_rules=8))
def test_rows_are_those_of_the_model(problem: Problem) -> None:
    """Tests that every bound is the one that the solver would be given, variable by variable."""
    modeller = Modeller(ProblemView(problem))
    modeller.entries = [e for e in modeller.entries if not isinstance(e[1], MinimumRule)]
    assert written(RowContext(modeller).rows) == written(solved_rows(modeller))


@settings(max_examples=20)
@given(st.integers(0, 2))
def test_minimums_of_people_are_left_out(least: int) -> None:
    """Tests that a minimum has neither rows nor a price here, unless nobody counts for it."""
    minimum = RuleEntry(
        "skill_minimum", {"skill": "none", "min_agents": least}, hard=False, weight=5
    )
    problem = problems.small_problem(
        minimum, RuleEntry("safety_minimum", hard=False, weight=9), n_agents=2
    )
    ctx = RowContext(Modeller(ProblemView(problem)))
    assert ctx.rows == []
    assert set(ctx.by_rule) <= {"skill_minimum"}
    # Nobody has the skill: what that costs is a fact of every roster.
    assert (ctx.costs.constant > 0) == (least > 0)


def test_seats_still_see_who_is_on_duty() -> None:
    """Tests that a rule over everybody's intervals has its rows."""
    problem = problems.small_problem(RuleEntry("seats", {"seats": 1}), n_agents=2)
    rows = RowContext(Modeller(ProblemView(problem))).rows
    assert rows
    assert {row.high for row in rows} == {1}
    assert all(len(row.names) > 1 for row in rows)
