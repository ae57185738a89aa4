"""Scores of a table of predictions, by the names of the back-test's report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wfm.forecasting import metrics
from wfm.forecasting.days import FloatArray
from wfm.forecasting.registry import BASELINES

LEVELS = {"q025": 0.025, "q10": 0.10, "q90": 0.90, "q975": 0.975}


def _column(table: pd.DataFrame, name: str) -> FloatArray:
    return table[name].to_numpy(dtype=float)


def lead_scores(table: pd.DataFrame) -> dict[str, Any]:
    """Scores of the counted intervals of one band of leads.

    Parameters
    ----------
    table : DataFrame
        Columns volume, forecast, q025, q10, q90, q975 and one for each baseline.

    Returns
    -------
    dict
        wape, rmse, mase, bias, pinball (mean of four levels), pinball_poisson (of a Poisson count
        around the forecast), coverage_80, coverage_95, and wape, rmse, mase and bias of
        the baselines.
    """
    actual, forecast = _column(table, "volume"), _column(table, "forecast")
    loss = [metrics.pinball(actual, _column(table, name), level) for name, level in LEVELS.items()]
    poisson = [
        metrics.pinball(actual, metrics.poisson_quantile(forecast, level), level)
        for level in LEVELS.values()
    ]
    return {
        "wape": metrics.wape(actual, forecast),
        "rmse": metrics.rmse(actual, forecast),
        "mase": metrics.mase(actual, forecast, _column(table, "seasonal_naive")),
        "bias": metrics.bias(actual, forecast),
        "pinball": float(np.mean(loss)),
        "pinball_poisson": float(np.mean(poisson)),
        "coverage_80": metrics.coverage(actual, _column(table, "q10"), _column(table, "q90")),
        "coverage_95": metrics.coverage(actual, _column(table, "q025"), _column(table, "q975")),
        "baselines": {
            name: {
                "wape": metrics.wape(actual, _column(table, name)),
                "rmse": metrics.rmse(actual, _column(table, name)),
                "mase": metrics.mase(
                    actual, _column(table, name), _column(table, "seasonal_naive")
                ),
                "bias": metrics.bias(actual, _column(table, name)),
            }
            for name in BASELINES
        },
    }


def day_scores(days: pd.DataFrame) -> dict[str, Any]:
    """Scores of whole days: error, error of the baselines, coverage of the intervals.

    Parameters
    ----------
    days : DataFrame
        Columns volume, forecast, q025, q10, q90, q975 and one for each baseline, one row a day
        and queue.

    Returns
    -------
    dict
        day_total_wape, day_total_coverage_80, day_total_coverage_95, day_total_baselines.
    """
    actual = _column(days, "volume")
    return {
        "day_total_wape": metrics.wape(actual, _column(days, "forecast")),
        "day_total_coverage_80": metrics.coverage(
            actual, _column(days, "q10"), _column(days, "q90")
        ),
        "day_total_coverage_95": metrics.coverage(
            actual, _column(days, "q025"), _column(days, "q975")
        ),
        "day_total_baselines": {
            name: metrics.wape(actual, _column(days, name)) for name in BASELINES
        },
    }


def intraday_scores(table: pd.DataFrame, updates: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """WAPE of the rest of the day per time of day, updated and frozen.

    Parameters
    ----------
    table : DataFrame
        Columns volume, forecast and the updates.
    updates : mapping of str to str
        Time of day to its column, which is NaN where there was no update.
    """
    out = {}
    for when, column in updates.items():
        part = table[table[column].notna()]
        if len(part):
            actual = _column(part, "volume")
            out[when] = {
                "wape": metrics.wape(actual, _column(part, column)),
                "frozen_wape": metrics.wape(actual, _column(part, "forecast")),
            }
    return out
