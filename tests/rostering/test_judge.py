from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from support import problems

from wfm.core.people import Agent
from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF, ProblemView
from wfm.rostering.judge import Tour, tour_judges
from wfm.rostering.ties import Ties
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("rest_between_shifts"),
    RuleEntry("consecutive_days", {"max_days": 4}),
    RuleEntry("weekly_rest_day"),
    RuleEntry("night_limits", {"max_week": 3, "max_in_row": 2, "days_off_after": 1}),
    RuleEntry("days_off_in_pairs", hard=False, weight=3),
    RuleEntry("fairness_nights", {"per_week": 1.0}, hard=False, weight=4),
    RuleEntry("start_stability", hard=False, weight=2),
)


def roster_of(problem: Problem, a: int, tour: Tour) -> Roster:
    """Roster of one agent's tour, without breaks."""
    agent_id = problem.agents[a].id
    return Roster(
        tuple(
            Assignment(agent_id, problem.first_day + timedelta(days=d), problem.shifts[s].id)
            for d, s in enumerate(tour)
            if s != OFF
        )
    )


def test_judge_agrees_with_the_audit() -> None:
    """Tests that random tours are legal and cost here exactly as the audit says."""
    problem = problems.with_past(problems.small_problem(*RULES, n_agents=1), A001="..EEENN")
    judges, ties, _ = tour_judges(Modeller(ProblemView(problem)))
    assert not ties
    rng = np.random.default_rng(1)
    legal = 0
    for _ in range(400):
        tour = tuple(int(s) for s in rng.choice([OFF, OFF, 0, 1, 2, 3, 3], problem.n_days))
        report = audit(problem, roster_of(problem, 0, tour))
        cost = judges[0].cost(tour)
        assert (cost is None) == bool(report.hard), tour
        if cost is not None:
            legal += 1
            assert cost == pytest.approx(report.cost), tour
    assert 20 < legal < 380


def test_blame_falls_on_days_that_break_a_rule() -> None:
    """Tests that a tour with a short rest is blamed for one of the two days alone."""
    problem = problems.small_problem(RuleEntry("rest_between_shifts"), n_agents=1)
    judges, _, _ = tour_judges(Modeller(ProblemView(problem)))
    tour = (0, OFF, 2, 0, OFF, 0, OFF)
    assert judges[0].cost(tour) is None
    assert judges[0].blamed(tour) == [2, 3]


def test_shift_that_may_not_be_given_is_blamed() -> None:
    """Tests that a shift outside the agent's list is not legal, and named."""
    problem = problems.small_problem(
        RuleEntry("allowed_shifts"), agents=problems.agents(1, shifts=("E",))
    )
    judges, _, _ = tour_judges(Modeller(ProblemView(problem)))
    tour = (0, 1, OFF, OFF, OFF, OFF, OFF)
    assert judges[0].cost(tour) is None
    assert judges[0].blamed(tour) == [1]


def test_trainee_and_mentor_are_tied() -> None:
    """Tests that a trainee is judged against the mentor's days as they stand."""
    people = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))
    problem = problems.small_problem(RuleEntry("mentor_with_trainee"), agents=people)
    judges, rows, _ = tour_judges(Modeller(ProblemView(problem)))
    ties = Ties(rows, judges, (problem.n_days, len(problem.shifts) + 1))
    assert ties.group[0] == ties.group[1] == {0, 1}
    assert ties.dependence(0) < ties.dependence(1)
    off = (OFF,) * 7
    ties.place(0, (0, *off[1:]))
    ties.place(1, off)
    assert ties.blamed(1, (0, *off[1:])) == []
    assert ties.blamed(1, (OFF, 0, *off[2:])) == [1]
    opened = ties.open_cells(1)
    assert opened[0, 0]
    assert not opened[1, 0]
    assert opened[:, -1].all()


def test_large_groups_are_left_alone() -> None:
    """Tests that a cap over everybody's cells leaves nobody to be judged alone."""
    cap = RuleEntry("max_changes", {"per_agent": 7, "total": 2})
    problem = problems.with_base(problems.small_problem(cap, n_agents=8), A001="EEEEE..")
    judges, rows, _ = tour_judges(Modeller(ProblemView(problem)))
    ties = Ties(rows, judges, (problem.n_days, len(problem.shifts) + 1))
    assert ties.stuck == frozenset(range(8))
