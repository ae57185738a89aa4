from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.problems import MONDAY, SHIFTS, shift, small_problem
from support.strategies import time_grids

from wfm.core.problem import Demand, RuleEntry
from wfm.core.view import ProblemView
from wfm.rules.inforce import (
    clock_mask,
    days,
    intervals,
    local_day,
    overlap_min,
    owed_intervals,
    weeks,
)

pytestmark = pytest.mark.unit


@given(st.integers(0, 2000), st.integers(1, 1440), st.integers(0, 1439), st.integers(0, 1439))
def test_overlap_by_counting(first: int, length: int, start: int, end: int) -> None:
    """Tests night minutes against a count minute by minute."""
    span = (end - start) % 1440 or 1440
    counted = sum((m - start) % 1440 < span for m in range(first, first + length))
    assert overlap_min(first, first + length, start, end) == counted


@given(time_grids())
def test_clock_spans_on_any_grid(grid) -> None:
    """Tests that a span and its complement share out every interval, clock changes included."""
    problem = small_problem(
        first_day=grid.first_day,
        n_days=grid.n_days,
        zone=grid.zone,
        interval_min=grid.interval_min,
        demands=(Demand((0,) * grid.n_intervals),),
    )
    view = ProblemView(problem)
    night, day = clock_mask(view, "22:00", "06:00"), clock_mask(view, "06:00", "22:00")
    assert np.array_equal(night, ~day)
    assert clock_mask(view, "00:00", "24:00").all()
    for t in range(0, grid.n_intervals, 7):
        local = grid.local[t]
        assert night[t] == (local.hour >= 22 or local.hour < 6)
        assert local_day(view, t) == local.date()


def test_days_weeks_and_intervals_of_an_entry() -> None:
    """Tests that dates cut days one by one, weeks by their Monday, intervals by local day."""
    view = ProblemView(small_problem(n_days=14))
    tuesday = MONDAY + timedelta(days=1)
    entry = RuleEntry("x", first_day=tuesday, last_day=tuesday + timedelta(days=6))
    assert days(view, entry) == tuple(range(1, 8))
    assert weeks(view, entry) == (tuple(range(7, 14)),)
    assert list(intervals(view, entry, 100)) == list(range(48, 100))
    always = replace(entry, first_day=None, last_day=None)
    assert len(weeks(view, always)) == 2
    assert list(intervals(view, always, 100)) == list(range(100))


@pytest.mark.parametrize(
    ("shifts", "n_demand", "owed"),
    [
        (SHIFTS, 60, 60),  # the first shift begins at 06:00, the demand ends then
        (SHIFTS, 70, 60),
        (SHIFTS, 50, 50),
        ((*SHIFTS, shift("Z", 0)), 60, 48),
    ],
)
def test_last_night_is_owed_until_the_next_shift(shifts, n_demand: int, owed: int) -> None:
    """Tests that minimums run past midnight to the first start of the next day, no further."""
    problem = small_problem(n_days=1, shifts=shifts, demands=(Demand((0,) * n_demand),))
    assert owed_intervals(ProblemView(problem)) == owed
