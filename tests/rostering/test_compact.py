"""Tests of the model in which shifts are named and breaks are counted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import rosters

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.breaks import place_breaks
from wfm.rostering.compact import LEAST_GAIN, CompactModel
from wfm.rostering.counts import count_model
from wfm.rostering.recreate import Recreate
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rostering.synthetic import synthetic_problem, tiny_problem
from wfm.rules.auditing import audit
from wfm.rules.context import COST_SCALE, Cell
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

NIGHT = RuleEntry(
    "safety_minimum",
    {"min_agents": 2, "from_clock": "22:00", "to_clock": "05:00"},
    hard=False,
    weight=600,
)


def compact_of(problem: Problem) -> CompactModel:
    """Make the model of a problem."""
    modeller = Modeller(ProblemView(problem))
    return CompactModel(modeller, count_model(modeller))


@cache
def tiny(seed: int) -> CompactModel:
    """Three agents, two or three days; with a soft minimum on odd seeds."""
    problem = tiny_problem(seed)
    if seed % 2:
        problem = replace(problem, rules=(*problem.rules, NIGHT))
    return compact_of(problem)


def allowed_only(modeller: Modeller, roster: Roster) -> Roster:
    """Leave out the cells that facts rule out: the model has no variable for them."""
    view = modeller.view
    return Roster(
        tuple(
            cell
            for cell in roster
            if modeller.allowed[
                view.agent_index[cell.agent_id],
                view.day_index(cell.day),
                view.shift_index[cell.shift_id],
            ]
        )
    )


@settings(max_examples=60)
@given(st.integers(0, 11), st.data())
def test_cost_is_the_audits(seed: int, data: st.DataObject) -> None:
    """Tests that any roster with its breaks in their windows costs what the audit says."""
    compact = tiny(seed)
    problem = compact.view.problem
    roster = allowed_only(compact.modeller, data.draw(rosters(problem)))
    found = compact.cost_of(compact.values_of(roster))
    assert found == pytest.approx(audit(problem, roster).cost * COST_SCALE, abs=1)


@settings(max_examples=25)
@given(st.integers(0, 11), st.data())
def test_values_hold_in_the_model_when_the_roster_is_legal(seed: int, data: st.DataObject) -> None:
    """Tests that a legal roster's values keep every row of the model, an illegal one's do not."""
    compact = tiny(seed)
    problem = compact.view.problem
    roster = allowed_only(compact.modeller, data.draw(rosters(problem)))
    hard = {v.rule for v in audit(problem, roster).hard}
    model = compact.model.clone()
    for index, value in compact.values_of(roster).items():
        model.proto.variables[index].domain.clear()
        model.proto.variables[index].domain.extend([value, value])
    answer = run(model, Budget(0, deterministic=5), 5, 1)
    assert answer.outcome is (Outcome.INFEASIBLE if hard else Outcome.OPTIMAL)


@pytest.fixture(scope="module")
def compact() -> CompactModel:
    """Ten agents, a week."""
    return compact_of(synthetic_problem(10, 1))


@pytest.fixture(scope="module")
def base(compact: CompactModel) -> Roster:
    """A legal roster with room for better ones."""
    walk = Recreate(compact.modeller, Roster(), 1)
    walk.build(Budget(0, deterministic=5))
    return walk.roster()


def chosen_cells(compact: CompactModel, seed: int) -> set[Cell]:
    """Some agents over two days in a row."""
    rng, view = Random(seed), compact.view
    d = rng.randrange(view.n_days - 1)
    return {(a, k) for a in rng.sample(range(view.n_agents), 6) for k in (d, d + 1)}


def test_cost_of_a_whole_week_is_the_audits(compact: CompactModel, base: Roster) -> None:
    """Tests that the cost of ten agents' week is the audit's to a hundredth of a point."""
    report = audit(compact.view.problem, base)
    assert not report.hard
    assert compact.cost_of(compact.values_of(base)) == round(report.cost * COST_SCALE)


@pytest.mark.parametrize("seed", range(4))
def test_only_free_cells_change_and_nothing_gets_worse(
    seed: int, compact: CompactModel, base: Roster
) -> None:
    """Tests that a decision keeps to its cells and, with breaks placed, is legal and no dearer."""
    problem, view = compact.view.problem, compact.view
    free = chosen_cells(compact, seed)
    found = compact.decide(base, free, Budget(0, deterministic=5), 0.2, seed)
    assert found.work > 0
    if found.roster is None:
        assert (found.gain, found.bare) == (0.0, frozenset())
        return
    changed = {
        (view.agent_index[agent], view.day_index(day))
        for agent, day in found.roster.changed_cells(base)
    }
    assert changed <= free
    assert {d for _, d in changed} <= found.bare <= {d for _, d in free}
    assert found.gain >= LEAST_GAIN
    for cell in found.roster:
        if view.day_index(cell.day) in found.bare:
            assert cell.breaks == ()
        else:
            assert cell == base.get(cell.agent_id, cell.day)
    placed = place_breaks(
        compact.modeller, found.roster, Budget(0, deterministic=5), 0.3, seed, found.bare
    )
    assert placed is not None
    report = audit(problem, placed)
    assert not report.hard
    assert report.cost <= audit(problem, base).cost
    again = compact.values_of(placed)
    assert compact.cost_of(again) == round(report.cost * COST_SCALE)


def test_a_week_of_some_is_improved(compact: CompactModel, base: Roster) -> None:
    """Tests that the gain is the fall of the model's cost, and is there once breaks are placed."""
    free = {(a, d) for a in range(compact.view.n_agents) for d in (0, 1)}
    found = compact.decide(base, free, Budget(0, deterministic=5), 0.4, 1)
    assert found.roster is not None
    placed = place_breaks(
        compact.modeller, found.roster, Budget(0, deterministic=5), 0.3, 1, found.bare
    )
    assert placed is not None
    problem = compact.view.problem
    saved = audit(problem, base).cost - audit(problem, placed).cost
    assert found.gain >= LEAST_GAIN
    assert saved > 0


def test_nothing_free_means_nothing_better(compact: CompactModel, base: Roster) -> None:
    """Tests that a decision over no cell gives no roster, proven."""
    found = compact.decide(base, set(), Budget(0, deterministic=5), 0.5, 1)
    assert found.roster is None
    assert found.outcome is Outcome.OPTIMAL
    assert found.gain == 0


def test_optimum_is_left_alone() -> None:
    """Tests that the proven optimum of a tiny problem is not decided anew, all cells free."""
    compact = tiny(2)
    ctx = compact.modeller.context()
    answer = run(ctx.model, Budget(0, deterministic=10), 10, 1)
    assert answer.outcome is Outcome.OPTIMAL
    assert answer.value is not None
    best = ctx.read(answer.value)
    view = compact.view
    free = {(a, d) for a in range(view.n_agents) for d in range(view.n_days)}
    found = compact.decide(best, free, Budget(0, deterministic=10), 5, 1)
    cost = audit(view.problem, best).cost
    if found.roster is not None:
        # Breaks by count leave their spacing out, so that it may promise what can't be placed.
        placed = place_breaks(
            compact.modeller, found.roster, Budget(0, deterministic=5), 1, 1, found.bare
        )
        assert placed is None or audit(view.problem, placed).cost >= cost


def test_a_model_can_be_used_again(compact: CompactModel, base: Roster) -> None:
    """Tests that a decision leaves the model as it was: the same question, the same answer."""
    free = chosen_cells(compact, 7)
    one = compact.decide(base, free, Budget(0, deterministic=5), 0.1, 3)
    compact.decide(base, chosen_cells(compact, 8), Budget(0, deterministic=5), 0.05, 3)
    two = compact.decide(base, free, Budget(0, deterministic=5), 0.1, 3)
    assert (one.roster, one.gain, one.bare) == (two.roster, two.gain, two.bare)
