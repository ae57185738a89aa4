"""Tests of the course of a repair: what it does within its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from support.problems import MONDAY, SHIFTS, roster, small_problem

from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.view import ProblemView
from wfm.rostering import mend, proposal, repair, solving
from wfm.rostering.mend import Mender
from wfm.rostering.patch import Caps
from wfm.rostering.repair import Disruption, repair_problem
from wfm.rostering.result import Status
from wfm.rostering.solving import Budget
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

TIME_S = 1.0


@pytest.fixture
def problem() -> Problem:
    """Six agents, five days, two required from 06:00 to 14:30; shifts without breaks."""
    day = [0] * 12 + [2] * 17 + [0] * 19
    plain = tuple(replace(s, breaks=()) for s in SHIFTS)
    return small_problem(
        RuleEntry("coverage", hard=False, weight=10),
        RuleEntry("rest_between_shifts", {"min_hours": 11.0}),
        RuleEntry("leave_granted"),
        RuleEntry("safety_minimum", hard=False, weight=100),
        n_days=5,
        n_agents=6,
        shifts=plain,
        demands=(Demand(tuple(day * 5 + [0] * 12)),),
    )


class Clock:
    """A clock that moves by what is done, not by itself."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Read it; a look takes a little."""
        self.now += 0.004
        return self.now

    def slow(self, work: Callable[..., Any], seconds: float) -> Callable[..., Any]:
        """Let work take this long."""

        def slowed(*args: Any, **named: Any) -> Any:
            self.now += seconds
            return work(*args, **named)

        return slowed


@pytest.mark.parametrize("model_s", [0.01, 0.08])
def test_proposal_is_there_in_time(
    problem: Problem, monkeypatch: pytest.MonkeyPatch, model_s: float
) -> None:
    """Tests that audits and models are counted in: what is told of the end is told by then."""
    clock = Clock()
    monkeypatch.setattr(solving.time, "monotonic", clock.monotonic)
    for room, name in ((mend, "audit"), (repair, "audit"), (repair, "effect_of")):
        monkeypatch.setattr(room, name, clock.slow(getattr(room, name), 0.03))
    models: list[float] = []
    make = Modeller.context

    def context(self: Modeller, **named: Any) -> Any:
        models.append(clock.now)
        clock.now += model_s
        return make(self, **named)

    monkeypatch.setattr(Modeller, "context", context)
    base = roster(problem, A001="EE", A002="EE", A003="L.")
    found = repair.repair(
        problem, base, Disruption((("A001", MONDAY),)), caps=Caps(4), time_s=TIME_S
    )
    assert isinstance(found, proposal.Proposal)
    assert found.result.hard_violations == 0
    assert models
    assert clock.now <= TIME_S


def test_best_is_the_start_at_first(problem: Problem) -> None:
    """Tests that the start is audited under the new facts before anything is done."""
    base = roster(problem, A001="EE")
    changed = repair_problem(problem, base, Disruption((("A001", MONDAY),)), Caps(2))
    mender = Mender(ProblemView(changed), base, Caps(2), Budget(0, 0.05), 1)
    assert mender.best.roster == base
    assert [v.rule for v in mender.best.report.hard] == ["leave_granted"]
    result = mender.run()
    assert result.hard_violations == 0
    assert mender.best.roster == result.roster


def test_minimums_count_in_the_walk(problem: Problem) -> None:
    """Tests that a repair fills a minimum though the judges of tours leave minimums out."""
    base = roster(problem, A001="EE", A002="LL")
    alone = replace(problem, demands=(replace(problem.demands[0], required=(0,) * 252),))
    found = repair.repair(alone, base, Disruption((("A001", MONDAY),)), deterministic=0.3)
    there = {c.agent_id for c in found.result.roster or () if c.day == MONDAY}
    assert there - {"A001", "A002"}


def tied(problem: Problem, *rules: RuleEntry) -> Problem:
    """The problem with A002 as the trainee of A001."""
    people = tuple(
        replace(agent, mentor="A001") if agent.id == "A002" else agent for agent in problem.agents
    )
    entries = (*problem.rules, RuleEntry("mentor_with_trainee"), *rules)
    return replace(problem, agents=people, rules=entries)


def test_trainee_of_a_sick_mentor_stays_at_home(problem: Problem) -> None:
    """Tests that what the absence of a mentor breaks is mended with the mentor's days free too."""
    with_mentor = tied(problem)
    base = roster(with_mentor, A001="EE.E.", A002="EE.E.", A003="LLLL.")
    disruption = Disruption((("A001", MONDAY),))
    found = repair.repair(with_mentor, base, disruption, deterministic=0.3)
    assert found.result.hard_violations == 0
    assert found.result.roster is not None
    assert found.result.roster.get("A002", MONDAY) is None


def test_trainee_who_owes_the_hours_is_explained(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a repair nobody can help with says why, without making a whole roster anew."""
    monkeypatch.setattr(mend, "solve", None)
    owing = tied(problem, RuleEntry("period_hours", {"min_hours": 42, "max_hours": 43}))
    base = roster(owing, **{agent.id: "EEEEE" for agent in owing.agents})
    disruption = Disruption((("A001", MONDAY),))
    for caps in (Caps(), Caps(cells=12)):
        found = repair.repair(owing, base, disruption, caps=caps, deterministic=5.0)
        assert found.result.status is Status.INFEASIBLE
        (conflict,) = found.result.conflicts
        assert conflict.agent_ids == ("A002",)
        entries = sorted(e.split(" (")[0] for e in conflict.entries)
        assert entries == ["Hours of the period", "Trainee with mentor"]
