"""Tests of unplanned shrinkage learned from attendance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.absence import Attended, learn_shrinkage

pytestmark = pytest.mark.unit

TRUTH = np.array([0.09, 0.05, 0.05, 0.05, 0.06, 0.12, 0.12])


def days(n, seed=20260301, truth=TRUTH):
    """Whole shifts of which a weekday's share is missed."""
    random = np.random.default_rng(seed)
    weekday = random.integers(0, 7, n)
    away = random.random(n) < truth[weekday]
    return Attended(np.arange(n), weekday, np.full(n, -1), np.full(n, 480.0), away * 480.0)


def test_nothing_seen_is_the_centres_figure():
    """Tests that without attendance everything is the figure gone by until now."""
    none = np.array([], dtype=float)
    found = learn_shrinkage(Attended(none, none, none, none, none), 0.07)
    assert found.centre == 0.07
    assert set(found.by_weekday) == {0.07}
    assert {x for row in found.by_hour for x in row} == {0.07}
    assert found.shifts == 0


def test_much_seen_is_what_was_seen():
    """Tests that with 100,000 shifts the weekdays are those of the truth to half a point."""
    found = learn_shrinkage(days(100_000), 0.3)
    np.testing.assert_allclose(found.by_weekday, TRUTH, atol=0.005)
    assert len(found.by_hour) == 7
    assert {len(row) for row in found.by_hour} == {24}


def test_pulled_estimates_are_closer_to_the_truth():
    """Tests over 40 samples of 300 shifts that the error is less than that of the raw shares."""
    raw = pulled = 0.0
    for seed in range(40):
        found = learn_shrinkage(days(300, seed), 0.06)
        seen = found.cells["observed"].to_numpy()[:7]
        raw += float(np.sum((seen - TRUTH) ** 2))
        pulled += float(np.sum((found.by_weekday - TRUTH) ** 2))
    assert pulled < 0.7 * raw


def test_few_shifts_say_little():
    """Tests that seven shifts without absence do not make absence impossible."""
    week = np.arange(7)
    zero = np.zeros(7)
    found = learn_shrinkage(Attended(week, week, zero - 1, zero + 480, zero), 0.1)
    assert (found.by_weekday > 0.05).all()


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 60),
    seed=st.integers(0, 10**6),
    figure=st.floats(0, 0.5),
    prior=st.floats(0, 100),
)
def test_between_what_was_seen_and_what_was_thought(n, seed, figure, prior):
    """Tests that every share lies between the observed one and the one above it."""
    found = learn_shrinkage(days(n, seed), figure, prior_shifts=prior)
    seen = found.cells["observed"].to_numpy()[:7]
    known = np.isfinite(seen)
    low = np.minimum(seen, found.centre)[known]
    high = np.maximum(seen, found.centre)[known]
    assert (found.by_weekday[known] >= np.minimum(low, 0.9) - 1e-12).all()
    assert (found.by_weekday[known] <= high + 1e-12).all()
    np.testing.assert_allclose(found.by_weekday[~known], found.centre)


def test_hours_differ_where_they_are_told():
    """Tests that a bad hour of the morning is learned, and unseen hours are their weekday's."""
    n = 100_000
    random = np.random.default_rng(5)
    hour = random.integers(8, 20, n)
    away = random.random(n) < np.where(hour == 8, 0.2, 0.04)
    rows = Attended(np.arange(n), random.integers(0, 7, n), hour, np.full(n, 60.0), away * 60.0)
    found = learn_shrinkage(rows, 0.05)
    table = np.array(found.by_hour)
    assert table[:, 8] == pytest.approx(0.2, abs=0.04)
    assert table[:, 12] == pytest.approx(0.04, abs=0.02)
    np.testing.assert_allclose(table[:, 3], found.by_weekday)


def test_refusals():
    """Tests that more absent than scheduled, negatives and nothing to learn from are refused."""
    one = np.array([1])
    with pytest.raises(BadInputError, match="row 1, column absent_min"):
        Attended(one, one, one, np.array([10.0]), np.array([11.0]))
    with pytest.raises(BadInputError, match="scheduled_min is negative"):
        Attended(one, one, one, np.array([-1.0]), np.array([0.0]))
    none = np.array([], dtype=float)
    with pytest.raises(BadInputError, match="nothing to learn from"):
        learn_shrinkage(Attended(none, none, none, none, none), 0.1, prior_shifts=0)
