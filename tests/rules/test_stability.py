from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_base
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "expected"),
    [("EE...", 0), ("EM...", 1), ("E....", 1), ("EEE..", 1), (".EE..", 2), ("MMM..", 3)],
)
@pytest.mark.parametrize("published", [True, False])
def test_every_changed_cell(week: str, expected: int, published: bool) -> None:
    """Tests changed, added and dropped shifts, whether the base is published or not."""
    problem = with_base(small_problem(n_agents=1), published=published, A001="EE...")
    problem = under(problem, "stability", hard=False)
    assert amounts(problem, roster(problem, A001=week)) == [1] * expected


def test_without_a_base_nothing_is_priced() -> None:
    """Tests that a first roster has no changes."""
    problem = under(small_problem(n_agents=1), "stability", hard=False)
    assert amounts(problem, roster(problem, A001="EEEEE")) == []


def test_finding_names_both_shifts_or_the_day_off() -> None:
    """Tests agent, day, unit, cost and both languages' words."""
    problem = with_base(small_problem(), A001="E", A002=".E")
    problem = under(problem, "stability", hard=False)
    moved, added = sorted(
        found(problem, roster(problem, A001="M", A002="LE")), key=lambda v: v.agent_id
    )
    assert (moved.agent_id, moved.day, moved.unit, moved.cost) == ("A001", day(0), Unit.CELLS, 10)
    assert sentence(moved) == "A001 on 2026-11-23: M instead of E"
    assert sentence(added) == "A002 on 2026-11-23: L instead of a day off"
    assert sentence(added, "zh") == "A002 2026-11-23：由 休息 改为 L"


def test_facts_and_other_days_are_no_changes(narrowed) -> None:
    """Tests that leave, pins, other agents and days out of force cost nothing."""
    leave = (Leave("A001", LeaveType.SICK, day(0), day(0)),)
    pins = (Pin("A001", day(1), "M"),)
    problem = with_base(small_problem(leave=leave, pins=pins), A001="EEE", A002="EEE")
    problem = under(problem, "stability", hard=False)
    week = roster(problem, A001=".MM", A002="EEM")
    assert [v.agent_id for v in found(problem, week)] == ["A001", "A002"]
    assert [v.agent_id for v in found(narrowed(problem, agents=("A002",)), week)] == ["A002"]
    assert amounts(narrowed(problem, last_day=day(1)), week) == []
