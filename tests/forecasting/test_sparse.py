from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import day_matrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.models.mean_of_three import MeanOfThree
from wfm.forecasting.registry import forecaster
from wfm.forecasting.series import series_of
from wfm.forecasting.sparse import TOTAL, ParentShare, is_sparse, total_history

pytestmark = pytest.mark.unit


@pytest.fixture
def both(make_history):
    return pd.concat(
        [make_history(queue="large", daily=4000), make_history(queue="small", daily=80, seed=2)],
        ignore_index=True,
    )


def test_small_queues_are_sparse(both):
    """Tests that fewer than five contacts an interval make a queue sparse."""
    assert is_sparse(day_matrix(both, "small", 30))
    assert not is_sparse(day_matrix(both, "large", 30))


def test_the_total_is_the_sum(both):
    """Tests that the queues' counts are summed interval by interval."""
    total = total_history(both)
    assert set(total["queue"]) == {TOTAL}
    by_stamp = both.groupby("timestamp")["volume"].sum()
    assert np.array_equal(total["volume"].to_numpy(), by_stamp.to_numpy())


def test_a_queue_that_is_missing_makes_the_total_missing(both):
    """Tests that a lost day of one queue is not a quiet day of the total."""
    lost = (both["queue"] == "large") & (both["timestamp"].dt.date == date(2026, 2, 3))
    history = both.assign(
        volume=both["volume"].where(~lost), state=both["state"].mask(lost, "missing")
    )
    total = total_history(history)
    assert (total.loc[total["timestamp"].dt.date == date(2026, 2, 3), "state"] == "missing").all()


def test_a_share_keeps_the_total_of_the_small_queue(both):
    """Tests that the parent's forecast times the share has the queue's own level."""
    parent = day_matrix(total_history(both), TOTAL, 30)
    history = day_matrix(both, "small", 30)
    fitted, _ = fit_at(ParentShare(MeanOfThree(), parent), history, Calendar())
    week = fitted.predict(days_from(date(2026, 3, 16), 7))
    assert week.sum() == pytest.approx(np.nansum(history.counts[-28:]) / 4, rel=0.15)


def test_a_share_that_grew_is_followed(both):
    """Tests that a small queue that doubled three weeks ago is expected near its new level."""
    late = (both["queue"] == "small") & (both["timestamp"] >= "2026-02-23T00:00+08:00")
    history = both.assign(volume=both["volume"].where(~late, both["volume"] * 2))
    parent = day_matrix(total_history(history), TOTAL, 30)
    small = day_matrix(history, "small", 30)
    fitted, _ = fit_at(ParentShare(MeanOfThree(), parent), small, Calendar())
    week = fitted.predict(days_from(date(2026, 3, 16), 7)).sum()
    assert week == pytest.approx(np.nansum(small.counts[-14:]) / 2, rel=0.25)


def test_the_plan_names_who_takes_a_share(both):
    """Tests that with the default model the small queue shares and with a habit it does not."""
    plan, total = series_of(both, 30, forecaster("mean_of_three"))
    assert [(one.queue, one.model.name) for one in plan] == [
        ("large", "mean_of_three"),
        ("small", "parent_share"),
    ]
    assert total is not None
    habit, _ = series_of(both, 30, forecaster("weekday_mean_8"))
    assert {one.model.name for one in habit} == {"weekday_mean_8"}


def test_one_queue_has_no_parent(make_history):
    """Tests that a single small queue is modelled by itself."""
    plan, total = series_of(make_history(daily=80), 30, forecaster("mean_of_three"))
    assert total is None
    assert plan[0].model.name == "mean_of_three"
