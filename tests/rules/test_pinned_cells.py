from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem
from support.rule_cases import day

from wfm.core.problem import Pin, PinSource
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("source", list(PinSource))
@pytest.mark.parametrize(
    ("pinned", "week", "expected"),
    [("E", "E", []), ("E", "M", [1]), ("E", ".", [1]), (None, ".", []), (None, "M", [1])],
)
def test_shift_and_day_off(
    source: PinSource, pinned: str | None, week: str, expected: list[int]
) -> None:
    """Tests that a pinned shift and a pinned day off hold, whoever has pinned them."""
    pins = (Pin("A001", day(0), pinned, source),)
    problem = under(small_problem(n_agents=1, pins=pins), "pinned_cells")
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_words_name_both(narrowed) -> None:
    """Tests agent, day, unit and words; pins out of the entry's scope and days are free."""
    pins = (Pin("A001", day(1), "E"), Pin("A002", day(2), None))
    problem = under(small_problem(pins=pins), "pinned_cells")
    week = roster(problem, A002="..M")
    one, other = found(problem, week)
    assert (one.agent_id, one.day, one.unit) == ("A001", day(1), Unit.CELLS)
    assert sentence(one) == "A001 on 2026-11-24 is pinned to E and has a day off"
    assert sentence(other) == "A002 on 2026-11-25 is pinned to a day off and has M"
    assert sentence(other, "zh") == "A002 2026-11-25 固定为 休息，现为 M"
    assert found(narrowed(problem, agents=("A002",)), week) == (other,)
    assert found(narrowed(problem, last_day=day(1)), week) == (one,)


def test_pins_outside_the_horizon_are_left_alone() -> None:
    """Tests that a pin of the past and one of the week to come say nothing."""
    pins = (Pin("A001", day(-1), "E"), Pin("A001", day(7), "E"))
    problem = under(small_problem(n_agents=1, pins=pins), "pinned_cells")
    assert amounts(problem, roster(problem)) == []
