from __future__ import annotations

import dataclasses
from random import Random

import numpy as np
import pytest
from support.strategies import convex_steps

from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.recreate import Recreate
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import Staffing
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("productivity", [100, 95, 0])
def test_cost_is_the_audited_one(productivity: int) -> None:
    """Tests that coverage and minimums cost here what the audit says, trainees included."""
    problem = synthetic_problem(10, 2)
    agents = (
        *problem.agents[:4],
        dataclasses.replace(problem.agents[4], productivity_pct=productivity),
        *problem.agents[5:],
    )
    problem = dataclasses.replace(problem, agents=agents)
    modeller = Modeller(ProblemView(problem))
    walk = Recreate(modeller, Roster(), 1)
    assert walk.build(Budget(0, deterministic=5))
    report = audit(problem, walk.roster())
    assert walk.staffing.cost() == pytest.approx(report.cost)


def test_cost_is_the_audited_one_by_the_curve() -> None:
    """Tests that prices that the demands carry themselves are those of the audit."""
    problem = synthetic_problem(10, 2)
    chance = Random(2)
    demands = tuple(
        dataclasses.replace(d, steps=tuple(convex_steps(chance, n) for n in d.required))
        for d in problem.demands
    )
    by_curve = dataclasses.replace(problem.rules[0], parameters={"price": "curve"})
    priced = dataclasses.replace(problem, demands=demands, rules=(by_curve, *problem.rules[1:]))
    walk = Recreate(Modeller(ProblemView(priced)), Roster(), 1)
    assert walk.build(Budget(0, deterministic=5))
    assert walk.staffing.cost() == pytest.approx(audit(priced, walk.roster()).cost)
    assert walk.staffing.cost() != pytest.approx(audit(problem, walk.roster()).cost)


def test_marginal_price_is_the_change_of_cost() -> None:
    """Tests that one more interval costs what the marginal price says."""
    modeller = Modeller(ProblemView(synthetic_problem(10, 1)))
    staffing = Staffing(modeller)
    before = staffing.cost()
    for a in (0, 1, 2):  # a leader, a dialect speaker, neither
        phone, duty = staffing.marginal(a)
        one = np.zeros(staffing.n_intervals, dtype=np.int64)
        one[20] = 1
        staffing.change(a, one, one)
        assert staffing.cost() - before == pytest.approx(phone[20] + duty[20])
        staffing.change(a, -one, -one)
    assert staffing.cost() == pytest.approx(before)


def test_a_break_takes_off_the_phones_only() -> None:
    """Tests that a leader on a break still counts on duty."""
    modeller = Modeller(ProblemView(synthetic_problem(10, 1)))
    staffing = Staffing(modeller)
    phone, duty = staffing.marginal(0)
    assert duty[20] == -400
    assert -40 <= phone[20] < 0
