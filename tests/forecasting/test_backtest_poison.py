"""A back-test's origin sees nothing that comes after it, however wild."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.backtest import backtest
from wfm.forecasting.registry import BASELINES

pytestmark = pytest.mark.unit
SHOWN = ["forecast", "q025", "q10", "q90", "q975", *BASELINES]


@pytest.mark.parametrize("poison", [1e7, 0.0, np.nan], ids=["huge", "none", "missing"])
@pytest.mark.parametrize("model", ["weekday_mean_8", "seasonal_naive"])
def test_poisoned_future_changes_no_forecast(make_history, model, poison):
    """Tests that forecasts, quantiles and habits of the earlier origins stay to the digit."""
    history = make_history(n_days=91)
    asked = {"model": model, "origins": 3, "leads": [(1, 7)]}
    first = backtest(history, **asked).predictions
    origins = sorted(first["origin"].unique())
    assert len(origins) == 3
    for origin in origins:
        # Hours keep their counts' places, so that opening hours stay known in advance.
        later = history["timestamp"] >= pd.Timestamp(origin, tz="Asia/Shanghai")
        odd = later & (history["timestamp"].dt.hour == 11)
        wild = history.assign(volume=history["volume"].mask(odd, poison))
        if np.isnan(poison):
            wild = wild.assign(state=history["state"].mask(odd, "missing"))
        second = backtest(wild, **asked).predictions
        both = first[first["origin"] <= origin].merge(
            second, on=["origin", "timestamp"], suffixes=("", "_wild")
        )
        assert len(both) > 0
        for name in SHOWN:
            np.testing.assert_array_equal(both[name], both[f"{name}_wild"], err_msg=name)


def test_leads_are_counted_from_the_origin(make_history):
    """Tests that lead 1 is the origin's own day and every stamp lies at its lead."""
    found = backtest(
        make_history(n_days=84), model="seasonal_naive", origins=2, leads=[(1, 14)]
    ).predictions
    days = found["timestamp"].dt.tz_localize(None).dt.normalize() - pd.to_datetime(found["origin"])
    assert (days.dt.days + 1 == found["lead_day"]).all()
    assert found.groupby("origin")["lead_day"].max().eq(14).all()


def test_naive_habit_is_the_week_before_the_origin(make_history):
    """Tests that the seasonal-naive column repeats the last week that the origin saw."""
    history = make_history(n_days=84)
    found = backtest(history, model="weekday_mean_8", origins=2, leads=[(1, 14)]).predictions
    counts = history.set_index("timestamp")["volume"]
    for lead_weeks, part in found.groupby((found["lead_day"] - 1) // 7):
        before = part["timestamp"] - pd.Timedelta(days=7 * (int(lead_weeks) + 1))
        np.testing.assert_array_equal(part["seasonal_naive"], counts.loc[before].to_numpy())
