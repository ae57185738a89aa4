"""Tests of intervals of all queues together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.forecast import make_forecast
from wfm.forecasting.together import together

pytestmark = pytest.mark.unit


@pytest.fixture
def made(make_history):
    """A forecast of two queues for nine days."""
    parts = [make_history(queue="a", seed=1), make_history(queue="b", seed=2, daily=900.0)]
    return make_forecast(pd.concat(parts, ignore_index=True), date(2026, 3, 16), 9)


def test_sums_and_order(made):
    """Tests that volumes are the queues' sums, per interval and day, inside ordered intervals."""
    found = together(made.frame, made.paths)
    sums = made.frame.groupby("timestamp")["volume"].sum()
    assert found.intervals["volume"].to_numpy() == pytest.approx(sums.to_numpy())
    assert len(found.days) == 9
    assert found.days["volume"].sum() == pytest.approx(sums.sum())
    for rows in (found.intervals, found.days):
        values = rows[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
        assert (np.diff(values, axis=1) >= -1e-9).all()


def test_the_sum_is_surer_than_its_parts(made):
    """Tests that intervals of the sum are narrower than the queues' intervals added up."""
    found = together(made.frame, made.paths)
    width = made.frame.assign(w=made.frame["q90"] - made.frame["q10"])
    added = width.groupby("timestamp")["w"].sum().sum()
    own = (found.intervals["q90"] - found.intervals["q10"]).sum()
    largest = width.groupby("queue")["w"].sum().max()
    assert largest < own < added


def test_the_same_every_time(made):
    """Tests that the draws are fixed."""
    one, two = together(made.frame, made.paths), together(made.frame, made.paths)
    assert one.intervals.equals(two.intervals)
    assert one.days.equals(two.days)


def test_one_queue_needs_no_sum(made):
    """Tests that one queue has none, nor has one that the paths do not know."""
    alone = made.frame[made.frame["queue"] == "a"]
    assert together(alone, made.paths) is None
    strange = made.frame.assign(queue=made.frame["queue"].replace("b", "new"))
    assert together(strange, made.paths) is None
