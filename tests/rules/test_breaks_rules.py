from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, SHIFTS, agents, roster, shift, small_problem, with_past
from support.rule_cases import without_breaks

from wfm.core.people import Agent, Condition, ConditionKind
from wfm.core.problem import RuleEntry
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

MEAL, REST = BreakKind.MEAL, BreakKind.REST


def early(*breaks: tuple[BreakKind, int]) -> Roster:
    activities = tuple(sorted(Activity(at, 30, kind) for kind, at in breaks))
    return Roster((Assignment("A001", MONDAY, "E", activities),))


@pytest.mark.parametrize(
    ("breaks", "faults"),
    [
        (((MEAL, 210), (REST, 390)), 0),
        (((MEAL, 300), (REST, 240)), 1),  # 30 minutes between them
        (((MEAL, 150), (REST, 60)), 0),
        (((MEAL, 120), (REST, 390)), 2),  # outside its window: none there, one too many
        (((MEAL, 210), (REST, 390), (REST, 60)), 1),
    ],
)
def test_meal_and_rest_break(breaks, faults: int) -> None:
    """Tests windows, gaps and breaks too many, one fault each."""
    problem = under(small_problem(n_agents=1, n_days=1), "meal_and_rest")
    assert len(audit(problem, early(*breaks)).violations) == faults


def test_stretch_of_work() -> None:
    """Tests that no stretch is longer than allowed, before, between and after breaks."""
    problem = under(small_problem(n_agents=1, n_days=1), "meal_and_rest", max_stretch_min=240)
    assert amounts(problem, early((MEAL, 210), (REST, 390))) == []
    assert amounts(problem, early((MEAL, 150), (REST, 60))) == [1]
    (violation,) = found(problem, early((MEAL, 300), (REST, 420)))
    assert "300 minutes" in sentence(violation, "en")
    assert "300 分钟" in sentence(violation, "zh")


def test_short_shift_needs_no_break() -> None:
    """Tests that a shift without breaks of less than six hours is fine."""
    shifts = (*SHIFTS, shift("X", 540, 330, breaks=()))
    problem = under(small_problem(n_agents=1, n_days=1, shifts=shifts), "meal_and_rest")
    assert amounts(problem, roster(problem, A001="X")) == []


def test_nursing_break_is_one_rules_finding() -> None:
    """Tests that a missing nursing hour is not reported by the meal rule too."""
    people = agents(1, conditions=(Condition(ConditionKind.NURSING),))
    rules = (RuleEntry("nursing_hour"), RuleEntry("meal_and_rest"))
    problem = small_problem(*rules, agents=people, n_days=1)
    full = roster(problem, A001="E")
    assert audit(problem, full).violations == ()
    missing = audit(problem, without_breaks(full, "nursing")).violations
    assert [v.rule for v in missing] == ["nursing_hour"]


def test_nursing_hour_is_for_its_days_and_may_be_longer() -> None:
    """Tests the dates of the condition, and a second entry for a further child."""
    until = Condition(ConditionKind.NURSING, None, MONDAY)
    people = (*agents(1, conditions=(until,)), Agent("A002", "T1", "full"))
    rules = (RuleEntry("nursing_hour"), RuleEntry("nursing_hour", {"length_min": 90}))
    windows_of = Modeller(ProblemView(small_problem(*rules, agents=people))).windows_of

    def nursing(a: int, d: int) -> list[int]:
        return [w.length_min for w in windows_of(a, d, 0) if w.kind is BreakKind.NURSING]

    assert sorted(nursing(0, 0)) == [60, 90]
    assert nursing(0, 1) == []
    assert nursing(1, 0) == []


@pytest.mark.parametrize(("share", "expected"), [(33, [1, 1]), (34, []), (66, [])])
def test_break_stagger_rounds_up(share: int, expected: list[int]) -> None:
    """Tests that of three on duty 33 % is one and anything more is two."""
    problem = small_problem(n_agents=3, n_days=1)
    for hard in (True, False):
        one = under(problem, "break_stagger", hard=hard, max_share_pct=share)
        same = roster(one, A001="E", A002="E", A003="E")
        moved = {210: 240, 390: 420}
        third = replace(
            same.assignments[2],
            breaks=tuple(
                replace(b, start_min=moved[b.start_min]) for b in same.assignments[2].breaks
            ),
        )
        two_at_once = Roster((*same.assignments[:2], third))
        assert amounts(one, two_at_once) == expected


def test_break_stagger_by_team_or_centre() -> None:
    """Tests that teams are counted apart unless the centre is meant."""
    people = (agents(1)[0], Agent("A002", "T2", "full"))
    problem = small_problem(agents=people, n_days=1)
    team = under(problem, "break_stagger", max_share_pct=50)
    assert amounts(team, roster(team, A001="E", A002="E")) == []
    centre = under(problem, "break_stagger", max_share_pct=50, group="centre")
    violations = found(centre, roster(centre, A001="E", A002="E"))
    assert len(violations) == 2
    assert "全中心" in sentence(violations[0], "zh")


def test_breaks_of_the_past_are_facts() -> None:
    """Tests that two of the past roster at one break make no roster impossible."""
    problem = with_past(small_problem(n_days=1), 1, A001="......N", A002="......N")
    problem = under(problem, "break_stagger", max_share_pct=50)
    assert amounts(problem, roster(problem)) == []


def test_seats_of_the_past_are_facts() -> None:
    """Tests that agents still on duty keep their seats, and nobody joins them."""
    shifts = (*SHIFTS, shift("Z", 0))
    problem = small_problem(n_days=1, n_agents=3, shifts=shifts)
    problem = with_past(problem, 1, A001="......N", A002="......N")
    problem = under(problem, "seats", seats=1)
    assert amounts(problem, roster(problem)) == []
    # From midnight to 06:00 the two of the past sit there: twelve intervals.
    assert amounts(problem, roster(problem, A003="Z")) == [1] * 12
    assert problem.first_day - timedelta(days=1) == problem.past[0].day
