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
from wfm.rostering.patch import Caps
from wfm.rostering.proposal import Proposal
from wfm.rostering.repair import CHANGE_PRICE, Disruption, repair, repair_problem
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


@pytest.fixture
def lean(problem: Problem) -> Roster:
    """A001 works both mornings and nobody else works: nobody too many."""
    return roster(problem, A001="EE")


def absent(*cells: tuple[str, date]) -> Disruption:
    """Nobody but these is away."""
    return Disruption(tuple(cells))


def proposed(
    problem: Problem, base: Roster, disruption: Disruption, most: int | None = None
) -> Proposal:
    """Repair without looking at the clock."""
    return repair(problem, base, disruption, caps=Caps(most), deterministic=WORK)


def repaired(
    problem: Problem, base: Roster, absences: list[tuple[str, date]], most: int | None = None
) -> RosterResult:
    """Repair absences without looking at the clock."""
    return proposed(problem, base, absent(*absences), most).result


def changes(
    result: RosterResult, base: Roster, absences: list[tuple[str, date]]
) -> set[tuple[str, date]]:
    """Changed cells but those of the absent."""
    assert result.roster is not None
    return set(result.roster.changed_cells(base)) - set(absences)


def test_absences_become_sick_leave(problem: Problem, base: Roster) -> None:
    """Tests that each absence is a day of sick leave beside the leave there was, once each."""
    kept = Leave("A003", LeaveType.ANNUAL, TUESDAY, TUESDAY)
    asked = [("A003", MONDAY), ("A001", MONDAY), ("A001", MONDAY)]
    changed = repair_problem(replace(problem, leave=(kept,)), base, absent(*asked))
    assert changed.leave == (
        kept,
        Leave("A001", LeaveType.SICK, MONDAY, MONDAY),
        Leave("A003", LeaveType.SICK, MONDAY, MONDAY),
    )
    assert changed.base == base.assignments
    assert changed.published


def test_a_day_off_is_no_sick_leave(problem: Problem, lean: Roster) -> None:
    """Tests that who is ill on a day off stays off, is credited nothing, and no shift is taken."""
    changed = repair_problem(problem, lean, absent(("A002", TUESDAY), ("A001", MONDAY)))
    assert changed.leave == (Leave("A001", LeaveType.SICK, MONDAY, MONDAY),)
    assert changed.pins == (Pin("A002", TUESDAY, None),)
    assert changes(repaired(problem, lean, [("A002", TUESDAY)]), lean, []) == set()


def test_leave_is_not_doubled(problem: Problem, base: Roster) -> None:
    """Tests that an absence on a day of the agent's own leave adds none, another's leave does."""
    long = Leave("A001", LeaveType.ANNUAL, MONDAY - timedelta(days=3), TUESDAY)
    given = replace(problem, leave=(long,))
    changed = repair_problem(given, base, absent(("A001", MONDAY), ("A003", MONDAY)))
    assert changed.leave == (long, Leave("A003", LeaveType.SICK, MONDAY, MONDAY))
    assert ProblemView(changed).on_leave.tolist() == [[True, True], [False, False], [True, False]]


def test_pins_of_the_absent_are_released(problem: Problem, base: Roster) -> None:
    """Tests that only the pin of the absent cell goes; without that there would be no roster."""
    pins = (Pin("A001", MONDAY, "E"), Pin("A001", TUESDAY, "E"), Pin("A003", MONDAY, "L"))
    pinned = replace(problem, pins=pins)
    changed = repair_problem(pinned, base, absent(("A001", MONDAY)))
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
    changed = repair_problem(given, base, absent())
    assert changed.rules[: len(RULES)] == RULES
    (price,) = changed.rules[len(RULES) :]
    assert (price.rule, price.hard, price.weight) == ("stability", False, CHANGE_PRICE)
    *_, cap = repair_problem(given, base, absent(), Caps(2)).rules
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
        repair_problem(problem, base, absent(*absences))
    assert len(caught.value.faults) == faults


def test_somebody_else_steps_in(problem: Problem, base: Roster) -> None:
    """Tests that one change covers the absent agent's morning and the rest stays."""
    away = [("A001", MONDAY)]
    found = repaired(problem, base, away)
    assert found.report is not None
    assert not found.report.hard
    ((agent_id, day),) = changes(found, base, away)
    assert day == MONDAY
    assert found.roster is not None
    stepped_in = found.roster.get(agent_id, MONDAY)
    assert stepped_in is not None
    assert stepped_in.shift_id == "E"
    assert found.objective == CHANGE_PRICE


def test_absent_cells_are_not_changes(problem: Problem, base: Roster) -> None:
    """Tests that with no change allowed the roster loses the absent cells and nothing else."""
    away = [("A001", MONDAY), ("A003", MONDAY)]
    found = repaired(problem, base, away, 0)
    assert found.report is not None
    assert not found.report.hard
    assert changes(found, base, away) == set()
    assert found.roster is not None
    assert [(c.agent_id, c.day) for c in found.roster] == [("A001", TUESDAY)]
    assert "stability" not in found.report.penalties


@pytest.mark.parametrize("most", [0, 1, 2, None])
def test_cap_is_kept(problem: Problem, base: Roster, most: int | None) -> None:
    """Tests that no more cells change than asked for, and each change lowers the cost."""
    away = [("A001", MONDAY), ("A001", TUESDAY)]
    found = repaired(problem, base, away, most)
    n = len(changes(found, base, away))
    assert n == (2 if most is None else most)
    tighter = repaired(problem, base, away, max(0, n - 1))
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


def test_the_clock_is_kept_too(problem: Problem, base: Roster) -> None:
    """Tests a repair by the clock: the cap holds and the cost is not above doing nothing."""
    away = absent(("A001", MONDAY))
    found = repair(problem, base, away, caps=Caps(1), time_s=0.3)
    assert found.result.problem == repair_problem(problem, base, away, Caps(1))
    assert found.mended is not None
    assert found.result.report is not None
    assert not found.result.report.hard
    assert len(found.made) <= 1
    assert found.mended.cost <= found.unmended.cost
    assert not Modeller(ProblemView(found.result.problem)).allowed[0, 0].any()


def test_the_same_proposal_twice(problem: Problem, base: Roster) -> None:
    """Tests that a deterministic limit and seed give the same roster."""
    away = absent(("A001", MONDAY), ("A003", MONDAY))
    first, second = (proposed(problem, base, away).result.roster for _ in range(2))
    assert first == second


def test_changes_and_effect_are_told(problem: Problem, lean: Roster) -> None:
    """Tests the list of changes, facts first, and staffing before, unmended and mended."""
    found = proposed(problem, lean, absent(("A001", MONDAY)))
    fact, made = found.changes
    assert (fact.agent_id, fact.day, fact.before, fact.after, fact.fact) == (
        "A001",
        MONDAY,
        "E",
        None,
        True,
    )
    assert (made.day, made.after, made.fact) == (MONDAY, "E", False)
    assert found.made == (made,)
    assert found.mended is not None
    assert found.published.missing == {"all": 0.0}
    assert found.unmended.missing == {"all": 17.0}
    assert found.unmended.short == {"all": 17}
    assert found.mended.missing == {"all": 0.0}
    assert found.published.cost == found.mended.cost == 0
    about = found.to_dict()
    assert [c["fact"] for c in about["changes"]] == [True, False]


def test_cap_on_agents(problem: Problem, base: Roster) -> None:
    """Tests that with one agent to be touched both mornings go to the same one."""
    away = absent(("A001", MONDAY), ("A001", TUESDAY))
    found = repair(problem, base, away, caps=Caps(None, 1), deterministic=WORK)
    assert len({c.agent_id for c in found.made}) == 1
    assert len(found.made) == 2
    none = repair(problem, base, away, caps=Caps(None, 0), deterministic=WORK)
    assert none.made == ()


def test_added_leave(problem: Problem, base: Roster) -> None:
    """Tests that leave granted later empties its days and others step in."""
    leave = Leave("A001", LeaveType.ANNUAL, MONDAY, TUESDAY)
    pinned = replace(problem, pins=(Pin("A001", TUESDAY, "E"),))
    found = proposed(pinned, base, Disruption(leave=(leave,)))
    assert {(c.agent_id, c.day) for c in found.changes if c.fact} == {
        ("A001", MONDAY),
        ("A001", TUESDAY),
    }
    assert found.mended is not None
    assert found.mended.missing == {"all": 0.0}


def test_higher_demand_on_a_day(problem: Problem, lean: Roster) -> None:
    """Tests that twice the demand of Tuesday brings one more agent there, Monday left alone."""
    found = proposed(problem, lean, Disruption(raised={TUESDAY: 2.0}))
    assert found.unmended.missing == {"all": 17.0}
    ((day, after),) = [(c.day, c.after) for c in found.changes]
    assert (day, after) == (TUESDAY, "E")
    raised = repair_problem(problem, lean, Disruption(raised={TUESDAY: 1.1})).demands[0]
    assert set(raised.required[48:96]) == {0, 2}  # whole agents, rounded up
    assert raised.required[:48] == problem.demands[0].required[:48]


def test_raised_demand_keeps_its_prices(problem: Problem, base: Roster) -> None:
    """Tests that price steps widen with the requirement and go with what is lowered."""
    n = len(problem.demands[0].required)
    steps = tuple(((100, 10),) if r else () for r in problem.demands[0].required)
    priced = replace(problem, demands=(replace(problem.demands[0], steps=steps),))
    more = repair_problem(priced, base, Disruption(raised={MONDAY: 3.0})).demands[0]
    assert more.steps is not None
    assert len(more.steps) == n
    assert more.steps[12] == ((300, 10),)
    none = repair_problem(priced, base, Disruption(raised={MONDAY: 0.0})).demands[0]
    assert none.steps is not None
    assert none.steps[12] == ()
    assert none.required[12] == 0


def test_a_new_starter_is_no_change(problem: Problem, lean: Roster) -> None:
    """Tests that a starter is placed under a cap of 0, unpriced."""
    new = replace(problem.agents[0], id="A009")
    grown = replace(problem, agents=(*problem.agents, new))
    found = proposed(
        grown, lean.with_cells([(("A001", TUESDAY), None)]), Disruption(starters=("A009",)), 0
    )
    assert [(c.agent_id, c.day, c.after) for c in found.made if c.agent_id == "A009"] == [
        ("A009", TUESDAY, "E")
    ]
    assert found.result.objective == 0


def test_kept_agents_and_days(problem: Problem, base: Roster) -> None:
    """Tests that pinned agents and days stay, at the price of a shortage."""
    away = (("A001", MONDAY), ("A001", TUESDAY))
    found = proposed(problem, base, Disruption(away, kept_agents=("A003",), kept_days=(TUESDAY,)))
    assert [(c.agent_id, c.day) for c in found.made] == [("A002", MONDAY)]
    assert found.mended is not None
    assert found.mended.missing == {"all": 17.0}


def test_a_base_that_became_illegal_is_made_legal(problem: Problem) -> None:
    """Tests that a hard finding of the base is mended, with its change counted."""
    given = roster(problem, A001="LE", A002="..", A003="..")
    assert audit(problem, given).hard
    found = proposed(problem, given, absent())
    assert found.published.hard == 1
    assert found.mended is not None
    assert found.mended.hard == 0
    assert found.made


def test_caps_too_tight_for_a_legal_roster_are_explained(problem: Problem) -> None:
    """Tests that no legal roster under the cap gives the conflict instead of a roster."""
    given = roster(problem, A001="LE")
    found = proposed(problem, given, absent(), 0)
    assert found.result.status is Status.INFEASIBLE
    assert found.result.roster is None
    assert found.mended is None
    assert found.changes == ()
    (why,) = found.result.conflicts
    assert any("Changes after publication" in entry for entry in why.entries)


def test_a_factor_below_zero_is_refused(problem: Problem, base: Roster) -> None:
    """Tests that demand can't be negative."""
    with pytest.raises(BadInputError, match="below 0"):
        repair_problem(problem, base, Disruption(raised={MONDAY: -1.0}))
