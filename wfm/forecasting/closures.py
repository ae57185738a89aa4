"""Days without any count that the calendar explains are closed, not missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.forecasting.calendar import Calendar


def with_closures(history: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Mark whole days without a count as closed where a holiday or closure explains it.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    calendar : Calendar
        Its holidays and closures explain an empty day; its open days don't.
    """
    explained = (set(calendar.holidays) | set(calendar.closures)) - set(calendar.open_days)
    if not explained:
        return history
    local = pd.DatetimeIndex(history["timestamp"]).tz_localize(None).normalize()
    named = np.asarray(local.isin(pd.DatetimeIndex(sorted(explained))))
    if not named.any():
        return history
    counted = (history["state"] == "open").to_numpy() & history["volume"].notna().to_numpy()
    key = pd.DataFrame({"queue": history["queue"].to_numpy(), "day": local, "counted": counted})
    any_count = key.groupby(["queue", "day"])["counted"].transform("any").to_numpy()
    empty = named & ~any_count
    return history.assign(state=history["state"].mask(empty, "closed")) if empty.any() else history
