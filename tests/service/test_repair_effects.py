"""Tests of what a proposal is said to do: reasons, breaks put back, parts of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.problems import MONDAY, roster, small_problem

from wfm.core.problem import Demand, Pin, RuleEntry
from wfm.core.roster import Activity
from wfm.core.shifts import BreakKind
from wfm.rules.auditing import audit
from wfm.service.repair_asks import Absence, RepairAsk
from wfm.service.repair_effects import (
    OfferedChange,
    chosen_roster,
    moved_breaks,
    offered_changes,
    with_quiet_breaks,
)
from wfm.service.repair_facts import under_facts

pytestmark = pytest.mark.unit
COVERAGE = RuleEntry("coverage", hard=False, weight=10)
MORNING = tuple([0] * 12 + [1] * 17)
LATER = (Activity(270, 30, BreakKind.MEAL), Activity(390, 30, BreakKind.REST))


def day(n_agents: int, required: tuple[int, ...], *rules: RuleEntry):
    """One day's problem."""
    padded = required + (0,) * (60 - len(required))
    demands = (Demand(padded),)
    return small_problem(COVERAGE, *rules, n_days=1, n_agents=n_agents, demands=demands)


def later(found, agent_id: str):
    """The roster with an agent's meal an hour later."""
    cell = found.get(agent_id, MONDAY)
    return found.with_cells([((agent_id, MONDAY), replace(cell, breaks=LATER))])


def test_breaks_go_back_where_they_gain_nothing():
    """Tests that an idle move is put back, and one that covers somebody's break is kept."""
    problem = day(2, MORNING)
    start = roster(problem, A001="E", A002="E")
    # Both eat at 09:30: moving one covers the phones; moving both gains no more.
    useful, idle = later(start, "A001"), later(later(start, "A001"), "A002")
    assert with_quiet_breaks(problem, start, useful) == useful
    assert moved_breaks(start, idle) == (("A001", MONDAY), ("A002", MONDAY))
    assert len(with_quiet_breaks(problem, start, idle).changed_cells(start)) == 0
    nobody = replace(problem, demands=(Demand((0,) * 60),))
    assert with_quiet_breaks(nobody, start, idle) == start


def test_putting_back_never_costs_more_than_its_price():
    """Tests the bound that the result promises: a point a shift."""
    problem = day(4, tuple([0] * 12 + [3] * 17))
    start = roster(problem, A001="E", A002="E", A003="E", A004="E")
    moved = start
    for name in ("A001", "A002", "A003"):
        moved = later(moved, name)
    quiet = with_quiet_breaks(problem, start, moved)
    back = len(moved_breaks(start, moved)) - len(moved_breaks(start, quiet))
    assert audit(problem, quiet).cost <= audit(problem, moved).cost + back


def test_reasons_are_of_the_whole_agent():
    """Tests coverage, a broken rule, another price, and a change that nothing speaks for."""
    problem = day(3, MORNING)
    base = roster(problem, A001="E")
    ask = RepairAsk(absences=(Absence("A001", MONDAY),))
    start = under_facts(problem, base, ask)
    mended = roster(problem, A002="E", A003="N")
    sick, cover, idle = offered_changes(problem, base, start, mended, ask)
    assert (sick.fact, sick.why.en, sick.before, sick.after) == (True, "called in sick", "E", None)
    assert cover.agent_id == "A002"
    assert cover.why.en.startswith("without it 15 more agent-intervals")
    assert (idle.agent_id, idle.why.zh) == ("A003", "与其他改动配套")
    pins = (Pin("A002", MONDAY, "E"),)
    hard = replace(problem, rules=(*problem.rules, RuleEntry("pinned_cells")), pins=pins)
    broken = offered_changes(hard, base, start, mended, ask)[1]
    assert broken.why.en == "without it a rule is broken: Pinned cells"


def test_changes_come_back_from_json():
    """Tests that what a run keeps is what a page shows."""
    problem = day(2, MORNING)
    base = roster(problem, A001="E")
    ask = RepairAsk(absences=(Absence("A001", MONDAY, "08:00", "09:00"),))
    changes = offered_changes(
        problem, base, under_facts(problem, base, ask), roster(problem, A002="E"), ask
    )
    assert changes[0].why.zh == "08:00-09:00 不在岗"
    assert tuple(OfferedChange.from_dict(c.to_dict()) for c in changes) == changes


def test_parts_of_a_proposal():
    """Tests all, none and some cells, with and without moved breaks."""
    problem = day(3, MORNING)
    start = roster(problem, A001="E")
    whole = later(roster(problem, A001="E", A002="E", A003="M"), "A001")
    assert chosen_roster(start, whole, None) == whole
    assert chosen_roster(start, whole, (), breaks=False) == start
    assert chosen_roster(start, whole, ()) == later(start, "A001")
    some = chosen_roster(start, whole, [("A003", MONDAY)], breaks=False)
    assert some.changed_cells(start) == (("A003", MONDAY),)
    assert some.get("A001", MONDAY) == start.get("A001", MONDAY)
