"""Tests of a roster changed by hand: previewed, saved, pinned, undone, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.people import LeaveType
from wfm.core.problem import PinSource
from wfm.core.roster import PlacedActivity
from wfm.operations.asks import LeaveAsk, SwapAsk
from wfm.rules.wording import sentences
from wfm.service import editing, requests, rosters, weeks

pytestmark = pytest.mark.unit

MON, TUE, WED, THU, FRI, SAT, SUN = (WEEK + timedelta(days=d) for d in range(7))


@pytest.fixture
def state(desk):
    """The newest revision of the week."""
    return rosters.roster(desk, "small", WEEK)


def shift(state, agent, day):
    """Shift of a cell, None on a day off."""
    cell = state.roster.get(agent, day)
    return None if cell is None else cell.shift_id


# -- preview ---------------------------------------------------------------------------------------


def test_preview_saves_nothing(desk, state, trail):
    """Tests that a change is tried with its coverage and cost, and nothing is kept."""
    n = len(trail(desk))
    seen = editing.preview_change(desk, state, "A002", MON, "D")
    assert shift(seen, "A002", MON) == "D"
    assert seen.new_hard == ()
    assert set(seen.coverage.columns) == {"timestamp", "group", "before", "after", "required"}
    assert (seen.coverage["before"] != seen.coverage["after"]).all()
    assert seen.coverage["timestamp"].dt.date.unique().tolist() == [MON]
    assert seen.cost_before == pytest.approx(state.report.cost)
    assert rosters.roster(desk, "small", WEEK).id == state.id
    assert len(trail(desk)) == n


def test_preview_places_breaks(desk, state):
    """Tests that the new shift has its meal and its rest, inside their windows."""
    seen = editing.preview_change(desk, state, "A002", MON, "L")
    kinds = sorted(str(b.kind) for b in seen.roster.get("A002", MON).breaks)
    assert kinds == ["meal", "rest"]


def test_change_says_what_becomes_of_training(desk, state):
    """Tests that training stays at its time in the new shift, or is said to go, before saving."""
    training = PlannedActivity(
        "T", ActivityKind.TRAINING, 60, ((MON,),), Participants(agents=("A001",))
    )
    cell = state.roster.get("A001", MON)
    others = {s.id: s for s in state.problem.shifts if s.id != cell.shift_id}
    held = replace(
        cell, breaks=(), activities=(PlacedActivity(240, 60, "T", ActivityKind.TRAINING),)
    )
    state = replace(
        state,
        problem=replace(state.problem, activities=(training,)),
        roster=state.roster.with_cells([(("A001", MON), held)]),
    )
    off = editing.preview_change(desk, state, "A001", MON, None)
    assert [m.fate for m in off.activities] == ["dropped"]
    assert "training of A001" in off.activities[0].words.en
    own = next(s for s in state.problem.shifts if s.id == cell.shift_id)
    at = own.start_min + 240
    near = next(
        s for s in others.values() if s.start_min <= at and at + 60 <= s.start_min + s.length_min
    )
    seen = editing.preview_change(desk, state, "A001", MON, near.id)
    assert [m.fate for m in seen.activities] == ["kept"]
    saved = editing.change_cell(desk, state, "A001", MON, near.id, "needed", allow_hard=True)
    (kept,) = saved.roster.get("A001", MON).activities
    assert near.start_min + kept.start_min == at


def test_preview_of_a_broken_rule(desk, state):
    """Tests that what a change breaks is said with its article, and what it mends too."""
    late = editing.preview_change(desk, state, "A001", MON, "L")
    assert any("art. 41" in text and "A001" in text for text in late.new_hard)
    zh = editing.preview_change(desk, state, "A001", MON, "L", language="zh")
    assert len(zh.new_hard) == len(late.new_hard)
    assert zh.new_hard != late.new_hard
    broken = editing.change_cell(desk, state, "A001", MON, "L", "try", allow_hard=True)
    back = editing.preview_change(desk, broken, "A001", MON, "E")
    assert set(late.new_hard) <= set(back.gone)


def test_preview_of_the_same_shift(desk, state):
    """Tests that giving the shift that is there costs no more than before."""
    seen = editing.preview_change(desk, state, "A001", MON, "E")
    assert seen.cost_after <= seen.cost_before
    assert seen.new_hard == ()


@pytest.mark.parametrize(
    ("agent", "day", "shift_id"),
    [("A099", MON, "E"), ("A001", NEXT_WEEK, "E"), ("A001", MON, "X")],
)
def test_preview_of_nonsense(desk, state, agent, day, shift_id):
    """Tests that agent, day and shift have to be of the roster."""
    with pytest.raises(BadInputError):
        editing.preview_change(desk, state, agent, day, shift_id)


# -- change ----------------------------------------------------------------------------------------


def test_change(desk, state, trail):
    """Tests that a change is a draft with a pin; the published one stays as it is."""
    draft = editing.change_cell(desk, state, "A002", MON, "D", "a later start")
    assert (draft.revision, draft.status, draft.origin) == (2, "draft", "edit")
    assert (draft.author, draft.reason) == ("Mei", "a later start")
    assert shift(draft, "A002", MON) == "D"
    assert draft.roster.changed_cells(state.roster) == (("A002", MON),)
    assert [(p.agent_id, p.day, p.shift_id, p.source) for p in draft.pins] == [
        ("A002", MON, "D", PinSource.SCHEDULER)
    ]
    assert draft.score["objective"] == draft.report.cost
    assert shift(rosters.published(desk, "small", WEEK), "A002", MON) == "E"
    assert ("Mei", "created", "roster", "a later start") in trail(desk)
    assert ("Mei", "set", "pin", "a later start") in trail(desk)


def test_hard_rule_refused(desk, state):
    """Tests that a change against a hard rule is not saved, rule named, unless asked for."""
    with pytest.raises(NotAllowedError, match=r"art\. 41.*Nothing was saved") as caught:
        editing.change_cell(desk, state, "A001", MON, "L", "late")
    assert all(english in str(caught.value) for english, _ in caught.value.said)
    assert any("A001" in chinese and "休息" in chinese for _, chinese in caught.value.said)
    assert rosters.roster(desk, "small", WEEK).revision == 1
    draft = editing.change_cell(desk, state, "A001", MON, "L", "late", allow_hard=True)
    assert draft.report.hard
    with pytest.raises(NotAllowedError, match="hard violations stand") as refused:
        editing.publish(desk, draft, "")
    assert refused.value.said == sentences(draft.report.hard[:3])


def test_stale_revision(desk, state):
    """Tests that of two who change the same revision the second is told, and loses nothing."""
    editing.change_cell(desk, state, "A002", MON, "D", "first")
    with pytest.raises(ConflictError):
        editing.change_cell(desk, state, "A003", MON, "M", "second")
    newest = rosters.roster(desk, "small", WEEK)
    assert newest.revision == 2
    assert [p.agent_id for p in newest.pins] == ["A002"]
    editing.change_cell(desk, newest, "A003", MON, "M", "third")
    for act in (
        lambda: editing.undo(desk, newest),
        lambda: editing.publish(desk, newest, ""),
    ):
        with pytest.raises((ConflictError, NotAllowedError)):
            act()
    assert {p.agent_id for p in rosters.roster(desk, "small", WEEK).pins} == {"A002", "A003"}


def test_changed_again(desk, state):
    """Tests that a scheduler's own pin is no obstacle to changing the cell once more."""
    one = editing.change_cell(desk, state, "A003", MON, "M", "")
    two = editing.change_cell(desk, one, "A003", MON, "E", "")
    assert shift(two, "A003", MON) == "E"
    assert two.report.hard == ()
    assert [p.shift_id for p in two.pins] == ["E"]


def test_day_off(desk, state):
    """Tests that a day off can be given; the hours owed are missed and named."""
    seen = editing.preview_change(desk, state, "A002", MON, None)
    assert any("A002" in text for text in seen.new_hard)
    draft = editing.change_cell(desk, state, "A002", MON, None, "", allow_hard=True)
    assert shift(draft, "A002", MON) is None


# -- pins ------------------------------------------------------------------------------------------


def test_pins(desk, state, trail):
    """Tests that cells are pinned as they stand, days off too, and released again."""
    cells = [("A001", MON), ("A001", SAT)]
    editing.pin(desk, state, cells, "keep")
    after = rosters.roster(desk, "small", WEEK)
    assert {(p.day, p.shift_id) for p in after.pins} == {(MON, "E"), (SAT, None)}
    assert after.id == state.id
    assert after.report.hard == ()
    problem = weeks.fresh_problem(desk, "small", WEEK, base=None)
    assert set(problem.pins) == set(after.pins)
    assert editing.unpin(desk, after, [*cells, ("A002", MON)], "free") == 2
    assert rosters.roster(desk, "small", WEEK).pins == ()
    assert ("Mei", "released", "pin", "free") in trail(desk)


@pytest.mark.parametrize("cell", [("A099", MON), ("A001", NEXT_WEEK)])
def test_pin_of_no_cell(desk, state, cell):
    """Tests that only cells of the roster can be pinned."""
    with pytest.raises(BadInputError):
        editing.pin(desk, state, [cell])
    assert rosters.roster(desk, "small", WEEK).pins == ()


def test_swap_pins_stay(desk):
    """Tests that a cell of an approved swap is neither released, changed nor pinned otherwise."""
    ask = SwapAsk("A001", "A003", MON, MON)
    requests.approve(desk, requests.ask(desk, "small", ask), "")
    state = rosters.roster(desk, "small", WEEK)
    assert editing.unpin(desk, state, [("A001", MON)]) == 0
    with pytest.raises(NotAllowedError):
        editing.change_cell(desk, state, "A001", MON, "M", "")
    with pytest.raises(NotAllowedError):
        editing.change_cell(desk, state, "A001", MON, "M", "", allow_hard=True)
    assert rosters.roster(desk, "small", WEEK).revision == state.revision


# -- undo ------------------------------------------------------------------------------------------


def test_undo_twice(desk, state, trail):
    """Tests that undoing twice takes two changes back, with the pins that they set."""
    one = editing.change_cell(desk, state, "A002", MON, "D", "one")
    two = editing.change_cell(desk, one, "A003", TUE, "M", "two")
    first = editing.undo(desk, two)
    assert (first.revision, first.origin) == (4, "undo")
    assert first.roster == one.roster
    assert [p.agent_id for p in first.pins] == ["A002"]
    second = editing.undo(desk, first)
    assert second.roster == state.roster
    assert second.pins == ()
    assert second.report.cost == state.report.cost
    assert "undo of revision 3" in trail(desk)[-1][3] or "undo" in trail(desk)[-1][3]
    with pytest.raises(BadInputError, match="nothing before"):
        editing.undo(desk, second)


def test_undo_brings_the_pin_before_back(desk, state):
    """Tests that a cell that was pinned before the change is pinned again as it was."""
    editing.pin(desk, state, [("A002", MON)], "keep")
    pinned = rosters.roster(desk, "small", WEEK)
    changed = editing.change_cell(desk, pinned, "A002", MON, "D", "")
    undone = editing.undo(desk, changed)
    assert undone.roster == state.roster
    assert [(p.agent_id, p.shift_id) for p in undone.pins] == [("A002", "E")]


def test_undo_of_the_first_revision(desk, state):
    """Tests that there is nothing before the first revision."""
    with pytest.raises(BadInputError):
        editing.undo(desk, state)


# -- publish ---------------------------------------------------------------------------------------


def test_publish(desk, state, trail):
    """Tests that publishing supersedes the revision before, with who and why."""
    draft = editing.change_cell(desk, state, "A002", MON, "D", "")
    out = editing.publish(desk, draft, "agreed on the floor")
    assert (out.id, out.status) == (draft.id, "published")
    assert rosters.revision(desk, state.id).status == "superseded"
    assert ("Mei", "published", "roster", "agreed on the floor") in trail(desk)
    with pytest.raises(ConflictError):
        editing.publish(desk, out, "again")


def test_publish_looks_again(desk, pattern_roster, save_roster):
    """Tests that leave approved after the page was drawn is not published over."""
    save_roster(desk, pattern_roster(week=NEXT_WEEK), week=NEXT_WEEK, publish=False)
    drawn = rosters.roster(desk, "small", NEXT_WEEK)
    assert drawn.report.hard == ()
    leave = LeaveAsk("A002", LeaveType.PERSONAL, NEXT_WEEK, NEXT_WEEK)
    requests.approve(desk, requests.ask(desk, "small", leave), "")
    with pytest.raises(NotAllowedError, match="A002"):
        editing.publish(desk, drawn, "")
    assert rosters.published(desk, "small", NEXT_WEEK) is None


def test_next_week_starts_from_the_published_one(desk, state):
    """Tests that the past of the next week is what was published, change by change."""
    editing.publish(desk, editing.change_cell(desk, state, "A003", FRI, "M", ""), "")
    problem = weeks.fresh_problem(desk, "small", rosters.next_week(WEEK), base=None)
    held = {(a.agent_id, a.day): a.shift_id for a in problem.past}
    assert held["A003", FRI] == "M"
    assert held["A006", SUN] == "N"
    assert problem.past_first_day == WEEK - timedelta(days=7)
