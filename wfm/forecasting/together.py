"""All queues together: intervals of their sum, which are not the sum of their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from wfm.forecasting.days import FloatArray
from wfm.forecasting.paths import Paths
from wfm.forecasting.rescale import QUANTILES

MOST_QUEUES = 50
"""Drawing paths of more queues takes longer than the forecast itself."""
N_PATHS = 400
SEED = 1


@dataclass(frozen=True, eq=False)
class Together:
    """The sum of the queues.

    Parameters
    ----------
    intervals : DataFrame
        timestamp, volume, q025, q10, q90, q975.
    days : DataFrame
        day, volume, q025, q10, q90, q975.
    """

    intervals: pd.DataFrame
    days: pd.DataFrame


def together(frame: pd.DataFrame, paths: Paths) -> Together | None:
    """Intervals of the sum of the queues and of its days, from paths drawn of all of them.

    None for one queue, which needs no sum, and for more than fifty.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`, every queue over the same intervals.
    paths : Paths
        Of every queue of the frame.
    """
    queues = set(frame["queue"])
    if not 1 < len(queues) <= MOST_QUEUES or not queues <= set(paths.queues):
        return None
    days = frame["timestamp"].dt.date
    last, start = days.max(), days.min()
    weeks = []
    # A week at a time: the draws of a long horizon would fill the memory.
    while start <= last:
        end = start + timedelta(days=7)
        weeks.append(_week(frame[(days >= start) & (days < end)], paths))
        start = end
    return Together(
        pd.concat([intervals for intervals, _ in weeks], ignore_index=True),
        pd.concat([days for _, days in weeks], ignore_index=True),
    )


def _week(frame: pd.DataFrame, paths: Paths) -> tuple[pd.DataFrame, pd.DataFrame]:
    drawn = paths.sample(frame, N_PATHS, SEED)
    whole: FloatArray = np.sum(list(drawn.values()), axis=0)
    sums = frame.groupby("timestamp", sort=True)["volume"].sum()
    of_day = pd.DatetimeIndex(sums.index).date
    names, starts = np.unique(of_day, return_index=True)
    per_day = np.add.reduceat(whole, starts, axis=1)
    intervals = pd.DataFrame({"timestamp": sums.index, "volume": sums.to_numpy()})
    totals = pd.DataFrame({"day": names, "volume": np.add.reduceat(sums.to_numpy(), starts)})
    return _with_quantiles(intervals, whole), _with_quantiles(totals, per_day)


def _with_quantiles(rows: pd.DataFrame, drawn: FloatArray) -> pd.DataFrame:
    mean = rows["volume"].to_numpy()
    out = rows.copy()
    for name, level in QUANTILES.items():
        found = np.quantile(drawn, level, axis=0)
        out[name] = np.minimum(found, mean) if level < 0.5 else np.maximum(found, mean)
    return out
