"""Tests of shadow prices by the relaxation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wfm.core.people import Condition, ConditionKind
from wfm.core.problem import Pin, Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering.counts import count_model
from wfm.rostering.linear import solve_linear
from wfm.rostering.prices import LEAST, Prices, ReliefKind, prices_of, reliefs
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def bound_of(problem: Problem) -> float:
    """The relaxation, straight from the count model."""
    return solve_linear(count_model(Modeller(ProblemView(problem))).linear, 60, whole=False).bound


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Ten agents, three of them barred from nights."""
    made = replace(synthetic_problem(8, 1), n_days=3)
    barred = (Condition(ConditionKind.NO_NIGHTS),)
    people = tuple(
        replace(a, conditions=barred) if i in (2, 3, 5) else a for i, a in enumerate(made.agents)
    )
    rule = RuleEntry("night_eligibility", source="art. 61")
    return replace(made, agents=people, rules=(*made.rules, rule))


@pytest.fixture(scope="module")
def found(problem: Problem) -> Prices:
    """Every price."""
    return prices_of(problem)


def test_every_relief_is_priced_by_the_difference_of_two_bounds(
    problem: Problem, found: Prices
) -> None:
    """Tests savings against bounds worked out apart, dearest first, none left out."""
    assert found.bound is not None
    assert found.bound == pytest.approx(bound_of(problem))
    assert found.left_out == 0
    savings = [p.saving for p in found.prices]
    assert savings == sorted(savings, reverse=True)
    by_name = {p.name.en: p.saving for p in found.prices}
    for relief in reliefs(problem)[::3]:
        expected = found.bound - bound_of(relief.problem)
        assert by_name[relief.name.en] == pytest.approx(expected, abs=1e-4)


def test_reliefs_name_what_there_is(problem: Problem) -> None:
    """Tests one relief per profile, contract, leave and known hard rule, and one for nights."""
    kinds = [r.kind for r in reliefs(problem)]
    profiles = {(a.contract, a.skills) for a in problem.agents}
    assert kinds.count(ReliefKind.AGENT) == len(profiles)
    assert kinds.count(ReliefKind.HOURS) == len(problem.contracts)
    assert kinds.count(ReliefKind.LEAVE) == len(problem.leave)
    assert kinds.count(ReliefKind.NIGHTS) == 1
    names = " ".join(r.name.en for r in reliefs(problem) if r.kind is ReliefKind.RULE)
    assert "Night eligibility" in names
    assert "Meal" not in names  # the relaxation does not know spacing


def test_rules_and_leave_never_help(found: Prices) -> None:
    """Tests that loosening never costs: what a relief allows, it does not force.

    A rule that credits leave (weekly hours) makes leave more than a ban, so it is left out.
    """
    for price in found.prices:
        if price.kind in (ReliefKind.NIGHTS, ReliefKind.HOURS, ReliefKind.RULE):
            assert price.saving >= -1e-4


def test_a_short_centre_wants_people(found: Prices) -> None:
    """Tests that where demand is above the staff one more agent saves something."""
    agents = [p.saving for p in found.prices if p.kind is ReliefKind.AGENT]
    assert max(agents) > LEAST


def test_words(found: Prices) -> None:
    """Tests that the relaxation is named first and every price once, in both languages."""
    for language, word in (("en", "relaxation"), ("zh", "松弛")):
        head, *rest = found.sentences(language)
        assert word in head
        assert len(rest) == len(found.prices)
    assert "+1" not in " ".join(found.sentences("en"))
    about = found.to_dict()
    assert [p["name"] for p in about["prices"]] == [p.name.en for p in found.prices]


def test_out_of_time_is_told(problem: Problem) -> None:
    """Tests that stopped work counts what was not looked at."""
    stopped = prices_of(problem, time_s=60, should_stop=lambda: True)
    assert stopped.prices == ()
    assert stopped.left_out == len(reliefs(problem))
    assert str(stopped.left_out) in stopped.sentences("en")[-1]


def test_nothing_is_priced_where_nothing_holds() -> None:
    """Tests that a relaxation which contradicts itself is told."""
    problem = synthetic_problem(8, 1)
    first = problem.first_day
    off = tuple(
        Pin(a.id, first.fromordinal(first.toordinal() + d), None)
        for a in problem.agents
        for d in range(5)
    )
    stuck = prices_of(replace(problem, leave=(), pins=off))
    assert stuck.bound is None
    assert stuck.prices == ()
    assert len(stuck.sentences("zh")) == 1
