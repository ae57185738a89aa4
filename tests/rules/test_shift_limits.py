from __future__ import annotations

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.errors import BadInputError
from wfm.rules.shift_limits import ShiftLimitsParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("least", "most", "week", "expected"),
    [
        (1, 2, "LEN....", []),
        (1, 2, "EEEE...", [1]),
        (1, 2, "LLN....", [1]),
        (2, None, "L......", [1]),
        (0, 0, "LNLN...", [4]),
        (0, None, "LLLLLLL", []),
    ],
)
def test_both_limits(least, most, week, expected) -> None:
    """Tests that shifts named together are counted together, on both sides of both limits."""
    problem = small_problem(n_agents=1)
    for hard in (True, False):
        about = {"shifts": ["L", "N"], "least": least, "most": most}
        there = under(problem, "shift_limits", hard=hard, **about)
        assert amounts(there, roster(problem, A001=week)) == expected


def test_whole_horizon_forgets_the_past() -> None:
    """Tests that the horizon's own shifts count, over both of its weeks together."""
    problem = with_past(small_problem(n_agents=1, n_days=14), 1, A001="LLLLLLL")
    problem = under(problem, "shift_limits", shifts=["L"], most=3)
    assert amounts(problem, roster(problem, A001="LL..... L......")) == []
    assert amounts(problem, roster(problem, A001="LL..... LL.....")) == [1]


def test_weeks_reach_into_the_past() -> None:
    """Tests a horizon from Wednesday: Monday and Tuesday of the past roster count."""
    problem = small_problem(n_agents=1, first_day=day(2), n_days=5)
    problem = with_past(problem, 1, A001=".....LL")
    two = under(problem, "shift_limits", shifts=["L"], most=2, weekly=True)
    assert amounts(two, roster(problem, A001="E....")) == []
    assert amounts(two, roster(problem, A001="L....")) == [1]
    # What the past alone has beyond the limit is a fact.
    one = under(problem, "shift_limits", shifts=["L"], most=1, weekly=True)
    assert amounts(one, roster(problem, A001="E....")) == []
    assert amounts(one, roster(problem, A001="L....")) == [1]


def test_a_cut_week_owes_nothing() -> None:
    """Tests that the lower limit holds in whole weeks only."""
    problem = small_problem(n_agents=1, n_days=10)
    problem = under(problem, "shift_limits", shifts=["E"], least=1, weekly=True)
    assert amounts(problem, roster(problem, A001="E...... ...")) == []
    assert amounts(problem, roster(problem, A001="....... EEE")) == [1]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests the finding of each agent, its words, scope and dates."""
    problem = under(small_problem(), "shift_limits", hard=False, shifts=["L", "N"], most=1)
    week = roster(problem, A001="LLN", A002="NL")
    one, other = sorted(found(problem, week), key=lambda v: v.agent_id)
    assert (one.amount, other.amount, one.cost) == (2, 1, 20)
    for language in ("en", "zh"):
        assert all(part in sentence(one, language) for part in ("A001", "L, N", "3", "1"))
    assert amounts(narrowed(problem, agents=("A002",)), week) == [1]
    assert amounts(narrowed(problem, first_day=day(1)), week) == [1]
    assert amounts(narrowed(problem, last_day=day(0)), week) == []


def test_limits_in_order_and_shifts_known() -> None:
    """Tests that a crossed pair of limits, no shift and an unknown one are refused."""
    for about in ({"shifts": ["E"], "least": 2, "most": 1}, {"shifts": []}):
        with pytest.raises(ValidationError):
            ShiftLimitsParameters(**about)
    problem = under(small_problem(), "shift_limits", shifts=["E", "Q9"])
    with pytest.raises(BadInputError) as caught:
        found(problem, roster(problem))
    assert [fault.value for fault in caught.value.faults] == ["Q9"]
