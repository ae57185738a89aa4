"""Tests of one cell changed by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.problems import BREAKS, MONDAY, roster, shift, small_problem

from wfm.core.errors import BadInputError
from wfm.core.problem import Demand, RuleEntry
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rostering.cells import place_shift
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("coverage", hard=False, weight=10, source="art. 30"),
    RuleEntry("meal_and_rest", {"max_stretch_min": 360, "min_gap_min": 60}, source="art. 32"),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
)
REQUIRED = Demand(tuple([0] * 18 + [2] * 12 + [0] * (48 * 7 + 12 - 30)))
"""Two agents from 09:00 to 15:00 on Monday."""


@pytest.fixture
def problem():
    """Two agents and a demand on Monday."""
    return small_problem(*RULES, demands=(REQUIRED,))


@pytest.fixture
def modeller(problem):
    """The rules over the problem."""
    return Modeller(ProblemView(problem))


def test_only_the_cell_changes(problem, modeller):
    """Tests that every other cell keeps its shift and its breaks."""
    before = roster(problem, A001="EE.....", A002="MM.....")
    after = place_shift(modeller, before, "A001", MONDAY, "M")
    assert after.changed_cells(before) == (("A001", MONDAY),)
    rest = [a for a in after if (a.agent_id, a.day) != ("A001", MONDAY)]
    assert rest == [a for a in before if (a.agent_id, a.day) != ("A001", MONDAY)]


def test_breaks_are_legal(problem, modeller):
    """Tests that meal and rest stand inside their windows and keep their rules."""
    before = roster(problem, A002="M......")
    for code in "EMLN":
        after = place_shift(modeller, before, "A001", MONDAY, code)
        breaks = after.get("A001", MONDAY).breaks
        assert sorted(b.kind for b in breaks) == [BreakKind.MEAL, BreakKind.REST]
        assert not [v for v in audit(problem, after).hard if v.rule == "meal_and_rest"]


def test_breaks_where_they_cost_least(problem, modeller):
    """Tests that the breaks stand where the other agent covers or nobody is required."""
    before = roster(problem, A002="M......")
    after = place_shift(modeller, before, "A001", MONDAY, "E")
    moved = [
        audit(problem, after.with_cells([(("A001", MONDAY), other)])).cost
        for other in (roster(problem, A001="E......").get("A001", MONDAY),)
    ]
    assert audit(problem, after).cost <= min(moved)


def test_same_change_same_breaks(problem, modeller):
    """Tests that the same change always gets the same breaks."""
    before = roster(problem, A002="M......")
    one = place_shift(modeller, before, "A001", MONDAY, "E")
    two = place_shift(Modeller(ProblemView(problem)), before, "A001", MONDAY, "E")
    assert one == two


def test_hard_rules_are_not_looked_at(problem, modeller):
    """Tests that a change that breaks rest is made; the audit says what it breaks."""
    before = roster(problem, A001=".E.....")
    after = place_shift(modeller, before, "A001", MONDAY, "L")
    assert after.get("A001", MONDAY).shift_id == "L"
    assert {v.rule for v in audit(problem, after).hard} == {"rest_between_shifts"}


def test_day_off(problem, modeller):
    """Tests that None gives a day off, on a day off too."""
    before = roster(problem, A001="EE.....")
    assert place_shift(modeller, before, "A001", MONDAY, None).get("A001", MONDAY) is None
    friday = MONDAY + timedelta(days=4)
    assert place_shift(modeller, before, "A001", friday, None) == before


@pytest.mark.parametrize(
    ("agent", "day", "code", "faults"),
    [
        ("A099", MONDAY, "E", 1),
        ("A001", MONDAY - timedelta(days=1), "E", 1),
        ("A001", MONDAY, "X", 1),
        ("A099", MONDAY + timedelta(days=7), "X", 3),
        ("A099", MONDAY, None, 1),
    ],
)
def test_unknown(problem, modeller, agent, day, code, faults):
    """Tests that agent, day and shift must be the problem's; each is named."""
    with pytest.raises(BadInputError) as caught:
        place_shift(modeller, roster(problem), agent, day, code)
    assert len(caught.value.faults) == faults


def test_breaks_that_contradict_each_other():
    """Tests that a shift whose breaks can't be a gap apart is refused in words."""
    tight = tuple(BreakWindow(b.kind, 30, 180, 180, b.paid) for b in BREAKS)
    problem = small_problem(
        *RULES, shifts=(shift("E", 360), shift("T", 360, breaks=tight)), demands=(REQUIRED,)
    )
    with pytest.raises(BadInputError, match="contradict each other"):
        place_shift(Modeller(ProblemView(problem)), roster(problem), "A001", MONDAY, "T")
