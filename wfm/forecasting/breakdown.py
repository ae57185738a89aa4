"""Where the errors of a back-test lie: by hour, by weekday, in the sum, and against the promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wfm.forecasting import metrics
from wfm.forecasting.distribution import central, knots
from wfm.forecasting.registry import BASELINES

CALIBRATION_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Nominal coverage of central intervals; 80 and 95 % are those of the frames."""
BEST_HABIT = "weekday_median_6"


def by_hour(table: pd.DataFrame) -> list[dict[str, Any]]:
    """One row for each hour of the wall-clock day: hour, volume, wape, bias, habit_wape.

    Parameters
    ----------
    table : DataFrame
        Rows of `Backtest.predictions`. ``volume`` is the mean contacts an interval, ``habit_wape``
        that of the median of the last six same weekdays.
    """
    return _grouped(table, "hour", pd.DatetimeIndex(table["timestamp"]).hour)


def by_weekday(table: pd.DataFrame) -> list[dict[str, Any]]:
    """One row for each weekday, Monday 0: weekday, volume, wape, bias, habit_wape."""
    return _grouped(table, "weekday", pd.DatetimeIndex(table["timestamp"]).day_of_week)


def _grouped(table: pd.DataFrame, name: str, key: pd.Index) -> list[dict[str, Any]]:
    rows = []
    of_row = np.asarray(key)
    for which in np.unique(of_row):
        part = table[of_row == which]
        actual, forecast, habit = (
            part[column].to_numpy(dtype=float) for column in ("volume", "forecast", BEST_HABIT)
        )
        rows.append(
            {
                name: int(which),
                "volume": float(actual.mean()),
                "wape": metrics.wape(actual, forecast),
                "bias": metrics.bias(actual, forecast),
                "habit_wape": metrics.wape(actual, habit),
            }
        )
    return rows


def whole_days(table: pd.DataFrame) -> pd.DataFrame:
    """Sum the counted intervals of each origin, queue and day.

    Returns
    -------
    DataFrame
        Columns queue, origin, lead_day, volume, forecast, one for each baseline, and the day's
        quantiles as q025, q10, q90, q975. Days without a forecast are left out.
    """
    grouped = table.groupby(["queue", "origin", "lead_day"], sort=True)
    sums = grouped[["volume", "forecast", *BASELINES]].sum()
    first = grouped[["day_q025", "day_q10", "day_q90", "day_q975"]].first()
    days = sums.join(first.rename(columns=lambda name: name.removeprefix("day_"))).reset_index()
    return days[days["forecast"] > 0]


def calibration(table: pd.DataFrame, days: pd.DataFrame) -> dict[str, list[float]]:
    """Observed share of counts within central intervals of several nominal levels.

    Parameters
    ----------
    table : DataFrame
        Rows of `Backtest.predictions`.
    days : DataFrame
        From `whole_days`.

    Returns
    -------
    dict
        ``level`` (nominal), ``intervals`` and ``day_totals`` (observed), of the same length.
        Levels other than 80 and 95 % are read from the curve through the quantiles, the one that
        scenario paths are drawn from.
    """
    return {
        "level": list(CALIBRATION_LEVELS),
        "intervals": _covered(table),
        "day_totals": _covered(days),
    }


def _covered(table: pd.DataFrame) -> list[float]:
    actual = table["volume"].to_numpy(dtype=float)
    if not actual.size:
        return [float("nan")] * len(CALIBRATION_LEVELS)
    quantiles = table[["q025", "q10", "q90", "q975"]].to_numpy(dtype=float).T
    curve = knots(table["forecast"].to_numpy(dtype=float), quantiles)
    return [metrics.coverage(actual, *central(curve, level)) for level in CALIBRATION_LEVELS]


def of_sum(table: pd.DataFrame, bands: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, Any]]:
    """Scores of the sum of the queues per band of leads: wape, rmse, mase, bias, baselines' wape.

    Parameters
    ----------
    table : DataFrame
        `Backtest.predictions` of several queues; a queue not counted at a time is left out there.
    bands : mapping of str to (int, int)
        First and last lead of each band.
    """
    names = ["volume", "forecast", *BASELINES]
    sums = table.groupby(["origin", "lead_day", "timestamp"], sort=True)[names].sum().reset_index()
    out = {}
    for band, (first, last) in bands.items():
        part = sums[sums["lead_day"].between(first, last)]
        days = part.groupby(["origin", "lead_day"])[names].sum()
        actual, forecast = part["volume"].to_numpy(), part["forecast"].to_numpy()
        out[band] = {
            "wape": metrics.wape(actual, forecast),
            "rmse": metrics.rmse(actual, forecast),
            "mase": metrics.mase(actual, forecast, part["seasonal_naive"].to_numpy()),
            "bias": metrics.bias(actual, forecast),
            "day_total_wape": metrics.wape(days["volume"].to_numpy(), days["forecast"].to_numpy()),
            "baselines": {
                name: {"wape": metrics.wape(actual, part[name].to_numpy())} for name in BASELINES
            },
        }
    return out
