"""Other opening hours on a forecast: what closes loses or shifts calls, what opens gets some."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from wfm.forecasting.scenario_parts import WEEKDAYS, Opening, inside

COUNTS = ("volume", "q025", "q10", "q90", "q975")
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def open_otherwise(openings: tuple[Opening, ...], frame: pd.DataFrame) -> pd.DataFrame:
    """Frame under other opening hours.

    An interval counts as open now when any queue expects a call in it. Where a day falls under
    several openings the last one holds; days under none stay as they are. An interval is open
    under the new hours when its start is.

    Parameters
    ----------
    openings : tuple of Opening
    frame : DataFrame
        As `wfm.core.frames.FORECAST`.
    """
    stamps = pd.DatetimeIndex(frame["timestamp"]).tz_localize(None)
    minute = np.asarray(stamps.hour * 60 + stamps.minute)
    days = stamps.normalize()
    now = np.asarray(frame.groupby("timestamp")["volume"].transform("sum") > 0)
    holds, open_then, shifted, new_share = _hours(openings, days, minute)
    closing = holds & now & ~open_then
    opening = holds & ~now & open_then
    result = frame.copy()
    if opening.any():
        result = _opened(result, opening, now, minute, new_share)
    if closing.any():
        result = _closed(result, closing, shifted, days)
    return result


def _hours(
    openings: tuple[Opening, ...], days: pd.DatetimeIndex, minute: np.ndarray[Any, Any]
) -> tuple[Flags, Flags, Floats, Floats]:
    """Per row: under new hours at all, open in them, share shifted, share that is new."""
    holds, open_then = np.zeros(len(days), dtype=bool), np.zeros(len(days), dtype=bool)
    shifted, new_share = np.zeros(len(days)), np.zeros(len(days))
    places, unique = pd.factorize(days)
    for place, stamp in enumerate(pd.DatetimeIndex(unique)):
        day = stamp.date()
        of_day = [
            o
            for o in openings
            if inside(day, o.start, o.end)
            and (not o.weekdays or WEEKDAYS[day.weekday()] in o.weekdays)
        ]
        if not of_day:
            continue
        rows, chosen = places == place, of_day[-1]
        holds[rows] = True
        at = minute[rows]
        open_then[rows] = np.any(
            [np.zeros(len(at), dtype=bool)]
            + [(first <= at) & (at < last) for first, last in chosen.spans],
            axis=0,
        )
        shifted[rows], new_share[rows] = chosen.shifted_share, chosen.new_share
    return holds, open_then, shifted, new_share


def _opened(
    frame: pd.DataFrame,
    opening: Flags,
    now: Flags,
    minute: np.ndarray[Any, Any],
    new_share: Floats,
) -> pd.DataFrame:
    """Give intervals that open the calls of that hour on days on which it is open."""
    if not now.any():
        return frame
    known = frame[now].assign(_minute=minute[now])
    usual = known.groupby(["queue", "_minute"])[[*COUNTS, "aht_s"]].mean()
    result = frame.copy()
    for queue in dict.fromkeys(frame["queue"]):
        rows = opening & np.asarray(frame["queue"] == queue)
        if not rows.any() or queue not in usual.index.get_level_values(0):
            continue
        profile = usual.loc[queue]
        clocks = profile.index.to_numpy()
        nearest = np.abs(minute[rows][:, None] - clocks[None, :]).argmin(axis=1)
        values = profile.iloc[nearest]
        factor = new_share[rows]
        reach = np.maximum(factor, np.sqrt(factor))
        mean = values["volume"].to_numpy(dtype=np.float64)
        for name in COUNTS:
            distance = values[name].to_numpy(dtype=np.float64) - mean
            result.loc[rows, name] = np.maximum(mean * factor + distance * reach, 0.0)
        result.loc[rows, "aht_s"] = values["aht_s"].to_numpy(dtype=np.float64)
    return result


def _closed(
    frame: pd.DataFrame, closing: Flags, shifted: Floats, days: pd.DatetimeIndex
) -> pd.DataFrame:
    """Take calls from intervals that close; a share comes in the same day's open ones.

    A caller comes back to the queue that was called, with its handle time; a day without an open
    interval of that queue loses all.
    """
    result = frame.copy()
    counts = result[list(COUNTS)].to_numpy(dtype=np.float64).copy()
    aht = result["aht_s"].to_numpy(dtype=np.float64).copy()
    coming = np.where(closing, counts[:, 0] * shifted, 0.0)
    counts[closing] = 0.0
    keys = pd.MultiIndex.from_arrays([frame["queue"], days])
    group = pd.factorize(keys)[0]
    size = int(group.max()) + 1
    back = np.bincount(group, weights=coming, minlength=size)
    back_work = np.bincount(group, weights=coming * aht, minlength=size)
    left = np.bincount(group, weights=counts[:, 0], minlength=size)
    ratio = np.divide(back, left, out=np.zeros(size), where=left > 0)
    mean_aht = np.divide(back_work, back, out=np.zeros(size), where=back > 0)
    more = ratio[group]
    gets = more > 0
    aht[gets] = (aht[gets] + more[gets] * mean_aht[group][gets]) / (1.0 + more[gets])
    for place, name in enumerate(COUNTS):
        result[name] = counts[:, place] * (1.0 + more)
    result["aht_s"] = aht
    return result
