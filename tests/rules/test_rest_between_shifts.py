from __future__ import annotations

import pytest
from support.checks import amounts, under
from support.problems import SHIFTS, roster, shift, small_problem, with_past

pytestmark = pytest.mark.unit


def test_night_then_day_off_then_early() -> None:
    """Tests rest over a day off: from 06:00 of a day to 06:00 of the next are 24 h."""
    problem = under(small_problem(n_agents=1), "rest_between_shifts", min_hours=24)
    assert amounts(problem, roster(problem, A001="N.E")) == []
    assert amounts(problem, roster(problem, A001="N.EE")) == [510]


def test_seam_and_handover() -> None:
    """Tests the rest after the past roster's last shift, handover counted as work."""
    shifts = (*SHIFTS, shift("H", 780, after_min=15))
    problem = with_past(small_problem(n_agents=1, shifts=shifts), 1, A001="......H")
    problem = under(problem, "rest_between_shifts", min_hours=12)
    assert amounts(problem, roster(problem, A001="M")) == [45]
    assert amounts(problem, roster(problem, A001=".M")) == []


def test_rest_of_the_past_is_a_fact() -> None:
    """Tests that two past shifts too close are not this roster's fault."""
    problem = with_past(small_problem(n_agents=1), 1, A001=".....LE")
    problem = under(problem, "rest_between_shifts")
    assert amounts(problem, roster(problem, A001="E")) == []
