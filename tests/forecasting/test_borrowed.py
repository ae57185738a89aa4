"""Tests that new queues borrow a profile until they have their own."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting.borrowed import Borrowing, lend
from wfm.forecasting.forecast import make_forecast

pytestmark = pytest.mark.unit
N_DAYS = 98
FIRST = date(2026, 1, 5) + timedelta(days=N_DAYS)


@pytest.fixture
def centre(make_history):
    """Two old queues, and a new one with so many weeks of counts; and what comes next."""

    def make(own_weeks: int, daily: float = 300.0) -> tuple[pd.DataFrame, pd.Series]:
        old = [
            make_history(n_days=N_DAYS, daily=n, queue=queue, seed=seed)
            for queue, n, seed in (("big", 3000.0, 1), ("mid", 900.0, 2))
        ]
        new = make_history(n_days=N_DAYS + 7, daily=daily, queue="new", seed=3, aht_s=400.0)
        day = new["timestamp"].dt.date
        own = new[(day >= FIRST - timedelta(days=7 * own_weeks)) & (day < FIRST)]
        return pd.concat([*old, own], ignore_index=True), new.loc[day >= FIRST, "volume"]

    return make


def forecast(history, *like: str, weekly: float = 3000.0):
    made = make_forecast(history, FIRST, 7, borrowings=[Borrowing("new", like, weekly)])
    return made, made.frame[made.frame["queue"] == "new"]


def test_a_queue_without_a_count_has_the_guess_and_the_others_shape(centre):
    """Tests that the week's total is the guess, and that the shape is that of the model queue."""
    history, _ = centre(0)
    made, new = forecast(history, "big")
    assert new["volume"].sum() == pytest.approx(3000, rel=0.05)
    big = made.frame.loc[made.frame["queue"] == "big", "volume"].to_numpy()
    shape = new["volume"].to_numpy() / new["volume"].sum()
    assert np.abs(shape - big / big.sum()).sum() < 0.02
    assert new["aht_s"].mean() == pytest.approx(180, rel=0.05)
    assert made.notes == ("borrowed_profile:new",)
    assert np.isnan(made.parts["new"].actual).all()


def test_several_queues_are_summed(centre):
    """Tests that borrowing from two gives their sum's shape at the guess."""
    history, _ = centre(0)
    made, new = forecast(history, "big", "mid")
    assert new["volume"].sum() == pytest.approx(3000, rel=0.05)
    assert set(made.frame["queue"]) == {"big", "mid", "new"}


def test_own_weeks_take_over_from_a_wrong_guess(centre):
    """Tests that the error of a guess half too high falls with each own week, and is gone at 8."""
    errors = []
    for weeks in (0, 1, 2, 4, 8):
        history, truth = centre(weeks)
        made, new = forecast(history, "big")
        errors.append(abs(new["volume"].sum() / truth.sum() - 1))
        assert ("borrowed_profile:new" in made.notes) is (weeks < 8)
    assert errors[0] > 0.35
    assert errors[1] < errors[0] / 2
    assert max(errors[2:]) < 0.15


def test_eight_own_weeks_forecast_as_if_nothing_was_borrowed(centre):
    """Tests that the guess no longer counts at all."""
    history, _ = centre(8)
    plain = make_forecast(history, FIRST, 7).frame
    assert forecast(history, "big")[0].frame.equals(plain)


def test_other_queues_do_not_notice(centre):
    """Tests that the queues that lend are forecast as before."""
    history, _ = centre(0)
    plain = make_forecast(history, FIRST, 7).frame
    made = forecast(history, "big")[0].frame
    for queue in ("big", "mid"):
        ours = made.loc[made["queue"] == queue, "volume"].to_numpy()
        assert ours == pytest.approx(plain.loc[plain["queue"] == queue, "volume"].to_numpy())


def test_lent_days_end_where_own_counts_begin(centre):
    """Tests that no interval is there twice and that own counts stay as they are."""
    history, _ = centre(2)
    whole, until = lend(history, [Borrowing("new", ("big",), 3000.0)], 30)
    assert until == {"new": FIRST - timedelta(days=14)}
    assert not whole.duplicated(["timestamp", "queue"]).any()
    own = whole[(whole["queue"] == "new") & (whole["timestamp"].dt.date >= until["new"])]
    given = history[history["queue"] == "new"]
    assert own["volume"].tolist() == given["volume"].tolist()
    assert (whole["queue"] == "new").sum() == N_DAYS * 48


def test_nothing_to_borrow_is_told(centre):
    """Tests that queues without a count can't lend."""
    history, _ = centre(0)
    with pytest.raises(BadInputError, match="nothing to borrow"):
        forecast(history, "unknown")


def test_abandonment_that_is_not_known_stays_unknown(centre):
    """Tests that lent rows keep handle times, and have no abandonment where none was counted."""
    history, _ = centre(0)
    bare = history.assign(abandoned=np.nan)
    whole, _ = lend(bare, [Borrowing("new", ("big",), 3000.0)], 30)
    new = whole[whole["queue"] == "new"]
    assert new["abandoned"].isna().all()
    assert forecast(bare, "big")[1]["aht_s"].mean() == pytest.approx(180, rel=0.05)
