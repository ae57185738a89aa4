"""What a forecast is made of, as the store keeps it and as pages draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.time import DAY_MIN
from wfm.forecasting.parts import Parts

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
