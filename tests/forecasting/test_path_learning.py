from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from wfm.forecasting.days import days_from
from wfm.forecasting.folds import Fold
from wfm.forecasting.intervals import fit_spread
from wfm.forecasting.path_learning import _correlation, _persistence, _ranks, fit_paths

pytestmark = pytest.mark.unit
MONDAY = date(2026, 3, 2)


def fold(levels, n_slots: int = 4) -> Fold:
    """Days of 100 contacts a slot, each day off by a factor of its own."""
    mean = np.full((len(levels), n_slots), 100.0)
    return Fold(0, days_from(MONDAY, len(levels)), mean, mean * np.exp(levels)[:, None])


def test_ranks_are_places_within_each_slot():
    """Tests that each slot holds every place once and keeps its own order."""
    residuals = np.array([[-2.0, 1.0], [0.0, -1.0], [3.0, 0.0]])
    assert _ranks(residuals).tolist() == [[0, 2], [1, 0], [2, 1]]


def test_a_gap_is_taken_from_the_day_nearest_in_level():
    """Tests that a day without a count in a slot ranks beside its neighbour there."""
    residuals = np.array([[-2.0, -2.0], [-1.9, np.nan], [3.0, 3.0], [4.0, 4.0]])
    assert _ranks(residuals)[:, 1].tolist() == [0, 1, 2, 3]


def test_days_that_stay_off_are_persistent():
    """Tests that runs of busy days are correlated and alternating ones are taken as none."""
    runs = _persistence([fold(np.repeat([0.2, -0.2], 10))])
    turns = _persistence([fold(np.tile([0.2, -0.2], 10))])
    assert 0.7 < runs <= 0.95
    assert turns == 0.0
    assert _persistence([]) == 0.0


def test_few_common_days_say_little_of_a_correlation():
    """Tests that the same pattern counts for less when seen on fewer days, more with more."""
    found = []
    for n in (6, 200):
        values = np.sin(np.arange(n))
        days = {(MONDAY, MONDAY + timedelta(days=i)): float(v) for i, v in enumerate(values)}
        found.append(_correlation({"a": days, "b": days})[0, 1])
    assert 0 < found[0] < 0.5 < 0.9 < found[1] <= 1


def test_queues_without_a_common_day_are_independent():
    """Tests that queues judged on different days have no correlation, and a valid matrix."""
    one = {(MONDAY, MONDAY): 0.3}
    other = {(MONDAY, MONDAY + timedelta(days=1)): 0.2}
    assert _correlation({"a": one, "b": other, "c": {}}).tolist() == np.eye(3).tolist()


def test_days_are_ordered_by_their_level():
    """Tests that the emptiest day comes first: the latent level picks by place."""
    levels = np.random.default_rng(2).normal(0, 0.2, 28)
    folds = [fold(levels)]
    learned = fit_paths({"q": folds}, {"q": fit_spread(folds)}, {"q": MONDAY}, 4)
    assert learned.queues["q"].ranks[:, 0].tolist() == list(range(28))
