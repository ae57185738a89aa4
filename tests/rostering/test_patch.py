"""Tests of the exchange of tours under caps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import SHIFTS, roster, small_problem

from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import OFF, ProblemView
from wfm.rostering.kit import TourKit
from wfm.rostering.patch import Caps, Patch
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.changes import base_cells
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("coverage", hard=False, weight=10),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}),
    RuleEntry("stability", hard=False, weight=15),
)


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Four agents, four days, two required from 06:00 to 21:30; shifts without breaks."""
    day = [0] * 12 + [2] * 31 + [0] * 5
    return small_problem(
        *RULES,
        n_days=4,
        n_agents=4,
        demands=(Demand(tuple(day * 4 + [0] * 12)),),
        shifts=tuple(replace(s, breaks=()) for s in SHIFTS),
        published=True,
    )


def walked(problem: Problem, base: Roster, caps: Caps, seed: int, work: float) -> Patch:
    """Mend a base."""
    given = replace(problem, base=base.assignments)
    modeller = Modeller(ProblemView(given))
    held = base_cells(modeller.view, given.rules[-1])
    walk = Patch(modeller, base, held, caps, seed, TourKit(modeller))
    walk.mend(Budget(0, work), work)
    return walk


@settings(max_examples=12)
@given(
    cells=st.sampled_from([None, 0, 1, 2, 5]),
    people=st.sampled_from([None, 0, 1, 2]),
    seed=st.integers(0, 50),
)
def test_caps_hold_and_nothing_gets_dearer(
    problem: Problem, cells: int | None, people: int | None, seed: int
) -> None:
    """Tests that the best roster is legal, within both caps, no dearer, and costed as audited."""
    base = roster(problem, A001="EEE.", A002="L..L", A003="....", A004="..E.")
    walk = walked(problem, base, Caps(cells, people), seed, 0.1)
    given = replace(problem, base=base.assignments)
    found = walk.roster()
    report = audit(given, found)
    assert not report.hard
    assert report.cost <= audit(given, base).cost
    changed = found.changed_cells(base)
    assert cells is None or len(changed) <= cells
    assert people is None or len({agent for agent, _ in changed}) <= people


@pytest.mark.parametrize("most", [1, 2, 3])
def test_each_allowed_change_is_used_where_it_pays(problem: Problem, most: int) -> None:
    """Tests that with an empty roster every change of the cap is taken, the dearest gaps first."""
    walk = walked(problem, Roster(), Caps(most), 1, 0.3)
    assert len(walk.roster()) == most


def test_more_allowed_is_no_worse(problem: Problem) -> None:
    """Tests that a wider cap ends at no higher cost."""
    costs = [walked(problem, Roster(), Caps(n), 1, 0.4).best for n in (0, 1, 2, 4, 8)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0]


def test_cells_that_do_not_count_are_free(problem: Problem) -> None:
    """Tests that agents outside the held cells are placed under a cap of 0."""
    given = replace(problem, base=())
    modeller = Modeller(ProblemView(given))
    held = {(a, d): OFF for a in (0, 1) for d in range(4)}
    walk = Patch(modeller, Roster(), held, Caps(0), 1, TourKit(modeller))
    walk.mend(Budget(0, 0.3), 0.3)
    placed = {c.agent_id for c in walk.roster()}
    assert placed
    assert placed <= {"A003", "A004"}
    assert walk.promising(4)


def test_the_same_walk_twice(problem: Problem) -> None:
    """Tests that seed and work decide the roster."""
    first, second = (walked(problem, Roster(), Caps(3), 7, 0.2).roster() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("caps", "moved", "holds"),
    [
        (Caps(), {1: 9}, True),
        (Caps(2), {1: 1, 2: 1}, True),
        (Caps(2), {1: 2, 2: 1}, False),
        (Caps(None, 1), {1: 5}, True),
        (Caps(None, 1), {1: 1, 2: 1}, False),
        (Caps(0, 0), {}, True),
    ],
)
def test_caps(caps: Caps, moved: dict[int, int], holds: bool) -> None:
    """Tests cells in all and agents against the caps."""
    assert caps.hold(moved) is holds
