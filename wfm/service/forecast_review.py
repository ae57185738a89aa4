"""Past forecasts against what came."""

from __future__ import annotations

import pandas as pd

from wfm.forecasting import metrics
from wfm.service import forecasts, histories
from wfm.service.desk import Desk, Right

NEWEST = 12
"""Versions that a list goes back."""

COLUMNS = ("id", "version", "days", "wape", "made_wape", "bias", "coverage_80", "coverage_95")


def against_actual(desk: Desk, forecast_id: int, history: pd.DataFrame | None) -> pd.DataFrame:
    """Intervals of a version that have been counted since.

    Parameters
    ----------
    history : DataFrame or None
        As `wfm.core.frames.HISTORY`.

    Returns
    -------
    DataFrame
        timestamp, queue, actual, forecast (overrides in force), made (the model's own), q025,
        q10, q90, q975; empty when nothing came yet.
    """
    version = forecasts.forecast(desk, forecast_id)
    keys = ["timestamp", "queue"]
    frame = version.frame.rename(columns={"volume": "forecast"}).drop(columns="aht_s")
    frame["made"] = version.made["volume"]
    if history is None:
        return frame.iloc[:0].assign(actual=[])
    since = history[history["timestamp"] >= frame["timestamp"].min()]
    counted = since.loc[since["volume"].notna(), [*keys, "volume"]]
    return frame.merge(counted.rename(columns={"volume": "actual"}), on=keys, how="inner")


def past_versions(desk: Desk, centre_id: str) -> pd.DataFrame:
    """How the newest versions did on the days that have come, newest first.

    Returns
    -------
    DataFrame
        id, version, days (with a count), wape and bias with the overrides in force, made_wape (of
        the model alone), coverage_80, coverage_95; versions of which nothing came are left out.
    """
    desk.actor.need(Right.READ)
    history = histories.history(desk, centre_id)
    rows = []
    if history is not None and len(history):
        last = history.loc[history["volume"].notna(), "timestamp"].max().date()
        known = [info for info in forecasts.forecasts(desk, centre_id) if info.first_day <= last]
        for info in known[:NEWEST]:
            frame = against_actual(desk, info.id, history)
            if frame.empty:
                continue
            actual, forecast, made, q025, q10, q90, q975 = (
                frame[name].to_numpy(dtype=float)
                for name in ("actual", "forecast", "made", "q025", "q10", "q90", "q975")
            )
            rows.append(
                (
                    info.id,
                    info.version,
                    frame["timestamp"].dt.date.nunique(),
                    metrics.wape(actual, forecast),
                    metrics.wape(actual, made),
                    metrics.bias(actual, forecast),
                    metrics.coverage(actual, q10, q90),
                    metrics.coverage(actual, q025, q975),
                )
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))
