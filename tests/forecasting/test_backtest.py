from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting import metrics
from wfm.forecasting.backtest import backtest
from wfm.forecasting.registry import BASELINES

pytestmark = pytest.mark.unit


@pytest.fixture
def result(make_history):
    return backtest(make_history(n_days=112), origins=4)


def test_the_report_has_its_keys(result):
    """Tests that the JSON report names every figure of the protocol."""
    report = json.loads(json.dumps(result.to_dict()))
    assert report["origins"] == 4
    assert set(report["leads"]) == {"1-7", "15-28"}
    for scores in report["leads"].values():
        assert {
            "wape",
            "rmse",
            "mase",
            "bias",
            "day_total_wape",
            "pinball",
            "pinball_poisson",
            "coverage_80",
            "coverage_95",
            "day_total_coverage_80",
            "day_total_coverage_95",
            "day_total_baselines",
            "baselines",
        } <= set(scores)
        assert set(scores["baselines"]) == set(BASELINES)
    assert set(report["intraday"]) == {"10:00", "12:00"}
    assert set(report["intraday"]["10:00"]) == {"wape", "frozen_wape"}


def test_every_figure_can_be_recomputed_from_the_predictions(result):
    """Tests that WAPE, coverage and the baselines follow from the predictions alone."""
    table = result.predictions[result.predictions["lead_day"].between(15, 28)]
    scores = result.leads["15-28"]
    actual = table["volume"].to_numpy()
    assert scores["wape"] == metrics.wape(actual, table["forecast"].to_numpy())
    inside = (actual >= table["q025"]) & (actual <= table["q975"])
    assert scores["coverage_95"] == pytest.approx(inside.mean())
    for name in BASELINES:
        assert scores["baselines"][name]["wape"] == metrics.wape(actual, table[name].to_numpy())


def test_the_predictions_have_the_columns_of_the_interchange(result):
    """Tests that the table of predictions is as documented."""
    assert list(result.predictions.columns) == [
        "origin",
        "lead_day",
        "timestamp",
        "queue",
        "volume",
        "forecast",
        "q025",
        "q10",
        "q90",
        "q975",
        *BASELINES,
        "day_q025",
        "day_q10",
        "day_q90",
        "day_q975",
        "updated_1000",
        "updated_1200",
    ]
    known = result.predictions.drop(columns=["updated_1000", "updated_1200"])
    assert known.notna().all().all()
    first_week = result.predictions[result.predictions["lead_day"] <= 7]
    from_ten = first_week["timestamp"].dt.hour >= 10
    assert (first_week["updated_1000"].notna() == from_ten).all()
    assert len(result.predictions) == 4 * 28 * 48


def test_origins_are_mondays_and_see_only_the_past(make_history):
    """Tests that changing what comes after an origin leaves its forecast alone."""
    history = make_history(n_days=112)
    first = backtest(history, origins=2).predictions
    assert pd.to_datetime(first["origin"]).dt.day_of_week.eq(0).all()
    origin = first["origin"].min()
    later = history["timestamp"] >= pd.Timestamp(origin, tz="Asia/Shanghai")
    changed = history.assign(volume=history["volume"].where(~later, history["volume"] * 3))
    second = backtest(changed, origins=2).predictions
    for name in ("forecast", "q025", "q975", *BASELINES):
        one = first.loc[first["origin"] == origin, name].to_numpy()
        other = second.loc[second["origin"] == origin, name].to_numpy()
        assert np.array_equal(one, other), name


def test_intervals_cover_roughly_as_said(make_history):
    """Tests that 80 and 95 % intervals are neither blind nor endless."""
    scores = backtest(make_history(n_days=140), origins=6).leads["1-7"]
    assert 0.70 <= scores["coverage_80"] <= 0.92
    assert 0.90 <= scores["coverage_95"] <= 0.995


def test_days_and_updates_can_be_recomputed_from_the_predictions(result):
    """Tests that day-total coverage and the running day's error follow from the predictions."""
    table = result.predictions[result.predictions["lead_day"] <= 7]
    days = table.groupby(["origin", "lead_day"]).agg(
        volume=("volume", "sum"), low=("day_q10", "first"), high=("day_q90", "first")
    )
    inside = days["volume"].between(days["low"], days["high"])
    assert result.leads["1-7"]["day_total_coverage_80"] == pytest.approx(inside.mean())
    late = table[table["timestamp"].dt.hour >= 12]
    assert result.intraday["12:00"]["wape"] == metrics.wape(
        late["volume"].to_numpy(), late["updated_1200"].to_numpy()
    )


def test_errors_by_hour_and_weekday_add_up(result):
    """Tests that the rows of hours and of weekdays each make up the whole error."""
    report = json.loads(json.dumps(result.to_dict()))
    for band in ("1-7", "15-28"):
        for rows, n in ((report["by_hour"][band], 24), (report["by_weekday"][band], 7)):
            assert len(rows) == n
            volume = np.array([row["volume"] for row in rows])
            errors = np.array([row["wape"] for row in rows])
            assert (volume * errors).sum() / volume.sum() == pytest.approx(
                report["leads"][band]["wape"], abs=1e-5
            )


def test_calibration_meets_the_coverage_scores(result):
    """Tests that observed coverage rises with the level and is the scored one at 80 and 95 %."""
    for band, curve in result.calibration.items():
        assert curve["intervals"] == sorted(curve["intervals"])
        assert curve["day_totals"] == sorted(curve["day_totals"])
        at = {
            level: (a, b)
            for level, a, b in zip(
                curve["level"], curve["intervals"], curve["day_totals"], strict=True
            )
        }
        scores = result.leads[band]
        assert at[0.8][0] == pytest.approx(scores["coverage_80"], abs=0.01)
        assert at[0.95][0] == pytest.approx(scores["coverage_95"], abs=0.01)
        assert at[0.8][1] == pytest.approx(scores["day_total_coverage_80"], abs=0.05)


def test_missing_intervals_are_not_scored(make_history):
    """Tests that a lost day does not count as an error."""
    history = make_history(n_days=112)
    lost = history["timestamp"].dt.strftime("%m-%d") == "04-08"
    gappy = history.assign(
        volume=history["volume"].where(~lost), state=history["state"].mask(lost, "missing")
    )
    table = backtest(gappy, origins=4).predictions
    assert not (table["timestamp"].dt.strftime("%m-%d") == "04-08").any()


def test_queues_are_scored_together_and_alone(make_history):
    """Tests that a history of two queues has figures for each and for both."""
    history = pd.concat(
        [make_history(queue="a", n_days=84), make_history(queue="b", n_days=84, daily=60, seed=5)]
    )
    result = backtest(history, origins=2, leads=[(1, 7)])
    assert set(result.queues) == {"a", "b"}
    assert result.queues["b"]["1-7"]["wape"] > result.leads["1-7"]["wape"]
    report = result.to_dict()
    assert set(report["queues"]["a"]["1-7"]["baselines"]) == set(BASELINES)
    assert set(report["per_queue"]["b"]) == {"by_hour", "by_weekday", "calibration"}
    sums = result.predictions.groupby(["origin", "timestamp"])[["volume", "forecast"]].sum()
    assert report["total"]["1-7"]["wape"] == pytest.approx(
        metrics.wape(sums["volume"].to_numpy(), sums["forecast"].to_numpy()), abs=1e-6
    )


@pytest.mark.parametrize("model", ["holt_winters", "weekday_mean_8"])
def test_any_model_can_be_scored(make_history, model):
    """Tests that the registry's other models run through the same back-test."""
    result = backtest(make_history(n_days=84), model=model, origins=2, leads=[(1, 7)])
    assert result.model == model
    if model in BASELINES:
        assert result.leads["1-7"]["wape"] == result.leads["1-7"]["baselines"][model]["wape"]


def test_too_short_a_history_is_refused(make_history):
    """Tests that six weeks can't be back-tested four weeks ahead after three."""
    with pytest.raises(BadInputError, match="too short"):
        backtest(make_history(n_days=40))


@pytest.mark.parametrize("leads", [[], [(0, 7)], [(8, 7)]])
def test_senseless_leads_are_refused(make_history, leads):
    """Tests that no band, a lead of zero and a band backwards are refused."""
    with pytest.raises(BadInputError, match="band of leads"):
        backtest(make_history(n_days=84), leads=leads)
