"""Tests of the checks of swaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from support.problems import with_base

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Enforcement, Pin, PinSource, RuleEntry, Scope, ScopeKind, SwapRecord
from wfm.core.roster import PlacedActivity
from wfm.operations.asks import SwapAsk
from wfm.operations.swaps import (
    after_swap,
    check_swap,
    last_day_to_ask,
    pins_of,
    settled,
    swapped,
)
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 11, 23 + d) for d in range(7))


def ledger(*, initiator="A001", month=11, n=1, **about):
    """Approved swaps on the initiator's own initiative."""
    asked = datetime(2026, 10, 20, 9, tzinfo=UTC)
    return tuple(
        SwapRecord(
            initiator, "A005", date(2026, month, 2 + k), date(2026, month, 2 + k), asked, **about
        )
        for k in range(n)
    )


# -- the swap itself -------------------------------------------------------------------------------


def test_swapped_same_day(desktop):
    """Tests that on one day the shifts change hands with their breaks, and nothing else moves."""
    desk = desktop()
    after = swapped(desk.roster, SwapAsk("A001", "A002", TUE, TUE))
    assert after.get("A001", TUE).shift_id == "M"
    assert after.get("A002", TUE).shift_id == "E"
    assert after.get("A002", TUE).breaks == desk.roster.get("A001", TUE).breaks
    assert after.changed_cells(desk.roster) == (("A001", TUE), ("A002", TUE))
    assert len(after) == len(desk.roster)


def test_swapped_two_days(desktop):
    """Tests that over two days each works on the other's day and is off on their own."""
    desk = desktop()
    after = swapped(desk.roster, SwapAsk("A001", "A005", TUE, SAT))
    assert after.get("A001", TUE) is None
    assert after.get("A005", TUE).shift_id == "E"
    assert after.get("A001", SAT).shift_id == "E"
    assert after.get("A005", SAT) is None


def test_swapped_twice_is_back(desktop):
    """Tests that swapping back gives the roster of before."""
    desk = desktop()
    there = swapped(desk.roster, SwapAsk("A001", "A005", TUE, SAT))
    assert swapped(there, SwapAsk("A001", "A005", SAT, TUE)) == desk.roster


def test_pins_hold_every_cell(desktop):
    """Tests that an approved swap pins the worked cells and the days off that it made."""
    ask = SwapAsk("A001", "A005", TUE, SAT)
    after = swapped(desktop().roster, ask)
    assert set(pins_of(after, ask)) == {
        Pin("A001", TUE, None, PinSource.SWAP),
        Pin("A005", TUE, "E", PinSource.SWAP),
        Pin("A001", SAT, "E", PinSource.SWAP),
        Pin("A005", SAT, None, PinSource.SWAP),
    }


def test_after_swap_replaces_pins_of_the_cells(desktop):
    """Tests that older pins of the two cells give way, and others stay."""
    desk = desktop()
    other = Pin("A003", MON, "L")
    problem = replace(desk.problem, pins=(Pin("A001", TUE, "E"), other))
    ask = SwapAsk("A001", "A002", TUE, TUE)
    moved = swapped(desk.roster, ask)
    after = after_swap(problem, moved, ask)
    assert other in after.pins
    assert len(after.pins) == 3
    assert audit(after, moved).hard == ()
    assert after.base is None


def test_after_swap_moves_the_base_along(desktop):
    """Tests that what agents asked for is not counted as a change by the centre."""
    stability = RuleEntry("max_changes", {"per_agent": 0}, source="art. 33")
    desk = desktop(extra_rules=(stability,))
    base = with_base(desk.problem, published=True)
    problem = replace(base, base=desk.roster.assignments)
    found = check_swap(replace(desk, problem=problem), SwapAsk("A001", "A002", TUE, TUE))
    assert all(f.ok for f in found)


# -- facts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (SwapAsk("A099", "A002", MON, MON), "no agent A099"),
        (SwapAsk("A001", "A099", MON, MON), "no agent A099"),
        (SwapAsk("A001", "A001", MON, TUE), "two different agents"),
        (SwapAsk("A004", "A002", MON, MON), "A004 has no shift on 2026-11-23"),
        (SwapAsk("A001", "A005", MON, TUE), "A005 has no shift on 2026-11-24"),
        (SwapAsk("A001", "A002", MON, TUE), "A002 has a shift of their own on 2026-11-23"),
    ],
)
def test_facts(desktop, ask, words):
    """Tests that what no approver can change is said first and alone."""
    found = check_swap(desktop(), ask)
    assert {f.rule for f in found} == {"facts"}
    assert not any(f.ok or f.overridable for f in found)
    assert words in " ".join(f.words.en for f in found)
    assert all(f.words.zh for f in found)


def test_both_own_shifts_are_said(desktop):
    """Tests that both sides' own shifts are named at once."""
    found = check_swap(desktop(), SwapAsk("A001", "A002", MON, TUE))
    assert len(found) == 2


def test_not_published(desktop):
    """Tests that only published shifts can be swapped."""
    found = check_swap(desktop(problem=None, roster=None), SwapAsk("A001", "A002", MON, MON))
    assert [f.rule for f in found] == ["facts"]
    assert "published" in found[0].words.en


def test_same_shift_is_no_swap(desktop):
    """Tests that two agents with one and the same shift have nothing to swap."""
    found = check_swap(desktop(), SwapAsk("A001", "A005", MON, MON))
    assert [f.rule for f in found] == ["facts"]


# -- notice (art. 34) ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "working_days", "by"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 23)),  # Tuesday: by Monday
        (date(2026, 11, 23), 1, date(2026, 11, 20)),  # Monday: by Friday
        (date(2026, 11, 22), 1, date(2026, 11, 20)),  # Sunday: by Friday
        (date(2026, 11, 24), 2, date(2026, 11, 20)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 10, 8), 1, date(2026, 9, 30)),  # after the national holiday
        (date(2026, 10, 12), 1, date(2026, 10, 10)),  # Saturday 10 October is worked in exchange
        (date(2026, 2, 24), 1, date(2026, 2, 14)),  # spring festival; Saturday the 14th is worked
    ],
)
def test_last_day_to_ask(desktop, day, working_days, by):
    """Tests that weekends and holidays don't count as notice, and make-up workdays do."""
    assert last_day_to_ask(desktop(), day, working_days) == by


@pytest.mark.parametrize(
    ("now", "ok"),
    [("2026-11-20 23:59", True), ("2026-11-21 00:00", False), ("2026-11-22 09:00", False)],
)
def test_notice(desktop, verdicts, now, ok):
    """Tests that a Monday's shift is asked for on the Friday before at the latest."""
    said = verdicts(check_swap(desktop(now=now), SwapAsk("A001", "A002", MON, MON)))
    assert said["swap_notice"] is ok


def test_notice_goes_by_the_earlier_day(desktop, verdicts):
    """Tests that of two days the earlier one decides."""
    desk = desktop(now="2026-11-24 09:00")
    assert not verdicts(check_swap(desk, SwapAsk("A001", "A005", TUE, SAT)))["swap_notice"]
    assert not verdicts(check_swap(desk, SwapAsk("A005", "A001", SAT, TUE)))["swap_notice"]


def test_notice_names_article_and_day(desktop):
    """Tests that a refusal says by when it had to be asked for, and by which article."""
    found = check_swap(desktop(now="2026-11-22 09:00"), SwapAsk("A001", "A002", MON, MON))
    notice = next(f for f in found if f.rule == "swap_notice")
    assert notice.source == "art. 34"
    assert "2026-11-20" in notice.words.en
    assert "2026-11-20" in notice.words.zh
    assert not notice.overridable


def test_move_by_the_centre_needs_no_notice(desktop, verdicts):
    """Tests that a move that the centre asks for (art. 33) has neither notice nor quota."""
    desk = desktop(now="2026-11-23 05:00", swaps=ledger(n=5))
    said = verdicts(check_swap(desk, SwapAsk("A001", "A002", MON, MON, own_initiative=False)))
    assert said["swap_notice"]
    assert said["swap_limits"]


# -- quota (art. 35) -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("swaps", "ok"),
    [
        ((), True),
        (ledger(n=1), True),
        (ledger(n=2), False),
        (ledger(n=3), False),
        (ledger(n=2, month=10), True),
        (ledger(n=1) + ledger(n=1, month=12), True),
        (ledger(n=2, initiator="A002"), True),
        (ledger(n=2, own_initiative=False), True),
        (ledger(n=2, override_reason="her child is ill"), False),
    ],
)
def test_quota(desktop, verdicts, swaps, ok):
    """Tests that an initiator has two own swaps a calendar month, overridden ones among them."""
    said = verdicts(check_swap(desktop(swaps=swaps), SwapAsk("A001", "A002", TUE, TUE)))
    assert said["swap_limits"] is ok


def test_quota_is_in_principle(desktop):
    """Tests that an approver may pass the quota, and that the sentence counts."""
    found = check_swap(desktop(swaps=ledger(n=2)), SwapAsk("A001", "A002", TUE, TUE))
    limit = next(f for f in found if f.rule == "swap_limits")
    assert limit.overridable
    assert limit.source == "art. 35"
    assert "2026-11" in limit.words.en
    assert "2" in limit.words.zh


def test_quota_of_another_team(desktop, verdicts):
    """Tests that an entry for somebody else does not bind the initiator."""
    mine = RuleEntry(
        "swap_limits",
        {"max_per_month": 0},
        source="x",
        enforcement=Enforcement.ON_REQUEST,
        scope=Scope(ScopeKind.TEAM, ("T9",)),
    )
    rules = tuple(e for e in desktop().rules if e.rule != "swap_limits")
    desk = desktop(rules=(*rules, mine))
    assert "swap_limits" not in verdicts(check_swap(desk, SwapAsk("A001", "A002", TUE, TUE)))


# -- class (art. 35) -------------------------------------------------------------------------------


def test_day_for_night(desktop):
    """Tests that a day shift against a night shift is refused in principle, codes named."""
    week = {"A001": "..E....", "A004": "..N...."}
    found = check_swap(desktop(week=week), SwapAsk("A001", "A004", WED, WED))
    wrong = [f for f in found if not f.ok]
    assert [f.rule for f in wrong] == ["swap_class"]
    assert wrong[0].overridable
    assert "E is a day shift" in wrong[0].words.en
    assert "夜班" in wrong[0].words.zh


def test_night_for_night(desktop, verdicts):
    """Tests that nights may be swapped with nights."""
    week = {"A001": "N......", "A004": "..N...."}
    said = verdicts(check_swap(desktop(week=week), SwapAsk("A001", "A004", MON, WED)))
    assert said["swap_class"]


# -- every rule of the roster ----------------------------------------------------------------------


def test_rest_is_broken(desktop):
    """Tests that a swap which breaks rest between shifts is refused with that rule and article."""
    found = check_swap(desktop(), SwapAsk("A001", "A003", TUE, TUE))
    wrong = [f for f in found if not f.ok]
    assert {f.rule for f in wrong} == {"rest_between_shifts"}
    assert {f.source for f in wrong} == {"art. 41"}
    assert not any(f.overridable for f in wrong)
    assert any("A001" in f.words.en for f in wrong)


def test_partner_on_leave(desktop):
    """Tests that nobody is swapped into their own leave."""
    desk = desktop()
    away = Leave("A005", LeaveType.ANNUAL, WED, WED)
    desk = replace(desk, problem=replace(desk.problem, leave=(away,)))
    found = check_swap(desk, SwapAsk("A001", "A005", WED, SAT))
    assert "leave_granted" in {f.rule for f in found if not f.ok}


def test_old_violations_stay_out(desktop):
    """Tests that what was broken before the swap is not held against it."""
    week = {"A001": "EEEEE..", "A002": "MMMMM..", "A003": "LE....."}
    found = check_swap(desktop(week=week), SwapAsk("A001", "A002", THU, THU))
    assert all(f.ok for f in found)


def test_missed_minimum_can_be_passed(desktop):
    """Tests that a swap which takes the only leader off duty is an approver's choice."""
    leader = RuleEntry(
        "shift_leader",
        {"min_agents": 1, "from_clock": "06:00", "to_clock": "14:30"},
        hard=False,
        weight=500,
        source="art. 41",
    )
    desk = desktop(extra_rules=(leader,), week={"A001": "E......", "A002": "L......"})
    people = tuple(
        replace(a, skills=("shift_leader",)) if a.id == "A001" else a for a in desk.agents
    )
    desk = replace(desk, agents=people, problem=replace(desk.problem, agents=people))
    wrong = [f for f in check_swap(desk, SwapAsk("A001", "A002", MON, MON)) if not f.ok]
    assert {f.rule for f in wrong} == {"shift_leader"}
    assert all(f.overridable for f in wrong)


def test_two_minimums_missed_before_and_after(desktop):
    """Tests that two entries of one rule that are short at one time are not confused."""
    minimums = tuple(
        RuleEntry(
            "skill_minimum",
            {"skill": skill, "min_agents": n, "from_clock": "06:00", "to_clock": "08:00"},
            hard=False,
            weight=400,
            source="art. 4",
        )
        for skill, n in (("dialect", 3), ("english", 1))
    )
    desk = desktop(extra_rules=minimums)
    assert all(f.ok for f in check_swap(desk, SwapAsk("A001", "A002", TUE, TUE)))


def test_violations_may_be_allowed(desktop, verdicts):
    """Tests that a rule set may allow a number of new hard violations."""
    rules = tuple(
        replace(e, parameters={"new_violations_allowed": 4}) if e.rule == "swap_roster" else e
        for e in desktop().rules
    )
    said = verdicts(check_swap(desktop(rules=rules), SwapAsk("A001", "A003", TUE, TUE)))
    assert "rest_between_shifts" not in said
    assert said["swap_roster"]


def test_all_is_well(desktop, verdicts):
    """Tests that a swap that keeps every rule says so, rule by rule."""
    said = verdicts(check_swap(desktop(), SwapAsk("A001", "A002", TUE, TUE)))
    assert said == {
        "swap_limits": True,
        "swap_notice": True,
        "swap_class": True,
        "swap_roster": True,
    }


# -- activities ------------------------------------------------------------------------------------

PRICE = RuleEntry("activities_placed", {}, hard=False, weight=5, source="art. 27")


def trained(desk, day, agent, start_min, *, days=(MON,)):
    """The desktop with a training of A001 due on some days, and one placed."""
    training = PlannedActivity(
        "T", ActivityKind.TRAINING, 60, (tuple(days),), Participants(agents=(agent,))
    )
    placed = PlacedActivity(start_min, 60, "T", ActivityKind.TRAINING)
    cell = replace(desk.roster.get(agent, day), activities=(placed,))
    problem = replace(desk.problem, activities=(training,), rules=(*desk.problem.rules, PRICE))
    return replace(desk, problem=problem, roster=desk.roster.with_cells([((agent, day), cell)]))


def about_activities(found):
    return [(f.ok, f.overridable, f.source) for f in found if f.rule == "activities_placed"]


def test_swap_keeps_training_with_its_agent(desktop):
    """Tests that training at 11:00 stays with who swaps 06:00 for 09:00, and says so."""
    desk = trained(desktop(), MON, "A001", 300)
    ask = SwapAsk("A001", "A002", MON, MON)
    done = settled(desk.problem, desk.roster, ask).roster
    assert [x.start_min for x in done.get("A001", MON).activities] == [120]
    assert done.get("A002", MON).activities == ()
    assert about_activities(check_swap(desk, ask)) == [(True, True, "art. 27")]


def test_swap_that_drops_training_needs_a_reason(desktop):
    """Tests that a day off for the only day of the training is said with what, who and when."""
    desk = trained(desktop(), MON, "A001", 120)
    ask = SwapAsk("A001", "A004", MON, WED)
    desk = replace(desk, roster=desk.roster.with_cells([(("A001", WED), None)]))
    (finding,) = [f for f in check_swap(desk, ask) if f.rule == "activities_placed"]
    assert (finding.ok, finding.overridable) == (False, True)
    assert "training of A001 at 2026-11-23 08:00 is dropped" in finding.words.en
    assert "A001 2026-11-23 08:00 的培训取消" in finding.words.zh


def test_swap_moves_training_to_another_day(desktop):
    """Tests that Tuesday, a day of the same occurrence, takes what Monday loses."""
    desk = trained(desktop(), MON, "A001", 120, days=(MON, TUE))
    desk = replace(desk, roster=desk.roster.with_cells([(("A001", WED), None)]))
    ask = SwapAsk("A001", "A004", MON, WED)
    done = settled(desk.problem, desk.roster, ask).roster
    assert len(done.get("A001", TUE).activities) == 1
    assert about_activities(check_swap(desk, ask)) == [(True, True, "art. 27")]


def test_swap_without_activities_says_nothing_of_them(desktop):
    """Tests that checks are as before where nothing is planned off the phones."""
    assert about_activities(check_swap(desktop(), SwapAsk("A001", "A002", TUE, TUE))) == []
