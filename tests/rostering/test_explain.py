from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin, Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering.engine import solve
from wfm.rostering.explain import break_conflict, conflicts_of
from wfm.rostering.questions import why_infeasible
from wfm.rostering.result import Conflict
from wfm.rostering.solving import Budget
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.modelling import Modeller
from wfm.rules.wording import title

pytestmark = pytest.mark.unit


def conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """Conflicts of a problem without a roster."""
    return conflicts_of(Modeller(ProblemView(problem)), Budget(0, deterministic=1000), 1)


@pytest.fixture
def problem() -> Problem:
    """Six agents, nobody on leave."""
    return dataclasses.replace(synthetic_problem(6, 1), leave=())


def day(problem: Problem, n: int) -> date:
    """The n-th day."""
    return problem.first_day + timedelta(days=n)


def test_too_few_days_left_for_the_hours(problem: Problem) -> None:
    """Tests that pinned days off against weekly hours are named with agent, days and hours."""
    pins = tuple(Pin("A0003", day(problem, n), None) for n in range(4))
    (found,) = conflicts(dataclasses.replace(problem, pins=pins))
    assert found.agent_ids == ("A0003",)
    assert found.days == tuple(day(problem, n) for n in range(4))
    assert [e.split(" (")[0] for e in found.entries] == ["Weekly hours", "Pinned cells"]
    assert "40 h are owed" in found.what.en
    assert "24 h" in found.what.en
    assert "A0003" in found.what.zh
    assert f"release the pins of {day(problem, 0)}, {day(problem, 1)};" in found.mend.en
    assert why_infeasible(dataclasses.replace(problem, pins=pins[2:])) == ()


def test_leave_against_a_pin(problem: Problem) -> None:
    """Tests that a shift pinned on a day of leave names leave and pin alone."""
    leave = (Leave("A0002", LeaveType.ANNUAL, day(problem, 0), day(problem, 1)),)
    pins = (Pin("A0002", day(problem, 1), "N22"),)
    (found,) = conflicts(dataclasses.replace(problem, leave=leave, pins=pins))
    assert [e.split(" (")[0] for e in found.entries] == ["Leave granted", "Pinned cells"]


def test_each_entry_is_needed(problem: Problem) -> None:
    """Tests that the set is minimal: without any one of its entries there is no conflict."""
    pins = (Pin("A0003", day(problem, 1), "N22"), Pin("A0003", day(problem, 2), "D07"))
    stuck = dataclasses.replace(problem, pins=pins)
    (found,) = conflicts(stuck)
    names = {e.split(" (")[0] for e in found.entries}
    assert names == {"Rest between shifts", "Pinned cells"}


def test_priced_entries_change_nothing(problem: Problem) -> None:
    """Tests that the answer is the same with and without what is only priced."""
    pins = (Pin("A0003", day(problem, 1), "N22"), Pin("A0003", day(problem, 2), "D06"))
    wishes = (
        RuleEntry("days_off_in_pairs", hard=False, weight=3),
        RuleEntry("start_stability", hard=False, weight=2),
    )
    stuck = dataclasses.replace(problem, pins=pins, rules=(*wishes, *problem.rules))
    strict = dataclasses.replace(stuck, rules=tuple(e for e in stuck.rules if e.hard))
    assert conflicts(stuck) == conflicts(strict)
    assert why_infeasible(stuck) == why_infeasible(strict) != ()


def test_conflict_of_several_agents(problem: Problem) -> None:
    """Tests that what no agent breaks alone is explained for all together."""
    cap = RuleEntry("max_changes", {"per_agent": 7, "total": 12}, source="art. 33")
    stuck = dataclasses.replace(problem, rules=(*problem.rules, cap), base=(), published=True)
    (found,) = conflicts(stuck)
    names = {e.split(" (")[0] for e in found.entries}
    assert names == {"Weekly hours", "Changes after publication"}


def test_cap_on_all_does_not_hide_who_is_stuck(problem: Problem) -> None:
    """Tests that an agent is named under a cap on changes: with the others off none keeps it."""
    base = solve(problem, time_s=0, deterministic=0.5).roster
    assert base is not None
    cap = RuleEntry("max_changes", {"total": 12})
    pins = tuple(Pin("A0003", day(problem, n), None) for n in range(4))
    changed = dataclasses.replace(
        problem,
        pins=pins,
        rules=(*problem.rules, cap),
        base=base.assignments,
        published=True,
    )
    (found,) = conflicts(changed)
    assert found.agent_ids == ("A0003",)
    assert [e.split(" (")[0] for e in found.entries] == ["Weekly hours", "Pinned cells"]


def test_breaks_that_fit_nowhere_name_their_rules(problem: Problem) -> None:
    """Tests that the conflict of breaks names the rule on breaks."""
    found = break_conflict(Modeller(ProblemView(problem)))
    assert "Meal and rest break" in found.what.en
    assert "用餐" in found.what.zh


def test_repairs_that_are_named_free_the_agent(problem: Problem) -> None:
    """Tests that each single repair named makes the problem solvable, others are not named."""
    pins = (
        Pin("A0003", day(problem, 1), "N22"),
        Pin("A0003", day(problem, 2), "D07"),
        Pin("A0003", day(problem, 4), "D08"),
    )
    (found,) = conflicts(dataclasses.replace(problem, pins=pins))
    for k, frees in ((0, True), (1, True), (2, False)):
        left = dataclasses.replace(problem, pins=(*pins[:k], *pins[k + 1 :]))
        assert (why_infeasible(left) == ()) is frees
        assert (f"release the pin of {pins[k].day}" in found.mend.en) is frees
        assert (f"{pins[k].day} 的锁定" in found.mend.zh) is frees
    assert "loosen Rest between shifts" in found.mend.en


@pytest.mark.parametrize("rest", [True, False])
def test_two_shifts_at_once_can_not_be_loosened(problem: Problem, rest: bool) -> None:
    """Tests pins that overlap, with a rule on rest and without: the pins alone are named."""
    rules = tuple(e for e in problem.rules if rest or e.rule != "rest_between_shifts")
    pins = (Pin("A0003", day(problem, 1), "N22"), Pin("A0003", day(problem, 2), "D06"))
    (found,) = conflicts(dataclasses.replace(problem, rules=rules, pins=pins))
    assert "Rest between shifts" not in found.what.en
    assert found.mend.en.count("release the pin") == 2


def test_the_set_is_minimal_by_plain_solves(problem: Problem) -> None:
    """Tests that the problem without any one entry of the set has a roster, without guards."""
    leave = (Leave("A0002", LeaveType.ANNUAL, day(problem, 0), day(problem, 1)),)
    pins = (Pin("A0002", day(problem, 1), "N22"),)
    stuck = dataclasses.replace(problem, leave=leave, pins=pins)
    (found,) = conflicts(stuck)
    assert len(found.entries) == 2
    for entry in stuck.rules:
        if f"{title(entry.rule)} ({entry.source})" in found.entries:
            rest = tuple(e for e in stuck.rules if e is not entry)
            assert why_infeasible(dataclasses.replace(stuck, rules=rest)) == ()
