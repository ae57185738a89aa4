"""Tests of the ways to place the breaks of a shift."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import MONDAY, shift, small_problem

from wfm.core.problem import RuleEntry, Scope, ScopeKind
from wfm.core.roster import Activity
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rostering.patterns import BreakPatterns
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

MEAL = BreakWindow(BreakKind.MEAL, 30, 150, 300, paid=False)
REST = BreakWindow(BreakKind.REST, 30, 60, 420, paid=True)


def patterns(*rules: RuleEntry, breaks: tuple[BreakWindow, ...] = (MEAL, REST)) -> BreakPatterns:
    """Patterns of two agents with one shift of these windows."""
    problem = small_problem(*rules, shifts=(shift("E", 360, breaks=breaks),))
    return BreakPatterns(Modeller(ProblemView(problem)))


def spaced(min_gap_min: int, **about: object) -> RuleEntry:
    """The rule that keeps breaks apart."""
    parameters = {"min_gap_min": min_gap_min, "max_stretch_min": 720}
    return RuleEntry("meal_and_rest", parameters, **about)  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([0, 30, 60, 120, 240]))
def test_every_pair_far_enough_apart_is_there(gap: int) -> None:
    """Tests the ways against all pairs of starts, one by one."""
    found = patterns(spaced(gap)).of(0, 0, 0)
    pairs = {
        tuple(sorted((Activity(m, 30, BreakKind.MEAL), Activity(r, 30, BreakKind.REST))))
        for m, r in product(range(150, 301, 30), range(60, 421, 30))
        if abs(m - r) >= 30 + gap
    }
    assert set(found.breaks) == pairs
    assert len(found.breaks) == len(pairs)
    assert found.first.shape == found.last.shape == (len(pairs), 2)


def test_starts_and_ends_are_intervals_from_the_start() -> None:
    """Tests that the arrays say what the activities say."""
    found = patterns(spaced(60)).of(0, 0, 0)
    for breaks, first, last in zip(found.breaks, found.first, found.last, strict=True):
        assert [b.start_min // 30 for b in breaks] == first.tolist()
        assert [b.end_min // 30 for b in breaks] == last.tolist()


def test_equal_windows_are_worked_out_once() -> None:
    """Tests that agents and days share what is the same for them."""
    known = patterns(spaced(60))
    assert known.of(0, 0, 0) is known.of(1, 3, 0)


def test_spacing_of_some_agents_is_theirs_alone() -> None:
    """Tests that who is outside the scope of the rule has more ways."""
    scope = Scope(ScopeKind.AGENT, ("A001",))
    known = patterns(spaced(60, scope=scope))
    assert len(known.of(0, 0, 0).breaks) < len(known.of(1, 0, 0).breaks)
    assert len(known.spacing(0)) == 1
    assert known.spacing(1) == ()


def test_windows_without_room_have_no_way() -> None:
    """Tests two breaks that can only be at once."""
    same = (
        BreakWindow(BreakKind.MEAL, 30, 240, 240, paid=False),
        BreakWindow(BreakKind.REST, 30, 240, 240, paid=True),
    )
    assert patterns(spaced(0), breaks=same).of(0, 0, 0).breaks == ()


def test_begins_tell_which_break_starts_when() -> None:
    """Tests that a way's starts are those of its windows, whatever their order in the day."""
    found = patterns(spaced(60)).of(0, 0, 0)
    breaks = (Activity(90, 30, BreakKind.REST), Activity(210, 30, BreakKind.MEAL))
    begins = found.begins[found.breaks.index(breaks)]
    assert begins == {(BreakKind.MEAL, 0, 1): 7, (BreakKind.REST, 0, 1): 3}


def test_rules_with_dates_are_told() -> None:
    """Tests that a rule in force on some days alone is marked: its ways hold on all days here."""
    assert not patterns(spaced(60)).dated
    assert patterns(spaced(60, last_day=MONDAY + timedelta(days=1))).dated
