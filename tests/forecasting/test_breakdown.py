from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting.breakdown import by_hour, by_weekday, calibration, of_sum, whole_days
from wfm.forecasting.registry import BASELINES

pytestmark = pytest.mark.unit


def predictions(volume, forecast, hours=(0, 6, 12, 18), n_days: int = 7, queue: str = "a"):
    """Rows of a back-test: some hours of a week, the same numbers every day."""
    stamps = pd.DatetimeIndex(
        [
            pd.Timestamp("2026-03-02", tz="UTC") + pd.Timedelta(days=d, hours=h)
            for d in range(n_days)
            for h in hours
        ]
    )
    volume = np.tile(np.asarray(volume, dtype=float), n_days)
    forecast = np.tile(np.asarray(forecast, dtype=float), n_days)
    widths = {"q025": 0.8, "q10": 0.9, "q90": 1.1, "q975": 1.2}
    total = forecast[: len(hours)].sum()
    return pd.DataFrame(
        {
            "origin": "2026-03-02",
            "lead_day": np.repeat(np.arange(1, n_days + 1), len(hours)),
            "timestamp": stamps,
            "queue": queue,
            "volume": volume,
            "forecast": forecast,
            **{name: forecast * factor for name, factor in widths.items()},
            **dict.fromkeys(BASELINES, volume + 1),
            **{f"day_{name}": total * factor for name, factor in widths.items()},
        }
    )


def test_hours_and_weekdays_by_hand():
    """Tests that an hour that is always a tenth too high says so, and so does every weekday."""
    table = predictions([10, 20, 40, 30], [11, 20, 40, 30])
    hours = by_hour(table)
    assert [row["hour"] for row in hours] == [0, 6, 12, 18]
    assert hours[0]["wape"] == hours[0]["bias"] == pytest.approx(0.1)
    assert hours[0]["habit_wape"] == pytest.approx(0.1)
    assert [row["wape"] for row in hours[1:]] == [0, 0, 0]
    days = by_weekday(table)
    assert [row["weekday"] for row in days] == list(range(7))
    assert {round(row["wape"], 6) for row in days} == {0.01}
    assert days[0]["volume"] == 25


def test_whole_days_sum_what_was_counted():
    """Tests that days are the sums of their rows, with the day's own quantiles."""
    days = whole_days(predictions([10, 20, 40, 30], [11, 20, 40, 30]))
    assert len(days) == 7
    assert days["volume"].tolist() == [100.0] * 7
    assert days["q90"].tolist() == pytest.approx([111.1] * 7)
    assert days[BASELINES[0]].tolist() == [104.0] * 7


def test_days_without_a_forecast_are_left_out():
    """Tests that nothing forecast is no day to be judged."""
    assert whole_days(predictions([0, 0, 0, 0], [0, 0, 0, 0])).empty


def test_calibration_by_hand():
    """Tests that counts at the forecast are always covered, counts far off never."""
    sure = predictions([10, 20], [10, 20], hours=(0, 12))
    far = predictions([30, 60], [10, 20], hours=(0, 12))
    for table, share in ((sure, 1.0), (far, 0.0)):
        curve = calibration(table, whole_days(table))
        assert curve["intervals"] == [share] * len(curve["level"])
        assert curve["day_totals"] == [share] * len(curve["level"])


def test_nothing_to_judge_is_no_coverage():
    """Tests that a band without rows has NaN, not perfect coverage."""
    table = predictions([1], [1], hours=(0,)).iloc[:0]
    assert np.isnan(calibration(table, whole_days(table))["intervals"]).all()


def test_errors_of_queues_cancel_in_their_sum():
    """Tests that one queue too high and one too low are right together."""
    high = predictions([10, 20], [12, 22], hours=(0, 12), queue="a")
    low = predictions([10, 20], [8, 18], hours=(0, 12), queue="b")
    scores = of_sum(pd.concat([high, low]), {"1-7": (1, 7), "8-14": (8, 14)})
    assert scores["1-7"]["wape"] == 0
    assert scores["1-7"]["bias"] == 0
    assert scores["1-7"]["baselines"][BASELINES[0]]["wape"] == pytest.approx(4 / 60)
    assert np.isnan(scores["8-14"]["wape"])
