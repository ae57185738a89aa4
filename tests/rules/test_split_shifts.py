"""Who may have split shifts, and what every rule that reads minutes makes of one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, agents, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.errors import BadInputError
from wfm.core.people import Agent, Condition, ConditionKind, Contract, Leave, LeaveType
from wfm.core.problem import Enforcement, Problem, RuleEntry, Scope, ScopeKind
from wfm.core.roster import Activity, Roster
from wfm.core.shifts import BreakKind, BreakWindow, Gap
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller
from wfm.rules.placements import places_in
from wfm.rules.registry import parameters_of
from wfm.rules.split_shifts import with_bar
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

SPLIT = shift("S", 480, 780, breaks=(), gap=Gap(240, 300))
"""08:00-12:00 and 17:00-21:00."""

LATE = shift("S", 1080, 600, breaks=(), gap=Gap(180, 240))
"""18:00-21:00 and 01:00-04:00."""


def centre(split=SPLIT, **about) -> Problem:
    return small_problem(**{"n_agents": 1, "shifts": (*SHIFTS, split), **about})


def split_rule(problem: Problem, **parameters) -> Problem:
    return under(problem, "split_shifts", **parameters)


# -- the rule --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, 1),
        ({"max_week": 3}, 0),
        ({"max_week": 0}, 3),
        ({"max_week": 7, "min_gap_min": 300, "max_gap_min": 300}, 0),
        ({"max_week": 7, "min_gap_min": 301, "max_gap_min": 400}, 3),
        ({"max_week": 7, "max_gap_min": 299}, 3),
        ({"max_week": 7, "max_spread_min": 780}, 0),
        ({"max_week": 7, "max_spread_min": 779}, 3),
        ({"max_week": 7, "names": ["A001"]}, 0),
        ({"max_week": 7, "names": ["T1"]}, 0),
        ({"max_week": 7, "names": ["part"]}, 3),
    ],
)
def test_every_limit_from_both_sides(parameters: dict, expected: int) -> None:
    """Tests who, how many a week, gap and spread at their limits and one beyond."""
    problem = split_rule(centre(), **parameters)
    assert sum(amounts(problem, roster(problem, A001="SSSE"))) == expected


def test_handover_makes_the_day_longer() -> None:
    """Tests that the spread counts from coming to leaving."""
    problem = centre(replace(SPLIT, before_min=10))
    assert amounts(split_rule(problem), roster(problem, A001="S")) == [1]
    assert amounts(split_rule(problem, max_spread_min=790), roster(problem, A001="S")) == []


def test_carried_in_from_the_past() -> None:
    """Tests that past days of the week count, and that what they hold beyond is a fact."""
    # The past's Monday and Tuesday were split; the horizon begins on its Wednesday.
    past = with_past(centre(n_days=4), 1, A001="SS.....")
    problem = replace(past, first_day=day(-5))
    assert amounts(split_rule(problem), roster(problem, A001="S")) == [1]
    assert amounts(split_rule(problem, max_week=3), roster(problem, A001="S")) == []
    assert amounts(split_rule(problem, max_week=1), Roster()) == []


def test_scope_dates_and_words() -> None:
    """Tests that an entry speaks of its people and days, and says what is wrong."""
    scope = Scope(ScopeKind.AGENT, ("A002",))
    entry = RuleEntry("split_shifts", {"max_week": 0}, scope=scope, first_day=day(1))
    problem = replace(centre(n_agents=2), rules=(entry,))
    (one,) = found(problem, roster(problem, A001="SSS", A002="SES"))
    assert (one.agent_id, one.day) == ("A002", day(2))
    assert "no split shift is allowed" in sentence(one, "en")
    assert "不允许分段班" in sentence(one, "zh")


def test_barred_wherever_nothing_is_said() -> None:
    """Tests that the bar leaves people and days of other entries alone, and comes once."""
    allowed = RuleEntry(
        "split_shifts",
        {"max_week": 7},
        scope=Scope(ScopeKind.AGENT, ("A001",)),
        first_day=day(0),
        last_day=day(1),
    )
    problem = centre(n_agents=2)
    rules = with_bar((allowed,), problem.shifts)
    assert with_bar(rules, problem.shifts) == rules
    assert with_bar((allowed,), SHIFTS) == (allowed,)
    problem = replace(problem, rules=rules)
    barred = {(v.agent_id, v.day) for v in found(problem, roster(problem, A001="SSS", A002="S"))}
    assert barred == {("A001", day(2)), ("A002", day(0))}
    recorded = replace(allowed, enforcement=Enforcement.RECORDED)
    problem = replace(problem, rules=with_bar((recorded,), problem.shifts))
    assert len(found(problem, roster(problem, A001="SSS"))) == 3


@pytest.mark.parametrize(
    "parameters", [{"min_gap_min": 300, "max_gap_min": 60}, {"elsewhere": True, "max_week": 2}]
)
def test_entries_that_contradict_themselves(parameters: dict) -> None:
    """Tests that limits out of order are refused."""
    with pytest.raises(BadInputError, match="split_shifts"):
        parameters_of(RuleEntry("split_shifts", parameters))


# -- the others ------------------------------------------------------------------------------------


def test_hours_are_those_of_the_parts() -> None:
    """Tests that the gap is neither paid nor part of the day's or the week's hours."""
    problem = centre(contracts=(Contract("full", week_min=2400, day_max_min=480),))
    week = roster(problem, A001="SSSSS")
    assert amounts(under(problem, "daily_hours"), week) == []
    assert amounts(under(problem, "daily_hours", max_hours=7), week) == [60] * 5
    assert amounts(under(problem, "weekly_hours"), week) == []


def test_rest_is_measured_around_the_whole() -> None:
    """Tests that rest runs from the second part's end, and the gap is no rest."""
    problem = under(centre(), "rest_between_shifts")
    assert amounts(problem, roster(problem, A001="SS")) == []  # 21:00 to 08:00
    assert amounts(problem, roster(problem, A001="SE")) == [120]
    assert amounts(problem, roster(problem, A001="NS")) == [540]


def test_rolling_hours_begin_with_either_part() -> None:
    """Tests that a window from the second part holds what the one from the first does not."""
    problem = under(centre(), "rolling_hours", max_hours=12)
    assert amounts(problem, roster(problem, A001="SS")) == []
    # 17:00 to 17:00: four hours, and eight of the next day's shift until 14:30.
    (one,) = found(under(centre(), "rolling_hours", max_hours=11), roster(problem, A001="SE"))
    assert (one.amount, one.values["start"]) == (60, "17:00")
    late = under(centre(LATE), "rolling_hours", max_hours=10)
    # All of E from 06:00 behind six hours from 18:00, and behind three from 01:00.
    assert sorted(amounts(late, roster(late, A001="SE"))) == [60, 240]


def test_rolling_hours_over_the_seam() -> None:
    """Tests that a second part after midnight opens a window on the horizon's first day."""
    problem = under(with_past(centre(LATE), 1, A001="......S"), "rolling_hours", max_hours=10)
    assert sorted(amounts(problem, roster(problem, A001="E"))) == [60, 240]


@pytest.mark.parametrize(("split", "expected"), [(SPLIT, []), (LATE, [180])])
def test_night_minutes_are_worked_ones(split, expected: list[int]) -> None:
    """Tests that 22:00 to 06:00 is looked at in the parts alone."""
    people = agents(1, conditions=(Condition(ConditionKind.NO_NIGHTS),))
    problem = under(centre(split, agents=people), "night_eligibility")
    assert amounts(problem, roster(problem, A001="S")) == expected


def test_leave_is_taken_by_worked_minutes() -> None:
    """Tests that a part after midnight takes leave, and the gap none."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(1)),)
    problem = under(centre(LATE, leave=leave), "leave_granted")
    assert amounts(problem, roster(problem, A001="S")) == [180]
    assert amounts(problem, roster(problem, A001=".S")) == [180]
    at_home = under(centre(LATE, leave=leave), "leave_granted", run_in_min=180)
    assert amounts(at_home, roster(problem, A001="S")) == []


REST = BreakWindow(BreakKind.REST, 30, 60, 210, paid=True)
MEAL = BreakWindow(BreakKind.MEAL, 30, 450, 600, paid=False)


@pytest.mark.parametrize(
    ("rest", "meal", "stretch", "gap", "n"),
    [
        (120, 540, 360, 60, 0),
        (120, 540, 120, 60, 0),
        (120, 540, 90, 60, 3),  # two hours at the beginning, two on either side of the meal
        (210, 450, 240, 180, 0),
        (210, 450, 240, 240, 1),
    ],
)
def test_breaks_part_by_part(rest: int, meal: int, stretch: int, gap: int, n: int) -> None:
    """Tests that the gap ends a stretch of work, and keeps breaks of two parts apart."""
    split = shift("S", 480, 690, breaks=(REST, MEAL), gap=Gap(240, 180))
    problem = under(centre(split), "meal_and_rest", max_stretch_min=stretch, min_gap_min=gap)
    empty = roster(centre(), A001="S").assignments[0]
    pauses = (Activity(rest, 30, BreakKind.REST), Activity(meal, 30, BreakKind.MEAL))
    assert len(found(problem, Roster((replace(empty, breaks=pauses),)))) == n


def test_long_parts_need_a_break() -> None:
    """Tests that six and a half hours of one part without a break are found (art. 32)."""
    split = shift("S", 300, 690, breaks=(), gap=Gap(390, 120))
    problem = under(centre(split), "meal_and_rest")
    (one,) = found(problem, roster(problem, A001="S"))
    assert "390 minutes of work" in sentence(one, "en")


def test_nursing_hour_in_the_longer_part() -> None:
    """Tests that the hour lies in one part, not in the gap."""
    people = agents(1, conditions=(Condition(ConditionKind.NURSING),))
    split = shift("S", 480, 690, breaks=(), gap=Gap(180, 240))
    problem = under(centre(split, agents=people), "nursing_hour")
    view = ProblemView(problem)
    (window,) = Modeller(view).windows_of(0, 0, view.shift_index["S"])
    assert (window.earliest_min, window.latest_min) == (420, 630)


def test_coverage_counts_the_parts() -> None:
    """Tests that nobody is there in the gap: neither on the phones, nor on duty, nor on a break."""
    problem = centre()
    presence = ProblemView(problem).presence(roster(problem, A001="S"))
    on = np.flatnonzero(presence.duty[0]).tolist()
    assert on == [*range(16, 24), *range(34, 42)]
    assert np.flatnonzero(presence.phone[0]).tolist() == on
    seats = under(centre(n_agents=2), "seats", seats=1)
    assert amounts(seats, roster(problem, A001="S")) == []


def test_minimum_is_not_met_in_the_gap() -> None:
    """Tests that a minimum that counts breaks does not count the gap."""
    span = {"min_agents": 1, "from_clock": "11:00", "to_clock": "18:00", "breaks_count": True}
    problem = under(centre(n_days=1), "safety_minimum", hard=False, **span)
    assert len(found(problem, roster(problem, A001="S"))) == 10
    assert len(found(problem, roster(problem))) == 14


def test_mentor_is_beside_the_parts() -> None:
    """Tests that a trainee's gap needs nobody, and a mentor's gap serves nobody."""
    people = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))
    whole = shift("W", 480, 780, breaks=())
    problem = centre(agents=people, shifts=(*SHIFTS, SPLIT, whole))
    problem = under(problem, "mentor_with_trainee")
    assert amounts(problem, roster(problem, A001="W", A002="S")) == []
    assert amounts(problem, roster(problem, A001="S", A002="S")) == []
    assert amounts(problem, roster(problem, A001="S", A002="W")) == [1]


def test_activities_stand_in_a_part() -> None:
    """Tests that no activity begins where it would run into the gap or lie in it."""
    activity = PlannedActivity("T", ActivityKind.TRAINING, 90, ((day(0),),), from_min=540)
    view = ProblemView(centre())
    starts = places_in(view, activity, view.shift_index["S"])
    assert [480 + 30 * t for t in starts] == [540, 570, 600, 630, *range(1020, 1171, 30)]
