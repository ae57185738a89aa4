from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, agents, roster, shift, small_problem
from support.rule_cases import day

from wfm.core.people import Agent, Contract
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
CONTRACTS = (Contract("full", day_max_min=660), Contract("half", day_max_min=240))


@pytest.mark.parametrize(
    ("length_min", "expected"), [(480, []), (690, []), (720, [30]), (780, [90])]
)
def test_both_sides_of_the_contract_and_the_law(length_min: int, expected: list[int]) -> None:
    """Tests that the paid day, its unpaid meal left out, may be as long as agreed."""
    shifts = (*SHIFTS, shift("X", 360, length_min))
    problem = small_problem(n_agents=1, shifts=shifts, contracts=CONTRACTS)
    problem = under(problem, "daily_hours")
    assert amounts(problem, roster(problem, A001="X")) == expected


@pytest.mark.parametrize(("paid", "expected"), [(False, [20]), (True, [20])])
def test_handover_counts_for_the_law(paid: bool, expected: list[int]) -> None:
    """Tests that handover of 20 minutes beyond eleven hours is work, paid or not."""
    long = shift("X", 360, 690, before_min=10, after_min=10, handover_paid=paid)
    contracts = (Contract("full", day_max_min=720),)
    problem = small_problem(n_agents=1, shifts=(*SHIFTS, long), contracts=contracts)
    problem = under(problem, "daily_hours")
    assert amounts(problem, roster(problem, A001="X")) == expected


def test_unpaid_handover_is_no_part_of_the_contract() -> None:
    """Tests that the contract's eight hours may have unpaid handover around them."""
    shifts = (*SHIFTS, shift("H", 360, before_min=15, after_min=15))
    problem = under(small_problem(n_agents=1, shifts=shifts), "daily_hours")
    assert amounts(problem, roster(problem, A001="H")) == []
    shifts = (*SHIFTS, shift("H", 360, before_min=15, after_min=15, handover_paid=True))
    problem = under(small_problem(n_agents=1, shifts=shifts), "daily_hours")
    assert amounts(problem, roster(problem, A001="H")) == [30]


def test_each_agent_by_the_own_contract() -> None:
    """Tests that the same shift is too long for one contract only, with its words."""
    people = (agents(1)[0], Agent("A002", "T1", "half"))
    problem = small_problem(agents=people, contracts=CONTRACTS)
    problem = under(problem, "daily_hours", hard=False)
    (violation,) = found(problem, roster(problem, A001=".E", A002=".E"))
    about = (violation.agent_id, violation.day, violation.amount, violation.unit, violation.cost)
    assert about == ("A002", day(1), 240, Unit.MINUTES, 2400)
    for language in ("en", "zh"):
        assert all(x in sentence(violation, language) for x in ("A002", "E", "8", "240"))


def test_days_and_agents_of_the_entry(narrowed) -> None:
    """Tests that days before and after the entry's validity and other agents are free."""
    shifts = (*SHIFTS, shift("X", 360, 570))
    problem = under(small_problem(shifts=shifts), "daily_hours")
    week = roster(problem, A001="XXX", A002="X")
    assert amounts(problem, week) == [60] * 4
    assert amounts(narrowed(problem, first_day=day(1), last_day=day(1)), week) == [60]
    assert amounts(narrowed(problem, agents=("A002",)), week) == [60]
