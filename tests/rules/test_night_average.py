from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, SHIFTS, agents, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Enforcement
from wfm.rules.ruleset import read_rule_set
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

EU = Path(__file__).parents[2] / "constraints" / "law_eu.toml"


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ("NNNNNN.", []),
        ("NNNNNNN", [480]),
        ("EEEEEEN", [480]),
        # Without a night nobody is a night worker; other rules bound the week.
        ("EEEEEEE", []),
        # 13:00 to 21:30 has no night time at all.
        ("LLLLLLL", []),
    ],
)
def test_only_who_works_nights_is_averaged(week: str, expected: list[int]) -> None:
    """Tests that six days of eight hours are the most for who has a night, and free to others."""
    problem = under(small_problem(n_agents=1), "night_average", weeks=1)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_nights_have_to_be_the_normal_course() -> None:
    """Tests that one night in two weeks makes a night worker at 0.5 a week and not at 1."""
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEEE")
    week = roster(problem, A001="EEEEE.N")
    once = under(problem, "night_average", weeks=2, nights_a_week=0.5)
    assert amounts(once, week) == [480]
    assert amounts(under(problem, "night_average", weeks=2, nights_a_week=1), week) == []


def test_the_week_before_evens_out() -> None:
    """Tests that hours saved in the past are there to be worked, until they are used up."""
    problem = with_past(small_problem(n_agents=1), 1, A001="NNNNN..")
    two = under(problem, "night_average", weeks=2)
    assert amounts(two, roster(problem, A001="NNNNNNN")) == []
    assert amounts(under(problem, "night_average", weeks=1), roster(problem, A001="NNNNNNN")) == [
        480
    ]


def test_a_past_above_the_average_is_a_fact() -> None:
    """Tests that hours the past holds beyond the whole period forbid more, not everything."""
    problem = with_past(small_problem(n_agents=1), 1, A001="NNNNNNN")
    problem = under(problem, "night_average", weeks=2, max_hours=4)
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [480]


def test_leave_takes_its_days_out() -> None:
    """Tests that a day of leave lowers the hours that may be worked by one day's."""
    away = Leave("A001", LeaveType.ANNUAL, day(0), day(0))
    problem = small_problem(n_agents=1, leave=(away,))
    problem = under(problem, "night_average", weeks=1)
    assert amounts(problem, roster(problem, A001=".NNNNN.")) == []
    assert amounts(problem, roster(problem, A001=".NNNNNN")) == [480]


def test_unpaid_handover_is_working_time() -> None:
    """Tests that minutes before and after the shift count, whether they are paid or not."""
    handed = shift("H", 1290, night=True, before_min=10, after_min=5, handover_paid=False)
    problem = small_problem(n_agents=1, shifts=(*SHIFTS, handed))
    problem = under(problem, "night_average", weeks=1)
    assert amounts(problem, roster(problem, A001="HHHHHH.")) == [6 * 15]


def test_rest_days_and_night_time_are_parameters() -> None:
    """Tests the average over all seven days, and a longer night time that L does not reach."""
    problem = small_problem(n_agents=1)
    week = roster(problem, A001="NNNNNNN")
    assert amounts(under(problem, "night_average", weeks=1, rest_days=0), week) == []
    late = roster(problem, A001="LLLLLLL")
    night = {"from_clock": "18:00", "to_clock": "06:00"}
    assert amounts(under(problem, "night_average", weeks=1, **night), late) == [480]


def test_words_name_nights_hours_and_limit(narrowed) -> None:
    """Tests both languages' sentence, and that the entry's agents alone are held to it."""
    problem = under(small_problem(), "night_average", weeks=1)
    both = roster(problem, A001="NNNNNNN", A002="NNNNNNN")
    (violation,) = found(narrowed(problem, agents=("A002",)), both)
    assert violation.day == MONDAY
    assert violation.values == {"nights": 7, "hours": 9.33, "weeks": 1, "max_h": 8}
    for language in ("en", "zh"):
        text = sentence(violation, language)
        assert all(part in text for part in ("A002", "7", "9.33", str(MONDAY)))
    assert amounts(narrowed(problem, first_day=day(1)), both) == []


def test_an_agent_who_leaves_has_fewer_days() -> None:
    """Tests that days outside employment are not averaged over."""
    people = tuple(replace(a, last_day=day(3)) for a in agents(1))
    problem = under(small_problem(agents=people), "night_average", weeks=1)
    assert amounts(problem, roster(problem, A001="NNN")) == []
    assert amounts(problem, roster(problem, A001="NNNN")) == [480]


def test_the_eu_pack_enforces_it() -> None:
    """Tests that the law pack holds the average as an enforced hard entry with its article."""
    (entry,) = [e for e in read_rule_set(EU).own if e.rule == "night_average"]
    assert (entry.hard, entry.enforcement) == (True, Enforcement.ENFORCED)
    assert "2003/88/EC art. 8" in entry.source
