from __future__ import annotations

import dataclasses
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from support.strategies import convex_steps

from wfm.core.problem import Problem, RuleEntry, Scope, ScopeKind
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


def visited(
    problem: Problem,
    *,
    weight: int | None,
    names: tuple[str, ...] = (),
    clock: tuple[str, str] = ("10:00", "11:30"),
) -> Problem:
    """Put visitors on the floor while shifts have their breaks; hard without a weight."""
    days = [problem.first_day + timedelta(days=d) for d in range(problem.n_days)]
    visits = [
        {"day": day.isoformat(), "from_clock": clock[0], "to_clock": clock[1]} for day in days
    ]
    scope = Scope(ScopeKind.AGENT, names) if names else Scope()
    entry = RuleEntry(
        "visitor_blackout", {"visits": visits}, weight is None, weight or 0, scope=scope
    )
    return dataclasses.replace(problem, rules=(*problem.rules, entry))


def built(problem: Problem) -> Recreate:
    """First roster by tours."""
    walk = Recreate(Modeller(ProblemView(problem)), Roster(), 1)
    assert walk.build(Budget(0, deterministic=5))
    return walk


def test_tours_keep_breaks_out_of_visits() -> None:
    """Tests that a hard visit is kept by the first roster, where one without it breaks it."""
    plain = synthetic_problem(10, 2)
    problem = visited(plain, weight=None)
    assert audit(problem, built(plain).roster()).hard
    walk = built(problem)
    report = audit(problem, walk.roster())
    assert report.hard == ()
    assert walk.staffing.cost() == pytest.approx(report.cost)


@pytest.mark.parametrize(
    ("weight", "clock"),
    [(1, ("10:00", "11:30")), (30, ("10:00", "11:30")), (5, ("00:30", "06:00"))],
)
def test_a_soft_visit_costs_what_the_audit_says(weight: int, clock: tuple[str, str]) -> None:
    """Tests that breaks in visits are priced; those of the past roster's people are facts."""
    plain = synthetic_problem(10, 2)
    night = next(cell for cell in built(plain).roster() if cell.shift_id == "N22")
    eve = plain.first_day - timedelta(days=1)
    plain = dataclasses.replace(
        plain, past=(dataclasses.replace(night, day=eve),), past_first_day=eve
    )
    problem = visited(plain, weight=weight, clock=clock)
    walk = built(problem)
    report = audit(problem, walk.roster())
    assert walk.staffing.cost() == pytest.approx(report.cost)
    there = audit(problem, built(plain).roster()).penalties["visitor_blackout"].amount
    kept = report.penalties.get("visitor_blackout")
    assert (0 if kept is None else kept.amount) <= there
    assert there > 0


def test_visits_of_others_cost_nothing() -> None:
    """Tests that only those in the entry's scope keep their breaks out."""
    plain = synthetic_problem(10, 2)
    one = plain.agents[0].id
    staffing = Staffing(Modeller(ProblemView(visited(plain, weight=7, names=(one,)))))
    bare = Staffing(Modeller(ProblemView(plain)))
    for a, dearer in ((0, 7.0), (1, 0.0)):
        (phone, duty), (phone_0, duty_0) = staffing.marginal(a), bare.marginal(a)
        assert set(duty - duty_0) == {0.0, dearer}
        assert phone + duty == pytest.approx(phone_0 + duty_0)
