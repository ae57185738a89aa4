from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.forecasting import metrics
from wfm.forecasting.registry import BASELINES
from wfm.forecasting.scores import day_scores, intraday_scores, lead_scores

pytestmark = pytest.mark.unit


@pytest.fixture
def table() -> pd.DataFrame:
    """Four intervals whose scores can be worked out on paper."""
    values = {
        "volume": [10.0, 20.0, 30.0, 40.0],
        "forecast": [12.0, 20.0, 27.0, 45.0],
        "q025": [6.0, 12.0, 31.0, 30.0],
        "q10": [8.0, 15.0, 32.0, 41.0],
        "q90": [14.0, 25.0, 33.0, 50.0],
        "q975": [16.0, 30.0, 34.0, 55.0],
    }
    values |= {name: [10.0, 20.0, 30.0, 60.0] for name in BASELINES}
    return pd.DataFrame(values)


def test_point_scores_by_hand(table):
    """Tests errors 2, 0, 3 and 5 over 100 contacts, against a habit that is 20 off."""
    scores = lead_scores(table)
    assert scores["wape"] == pytest.approx(10 / 100)
    assert scores["bias"] == pytest.approx(4 / 100)
    assert scores["rmse"] == pytest.approx((38 / 4) ** 0.5)
    assert scores["mase"] == pytest.approx(10 / 20)


def test_coverage_by_hand(table):
    """Tests that three of four lie in the wide interval and two in the narrow one."""
    scores = lead_scores(table)
    assert scores["coverage_95"] == 0.75
    assert scores["coverage_80"] == 0.5


def test_pinball_by_hand(table):
    """Tests the mean over four levels of the loss of four counts each."""
    # Counts above a quantile cost level x gap, those below (1 - level) x gap.
    q025 = 0.025 * (4 + 8 + 10) + 0.975 * 1
    q10 = 0.1 * (2 + 5) + 0.9 * (2 + 1)
    q90 = 0.1 * (4 + 5 + 3 + 10)
    q975 = 0.025 * (6 + 10 + 4 + 15)
    assert lead_scores(table)["pinball"] == pytest.approx((q025 + q10 + q90 + q975) / 16)


def test_baselines_have_their_own_scores(table):
    """Tests that each habit is scored on the same intervals by its own column."""
    name = BASELINES[1]
    scores = lead_scores(table.assign(**{name: table["volume"] + 1}))["baselines"]
    assert set(scores) == set(BASELINES)
    assert {key: scores[name][key] for key in ("wape", "rmse", "bias")} == {
        "wape": 0.04,
        "rmse": 1.0,
        "bias": 0.04,
    }
    assert scores[BASELINES[0]]["bias"] == pytest.approx(0.2)


def test_days_by_hand():
    """Tests that day totals are pooled over days, ends of the interval included."""
    days = pd.DataFrame(
        {
            "volume": [100.0, 200.0],
            "forecast": [110.0, 180.0],
            "q025": [100.0, 150.0],
            "q10": [101.0, 160.0],
            "q90": [120.0, 200.0],
            "q975": [130.0, 199.0],
            **{name: [100.0, 140.0] for name in BASELINES},
        }
    )
    assert day_scores(days) == {
        "day_total_wape": pytest.approx(0.1),
        "day_total_coverage_80": 0.5,
        "day_total_coverage_95": 0.5,
        "day_total_baselines": dict.fromkeys(BASELINES, pytest.approx(0.2)),
    }


def test_rest_of_the_day_by_time():
    """Tests that each time of day has its updated and its frozen error, where there is one."""
    table = pd.DataFrame(
        {
            "volume": [10.0, 20.0, 20.0],
            "forecast": [15.0, 30.0, 20.0],
            "at_10": [np.nan, 22.0, 20.0],
            "at_12": [10.0, np.nan, np.nan],
            "at_14": [np.nan] * 3,
        }
    )
    updates = {"10:00": "at_10", "12:00": "at_12", "14:00": "at_14"}
    assert intraday_scores(table, updates) == {
        "10:00": {"wape": 0.05, "frozen_wape": 0.25},
        "12:00": {"wape": 0.0, "frozen_wape": 0.5},
    }


@pytest.mark.parametrize("factor", [0.1, 7.0])
def test_shares_do_not_depend_on_the_unit(table, factor):
    """Tests that ratios stay when all is counted in another unit, and contacts scale."""
    one, other = lead_scores(table), lead_scores(table * factor)
    for name in ("wape", "bias", "mase", "coverage_80", "coverage_95"):
        assert other[name] == pytest.approx(one[name])
    for name in ("rmse", "pinball"):
        assert other[name] == pytest.approx(one[name] * factor)


def test_bias_is_signed_and_never_beyond_the_error():
    """Tests that too little is negative, and that errors of both signs cancel in the bias."""
    actual = np.array([10.0, 10.0])
    assert metrics.bias(actual, actual - 2) == pytest.approx(-0.2)
    both = np.array([8.0, 12.0])
    assert (metrics.bias(actual, both), metrics.wape(actual, both)) == (0.0, 0.2)


@pytest.mark.parametrize(("level", "loss"), [(0.9, 1.8), (0.5, 1.0), (0.1, 0.2)])
def test_pinball_weighs_too_low_by_the_level(level, loss):
    """Tests that a quantile two too low costs level x 2, two too high the rest of it."""
    count = np.array([10.0])
    assert metrics.pinball(count, count - 2, level) == pytest.approx(loss)
    assert metrics.pinball(count, count + 2, level) == pytest.approx(2 - loss)
