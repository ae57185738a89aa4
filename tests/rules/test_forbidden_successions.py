from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
LATE_EARLY = [{"first": ["L"], "second": ["E", "M"]}]


@pytest.mark.parametrize(
    ("past", "week", "expected"),
    [
        (".......", "LE", [1]),
        (".......", "LM", [1]),
        (".......", "LL", []),
        (".......", "L.E", []),
        (".......", "EL", []),
        ("......L", "E", [1]),
        ("......L", ".E", []),
        (".....LE", "", []),
        ("......L", "ELE", [1, 1]),
    ],
)
def test_first_and_second(past: str, week: str, expected: list[int]) -> None:
    """Tests order, a day between, the shift carried in from the past, and the past as a fact."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "forbidden_successions", pairs=LATE_EARLY)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_default_is_a_day_shift_after_a_night() -> None:
    """Tests that without pairs a night may be followed by a night only."""
    problem = under(small_problem(n_agents=1), "forbidden_successions")
    assert amounts(problem, roster(problem, A001="NN.E")) == []
    assert amounts(problem, roster(problem, A001="NL.NE")) == [1, 1]


def test_finding_names_both_shifts(narrowed) -> None:
    """Tests agent, second day, unit, cost and words; other agents and days are free."""
    problem = under(small_problem(), "forbidden_successions", hard=False, pairs=LATE_EARLY)
    week = roster(problem, A001="LE", A002=".LE")
    (violation,) = found(narrowed(problem, agents=("A002",)), week)
    about = (violation.agent_id, violation.day, violation.amount, violation.unit, violation.cost)
    assert about == ("A002", day(2), 1, Unit.SHIFTS, 10)
    assert (violation.values["first"], violation.values["second"]) == ("L", "E")
    for language in ("en", "zh"):
        text = sentence(violation, language)
        assert all(part in text for part in ("A002", "2026-11-25", "L", "E"))
    assert [v.agent_id for v in found(narrowed(problem, last_day=day(1)), week)] == ["A001"]
