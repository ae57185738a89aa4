"""Tests of patience estimated from history."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.patience import (
    exponential_patience,
    kaplan_meier,
    patience_of_calls,
    patience_of_intervals,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def calls():
    """Waits and fates of 4,000 callers of mean patience 120 s who would be answered at 60 s."""
    random = np.random.default_rng(20260301)
    patience = random.exponential(120.0, 4_000)
    offered = random.exponential(60.0, 4_000)
    return np.minimum(patience, offered), patience < offered


def test_total_wait_over_the_lost():
    """Tests the estimate by hand: 12,000 s waited and 100 lost are 120 s."""
    found = exponential_patience(12_000, 100)
    assert found.mean_s == 120
    assert found.low_s < 120 < found.high_s
    # 100 events: about 2 in 10 either way.
    assert found.low_s == pytest.approx(98.66, abs=0.01)
    assert found.high_s == pytest.approx(147.49, abs=0.01)


def test_waits_of_the_lost_alone_would_mislead(calls):
    """Tests that the answered callers' waits count: without them patience looks like 40 s."""
    wait, lost = calls
    assert wait[lost].mean() < 45
    found = patience_of_calls(wait, lost)
    assert found.low_s < 120 < found.high_s
    assert found.mean_s == pytest.approx(120, rel=0.06)


def test_intervals_say_what_calls_say(calls):
    """Tests that counts per interval give the estimate of the calls behind them."""
    wait, lost = calls
    hours = wait.reshape(40, 100), lost.reshape(40, 100)
    found = patience_of_intervals(np.full(40, 100.0), hours[1].sum(axis=1), hours[0].mean(axis=1))
    assert found.mean_s == pytest.approx(patience_of_calls(wait, lost).mean_s, rel=1e-12)


def test_the_queue_gives_its_own_patience_back():
    """Tests that Erlang A's abandonment and mean wait lead back to the patience put in."""
    queue = erlang_a(np.array([10.0, 30.0]), np.array([9, 33]), 180.0, 75.0)
    found = patience_of_intervals([1e6, 1e6], 1e6 * queue.p_abandon, queue.wait_s)
    assert found.mean_s == pytest.approx(75.0, rel=1e-9)


def test_nobody_lost():
    """Tests that patience is endless as far as is known, with a lower bound, if nobody gave up."""
    found = exponential_patience(3_000, 0)
    assert found.mean_s == found.high_s == np.inf
    assert found.low_s == pytest.approx(3_000 / -np.log(0.025))


@settings(max_examples=50, deadline=None)
@given(waited=st.floats(1, 1e7), lost=st.integers(1, 10_000), confidence=st.floats(0.5, 0.99))
def test_more_confidence_is_wider(waited, lost, confidence):
    """Tests that the interval holds the estimate and grows with the confidence asked for."""
    narrow = exponential_patience(waited, lost, confidence)
    wide = exponential_patience(waited, lost, confidence + 0.005)
    assert wide.low_s < narrow.low_s < narrow.mean_s < narrow.high_s < wide.high_s


def test_coverage_of_the_interval():
    """Tests that of 400 samples about 95 % have the truth inside: 24 misses are 4 standard off."""
    random = np.random.default_rng(7)
    missed = 0
    for _ in range(400):
        patience, offered = random.exponential(100.0, 150), random.exponential(80.0, 150)
        found = patience_of_calls(np.minimum(patience, offered), patience < offered)
        missed += not found.low_s <= 100.0 <= found.high_s
    assert missed <= 38


def test_kaplan_meier_by_hand():
    """Tests five callers: lost at 10 and 30, answered at 20, 30 and 50."""
    curve = kaplan_meier([10, 20, 30, 30, 50], [True, False, True, False, False])
    assert curve.time_s.tolist() == [10, 30]
    assert curve.at_risk.tolist() == [5, 3]
    np.testing.assert_allclose(curve.share, [0.8, 0.8 * 2 / 3])
    greenwood = 0.8 * 2 / 3 * np.sqrt(1 / (5 * 4) + 1 / (3 * 2))
    assert curve.error[1] == pytest.approx(greenwood)
    assert curve.median_s == np.inf
    assert curve.mean_to_longest_s == pytest.approx(10 + 20 * 0.8 + 20 * 0.8 * 2 / 3)
    np.testing.assert_allclose(curve.at([0, 10, 29, 50]), [1, 0.8, 0.8, 0.8 * 2 / 3])
    assert np.isnan(curve.at(51))


def test_kaplan_meier_finds_the_shape(calls):
    """Tests that the curve is the exponential's within four standard errors."""
    curve = kaplan_meier(*calls)
    times = np.array([20.0, 60.0, 120.0])
    at = np.searchsorted(curve.time_s, times, side="right") - 1
    assert (np.abs(curve.share[at] - np.exp(-times / 120)) < 4 * curve.error[at]).all()


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: exponential_patience(0, 5), "nobody waited"),
        (lambda: exponential_patience(10, -1), "abandoned is negative"),
        (lambda: exponential_patience(10, 1, 1.0), "confidence"),
        (lambda: patience_of_intervals([5.0], [6.0], [1.0]), "more contacts were lost"),
        (lambda: patience_of_intervals([5.0], [np.nan], [1.0]), "no interval has all three"),
        (lambda: patience_of_intervals([5.0], [1.0], [-1.0]), "mean_wait_s is negative"),
        (lambda: kaplan_meier([], []), "not complete"),
        (lambda: kaplan_meier([1.0, 2.0], [True]), "not complete"),
    ],
)
def test_refusals(call, word):
    """Tests that what says nothing of patience is refused in words."""
    with pytest.raises(BadInputError, match=word):
        call()
