"""Intervals that follow a volume which was changed after the forecast was made."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.forecasting.days import FloatArray
from wfm.forecasting.metrics import poisson_quantile

QUANTILES = {"q025": 0.025, "q10": 0.10, "q90": 0.90, "q975": 0.975}


def with_volume(frame: pd.DataFrame, volume: FloatArray) -> pd.DataFrame:
    """Frame with other volumes and intervals in the same proportion to them.

    Where nothing was forecast there is no proportion: the interval is that of a Poisson count,
    the least that any count strays.

    Parameters
    ----------
    frame : DataFrame
        With volume and the columns of `QUANTILES`, as `wfm.core.frames.FORECAST` or day totals.
    volume : ndarray, shape (n_rows,)
        Not negative.
    """
    before = frame["volume"].to_numpy(dtype=float)
    known = before > 0
    ratio = np.divide(volume, before, out=np.ones_like(before), where=known)
    changed = volume != before
    out = frame.assign(volume=volume)
    for name, level in QUANTILES.items():
        scaled = np.where(
            known, frame[name].to_numpy(dtype=float) * ratio, poisson_quantile(volume, level)
        )
        out[name] = np.where(changed, scaled, frame[name].to_numpy(dtype=float))
    return out


def day_totals_of(
    day_totals: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    """Day totals of a frame whose volumes were changed, with intervals in proportion.

    Parameters
    ----------
    day_totals : DataFrame
        Columns day (date), queue, volume, q025, q10, q90, q975: those of `before`.
    before, after : DataFrame
        As `wfm.core.frames.FORECAST`; `after` may have other queues.

    Returns
    -------
    DataFrame
        The same columns, a row for each day and queue of `after`.
    """
    old, new = _sums(before), _sums(after)
    rows = day_totals.set_index(["day", "queue"]).reindex(new.index)
    total = rows["volume"].to_numpy(dtype=float)
    was = old.reindex(new.index).to_numpy(dtype=float)
    now = new.to_numpy(dtype=float)
    known = (was > 0) & np.isfinite(total)
    ratio = np.divide(now, was, out=np.ones_like(now), where=known)
    ratio = np.where(np.isclose(ratio, 1.0, rtol=1e-12, atol=0.0), 1.0, ratio)
    return with_volume(rows.fillna(0.0), np.where(known, total * ratio, now)).reset_index()


def _sums(frame: pd.DataFrame) -> pd.Series:
    """Volume by local day and queue."""
    days = frame["timestamp"].dt.date.rename("day")
    sums: pd.Series = frame.groupby([days, "queue"], sort=False)["volume"].sum()
    return sums
