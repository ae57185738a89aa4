"""Scores of a table of predictions, by the names of the back-test's report."""

from __future__ import annotations

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
        around the forecast), coverage_80, coverage_95, and the baselines' wape, rmse and bias.
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
                "bias": metrics.bias(actual, _column(table, name)),
            }
            for name in BASELINES
        },
    }


def day_scores(days: pd.DataFrame) -> dict[str, float]:
    """Scores of whole days: day_total_wape and day_total_coverage_95.

    Parameters
    ----------
    days : DataFrame
        Columns volume, forecast, q025, q975, one row a day and queue.
    """
    actual = _column(days, "volume")
    return {
        "day_total_wape": metrics.wape(actual, _column(days, "forecast")),
        "day_total_coverage_95": metrics.coverage(
            actual, _column(days, "q025"), _column(days, "q975")
        ),
    }


def intraday_scores(rest: pd.DataFrame) -> dict[str, dict[str, float]]:
    """WAPE of the rest of the day per time of day, updated and frozen.

    Parameters
    ----------
    rest : DataFrame
        Columns time, volume, forecast, updated.
    """
    return {
        str(when): {
            "wape": metrics.wape(_column(part, "volume"), _column(part, "updated")),
            "frozen_wape": metrics.wape(_column(part, "volume"), _column(part, "forecast")),
        }
        for when, part in rest.groupby("time", sort=True)
    }
