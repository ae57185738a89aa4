"""Tests of activities in cells changed by hand: they stay, move, or are dropped with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import MONDAY, roster, small_problem
from support.strategies import problems, rosters

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.errors import BadInputError
from wfm.core.problem import Demand, RuleEntry
from wfm.core.roster import Activity, Assignment, PlacedActivity
from wfm.core.shifts import BreakKind
from wfm.core.view import ProblemView
from wfm.rostering.carried import Fate, carry
from wfm.rostering.cells import change_shift
from wfm.rules.modelling import Modeller
from wfm.rules.placements import placements

pytestmark = pytest.mark.unit

TUESDAY = MONDAY + timedelta(days=1)
RULES = (
    RuleEntry("coverage", {}, hard=False, weight=10, source="art. 30"),
    RuleEntry("meal_and_rest", source="art. 32"),
    RuleEntry("activities_placed", {}, hard=False, weight=5, source="art. 27"),
)
TRAINING = PlannedActivity(
    "T",
    ActivityKind.TRAINING,
    60,
    ((MONDAY, TUESDAY),),
    Participants(agents=("A001",)),
    title_en="Product training",
    title_zh="产品培训",
)
MEETING = PlannedActivity("M", ActivityKind.MEETING, 30, ((MONDAY, TUESDAY),), together=True)


def week(*activities, **days):
    """A problem and its roster of two agents."""
    problem = small_problem(
        *RULES, demands=(Demand((1,) * (48 * 7 + 12)),), activities=tuple(activities)
    )
    return problem, roster(problem, **days)


def holding(found, agent, day, *placed):
    """The roster with activities in a cell."""
    cell = found.get(agent, day)
    return found.with_cells([((agent, day), replace(cell, activities=tuple(placed)))])


def at(clock_min, activity, shift_start_min):
    """An activity at a clock minute of its shift's day."""
    return PlacedActivity(
        clock_min - shift_start_min, activity.length_min, activity.id, activity.kind
    )


def changed(problem, before, agent, day, shift_id):
    return change_shift(Modeller(ProblemView(problem)), before, agent, day, shift_id)


def fates(carried):
    return [(m.agent_id, m.activity_id, m.fate) for m in carried.moves]


def test_training_stays_at_its_time() -> None:
    """Tests that 10:30 stays 10:30 when the shift around it starts at 09:00 instead of 06:00."""
    problem, found = week(TRAINING, A001="E")
    before = holding(found, "A001", MONDAY, at(630, TRAINING, 360))
    after = changed(problem, before, "A001", MONDAY, "M")
    assert fates(after) == [("A001", "T", Fate.KEPT)]
    cell = after.roster.get("A001", MONDAY)
    assert cell.activities == (at(630, TRAINING, 540),)
    assert all(b.end_min <= 90 or b.start_min >= 150 for b in cell.breaks)
    assert [b.kind for b in cell.breaks].count(BreakKind.MEAL) == 1


def test_training_moves_with_the_shift() -> None:
    """Tests that 06:30 finds another time in a shift from 13:00, and the sentence says both."""
    problem, found = week(TRAINING, A001="E")
    before = holding(found, "A001", MONDAY, at(390, TRAINING, 360))
    after = changed(problem, before, "A001", MONDAY, "L")
    assert fates(after) == [("A001", "T", Fate.MOVED)]
    assert len(after.roster.get("A001", MONDAY).activities) == 1
    (move,) = after.moves
    assert "Product training of A001 moves from 2026-11-23 06:30" in move.words.en
    assert "产品培训" in move.words.zh and "06:30" in move.words.zh


def test_day_off_sends_it_to_another_day() -> None:
    """Tests that Tuesday's shift, a day of the occurrence, takes it."""
    problem, found = week(TRAINING, A001="EE")
    before = holding(found, "A001", MONDAY, at(390, TRAINING, 360))
    after = changed(problem, before, "A001", MONDAY, None)
    assert fates(after) == [("A001", "T", Fate.MOVED)]
    assert len(after.roster.get("A001", TUESDAY).activities) == 1
    assert after.roster.get("A001", TUESDAY).breaks == before.get("A001", TUESDAY).breaks


def test_without_another_shift_it_is_dropped() -> None:
    """Tests that the reason is said in both languages."""
    problem, found = week(TRAINING, A001="E")
    before = holding(found, "A001", MONDAY, at(390, TRAINING, 360))
    after = changed(problem, before, "A001", MONDAY, None)
    assert fates(after) == [("A001", "T", Fate.DROPPED)]
    assert "is dropped: no shift of the days holds its window" in after.moves[0].words.en
    assert after.moves[0].words.zh.startswith("A001 2026-11-23 06:30 的产品培训取消")


def test_who_misses_the_meeting_is_told_so() -> None:
    """Tests that the others keep meeting, and that nobody is sent to a meeting alone."""
    problem, found = week(MEETING, A001="E", A002="E")
    meets = at(480, MEETING, 360)
    before = holding(holding(found, "A001", MONDAY, meets), "A002", MONDAY, meets)
    after = changed(problem, before, "A001", MONDAY, "L")
    assert fates(after) == [("A001", "M", Fate.DROPPED)]
    assert "the others meet without them" in after.moves[0].words.en
    assert after.roster.get("A002", MONDAY) == before.get("A002", MONDAY)


def test_meeting_is_joined_at_its_time() -> None:
    """Tests that a new shift that holds the others' meeting takes part in it."""
    problem, found = week(MEETING, A002="M")
    before = holding(found, "A002", MONDAY, at(600, MEETING, 540))
    after = changed(problem, before, "A001", MONDAY, "E")
    assert fates(after) == [("A001", "M", Fate.ADDED)]
    assert after.roster.get("A001", MONDAY).activities == (at(600, MEETING, 360),)


def test_swapped_shifts_leave_activities_with_their_agent() -> None:
    """Tests that breaks that an activity needs give way, and that the partner inherits nothing."""
    problem, found = week(TRAINING, A001="E", A002="M")
    before = holding(found, "A001", MONDAY, at(660, TRAINING, 360))
    mine, theirs = before.get("A001", MONDAY), before.get("A002", MONDAY)
    meal = (Activity(120, 30, BreakKind.MEAL), Activity(390, 30, BreakKind.REST))  # 11:00
    after = before.with_cells(
        [
            (("A001", MONDAY), Assignment("A001", MONDAY, "M", meal)),
            (("A002", MONDAY), Assignment("A002", MONDAY, "E", mine.breaks)),
        ]
    )
    done = carry(Modeller(ProblemView(problem)), before, after)
    assert fates(done) == [("A001", "T", Fate.KEPT)]
    cell = done.roster.get("A001", MONDAY)
    assert cell.activities == (at(660, TRAINING, 540),)
    assert all(b.end_min <= 120 or b.start_min >= 180 for b in cell.breaks)
    assert done.roster.get("A002", MONDAY) == replace(theirs, shift_id="E", breaks=mine.breaks)


def test_what_counts_for_nothing_goes() -> None:
    """Tests that an activity nobody plans any more is dropped, and said to be."""
    problem, found = week(A001="E")
    before = holding(found, "A001", MONDAY, at(390, TRAINING, 360))
    after = changed(problem, before, "A001", MONDAY, "M")
    assert fates(after) == [("A001", "T", Fate.DROPPED)]
    assert "nobody planned it" in after.moves[0].words.en


def test_other_cells_stay_as_they_are() -> None:
    """Tests that a change that touches no activity moves none, and the roster is the same."""
    problem, found = week(TRAINING, A001="E", A002="ME")
    before = holding(found, "A001", MONDAY, at(390, TRAINING, 360))
    after = changed(problem, before, "A002", TUESDAY, "M")
    assert after.moves == ()
    assert after.roster.get("A001", MONDAY) == before.get("A001", MONDAY)


def test_contradicting_breaks_are_named() -> None:
    """Tests that breaks without any way are a fault with the cell."""
    problem, found = week(A001="E")
    shifts = tuple(
        replace(s, breaks=tuple(replace(b, earliest_min=155, latest_min=160) for b in s.breaks))
        for s in problem.shifts
    )
    broken = replace(problem, shifts=shifts)
    with pytest.raises(BadInputError) as caught:
        changed(broken, found, "A001", MONDAY, "M")
    assert "A001 2026-11-23" in caught.value.faults[0].value


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_change_accounts_for_every_activity(data) -> None:
    """Tests that after any change each activity stands, or its going is said; never both."""
    problem = data.draw(problems(max_rules=2))
    price = RuleEntry("activities_placed", {}, hard=False, weight=5)
    kept = tuple(r for r in problem.rules if r.rule == "coverage")
    problem = replace(problem, rules=(*kept, price))
    before = data.draw(rosters(problem))
    view = ProblemView(problem)
    agent = data.draw(st.sampled_from(problem.agents)).id
    day = data.draw(st.sampled_from(view.days))
    shift_id = data.draw(st.sampled_from([None, *(s.id for s in problem.shifts)]))
    done = changed(problem, before, agent, day, shift_id)
    then, now = placements(view, before), placements(view, done.roster)
    stood = {*then.counted, *then.loose}
    stands = {*now.counted, *now.loose}
    told = {(m.activity_id, m.agent_id): m.fate for m in done.moves if m.fate is Fate.DROPPED}
    gone = {(problem.activities[i].id, view.agents[a].id) for i, _, a in stood - stands}
    assert gone <= set(told)
    assert not now.strays
    cell = done.roster.get(agent, day)
    assert (cell.shift_id if cell else None) == shift_id
    others = [c for c in done.roster.changed_cells(before) if c != (agent, day)]
    assert others == []
    spans = sorted(cell.away) if cell else []
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
