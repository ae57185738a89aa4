"""Tests of spans in which agents can't be there: clocks, midnight, handover, pins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem
from support.rule_cases import day

from wfm.core.problem import Pin
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


def span(n: int, first: str = "00:00", last: str = "24:00") -> list[dict[str, str]]:
    """One span of the n-th day as a rule set writes it."""
    return [{"day": day(n).isoformat(), "from_clock": first, "to_clock": last}]


@pytest.mark.parametrize(
    ("first", "last", "week", "expected"),
    [
        ("06:00", "08:00", ".E", [120]),
        ("06:00", "08:00", ".M", []),
        ("14:30", "15:00", ".E", []),  # half-open: the shift ends as the span begins
        ("00:00", "24:00", ".M", [510]),
        ("00:00", "02:00", "N", [120]),  # the tail of the night before
        ("22:00", "02:00", "..N", []),
        ("22:00", "02:00", ".N", [240]),  # the span runs into the next day
        ("22:00", "07:00", "..E", [60]),
    ],
)
def test_clocks(first: str, last: str, week: str, expected: list[int]) -> None:
    """Tests overlaps in minutes, over midnight on either side."""
    problem = under(small_problem(n_agents=1), "unavailable", spans=span(1, first, last))
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_handover_counts() -> None:
    """Tests that minutes before and after a shift are time at which somebody must be there."""
    problem = small_problem(n_agents=1)
    shifts = tuple(replace(s, before_min=10, after_min=20) for s in problem.shifts)
    problem = under(replace(problem, shifts=shifts), "unavailable", spans=span(0, "05:30", "06:00"))
    assert amounts(problem, roster(problem, A001="E")) == [10]
    later = under(problem, "unavailable", spans=span(0, "14:30", "15:30"))
    assert amounts(later, roster(problem, A001="E")) == [20]


def test_pins_stand_and_scope_is_kept(narrowed) -> None:
    """Tests that a pinned shift is no finding, another on the pinned cell and others' are."""
    pins = (Pin("A001", day(0), "E"), Pin("A002", day(0), None), Pin("A002", day(9), "E"))
    problem = under(small_problem(pins=pins), "unavailable", spans=span(0))
    week = roster(problem, A001="E", A002="M")
    (one,) = found(problem, week)
    assert (one.agent_id, one.amount) == ("A002", 510)
    assert sentence(one) == "A002 can't be there for 510 minutes of shift M on 2026-11-23"
    assert sentence(one, "zh") == "A002 2026-11-23 的班次 M 有 510 分钟无法到岗"
    assert found(narrowed(problem, agents=("A001",)), week) == ()
    other = roster(problem, A001="M", A002=".")
    assert [v.agent_id for v in found(problem, other)] == ["A001"]
