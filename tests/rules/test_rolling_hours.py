from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.view import ProblemView
from wfm.rules.rolling_hours import RollingHours, RollingHoursParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ("EEEEEEE", []),
        ("EMLN...", []),
        ("L.E", []),
        # 21:30 to 21:30 holds all of E; 13:00 to 13:00 seven hours of E.
        ("NE", [960 - 720]),
        ("LE", [480 + 480 * 420 // 510 - 720]),
        # The cut shift counts by its share: M after L has four hours inside.
        ("LM", []),
    ],
)
def test_any_24_hours(week: str, expected: list[int]) -> None:
    """Tests windows that hold one shift, two whole shifts and a part of the second."""
    problem = under(small_problem(n_agents=1), "rolling_hours")
    assert amounts(problem, roster(problem, A001=week)) == expected


@pytest.mark.parametrize(("cap", "expected"), [(40, []), (39, [60]), (32, [480]), (31, [540])])
def test_any_seven_days(cap: float, expected: list[int]) -> None:
    """Tests both sides of a cap on seven days; the week that begins later holds less."""
    problem = small_problem(n_agents=1)
    problem = under(problem, "rolling_hours", window_days=7, max_hours=cap)
    found_all = amounts(problem, roster(problem, A001="EEEEE.."))
    assert found_all[:1] == expected


def test_week_that_no_calendar_shows() -> None:
    """Tests that seven days over the seam count, and what the past alone holds is a fact."""
    problem = with_past(small_problem(n_agents=1), 1, A001="..EEEEE")
    problem = under(problem, "rolling_hours", window_days=7, max_hours=40)
    assert amounts(problem, roster(problem, A001="")) == []
    assert amounts(problem, roster(problem, A001="..E")) == []
    assert amounts(problem, roster(problem, A001="E")) == [480]
    full = with_past(small_problem(n_agents=1), 1, A001=".EEEEEE")
    full = under(full, "rolling_hours", window_days=7, max_hours=40)
    assert amounts(full, roster(full, A001="")) == []
    # The window from Tuesday grows, and the one from Wednesday passes the cap by itself.
    assert amounts(full, roster(full, A001="E")) == [480, 480]


def test_share_of_a_cut_shift() -> None:
    """Tests that paid minutes of a shift are cut in proportion, on the day after and the last."""
    long = (*SHIFTS, shift("X", 0, 1440))
    view = ProblemView(small_problem(shifts=long))
    table = RollingHours.inside(view, RollingHoursParameters(), 720)
    assert table.shape == (2, 5)
    assert table[0, 4] == 1410 * 720 // 1440
    assert table[1, 4] == 1410 * 720 // 1440
    assert table[1, 0] == 480 * 360 // 510
    assert table[1, 2] == 0


def test_finding_and_scope(narrowed) -> None:
    """Tests words, scope and dates; a day and a week cap stand side by side by their key."""
    problem = under(small_problem(), "rolling_hours", hard=False, max_hours=10)
    week = roster(problem, A001="NE", A002="E.E")
    (one,) = found(problem, week)
    assert (one.agent_id, one.day, one.amount, one.cost) == ("A001", day(0), 360, 3600)
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("A001", "16", "21:30", "10"))
    assert amounts(narrowed(problem, agents=("A002",)), week) == []
    assert amounts(narrowed(problem, first_day=day(1)), week) == []
    keys = {RollingHours().key(RollingHoursParameters(window_days=n)) for n in (1, 7)}
    assert len(keys) == 2
