"""The sample centre's history: real half-hours, moved to another year and scaled by one factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

SOURCE_FILE = "anonymous_bank_1999_by_queue_30min.csv.gz"

SHIFT_DAYS = 1412 * 7 + 1
"""Whole weeks to 2026, and one day, so that the source's Sunday is a Monday."""

LAST_SOURCE_DAY = date(1999, 10, 30)
"""End of the source's last whole week: the Sunday before the planning week."""

FACTOR = 3.33
"""Contacts are multiplied by this."""

OPENING = {
    "monday": (time(7), time(0)),
    "tuesday": (time(7), time(0)),
    "wednesday": (time(7), time(0)),
    "thursday": (time(7), time(0)),
    "friday": (time(7), time(0)),
    "saturday": (time(7), time(14)),
    "sunday": (time(19), time(0)),
}
"""Hours of the lines after the move; an end of 00:00 is midnight."""

HOLIDAYS = (
    (date(1999, 4, 1), date(1999, 4, 1)),
    (date(1999, 4, 6), date(1999, 4, 7)),
    (date(1999, 4, 21), date(1999, 4, 21)),
    (date(1999, 5, 21), date(1999, 5, 21)),
    (date(1999, 9, 11), date(1999, 9, 12)),
    (date(1999, 9, 20), date(1999, 9, 20)),
)
"""Source days without service before the evening, first and last day included."""

EVENING = time(18)
"""On holidays the source took contacts again from about here."""

QUIET_SLOTS = 2
"""This many half-hours in a row without a contact in any queue were not recorded, not quiet."""


@dataclass(frozen=True)
class Made:
    """The history with what was left out on the way.

    Parameters
    ----------
    frame : DataFrame
        Columns timestamp (text), queue, volume, aht_s, abandoned.
    outside_hours : int
        Source contacts outside the opening hours, and before the evening of holidays, left out.
    after_last_day : int
        Source contacts after the last whole week, left out.
    """

    frame: pd.DataFrame
    outside_hours: int
    after_last_day: int


def moved(day: date) -> date:
    """Day of the sample that a source day became."""
    return day + timedelta(days=SHIFT_DAYS)


def closures() -> list[tuple[date, date]]:
    """Holidays of the source on the sample's days."""
    return [(moved(first), moved(last)) for first, last in HOLIDAYS]


def make_history(source_dir: Path) -> Made:
    """Read the source and return the sample's history.

    A half-hour of the opening hours in which a queue had no contact becomes a row with volume 0,
    but only between the day's first and last contact of any queue: hours beyond were closed early
    or not recorded, and stay absent, as do `QUIET_SLOTS` and more in a row without any contact.
    """
    source = pd.read_csv(source_dir / SOURCE_FILE, parse_dates=["timestamp"])
    late = source["timestamp"].dt.date > LAST_SOURCE_DAY
    kept = source[~late].copy()
    kept["timestamp"] += pd.Timedelta(days=SHIFT_DAYS)
    inside = kept["timestamp"].map(_is_open)
    outside = int(kept.loc[~inside, "offered"].sum())
    kept = kept[inside]
    slots = _recorded(kept)
    queues = sorted(kept["queue"].unique())
    grid = pd.MultiIndex.from_product([slots, queues], names=["timestamp", "queue"])
    full = kept.set_index(["timestamp", "queue"]).reindex(grid).reset_index()
    first_seen = kept.groupby("queue")["timestamp"].min()
    full = full[full["timestamp"] >= full["queue"].map(first_seen)]
    full = full.fillna({"offered": 0, "abandoned": 0}).sort_values(["queue", "timestamp"])
    volume = full.groupby("queue")["offered"].transform(_scaled).astype(int)
    abandoned = full.groupby("queue")["abandoned"].transform(_scaled).astype(int)
    frame = pd.DataFrame(
        {
            "timestamp": full["timestamp"].dt.strftime("%Y-%m-%d %H:%M"),
            "queue": full["queue"],
            "volume": volume,
            "aht_s": full["aht_s"].round(1),
            "abandoned": np.minimum(abandoned, volume),
        }
    )
    frame = frame.sort_values(["timestamp", "queue"], ignore_index=True)
    return Made(frame, outside, int(source.loc[late, "offered"].sum()))


def _scaled(counts: pd.Series) -> pd.Series:
    """Whole contacts whose running total is that of the scaled ones: rounding adds no bias."""
    total = (counts.cumsum() * FACTOR).round()
    return total.diff().fillna(total)


def _is_open(stamp: pd.Timestamp) -> bool:
    if stamp.time() < EVENING and any(a <= stamp.date() <= b for a, b in closures()):
        return False
    first, last = list(OPENING.values())[stamp.weekday()]
    return first <= stamp.time() and (last == time(0) or stamp.time() < last)


def _recorded(kept: pd.DataFrame) -> pd.DatetimeIndex:
    """Half-hours that were open and recorded."""
    found: list[pd.Timestamp] = []
    half_hour = pd.Timedelta(minutes=30)
    for _, stamps in kept.groupby(kept["timestamp"].dt.normalize())["timestamp"]:
        seen = sorted(stamps.unique())
        for here, after in zip(seen, [*seen[1:], None], strict=True):
            found.append(here)
            quiet = 0 if after is None else int((after - here) / half_hour) - 1
            if quiet < QUIET_SLOTS:
                found += [here + half_hour * (k + 1) for k in range(quiet)]
    return pd.DatetimeIndex(found)
