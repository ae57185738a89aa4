"""Tests that holidays, unpopular starts and refused wishes are shared, past weeks included."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Wish
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("holidays", "share", "week", "expected"),
    [
        ((1, 3), 0.5, "EEEE", [1]),
        ((1, 3), 0.5, "EE..", []),
        ((1, 3), 0.51, "EEEE", []),
        ((1, 3), 0.0, "EEEE", [2]),
        ((), 0.0, "EEEE", []),
        ((9,), 0.0, "EEEEEEE", []),
    ],
)
def test_share_of_holidays(holidays, share, week, expected) -> None:
    """Tests that holidays inside the horizon alone are shared out, rounded up."""
    problem = small_problem(n_agents=1, holidays=tuple(day(n) for n in holidays))
    problem = under(problem, "fairness_holidays", hard=False, per_holiday=share)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_holiday_average_comes_from_past_holidays() -> None:
    """Tests the rate per holiday, not per day, and who was away on it has no share of it."""
    problem = small_problem(holidays=(day(-1), day(0)))
    problem = with_past(problem, 1, A001="EEEEEEE", A002="EEEEEE.")
    problem = under(problem, "fairness_holidays", hard=False)
    # One of two worked the holiday: a half each, so one of the two holidays; A001 had it.
    both = roster(problem, A001="E", A002="E")
    assert [v.agent_id for v in found(problem, both)] == ["A001"]
    # With A002 away then, everybody who was there worked it: a share of two for A001.
    leave = (Leave("A002", LeaveType.SICK, day(-1), day(-1)),)
    assert amounts(replace(problem, leave=leave), both) == []


@pytest.mark.parametrize(
    ("first", "last", "week", "expected"),
    [
        ("12:00", "20:00", "LLL", [2]),
        ("13:00", "20:00", "LLL", [2]),
        ("13:30", "20:00", "LLL", []),
        ("12:00", "13:00", "LLL", []),
        ("20:00", "07:00", "NE.", [1]),
        ("06:00", "06:00", "EML", [2]),
    ],
)
def test_starts_inside_the_span(first: str, last: str, week: str, expected: list[int]) -> None:
    """Tests half-open spans, over midnight too, and that equal ends are the whole day."""
    problem = small_problem(n_agents=1)
    about = {"per_week": 1, "from_clock": first, "to_clock": last}
    problem = under(problem, "fairness_starts", hard=False, **about)
    assert amounts(problem, roster(problem, A001=week)) == expected


def wishes(*days: int) -> tuple[Wish, ...]:
    return tuple(Wish("A001", day(n)) for n in days)


@pytest.mark.parametrize(
    ("days", "pct", "week", "expected"),
    [
        ((0, 1, 2, 3), 50, "EE", []),
        ((0, 1, 2, 3), 50, "EEE", [1]),
        ((0, 1, 2), 50, "EE", []),
        ((0,), 0, "E", [1]),
        ((0,), 1, "E", []),
        ((0, 1, 2, 3), 100, "EEEE", []),
    ],
)
def test_share_of_own_wishes(days, pct, week, expected) -> None:
    """Tests both sides of the share, rounded up to whole wishes."""
    problem = small_problem(n_agents=1, wishes=wishes(*days))
    problem = under(problem, "fairness_wishes", hard=False, max_refused_pct=pct)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_past_refusals_leave_less() -> None:
    """Tests that past wishes count with what the past roster gave, and alone are a fact."""
    problem = small_problem(n_agents=1, wishes=wishes(-2, -1, 0, 1))
    refused = under(with_past(problem, 1, A001=".....EE"), "fairness_wishes", hard=False)
    granted = under(with_past(problem, 1, A001="......."), "fairness_wishes", hard=False)
    assert amounts(refused, roster(refused, A001="EE")) == [2]
    assert amounts(granted, roster(granted, A001="EE")) == []
    fact = replace(refused, wishes=wishes(-2, -1))
    assert amounts(fact, roster(fact, A001="EE")) == []


def test_void_wishes_do_not_count() -> None:
    """Tests that a wish for a day of leave is neither a wish nor a refusal."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(1), day(3)),)
    problem = small_problem(n_agents=1, wishes=wishes(0, 1, 2, 3), leave=leave)
    problem = under(problem, "fairness_wishes", hard=False, max_refused_pct=25)
    # One wish is left, and a quarter of it rounds up to one.
    assert amounts(problem, roster(problem, A001="E")) == []
    problem = under(problem, "fairness_wishes", hard=False, max_refused_pct=0)
    assert amounts(problem, roster(problem, A001="E")) == [1]


def test_findings_scope_and_words(narrowed) -> None:
    """Tests agent, cost, words in both languages and scope of all three."""
    base = small_problem(wishes=wishes(0), holidays=(day(0),))
    week = roster(base, A001="L", A002="L")
    for rule, about, parts in (
        ("fairness_holidays", {"per_holiday": 0}, ("A001", "1", "0")),
        ("fairness_starts", {"per_week": 0, "from_clock": "12:00"}, ("A001", "1", "0")),
        ("fairness_wishes", {"max_refused_pct": 0}, ("A001", "1", "0")),
    ):
        problem = under(base, rule, hard=False, **about)
        first = next(v for v in found(problem, week) if v.agent_id == "A001")
        assert (first.amount, first.cost, first.day) == (1, 10, day(0))
        for language in ("en", "zh"):
            assert all(part in sentence(first, language) for part in parts)
        only = narrowed(problem, agents=("A002",))
        assert "A001" not in {v.agent_id for v in found(only, week)}
