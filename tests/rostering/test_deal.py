"""Tests of breaks dealt to people as counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from wfm.core.problem import RuleEntry, Scope, ScopeKind
from wfm.core.roster import Assignment, Roster
from wfm.core.view import ProblemView
from wfm.rostering.compact import CompactModel, Taken
from wfm.rostering.counts import CountModel, count_model
from wfm.rostering.deal import deal
from wfm.rostering.recreate import Recreate
from wfm.rostering.solving import Budget, Outcome
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def modeller() -> Modeller:
    """Twenty agents."""
    return Modeller(ProblemView(synthetic_problem(20, 1)))


@pytest.fixture(scope="module")
def counts(modeller: Modeller) -> CountModel:
    """Their counts."""
    return count_model(modeller)


@pytest.fixture(scope="module")
def start(modeller: Modeller) -> Roster:
    """A legal roster."""
    walk = Recreate(modeller, Roster(), 1)
    walk.build(Budget(0, deterministic=5))
    return walk.roster()


def taken_in(modeller: Modeller, counts: CountModel, roster: Roster) -> Taken:
    """How many take each way in a roster."""
    view = modeller.view
    group = {int(a): counts.break_group[k] for k, who in enumerate(counts.classes) for a in who}
    taken: Taken = {place: Counter() for place in counts.patterns}
    for cell in roster:
        a, s = view.agent_index[cell.agent_id], view.shift_index[cell.shift_id]
        taken[group[a], view.day_index(cell.day), s][cell.breaks] += 1
    return taken


def bare(roster: Roster) -> Roster:
    """Only the shifts."""
    return Roster(tuple(Assignment(c.agent_id, c.day, c.shift_id) for c in roster))


def test_who_has_a_way_keeps_it(modeller: Modeller, counts: CountModel, start: Roster) -> None:
    """Tests that dealing what a roster has gives the roster."""
    taken = taken_in(modeller, counts, start)
    assert deal(modeller, counts, bare(start), start, taken) == start


def test_any_deal_costs_the_same(modeller: Modeller, counts: CountModel, start: Roster) -> None:
    """Tests that who takes which way is all the same, and that as many take each as were dealt."""
    taken = taken_in(modeller, counts, start)
    found = deal(modeller, counts, bare(start), Roster(), taken)
    problem = modeller.view.problem
    assert audit(problem, found).cost == audit(problem, start).cost
    assert not audit(problem, found).hard
    assert taken_in(modeller, counts, found) == taken
    assert found.changed_cells(start) == ()


def test_other_places_are_left_alone(modeller: Modeller, counts: CountModel, start: Roster) -> None:
    """Tests that breaks of days that are not dealt stay."""
    taken = taken_in(modeller, counts, start)
    monday = {place: ways for place, ways in taken.items() if place[1] == 0}
    found = deal(modeller, counts, start, Roster(), monday)
    first = modeller.view.day(0)
    assert [c for c in found if c.day != first] == [c for c in start if c.day != first]


@pytest.mark.parametrize("day", range(7))
def test_breaks_by_count_are_worth_what_was_promised(
    modeller: Modeller, counts: CountModel, start: Roster, day: int
) -> None:
    """Tests that a day's breaks decided by count and dealt cost what the model said, to a point."""
    problem = modeller.view.problem
    found = CompactModel(modeller, counts).decide(
        start, (), Budget(0, deterministic=50), 10, 1, days=[day]
    )
    assert found.outcome is Outcome.OPTIMAL
    if found.roster is None:
        return  # nothing better that day
    dealt = deal(modeller, counts, found.roster, start, found.taken)
    report = audit(problem, dealt)
    assert not report.hard
    assert report.cost == pytest.approx(audit(problem, start).cost - found.gain)
    assert dealt.changed_cells(start) == ()


def test_agents_spaced_otherwise_are_counted_apart() -> None:
    """Tests that breaks are never exchanged with somebody whose spacing differs."""
    problem = synthetic_problem(20, 1)
    rules = tuple(e for e in problem.rules if e.rule != "meal_and_rest")
    half = tuple(agent.id for agent in problem.agents[:10])
    rest = tuple(agent.id for agent in problem.agents[10:])
    rules += (
        RuleEntry("meal_and_rest", {"min_gap_min": 60}, scope=Scope(ScopeKind.AGENT, half)),
        RuleEntry("meal_and_rest", {"min_gap_min": 120}, scope=Scope(ScopeKind.AGENT, rest)),
    )
    modeller = Modeller(ProblemView(replace(problem, rules=rules)))
    counts = count_model(modeller)
    for k, members in enumerate(counts.classes):
        for other, people in enumerate(counts.classes):
            if counts.break_group[k] == counts.break_group[other]:
                assert (members[0] < 10) == (people[0] < 10)
