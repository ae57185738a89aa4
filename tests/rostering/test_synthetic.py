from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.core.interchange import check_problem, fingerprint
from wfm.core.people import SHIFT_LEADER
from wfm.rostering.synthetic import DIALECT, PHONE_MIN, synthetic_problem

pytestmark = pytest.mark.unit


def test_same_arguments_make_the_same_problem() -> None:
    """Tests that agents and seed fix the problem, and another seed makes another one."""
    assert fingerprint(synthetic_problem(20, 3)) == fingerprint(synthetic_problem(20, 3))
    assert fingerprint(synthetic_problem(20, 3)) != fingerprint(synthetic_problem(20, 4))


@pytest.mark.parametrize(("weeks", "interval_min"), [(1, 30), (2, 30), (1, 15)])
def test_problems_are_whole(weeks: int, interval_min: int) -> None:
    """Tests that generated problems pass the check of every problem that is read."""
    problem = synthetic_problem(12, 1, weeks, interval_min)
    check_problem(problem)
    assert problem.n_days == 7 * weeks
    assert len(problem.shifts) == 14


@pytest.mark.parametrize("n_agents", [30, 100])
def test_requirement_is_three_to_six_percent_above_the_staff(n_agents: int) -> None:
    """Tests that the requirement is as far above what staff can cover as the benchmark says."""
    problem = synthetic_problem(n_agents, 1)
    away = sum((x.last_day - x.first_day).days + 1 for x in problem.leave)
    capacity = (n_agents * 7 - away) * 5 / 7 * PHONE_MIN / 30
    assert 1.02 < sum(problem.demands[0].required) / capacity < 1.07


def test_skills_are_shared_out_as_said() -> None:
    """Tests that a tenth are leaders, three tenths speak the dialect, and few are on leave."""
    problem = synthetic_problem(100, 1)
    assert sum(SHIFT_LEADER in a.skills for a in problem.agents) == 10
    assert sum(DIALECT in a.skills for a in problem.agents) == 30
    assert 4 <= len(problem.leave) <= 5


@pytest.mark.parametrize(("n_agents", "weeks"), [(1, 1), (5, 0)])
def test_too_small_a_centre_is_refused(n_agents: int, weeks: int) -> None:
    """Tests that fewer than two agents or no week is bad input."""
    with pytest.raises(BadInputError):
        synthetic_problem(n_agents, 1, weeks)
