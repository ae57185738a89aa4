"""Laws of the core's values, over drawn problems and rosters."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import problems, rosters

from wfm.core.interchange import (
    check_problem,
    fingerprint,
    problem_from_dict,
    problem_to_dict,
    roster_from_dict,
    roster_to_dict,
)
from wfm.core.problem import Problem
from wfm.core.roster import Assignment, Roster
from wfm.core.score import AuditReport, Unit, Violation
from wfm.core.shifts import BreakKind, BreakWindow, Shift
from wfm.core.view import OFF, ProblemView

pytestmark = pytest.mark.unit

DAY_MIN = 24 * 60


# -- rosters -----------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data())
def test_changes_lead_from_one_roster_to_the_other(data: st.DataObject) -> None:
    """Tests that taking over the changed cells gives the other roster's shifts, and undoes."""
    problem = data.draw(problems(max_rules=1))
    one, two = data.draw(rosters(problem)), data.draw(rosters(problem))
    changed = one.changed_cells(two)
    assert changed == two.changed_cells(one) == tuple(sorted(set(changed)))
    moved = one.with_cells((cell, two.cells.get(cell)) for cell in changed)
    assert moved.changed_cells(two) == ()
    assert moved.changed_cells(one) == changed
    assert moved.with_cells((cell, one.cells.get(cell)) for cell in changed) == one
    kept = [a for a in one if (a.agent_id, a.day) not in set(changed)]
    assert all(moved.get(a.agent_id, a.day) == a for a in kept)


@settings(max_examples=40)
@given(st.data())
def test_changes_obey_the_triangle(data: st.DataObject) -> None:
    """Tests that changes over a third roster hold at least the direct ones."""
    problem = data.draw(problems(max_rules=1))
    one, two, three = (data.draw(rosters(problem)) for _ in range(3))
    direct = set(one.changed_cells(three))
    assert direct <= set(one.changed_cells(two)) | set(two.changed_cells(three))
    assert one.changed_cells(one) == ()
    assert Roster().changed_cells(one) == tuple(one.cells)


@settings(max_examples=30)
@given(st.data())
def test_no_change_and_double_change(data: st.DataObject) -> None:
    """Tests that no change gives an equal roster, the last of two holds, and off may repeat."""
    problem = data.draw(problems(max_rules=1))
    one = data.draw(rosters(problem))
    assert one.with_cells([]) == one
    cell = (problem.agents[0].id, problem.first_day)
    given_shift = Assignment(*cell, problem.shifts[0].id)
    assert one.with_cells([(cell, None), (cell, given_shift)]).cells[cell] == given_shift
    without = one.with_cells([(cell, None)])
    assert without.get(*cell) is None
    assert without.with_cells([(cell, None)]) == without


# -- presence ----------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data())
def test_nobody_is_on_the_phones_off_duty(data: st.DataObject) -> None:
    """Tests that duty is the shifts inside, and phone is duty without breaks and activities."""
    problem = data.draw(problems(max_rules=1))
    view, roster = ProblemView(problem), data.draw(rosters(problem))
    seen = view.presence(roster)
    assert seen.duty.shape == seen.phone.shape == (view.n_agents, view.n_intervals)
    assert (seen.duty >= seen.phone).all()
    expected = set()
    pauses = set()
    tails = [p for p in problem.past if view.span(p)[1] > 0]
    for cell in (*roster, *tails):
        a = view.agent_index[cell.agent_id]
        start, end = view.span(cell)
        assert end - start == view.shift_length[view.shift_index[cell.shift_id]]
        for first, last in view.shift_parts[view.shift_index[cell.shift_id]]:
            inside = range(max(0, start + first), min(start + last, view.n_intervals))
            expected |= {(a, t) for t in inside}
        for pause in (*cell.breaks, *cell.activities):
            first = start + pause.start_min // view.interval_min
            last = start + -(-pause.end_min // view.interval_min)
            pauses |= {(a, t) for t in range(max(0, first), min(last, view.n_intervals))}
    assert set(zip(*(x.tolist() for x in seen.duty.nonzero()), strict=True)) == expected
    assert set(zip(*(x.tolist() for x in seen.phone.nonzero()), strict=True)) == expected - pauses


@settings(max_examples=30)
@given(st.data())
def test_presence_adds_up_over_agents(data: st.DataObject) -> None:
    """Tests that each agent's presence is the same with the others off, tails there without."""
    problem = data.draw(problems(max_rules=1))
    view, roster = ProblemView(problem), data.draw(rosters(problem))
    whole, tails = view.presence(roster), view.presence(())
    assert (whole.duty >= tails.duty).all()
    for a, agent in enumerate(view.agents):
        alone = view.presence(c for c in roster if c.agent_id == agent.id)
        assert (alone.duty[a] == whole.duty[a]).all()
        assert (alone.phone[a] == whole.phone[a]).all()


@settings(max_examples=30)
@given(st.data())
def test_grid_is_the_roster(data: st.DataObject) -> None:
    """Tests that the grid of shifts holds each cell once, the past in front, OFF elsewhere."""
    problem = data.draw(problems(max_rules=1))
    view, roster = ProblemView(problem), data.draw(rosters(problem))
    grid = view.shift_grid(roster)
    assert grid.shape == (view.n_agents, view.n_past + view.n_days)
    assert (grid != OFF).sum() == len(roster) + len(problem.past)
    for cell in (*problem.past, *roster):
        column = view.n_past + view.day_index(cell.day)
        assert view.shifts[grid[view.agent_index[cell.agent_id], column]].id == cell.shift_id


# -- files -------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data())
def test_drawn_problems_survive_json(data: st.DataObject) -> None:
    """Tests that any problem and roster read back equal from JSON, with the same fingerprint."""
    problem = data.draw(problems())
    check_problem(problem)
    again = problem_from_dict(json.loads(json.dumps(problem_to_dict(problem))))
    assert problem_to_dict(again) == problem_to_dict(problem)
    assert fingerprint(again) == fingerprint(problem)
    assert replace(again, rules=()) == replace(problem, rules=())
    roster = data.draw(rosters(problem))
    assert roster_from_dict(json.loads(json.dumps(roster_to_dict(roster)))) == roster


@settings(max_examples=20)
@given(problems())
def test_fingerprint_sees_every_part(problem: Problem) -> None:
    """Tests that a change of a requirement, an agent or a rule changes the fingerprint."""
    required = problem.demands[0].required
    others = [
        replace(problem, demands=(replace(problem.demands[0], required=(9, *required[1:])),)),
        replace(problem, agents=problem.agents[::-1]),
        replace(problem, rules=problem.rules[1:]),
        replace(problem, published=not problem.published),
    ]
    names = {fingerprint(p) for p in (problem, *others)}
    assert len(names) == 5


# -- scores ------------------------------------------------------------------------------------

VIOLATIONS = st.lists(
    st.builds(
        lambda rule, hard, amount, cents: Violation(
            rule, hard, amount, Unit.MINUTES, 0.0 if hard else cents / 100
        ),
        st.sampled_from("abc"),
        st.booleans(),
        st.integers(0, 50),
        st.integers(0, 10**6),
    ),
    max_size=12,
)


@given(VIOLATIONS)
def test_a_report_is_the_sum_of_its_findings(violations: list[Violation]) -> None:
    """Tests that costs and amounts per rule add up, hard findings aside, dearest first."""
    report = AuditReport(tuple(violations), (), ())
    soft = [v for v in violations if not v.hard]
    assert len(report.hard) == len(violations) - len(soft)
    assert report.cost == pytest.approx(sum(v.cost for v in soft))
    penalties = report.penalties
    assert sum(p.cost for p in penalties.values()) == pytest.approx(report.cost, abs=1e-4)
    assert set(penalties) == {v.rule for v in soft}
    costs = [p.cost for p in penalties.values()]
    assert costs == sorted(costs, reverse=True)
    for rule, penalty in penalties.items():
        assert penalty.amount == sum(v.amount for v in soft if v.rule == rule)


@given(VIOLATIONS, st.randoms(use_true_random=False))
def test_order_of_findings_does_not_matter(violations: list[Violation], chance: Random) -> None:
    """Tests that the same findings in another order cost the same."""
    mixed = violations.copy()
    chance.shuffle(mixed)
    one, two = (AuditReport(tuple(v), (), ()) for v in (violations, mixed))
    assert one.cost == pytest.approx(two.cost, abs=1e-6)
    assert one.penalties.keys() == two.penalties.keys()
    for rule, penalty in one.penalties.items():
        assert penalty.amount == two.penalties[rule].amount
        assert penalty.cost == pytest.approx(two.penalties[rule].cost, abs=1e-6)


# -- shifts ------------------------------------------------------------------------------------


@given(
    st.integers(0, DAY_MIN - 1),
    st.integers(1, DAY_MIN),
    st.integers(0, DAY_MIN - 1),
    st.integers(0, DAY_MIN - 1),
)
def test_touches_clock_minute_by_minute(start: int, length: int, first: int, last: int) -> None:
    """Tests that a shift touches a daily span exactly when one of its minutes lies in it."""
    shift = Shift("S", "S", "S", start, length)
    if first < last:
        inside = set(range(first, last))
    else:
        inside = set(range(first, DAY_MIN)) | set(range(last))
    minutes = {m % DAY_MIN for m in range(start, start + length)}
    assert shift.touches_clock(first, last) is bool(minutes & inside)


@given(
    st.integers(60, DAY_MIN),
    st.lists(st.tuples(st.integers(5, 60), st.booleans()), max_size=3),
    st.integers(0, 30),
    st.booleans(),
)
def test_paid_minutes(
    length: int, breaks: list[tuple[int, bool]], handover: int, paid: bool
) -> None:
    """Tests that unpaid breaks are left out of the paid minutes and paid handover is added."""
    windows = tuple(BreakWindow(BreakKind.REST, n, 0, 0, paid=kept) for n, kept in breaks)
    shift = Shift("S", "S", "S", 0, length, breaks=windows, before_min=handover, handover_paid=paid)
    unpaid = sum(n for n, kept in breaks if not kept)
    assert shift.paid_min == length - unpaid + (handover if paid else 0)
    assert shift.end_min == length


@settings(max_examples=20)
@given(problems(max_rules=1))
def test_gaps_are_minutes_between_handovers(problem: Problem) -> None:
    """Tests that a gap falls by both handovers, and grows by a day with each day between."""
    view = ProblemView(problem)
    for i, first in enumerate(view.shifts):
        for k, second in enumerate(view.shifts):
            wall = second.start_min - first.end_min - first.after_min - second.before_min
            assert view.gap_min(i, k, 0) == wall
            assert view.gap_min(i, k, 2) == wall + 2 * DAY_MIN
