from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, agents, roster, small_problem, with_past

from wfm.core.people import Agent
from wfm.core.problem import Scope, ScopeKind

pytestmark = pytest.mark.unit


def test_breaks_count_by_parameter() -> None:
    """Tests that an agent at the meal is there for one entry and not for another."""
    problem = small_problem(n_agents=1, n_days=1)
    span = {"from_clock": "09:00", "to_clock": "10:30", "min_agents": 1}
    away = under(problem, "safety_minimum", hard=False, **span)
    assert [v.at for v in found(away, roster(away, A001="E"))] == ["2026-11-23 09:30"]
    there = under(problem, "safety_minimum", hard=False, breaks_count=True, **span)
    assert amounts(there, roster(there, A001="E")) == []


@pytest.mark.parametrize("about", [{"mentor": "A002"}, {"productivity_pct": 0}])
def test_trainees_do_not_count(about: dict) -> None:
    """Tests that who works beside a mentor, or counts for nothing, is no safety."""
    people = (Agent("A001", "T1", "full", **about), Agent("A002", "T1", "full"))
    problem = under(
        small_problem(agents=people, n_days=1),
        "safety_minimum",
        hard=False,
        min_agents=1,
        from_clock="07:00",
        to_clock="08:00",
    )
    assert amounts(problem, roster(problem, A001="E")) == [1, 1]
    assert amounts(problem, roster(problem, A002="E")) == []


def test_span_over_midnight_takes_the_past_and_the_last_night() -> None:
    """Tests that the first night is covered by the past roster and the last by this one."""
    problem = with_past(small_problem(n_agents=1, n_days=1), 1, A001="......N")
    problem = under(
        problem, "safety_minimum", hard=False, min_agents=1, from_clock="23:00", to_clock="02:00"
    )
    # The past night's breaks stand at 01:00 and 04:00: one interval; then 23:00 to 02:00.
    assert amounts(problem, roster(problem)) == [1] * 7
    assert amounts(problem, roster(problem, A001="N")) == [1, 1]


def test_scope_says_whose_minimum_it_is() -> None:
    """Tests that a team's minimum counts the team alone."""
    people = (agents(1)[0], Agent("A002", "T2", "full"))
    problem = small_problem(agents=people, n_days=1)
    span = {"from_clock": "07:00", "to_clock": "07:30", "min_agents": 1}
    problem = under(problem, "safety_minimum", hard=False, **span)
    entry = replace(problem.rules[0], scope=Scope(ScopeKind.TEAM, ("T2",)), first_day=MONDAY)
    problem = replace(problem, rules=(entry,))
    assert amounts(problem, roster(problem, A001="E")) == [1]
    assert amounts(problem, roster(problem, A002="E")) == []
