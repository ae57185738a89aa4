"""Tests of a repair: absences are facts, and as little as possible changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.problems import MONDAY, SHIFTS, roster, small_problem

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.engine import solve
from wfm.rostering.repair import CHANGE_PRICE, repair, repair_problem
from wfm.rostering.result import RosterResult, Status
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

WORK = 0.03
"""Deterministic units of one test solve: the problems are tiny, and so are their solves."""

TUESDAY = MONDAY + timedelta(days=1)
RULES = (
    RuleEntry("coverage", hard=False, weight=10, source="art. 30"),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
    RuleEntry("leave_granted", source="art. 38"),
    RuleEntry("pinned_cells", source="art. 33"),
)


@pytest.fixture
def problem() -> Problem:
    """Three agents, two days, one required from 06:00 to 14:30 on both; shifts without breaks."""
    day = [0] * 12 + [1] * 17 + [0] * 19
    plain = tuple(replace(s, breaks=()) for s in SHIFTS)
    required = Demand(tuple(day * 2 + [0] * 12))
    return small_problem(*RULES, n_days=2, n_agents=3, shifts=plain, demands=(required,))


@pytest.fixture
def base(problem: Problem) -> Roster:
    """A001 works both mornings, A003 the late shift."""
    return roster(problem, A001="EE", A003="L.")


def repaired(
    problem: Problem, base: Roster, absences: list[tuple[str, date]], most: int | None = None
) -> RosterResult:
    """Solve the repair without looking at the clock."""
    changed = repair_problem(problem, base, absences, most)
    start = base.with_cells((cell, None) for cell in absences)
    return solve(changed, time_s=0, deterministic=WORK, base=start)


def changes(
    result: RosterResult, base: Roster, absences: list[tuple[str, date]]
) -> set[tuple[str, date]]:
    """Changed cells but those of the absent."""
    assert result.roster is not None
    return set(result.roster.changed_cells(base)) - set(absences)


def test_absences_become_sick_leave(problem: Problem, base: Roster) -> None:
    """Tests that each absence is a day of sick leave beside the leave there was, once each."""
    kept = Leave("A003", LeaveType.ANNUAL, TUESDAY, TUESDAY)
    asked = [("A002", TUESDAY), ("A001", MONDAY), ("A001", MONDAY)]
    changed = repair_problem(replace(problem, leave=(kept,)), base, asked)
    assert changed.leave == (
        kept,
        Leave("A001", LeaveType.SICK, MONDAY, MONDAY),
        Leave("A002", LeaveType.SICK, TUESDAY, TUESDAY),
    )
    assert changed.base == base.assignments
    assert changed.published


def test_leave_is_not_doubled(problem: Problem, base: Roster) -> None:
    """Tests that an absence on a day of the agent's own leave adds none, another's leave does."""
    long = Leave("A001", LeaveType.ANNUAL, MONDAY - timedelta(days=3), TUESDAY)
    given = replace(problem, leave=(long,))
    changed = repair_problem(given, base, [("A001", MONDAY), ("A003", MONDAY)])
    assert changed.leave == (long, Leave("A003", LeaveType.SICK, MONDAY, MONDAY))
    assert ProblemView(changed).on_leave.tolist() == [[True, True], [False, False], [True, False]]


def test_pins_of_the_absent_are_released(problem: Problem, base: Roster) -> None:
    """Tests that only the pin of the absent cell goes; without that there would be no roster."""
    pins = (Pin("A001", MONDAY, "E"), Pin("A001", TUESDAY, "E"), Pin("A003", MONDAY, "L"))
    pinned = replace(problem, pins=pins)
    changed = repair_problem(pinned, base, [("A001", MONDAY)])
    assert changed.pins == pins[1:]
    found = repaired(pinned, base, [("A001", MONDAY)])
    assert found.status is not Status.INFEASIBLE
    assert found.roster is not None
    assert found.roster.get("A001", MONDAY) is None
    for pin in pins[1:]:
        cell = found.roster.get(pin.agent_id, pin.day)
        assert cell is not None
        assert cell.shift_id == pin.shift_id


def test_rules_on_changes_are_the_repairs_own(problem: Problem, base: Roster) -> None:
    """Tests that the set's own entries on changes give way to one price and the cap."""
    own = (
        RuleEntry("stability", hard=False, weight=999),
        RuleEntry("max_changes", {"per_agent": 0}),
    )
    given = replace(problem, rules=(*RULES, *own))
    changed = repair_problem(given, base, [])
    assert changed.rules[: len(RULES)] == RULES
    (price,) = changed.rules[len(RULES) :]
    assert (price.rule, price.hard, price.weight) == ("stability", False, CHANGE_PRICE)
    *_, cap = repair_problem(given, base, [], 2).rules
    assert (cap.rule, cap.hard, cap.parameters["total"]) == ("max_changes", True, 2)


@pytest.mark.parametrize(
    ("absences", "faults"),
    [
        ([("A099", MONDAY)], 1),
        ([("A001", MONDAY - timedelta(days=1))], 1),
        ([("A001", MONDAY + timedelta(days=2))], 1),
        ([("A099", MONDAY + timedelta(days=2)), ("A001", MONDAY)], 2),
    ],
)
def test_unknown(
    problem: Problem, base: Roster, absences: list[tuple[str, date]], faults: int
) -> None:
    """Tests that unknown agents and days outside the horizon are refused, each by name."""
    with pytest.raises(BadInputError) as caught:
        repair_problem(problem, base, absences)
    assert len(caught.value.faults) == faults


def test_somebody_else_steps_in(problem: Problem, base: Roster) -> None:
    """Tests that one change covers the absent agent's morning and the rest stays."""
    absent = [("A001", MONDAY)]
    found = repaired(problem, base, absent)
    assert found.report is not None
    assert not found.report.hard
    ((agent_id, day),) = changes(found, base, absent)
    assert day == MONDAY
    assert found.roster is not None
    stepped_in = found.roster.get(agent_id, MONDAY)
    assert stepped_in is not None
    assert stepped_in.shift_id == "E"
    assert found.objective == CHANGE_PRICE


def test_absent_cells_are_not_changes(problem: Problem, base: Roster) -> None:
    """Tests that with no change allowed the roster loses the absent cells and nothing else."""
    absent = [("A001", MONDAY), ("A003", MONDAY)]
    found = repaired(problem, base, absent, 0)
    assert found.report is not None
    assert not found.report.hard
    assert changes(found, base, absent) == set()
    assert found.roster is not None
    assert [(c.agent_id, c.day) for c in found.roster] == [("A001", TUESDAY)]
    assert "stability" not in found.report.penalties


@pytest.mark.parametrize("most", [0, 1, 2, None])
def test_cap_is_kept(problem: Problem, base: Roster, most: int | None) -> None:
    """Tests that no more cells change than asked for, and each change lowers the cost."""
    absent = [("A001", MONDAY), ("A001", TUESDAY)]
    found = repaired(problem, base, absent, most)
    n = len(changes(found, base, absent))
    assert n == (2 if most is None else most)
    tighter = repaired(problem, base, absent, max(0, n - 1))
    assert found.objective is not None
    assert tighter.objective is not None
    assert found.objective <= tighter.objective


def test_a_change_that_gains_too_little_is_not_made(problem: Problem, base: Roster) -> None:
    """Tests that half an hour short is cheaper than a changed cell."""
    cheap = RuleEntry(
        "coverage",
        {"surplus": 0.0, "factors": (1, 2, 4), "shares": (0.5, 0.75)},
        hard=False,
        weight=1,
    )
    required = tuple([0] * 20 + [1] + [0] * (96 + 12 - 21))
    calm = replace(problem, rules=(cheap, *RULES[1:]), demands=(Demand(required),))
    base = roster(calm, A001="E.")
    found = repaired(calm, base, [("A001", MONDAY)])
    assert changes(found, base, [("A001", MONDAY)]) == set()
    assert found.objective is not None
    assert 0 < found.objective < CHANGE_PRICE


def test_no_absence_changes_nothing(problem: Problem, base: Roster) -> None:
    """Tests that a roster that nothing is wrong with is given back with its shifts."""
    best = solve(problem, time_s=0, deterministic=WORK).roster
    assert best is not None
    found = repaired(problem, best, [])
    assert found.changed_cells == ()


def test_repair_keeps_what_it_is_told(problem: Problem, base: Roster) -> None:
    """Tests that the door itself starts at the base without the absent and keeps the cap."""
    absent = [("A001", MONDAY)]
    found = repair(problem, base, absent, max_changes=1, time_s=0.3)
    assert found.problem == repair_problem(problem, base, absent, 1)
    assert found.roster is not None
    assert not audit(found.problem, found.roster).hard
    assert len(changes(found, base, absent)) <= 1
    start = base.with_cells((cell, None) for cell in absent)
    assert found.objective is not None
    assert found.objective <= audit(found.problem, start).cost
    assert not Modeller(ProblemView(found.problem)).allowed[0, 0].any()
