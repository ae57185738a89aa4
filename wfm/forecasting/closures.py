"""What the calendar says of a history's intervals: outages are missing, empty holidays closed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.core.days import EventKind
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.history import interval_of


def with_closures(history: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Mark outages, and whole days without a count that a holiday or closure explains as closed.

    The history given is not changed: without the event the counts are there again.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    calendar : Calendar
        Its outages hide what was counted; its holidays and closures explain an empty day, its
        open days don't.
    """
    history = with_outages(history, calendar)
    explained = (set(calendar.holidays) | set(calendar.closures)) - set(calendar.open_days)
    if not explained:
        return history
    local = pd.DatetimeIndex(history["timestamp"]).tz_localize(None).normalize()
    named = np.asarray(local.isin(pd.DatetimeIndex(sorted(explained))))
    if not named.any():
        return history
    part = history.loc[named]
    counted = (part["state"] == "open").to_numpy() & part["volume"].notna().to_numpy()
    key = pd.DataFrame({"queue": part["queue"].to_numpy(), "day": local[named], "counted": counted})
    empty = named.copy()
    empty[named] = ~key.groupby(["queue", "day"])["counted"].transform("any").to_numpy()
    return history.assign(state=history["state"].mask(empty, "closed")) if empty.any() else history


def with_outages(history: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Mark the open intervals of outage events: what was counted in them is not known.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    calendar : Calendar
        Events of kind outage, with their days, hours and queues.
    """
    outages = [event for event in calendar.events if event.kind is EventKind.OUTAGE]
    if not outages:
        return history
    local = pd.DatetimeIndex(history["timestamp"]).tz_localize(None)
    minute = np.asarray(local.hour * 60 + local.minute)
    queue = history["queue"].to_numpy()
    hit = np.zeros(len(history), dtype=bool)
    step = interval_of(history)
    for event in outages:
        inside = np.asarray(
            (local >= pd.Timestamp(event.start)) & (local < pd.Timestamp(event.end))
        )
        if event.hours is not None:
            first, last = event.hours
            inside &= (minute < last) & (minute + step > first)
        if event.queues:
            inside &= np.isin(queue, event.queues)
        hit |= inside
    hit &= np.asarray(history["state"] != "closed")
    if not hit.any():
        return history
    unknown = {name: history[name].mask(hit) for name in ("volume", "aht_s", "abandoned")}
    return history.assign(state=history["state"].mask(hit, "outage"), **unknown)
