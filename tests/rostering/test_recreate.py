from __future__ import annotations

import dataclasses

import pytest

from wfm.core.problem import RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.recreate import STEP_WORK, Recreate
from wfm.rostering.solving import Budget
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


@pytest.fixture
def modeller() -> Modeller:
    """Ten agents."""
    return Modeller(ProblemView(synthetic_problem(10, 1)))


def test_built_roster_is_legal(modeller: Modeller) -> None:
    """Tests that tours one by one make a roster that audits clean, breaks and all."""
    walk = Recreate(modeller, Roster(), 1)
    assert walk.build(Budget(0, deterministic=5))
    report = audit(modeller.view.problem, walk.roster())
    assert not report.hard
    assert report.cost == pytest.approx(walk.best)


def test_walk_finds_better_rosters_and_says_their_cost(modeller: Modeller) -> None:
    """Tests that every roster offered is legal and costs what the walk says, ever less."""
    walk = Recreate(modeller, Roster(), 1)
    walk.build(Budget(0, deterministic=5))
    start = walk.best
    offered = []

    def offer(roster: Roster) -> bool:
        report = audit(modeller.view.problem, roster)
        assert not report.hard
        assert report.cost == pytest.approx(walk.best)
        offered.append(report.cost)
        return True

    walk.walk(Budget(0, deterministic=10), 200 * STEP_WORK, offer)
    assert offered == sorted(offered, reverse=True)
    assert walk.best < start


def test_walk_is_repeatable(modeller: Modeller) -> None:
    """Tests that the same seed walks the same way."""
    rosters = []
    for _ in range(2):
        walk = Recreate(modeller, Roster(), 7)
        walk.build(Budget(0, deterministic=5))
        walk.walk(Budget(0, deterministic=10), 100 * STEP_WORK, lambda roster: True)
        rosters.append(walk.roster())
    assert rosters[0] == rosters[1]


def test_walk_ends_when_an_audit_refuses(modeller: Modeller) -> None:
    """Tests that a refused roster ends the walk at once."""
    walk = Recreate(modeller, Roster(), 1)
    walk.build(Budget(0, deterministic=5))
    budget = Budget(0, deterministic=100)
    offers = []

    def refuse(roster: Roster) -> bool:
        offers.append(roster)
        return False

    walk.walk(budget, 100, refuse)
    assert len(offers) == 1
    assert budget.left > 50


def test_tours_that_break_a_rule_are_mended() -> None:
    """Tests that limits on nights hold although no tour is told of them."""
    problem = synthetic_problem(10, 1)
    limits = RuleEntry("night_limits", {"max_week": 2, "max_in_row": 1, "days_off_after": 1})
    problem = dataclasses.replace(problem, rules=(*problem.rules, limits))
    walk = Recreate(Modeller(ProblemView(problem)), Roster(), 1)
    assert walk.build(Budget(0, deterministic=5))
    assert not audit(problem, walk.roster()).hard
