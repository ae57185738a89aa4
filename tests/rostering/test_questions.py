"""Tests of questions about a roster: why none, why not, why short."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import MONDAY, agents, roster, small_problem
from support.strategies import problems, rosters

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.cells import place_shift
from wfm.rostering.questions import why_infeasible, why_not, why_short
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

TUESDAY = MONDAY + timedelta(days=1)
RULES = (
    RuleEntry("coverage", hard=False, weight=10, source="art. 30"),
    RuleEntry("meal_and_rest", {"max_stretch_min": 360, "min_gap_min": 60}, source="art. 32"),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
    RuleEntry("leave_granted", source="art. 38"),
    RuleEntry("pinned_cells", source="art. 33"),
)


@pytest.fixture
def problem() -> Problem:
    """Two agents, two required from 09:00 to 15:00 on Monday."""
    required = tuple([0] * 18 + [2] * 12 + [0] * (48 * 7 + 12 - 30))
    return small_problem(*RULES, demands=(Demand(required),))


# -- why infeasible ----------------------------------------------------------------------------


def test_a_roster_that_can_be_needs_no_reason(problem: Problem) -> None:
    """Tests that nothing is said where the hard entries can all hold."""
    assert why_infeasible(problem) == ()


def test_the_contradiction_is_named(problem: Problem) -> None:
    """Tests that a late shift pinned before an early one names both rules and the agent."""
    pins = (Pin("A002", MONDAY, "L"), Pin("A002", TUESDAY, "E"))
    (found,) = why_infeasible(replace(problem, pins=pins))
    assert {e.split(" (")[0] for e in found.entries} == {"Rest between shifts", "Pinned cells"}
    assert found.agent_ids == ("A002",)
    assert "art. 41" in found.what.en
    assert why_infeasible(replace(problem, pins=pins[:1])) == ()


# -- why not -----------------------------------------------------------------------------------


def test_already_has_it(problem: Problem) -> None:
    """Tests that a shift the agent has is answered in one sentence in both languages."""
    (words,) = why_not(problem, roster(problem, A001="E......"), "A001", MONDAY, "E")
    assert words.en == f"A001 has E on {MONDAY}."
    assert "A001" in words.zh


@pytest.mark.parametrize("code", ["E", "M", "N"])
def test_legal_with_its_cost(problem: Problem, code: str) -> None:
    """Tests that a legal shift is told with the change of the audited cost."""
    given = roster(problem, A002="M......")
    first, *rest = why_not(problem, given, "A001", MONDAY, code)
    forced = place_shift(Modeller(ProblemView(problem)), given, "A001", MONDAY, code)
    change = audit(problem, forced).cost - audit(problem, given).cost
    assert "legal as it stands" in first.en
    assert f"{change:+,.1f} points" in first.en
    assert f"{change:+,.1f}" in first.zh
    assert rest == []


def test_what_gets_dearer_is_named(problem: Problem) -> None:
    """Tests that a soft rule which the shift makes worse is named with its article."""
    soft = RuleEntry("stability", hard=False, weight=50, source="art. 99")
    given = roster(problem, A001=".......")
    asked = replace(problem, rules=(*RULES, soft), base=given.assignments, published=True)
    _, *rest = why_not(asked, given, "A001", MONDAY, "N")
    assert [w.en.endswith("[art. 99]") for w in rest] == [True]
    assert rest[0].en.startswith("Dearer: ")


def test_breaks_a_rule_but_other_days_mend_it(problem: Problem) -> None:
    """Tests that a late shift before an early one is refused by name, then mended."""
    given = roster(problem, A001=".E.....")
    broken, mended = why_not(problem, given, "A001", MONDAY, "L")
    assert broken.en.startswith("It breaks: ")
    assert "[art. 41]" in broken.en
    assert f"days {TUESDAY} changed too" in mended.en
    assert str(TUESDAY) in mended.zh


def test_breaks_a_rule_and_nothing_mends_it(problem: Problem) -> None:
    """Tests that a pinned neighbour leaves no way out."""
    pinned = replace(problem, pins=(Pin("A001", TUESDAY, "E"),))
    broken, nothing = why_not(pinned, roster(problem, A001=".E....."), "A001", MONDAY, "L")
    assert "[art. 41]" in broken.en
    assert nothing.en.startswith("No other arrangement")


def test_ruled_out(problem: Problem) -> None:
    """Tests that leave is named, and that no other day can mend it."""
    away = replace(problem, leave=(Leave("A001", LeaveType.ANNUAL, MONDAY, MONDAY),))
    broken, nothing = why_not(away, Roster(), "A001", MONDAY, "E")
    assert "[art. 38]" in broken.en
    assert nothing.en.startswith("No other arrangement")


def test_question_changes_nothing(problem: Problem) -> None:
    """Tests that a hard finding which was there before is not blamed on the shift asked for."""
    given = roster(problem, A001=".....LE", A002="M......")
    assert audit(problem, given).hard
    (words,) = why_not(problem, given, "A001", MONDAY, "M")
    assert "legal as it stands" in words.en


@pytest.mark.parametrize(
    ("agent", "day", "code"),
    [("A099", MONDAY, "E"), ("A001", MONDAY + timedelta(days=7), "E"), ("A001", MONDAY, "X")],
)
def test_unknown(problem: Problem, agent: str, day: date, code: str) -> None:
    """Tests that agent, day and shift must be the problem's."""
    with pytest.raises(BadInputError):
        why_not(problem, Roster(), agent, day, code)


# -- why short ---------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.data())
def test_places_add_up_to_the_agents(data: st.DataObject) -> None:
    """Tests that everybody is in exactly one place, in both languages alike."""
    drawn = data.draw(problems())
    view = ProblemView(drawn)
    given = data.draw(rosters(drawn))
    t = data.draw(st.integers(0, view.n_intervals - 1))
    *groups, places = why_short(drawn, given, view.instant_of(t))
    assert len(groups) == len(drawn.demands)
    n, *counts = (int(x) for x in re.findall(r"\d+", places.en))
    assert n == view.n_agents == sum(counts)
    zh_n, *zh = (int(x) for x in re.findall(r"\d+", places.zh))
    assert zh_n == n
    phone, pause, other, off, leave, away = counts
    assert zh == [phone, pause, other, off, leave, away]
    assert f"{int(view.required(drawn.demands[0])[t])} required" in groups[0].en


def test_each_place_is_told() -> None:
    """Tests that phone, break, other shift, day off, leave and not employed are told apart."""
    people = list(agents(6))
    people[5] = replace(people[5], last_day=MONDAY - timedelta(days=1))
    asked = small_problem(
        *RULES,
        agents=tuple(people),
        leave=(Leave("A005", LeaveType.SICK, MONDAY, MONDAY),),
        demands=(Demand((4,) * (48 * 7 + 12)),),
    )
    # The meal of an early shift stands at 09:30.
    given = roster(asked, A001="M......", A002="E......", A003="N......", A004=".E.....")
    group, places = why_short(asked, given, f" {MONDAY} 09:30 ")
    assert "4 required, 1 on the phones" in group.en
    assert [int(x) for x in re.findall(r"\d+", places.en)] == [6, 1, 1, 1, 1, 1, 1]


def test_part_productive_agents_count_in_part() -> None:
    """Tests that a trainee who counts half is half an agent on the phones, one of the people."""
    people = agents(2, productivity_pct=50)
    asked = small_problem(*RULES, agents=people, demands=(Demand((2,) * (48 * 7 + 12)),))
    group, places = why_short(asked, roster(asked, A001="E......"), f"{MONDAY} 07:00")
    assert "0.5 on the phones" in group.en
    assert "1 are on the phones" in places.en


@pytest.mark.parametrize("at", ["", "2026-11-23", "2026-11-23 07:10", "2026-11-22 23:30", "soon"])
def test_no_interval_of_the_horizon(problem: Problem, at: str) -> None:
    """Tests that what is no start of an interval is refused with its value."""
    with pytest.raises(BadInputError, match="no such interval"):
        why_short(problem, Roster(), at)
