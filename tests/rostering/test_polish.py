from __future__ import annotations

import random
from dataclasses import replace

import pytest

from wfm.core.problem import RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.engine import solve
from wfm.rostering.neighbourhoods import COUNTED, KINDS, Chooser, Scene
from wfm.rostering.polish import Polisher, Scored
from wfm.rostering.recreate import Recreate
from wfm.rostering.solving import Budget
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def modeller() -> Modeller:
    """Ten agents."""
    return Modeller(ProblemView(synthetic_problem(10, 1)))


@pytest.fixture(scope="module")
def start(modeller: Modeller) -> Scored:
    """A roster with room for better ones."""
    walk = Recreate(modeller, Roster(), 1)
    walk.build(Budget(0, deterministic=5))
    return Scored(walk.roster(), audit(modeller.view.problem, walk.roster()))


def polisher(modeller: Modeller, start: Scored, work: float, bound: float = 0.0) -> Polisher:
    """A polisher that keeps its news to itself."""
    budget = Budget(0, deterministic=work)
    counts = count_model(modeller)
    return Polisher(modeller, counts, start, budget, 1, lambda found, kind: None, lambda: bound)


def test_polish_ends_with_a_better_legal_roster(modeller: Modeller, start: Scored) -> None:
    """Tests that polish lowers the audited cost and keeps the hard rules."""
    found = polisher(modeller, start, 1.5)
    found.work()
    assert found.best.rank < start.rank
    assert found.best.report == audit(modeller.view.problem, found.best.roster)
    assert not found.best.report.hard


def test_worse_rosters_are_refused(modeller: Modeller, start: Scored) -> None:
    """Tests that an empty roster, illegal and dear, is not taken."""
    found = polisher(modeller, start, 1)
    assert found.offer(Roster(), "none") == 0
    assert found.best is start


def test_work_ends_at_the_bound(modeller: Modeller, start: Scored) -> None:
    """Tests that a roster that costs no more than the bound is not worked on."""
    found = polisher(modeller, start, 100, bound=start.report.cost)
    assert found.proven
    found.work()
    assert found.budget.spent == 0


def timed(modeller: Modeller, start: Scored, time_s: float, audit_s: float) -> Polisher:
    """A polisher by the clock, on a machine that audits this slowly."""
    budget = Budget(time_s)
    counts = count_model(modeller)
    return Polisher(
        modeller, counts, start, budget, 1, lambda found, kind: None, lambda: 0.0, audit_s=audit_s
    )


def test_no_step_that_can_not_end_in_time(
    modeller: Modeller, start: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that no model is made for which the time that is left is too short."""
    monkeypatch.setattr(Modeller, "context", None)
    slow = timed(modeller, start, 60.0, audit_s=1000.0)
    assert not slow.step()
    slow.work()
    assert slow.best is start
    assert not slow.budget.over


def test_counted_steps_wait_for_time(modeller: Modeller, start: Scored) -> None:
    """Tests that the large model of counts is left out where only small ones end in time."""
    found = timed(modeller, start, 60.0, audit_s=4.0)
    assert all(found.step() for _ in range(2))
    assert not any(found.chooser.records[kind].tried for kind in COUNTED)
    assert sum(record.tried for record in found.chooser.records.values()) == 2


def test_steps_are_paced_by_the_shortest_so_far(modeller: Modeller, start: Scored) -> None:
    """Tests that what a step took replaces the guess from the audit."""
    found = timed(modeller, start, 60.0, audit_s=4.0)
    assert found.step()
    found.budget.total = found.budget.spent + 5.0
    assert found.step()


@pytest.mark.parametrize("kind", list(KINDS))
def test_neighbourhoods_lie_inside_the_horizon(
    kind: str, modeller: Modeller, start: Scored
) -> None:
    """Tests that every kind names some cells of the roster, about as many as asked for."""
    view = modeller.view
    for seed in range(5):
        scene = Scene(view, start.roster, start.report, random.Random(seed))
        chosen = KINDS[kind](scene, 21)
        cells = chosen.free | chosen.free_breaks
        assert 1 <= len(cells) <= 63
        assert all(0 <= a < view.n_agents and 0 <= d < view.n_days for a, d in cells)


def test_chooser_prefers_what_has_paid(modeller: Modeller, start: Scored) -> None:
    """Tests that a kind with gains is chosen more often, the others now and then."""
    chooser = Chooser(random.Random(1))
    for kind in chooser.records:
        chooser.learn(kind, 100.0 if kind == "team" else 0.0, 1.0, finished=False)
    scene = Scene(modeller.view, start.roster, start.report, random.Random(1))
    kinds = [chooser.choose(scene).kind for _ in range(200)]
    assert kinds.count("team") > 100
    assert len(set(kinds)) > 2


def test_sizes_follow_what_can_be_solved() -> None:
    """Tests that finished solves grow a kind and fruitless ones shrink it."""
    chooser = Chooser(random.Random(1))
    before = chooser.records["weeks"].cells
    chooser.learn("weeks", 0.0, 1.0, finished=True)
    assert chooser.records["weeks"].cells > before
    chooser.learn("days", 0.0, 1.0, finished=False)
    assert chooser.records["days"].cells < before


def test_breaks_under_rules_that_counts_do_not_know_stay_legal(modeller: Modeller) -> None:
    """Tests that a cap on breaks at once holds after breaks were decided by count."""
    cap = RuleEntry("break_stagger", {"max_share_pct": 30, "group": "centre"})
    problem = replace(modeller.view.problem, rules=(*modeller.view.problem.rules, cap))
    found = solve(problem, time_s=0, deterministic=3.0)
    assert found.hard_violations == 0
    assert found.objective is not None
