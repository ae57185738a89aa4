from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Agent, Condition, ConditionKind, Leave, LeaveType
from wfm.core.view import ProblemView
from wfm.rules.fairness_holidays import FairnessHolidays
from wfm.rules.fairness_nights import FairnessNights
from wfm.rules.registry import parameters_of

pytestmark = pytest.mark.unit


def test_share_without_a_past_is_the_default() -> None:
    """Tests that one night a week is fair where nothing is known, and leave lowers it."""
    problem = under(small_problem(), "fairness_nights", hard=False)
    assert amounts(problem, roster(problem, A001="NN", A002="N")) == [1]
    leave = (Leave("A001", LeaveType.ANNUAL, day(0), day(6)),)
    problem = replace(problem, leave=leave)
    assert amounts(problem, roster(problem, A001="N")) == [1]


def test_history_evens_out() -> None:
    """Tests that who had the nights of the last weeks has had the share, the other owes."""
    problem = with_past(small_problem(), 1, A001="NNNN...")
    problem = under(problem, "fairness_nights", hard=False)
    # Four nights in two agent-weeks: two a week, four in two weeks.
    assert amounts(problem, roster(problem, A001="N")) == [1]
    assert amounts(problem, roster(problem, A002="NNNN")) == []
    (violation,) = found(problem, roster(problem, A002="NNNNN"))
    assert violation.values == {"n": 5, "before": 0, "share": 4, "weeks": 4}


def test_only_weeks_that_count() -> None:
    """Tests that older weeks are forgotten."""
    problem = with_past(small_problem(n_agents=1), 2, A001="NNNNNNN .......")
    problem = under(problem, "fairness_nights", hard=False, weeks=1, per_week=1)
    assert amounts(problem, roster(problem, A001="NN")) == []
    assert amounts(problem, roster(problem, A001="NNN")) == [1]


@pytest.mark.parametrize(
    "barred",
    [
        Agent("A001", "T1", "full", conditions=(Condition(ConditionKind.PREGNANT, day(6)),)),
        Agent("A001", "T1", "full", shifts=("E", "M")),
    ],
)
def test_who_may_not_work_nights_has_no_share(barred: Agent) -> None:
    """Tests that agents barred from nights are left out of the fair share."""
    people = (barred, agents(2)[1])
    problem = with_past(small_problem(agents=people), 1, A002="NN.....")
    problem = under(problem, "fairness_nights", hard=False)
    # A002 alone shares: two nights a week, four in two.
    assert amounts(problem, roster(problem, A002="NN")) == []
    assert amounts(problem, roster(problem, A002="NNN")) == [1]


def test_holidays_are_weekends() -> None:
    """Tests that a statutory holiday counts as a weekend day."""
    problem = small_problem(n_agents=1, holidays=(MONDAY,))
    problem = under(problem, "fairness_weekends", hard=False, per_week=1)
    assert amounts(problem, roster(problem, A001="EEEEE..")) == []
    assert amounts(problem, roster(problem, A001="EEEEEE.")) == [1]


def test_rounding_gives_no_share_away() -> None:
    """Tests that a whole share is not rounded up by a rounding error."""
    problem = small_problem(n_agents=1)
    problem = under(problem, "fairness_nights", hard=False, per_week=2.0)
    assert amounts(problem, roster(problem, A001="NN")) == []
    assert amounts(problem, roster(problem, A001="NNN")) == [1]


def test_memory_counts_down_from_what_is_left() -> None:
    """Tests that a memory has the states that the past has left, and charges from none left on."""
    problem = with_past(small_problem(n_agents=3), 1, A001="NNN....", A002="N......")
    problem = under(problem, "fairness_nights", hard=False, per_week=1)
    view, (entry,) = ProblemView(problem), problem.rules
    rule, p = FairnessNights(), parameters_of(entry)
    memories = [rule.memory(view, entry, p, a) for a in range(3)]
    assert [m.start for m in memories] == [0, 1, 2]
    assert [m.step.shape[1] for m in memories] == [1, 2, 3]
    night = view.shift_index["N"]
    points = memories[2].points
    assert points[0, :, night].tolist() == [entry.weight, 0, 0]
    assert not np.delete(points, night, axis=2).any()
    assert memories[2].step[0, :, night].tolist() == [0, 0, 1]


def test_nothing_to_share_is_not_remembered() -> None:
    """Tests that a week without a holiday, or an agent barred from nights, has no memory."""
    nurse = Agent("A001", "T1", "full", conditions=(Condition(ConditionKind.PREGNANT, day(6)),))
    problem = small_problem(agents=(nurse, agents(2)[1]))
    for rule, remembered in (
        (FairnessHolidays(), (False, False)),
        (FairnessNights(), (False, True)),
    ):
        given = under(problem, rule.id, hard=False)
        view, (entry,) = ProblemView(given), given.rules
        p = parameters_of(entry)
        has = tuple(rule.memory(view, entry, p, a) is not None for a in range(2))
        assert has == remembered
