from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import RuleEntry
from wfm.core.view import ProblemView
from wfm.rules.forward_rotation import ForwardRotation, ForwardRotationParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "within", "expected"),
    [
        ("EEMMLLN", 1, 0),
        ("NNLLMME", 1, 3),
        ("N.E.N.E", 1, 0),
        ("N.E.N.E", 2, 2),
        ("N..E...", 2, 0),
        ("N..E...", 3, 1),
        ("LNE....", 7, 1),
    ],
)
def test_turns_back(week: str, within: int, expected: int) -> None:
    """Tests steps forward, back and back over days off, on both sides of the reach."""
    problem = small_problem(n_agents=1)
    for hard in (True, False):
        there = under(problem, "forward_rotation", hard=hard, within_days=within)
        assert amounts(there, roster(problem, A001=week)) == [1] * expected


@pytest.mark.parametrize(("earlier", "expected"), [(0, 1), (179, 1), (180, 0), (1440, 0)])
def test_start_may_move_by_the_tolerance(earlier: int, expected: int) -> None:
    """Tests both sides of the tolerance: 09:00 after 06:00 back by 180 minutes."""
    problem = small_problem(n_agents=1)
    problem = under(problem, "forward_rotation", max_earlier_min=earlier)
    assert len(amounts(problem, roster(problem, A001="ME"))) == expected


@pytest.mark.parametrize(
    ("past", "week", "expected"),
    [
        ("......N", "E", [day(0)]),
        (".....N.", "E", [day(0)]),
        ("....N..", "E", []),
        (".....N.", ".E", []),
        ("....NE.", "M", []),
    ],
)
def test_past_roster_counts(past: str, week: str, expected: list[object]) -> None:
    """Tests that the last shift before the seam is remembered as far as the reach."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "forward_rotation", within_days=2)
    violations = found(problem, roster(problem, A001=week))
    assert [v.day for v in violations] == expected


def test_leave_between_is_a_day_off() -> None:
    """Tests that a day of leave counts as a day off between two shifts."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(1)),)
    problem = small_problem(n_agents=1, leave=leave)
    week = roster(problem, A001="L.E")
    assert amounts(under(problem, "forward_rotation", within_days=2), week) == [1]
    assert amounts(under(problem, "forward_rotation", within_days=1), week) == []


def test_finding_and_scope(narrowed) -> None:
    """Tests words in both languages, dates of validity and scope."""
    problem = under(small_problem(), "forward_rotation", hard=False)
    week = roster(problem, A001="LE.ME", A002="ELN")
    first, second = sorted(found(problem, week), key=lambda v: v.day)
    assert (first.agent_id, first.day, second.day) == ("A001", day(1), day(4))
    for language in ("en", "zh"):
        text = sentence(first, language)
        assert all(part in text for part in ("A001", "06:00", "13:00", "2026-11-24"))
    assert amounts(narrowed(problem, first_day=day(2)), week) == [1]
    assert amounts(narrowed(problem, agents=("A002",)), week) == []


def test_memory_stays_small() -> None:
    """Tests that a catalogue with many starts, or a long reach, is left to be judged."""
    view = ProblemView(small_problem(n_agents=1))
    entry = RuleEntry("forward_rotation")
    for within, states in ((1, 5), (3, 13), (4, None)):
        memory = ForwardRotation().memory(
            view, entry, ForwardRotationParameters(within_days=within), 0
        )
        assert (memory.end.shape[0] if memory else None) == states
