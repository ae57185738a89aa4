"""Tests of the measures of fairness: counts, who is compared, spread and Gini."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.problems import agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Condition, ConditionKind, Leave, LeaveType
from wfm.core.problem import RuleEntry, Wish
from wfm.operations.fairness import Burden, fairness, gini, spread

pytestmark = pytest.mark.unit

SHARES = st.lists(st.integers(0, 20), min_size=1, max_size=12)


@given(SHARES)
def test_gini_is_the_mean_difference(values: list[int]) -> None:
    """Tests the coefficient against its definition over all pairs of agents."""
    total, n = sum(values), len(values)
    apart = 2 * sum(abs(x - y) for x, y in combinations(values, 2))
    expected = apart / (2 * n * total) if total else 0
    assert gini(values) == pytest.approx(expected)
    assert 0 <= gini(values) < 1


@given(SHARES, st.integers(1, 9))
def test_gini_knows_no_unit_and_no_order(values: list[int], factor: int) -> None:
    """Tests that scaling and reordering change nothing, and doubling the crowd neither."""
    assert gini([factor * x for x in reversed(values)]) == pytest.approx(gini(values))
    assert gini(values * 2) == pytest.approx(gini(values))


def test_spread_of_nobody_and_of_some() -> None:
    """Tests the figures of a few shares, and zeros without any."""
    assert spread([]).n == 0
    found = spread([1, 2, 6])
    assert (found.n, found.low, found.mean, found.high, found.width) == (3, 1, 3, 6, 5)
    assert found.gini == pytest.approx(10 / 27)


def test_counts_past_and_roster_apart() -> None:
    """Tests every burden of two agents on both sides of the seam."""
    problem = small_problem(holidays=(day(-1), day(0)))
    problem = with_past(problem, 2, A001="NNNNNNN .....EE", A002="....... E......")
    made = roster(problem, A001="N....LL", A002="LE")
    report = fairness(problem, made, weeks=1, unpopular=("12:00", "20:00"))
    one, other = report.agents
    assert report.weeks == 1
    assert one.past == {"nights": 0, "weekends": 2, "holidays": 1, "starts": 0, "refused": 0}
    assert one.now == {"nights": 1, "weekends": 2, "holidays": 1, "starts": 2, "refused": 0}
    assert (other.total(Burden.HOLIDAYS), other.total(Burden.STARTS), other.days) == (1, 1, 14)
    longer = fairness(problem, made, weeks=4)
    assert longer.weeks == 2
    assert longer.agents[0].total(Burden.NIGHTS) == 8
    assert (longer.spreads[Burden.NIGHTS].low, longer.spreads[Burden.NIGHTS].high) == (0, 8)
    assert longer.spreads[Burden.NIGHTS].gini == 0.5


def test_span_of_starts_comes_from_the_rule_set() -> None:
    """Tests that the rule's own clock span counts, and the default without one."""
    early = RuleEntry("fairness_starts", {"from_clock": "05:00", "to_clock": "07:00"}, False, 5)
    problem = small_problem(early, n_agents=1)
    made = roster(problem, A001="EEL")
    assert fairness(problem, made).agents[0].now[Burden.STARTS] == 2
    plain = small_problem(n_agents=1)
    assert fairness(plain, made).agents[0].now[Burden.STARTS] == 0


def test_wishes_are_compared_in_percent() -> None:
    """Tests that refusals count against own wishes, among those who had any."""
    wishes = tuple(Wish(a, day(d)) for a, d in (("A001", 0), ("A001", 1), ("A002", 0)))
    problem = small_problem(n_agents=3, wishes=wishes)
    report = fairness(problem, roster(problem, A001="E", A002="E", A003="EEEEE"))
    assert [x.now[Burden.REFUSED] for x in report.agents] == [1, 1, 0]
    found = report.spreads[Burden.REFUSED]
    assert (found.n, found.low, found.high) == (2, 50, 100)


def test_who_is_compared() -> None:
    """Tests that people away most days, or unfit for nights, are shown and not compared."""
    people = (
        *agents(2),
        replace(agents(1)[0], id="A003", conditions=(Condition(ConditionKind.NO_NIGHTS),)),
        replace(agents(1)[0], id="A004"),
    )
    leave = (Leave("A004", LeaveType.SICK, day(0), day(3)),)
    problem = small_problem(agents=people, leave=leave)
    report = fairness(problem, roster(problem, A001="NN", A002="N....EE"))
    assert len(report.agents) == 4
    assert report.spreads[Burden.NIGHTS].n == 2
    assert report.spreads[Burden.WEEKENDS].n == 3
    assert report.agents[3].days == 3


def test_part_presence_is_scaled() -> None:
    """Tests that one weekend shift in half the days weighs as two."""
    leave = (Leave("A002", LeaveType.ANNUAL, day(0), day(2)),)
    problem = small_problem(leave=leave)
    report = fairness(problem, roster(problem, A001=".....EE", A002=".....E."))
    found = report.spreads[Burden.WEEKENDS]
    assert (found.high, found.low) == (2, 7 / 4)
