from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import day_matrix
from wfm.forecasting.folds import (
    GROWN_DAYS,
    MIN_DAYS,
    SPREAD_WEEKS,
    known_openings,
    spread_origins,
)

pytestmark = pytest.mark.unit


def test_origins_lie_wider_apart_further_back():
    """Tests that with sixty weeks the origins are those of the list, oldest first."""
    ends = list(range(7, 427, 7))
    assert spread_origins(ends) == [427 - 7 * weeks for weeks in reversed(SPREAD_WEEKS)]


def test_the_same_season_of_last_year_is_looked_at():
    """Tests that the days ahead fall on the same dates, to a day or two, as those judged then."""
    ends = list(range(7, 700, 7))
    assert 363 <= ends[-1] + 7 - spread_origins(ends)[0] <= 366


def test_young_origins_are_left_out_once_enough_are_grown():
    """Tests that a model of three weeks is no measure of one of ten, but better than nothing."""
    assert spread_origins(list(range(7, 77, 7))) == [56, 63, 70]
    assert spread_origins(list(range(7, 57, 7))) == [28, 42, 49, 56]


@settings(max_examples=40, deadline=None)
@given(n_weeks=st.integers(0, 80))
def test_origins_are_past_weeks_that_saw_enough(n_weeks):
    """Tests that origins rise, are week ends, and none saw less than three weeks."""
    ends = list(range(7, 7 * n_weeks + 1, 7))
    found = spread_origins(ends)
    assert found == sorted(set(found))
    assert set(found) <= set(ends)
    assert all(end >= MIN_DAYS for end in found)
    assert bool(found) == (n_weeks >= 3)
    if n_weeks >= GROWN_DAYS // 7 + max(SPREAD_WEEKS):
        assert len(found) == len(SPREAD_WEEKS)


def test_calendars_with_the_same_openings_are_one(make_history):
    """Tests that two queues with the same days share a calendar, and what is worked out on it."""
    calendar = Calendar()
    one = day_matrix(make_history(n_days=28), "calls", 30)
    other = day_matrix(make_history(n_days=28, seed=9), "calls", 30)
    assert known_openings(one, calendar) is known_openings(other, calendar)
    assert known_openings(one.until(20), calendar) is not known_openings(one, calendar)
