"""What a forecast is made of, as the store keeps it and as pages draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.time import DAY_MIN
from wfm.forecasting.metrics import poisson_quantile
from wfm.forecasting.parts import Parts
from wfm.forecasting.rescale import QUANTILES
from wfm.forecasting.together import Together

EVENT_EFFECTS = ("event", "kind", "position", "factor", "low", "high", "n_past", "source")
DAY_TOTALS = ("day", "queue", "volume", "q025", "q10", "q90", "q975")


def parts_to_json(parts: Parts) -> dict[str, Any]:
    """JSON values of one queue's parts."""
    return {
        "days": [d.isoformat() for d in parts.days],
        "actual": _plain(parts.actual),
        "fitted": _plain(parts.fitted),
        "weekday_volume": _plain(parts.weekday_volume),
        "profile": [_plain(row) for row in parts.profile],
        "effects": [[name, round(float(factor), 5)] for name, factor in parts.effects],
        "events": [
            [
                e.name,
                str(e.kind),
                e.position,
                *_plain([e.factor, e.low, e.high]),
                e.n_past,
                str(e.source),
            ]
            for e in parts.events
        ],
    }


def parts_frames(parts: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Frames of the parts by queue.

    Returns
    -------
    dict of str to DataFrame
        ``days`` (queue, day, actual, fitted), ``weekdays`` (queue, weekday, volume), ``profile``
        (queue, weekday, minute, share), ``effects`` (queue, effect, factor) and ``events``
        (queue and `EVENT_EFFECTS`: position 0 is the event's own days, -1 the day before).
    """
    days: list[tuple[Any, ...]] = []
    weekdays: list[tuple[Any, ...]] = []
    profile: list[tuple[Any, ...]] = []
    effects: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    for queue, p in parts.items():
        stamps = pd.to_datetime(p["days"])
        days += [(queue, *row) for row in zip(stamps, p["actual"], p["fitted"], strict=True)]
        weekdays += [(queue, k, v) for k, v in enumerate(p["weekday_volume"])]
        for weekday, row in enumerate(p["profile"]):
            step = DAY_MIN / max(1, len(row))
            profile += [(queue, weekday, int(k * step), v) for k, v in enumerate(row)]
        effects += [(queue, name, factor) for name, factor in p["effects"]]
        events += [(queue, *row) for row in p.get("events", ())]
    named = pd.DataFrame(days, columns=["queue", "day", "actual", "fitted"])
    return {
        "days": named.astype({"actual": float, "fitted": float}),
        "weekdays": pd.DataFrame(weekdays, columns=["queue", "weekday", "volume"]),
        "profile": pd.DataFrame(profile, columns=["queue", "weekday", "minute", "share"]),
        "effects": pd.DataFrame(effects, columns=["queue", "effect", "factor"]),
        "events": pd.DataFrame(events, columns=["queue", *EVENT_EFFECTS]),
    }


def day_totals_to_json(day_totals: pd.DataFrame) -> list[list[Any]]:
    """JSON values of day totals with their intervals, a list a day and queue."""
    figures = day_totals[list(DAY_TOTALS[2:])].to_numpy(dtype=float)
    return [
        [day.isoformat(), queue, *_plain(row)]
        for day, queue, row in zip(day_totals["day"], day_totals["queue"], figures, strict=True)
    ]


def day_totals_frame(rows: list[list[Any]]) -> pd.DataFrame:
    """Day totals of a version; the columns are `DAY_TOTALS`, day a date."""
    frame = pd.DataFrame(rows, columns=list(DAY_TOTALS))
    return frame.assign(day=[stamp.date() for stamp in pd.to_datetime(frame["day"])])


def _plain(values: Any) -> list[float | None]:
    return [None if not np.isfinite(v) else round(float(v), 6) for v in np.ravel(values)]


def together_to_json(found: Together | None) -> dict[str, Any] | None:
    """JSON values of the intervals of all queues together; None where there are none.

    Quantiles are kept as shares of the volume, so that they follow what is planned later.
    """
    if found is None:
        return None
    return {"intervals": _shares(found.intervals), "days": _shares(found.days)}


def together_frames(
    kept: Mapping[str, Any], frame: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Intervals of all queues together, for a frame that may have changed since.

    Parameters
    ----------
    kept : mapping
        From `together_to_json`.
    frame : DataFrame
        As `wfm.core.frames.FORECAST`, the same days.

    Returns
    -------
    tuple of DataFrame
        timestamp, volume, aht_s (weighted) and quantiles per interval; day, queue (empty), volume
        and quantiles per day.
    """
    sums = _summed(frame)
    of_day = sums.groupby(sums["timestamp"].dt.date)["volume"].sum()
    days = pd.DataFrame({"day": of_day.index, "queue": "", "volume": of_day.to_numpy()})
    return _spread(sums, kept["intervals"]), _spread(days, kept["days"])


def _summed(frame: pd.DataFrame) -> pd.DataFrame:
    """Volume of all queues with its weighted handle time, by time."""
    busy = frame.assign(busy=frame["volume"] * frame["aht_s"])
    total = busy.groupby("timestamp", as_index=False)[["volume", "busy"]].sum()
    return total.assign(aht_s=total["busy"] / total["volume"].where(total["volume"] > 0))


def _shares(rows: pd.DataFrame) -> list[list[float | None]]:
    volume = rows["volume"].to_numpy(dtype=float)
    known = np.where(volume > 0, volume, np.nan)
    return [_plain(row) for row in rows[list(QUANTILES)].to_numpy(dtype=float) / known[:, None]]


def _spread(rows: pd.DataFrame, shares: list[list[float | None]]) -> pd.DataFrame:
    """Rows with quantiles; those of a Poisson count where nothing was expected when drawn."""
    volume, ratio = rows["volume"].to_numpy(dtype=float), np.array(shares, dtype=float)
    return rows.assign(
        **{
            name: np.where(
                np.isnan(ratio[:, k]), poisson_quantile(volume, level), volume * ratio[:, k]
            )
            for k, (name, level) in enumerate(QUANTILES.items())
        }
    )
