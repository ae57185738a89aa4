"""History: what was counted, on a full regular grid, with a state for every interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import HISTORY
from wfm.core.time import INTERVALS_MIN, TimeGrid
from wfm.forecasting.checks import checked_rows
from wfm.forecasting.stamps import (
    bad_rows,
    check_zone,
    detect_interval,
    interval_change,
    is_coarse,
    off_grid,
    read_stamps,
    skipped_fault,
)
from wfm.forecasting.states import whole_day_states

DEFAULT_QUEUE = "calls"
MAX_CELLS = 20_000_000
NO_AHT = np.nan


class Absent(StrEnum):
    """What it means when a file has no row for an interval."""

    ZERO = "zero"
    MISSING = "missing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Gap:
    """A run of intervals that were not counted although service was offered.

    Parameters
    ----------
    queue : str
        Which queue.
    start, end : datetime
        Local, half-open.
    n_intervals : int
        How many intervals.
    state : str
        ``"missing"`` or ``"outage"``.
    """

    queue: str
    start: datetime
    end: datetime
    n_intervals: int
    state: str


def to_history(
    raw: pd.DataFrame,
    *,
    zone: str,
    interval_min: int | None = None,
    absent: Absent | str = Absent.MISSING,
    closed_days: Iterable[date] = (),
    file: str = "",
) -> pd.DataFrame:
    """Bring raw rows onto a full grid of whole local days with a state for every interval.

    Parameters
    ----------
    raw : DataFrame
        Columns ``timestamp`` and ``volume``, optionally ``queue``, ``aht_s``, ``abandoned``;
        others are ignored. An empty volume is missing.
    zone : str
        IANA zone of the centre.
    interval_min : int, optional
        5, 10, 15, 30 or 60; detected when not given. Finer rows are summed to it; rows that lie
        on a longer grid are of this interval unless six of a queue follow each other on it.
    absent : Absent
        What an absent row means. With ``missing``, slots that are hardly ever recorded on a
        weekday are taken as closed.
    closed_days : iterable of date
        Days known to be closed, e.g. holidays: without any contact they are closed rather than
        missing.
    file : str
        Name for messages.

    Returns
    -------
    DataFrame
        As `wfm.core.frames.HISTORY`, sorted by queue and time. A day without any row is
        ``missing``; an open day on which nothing at all was counted, although that weekday is
        usually busy, is an ``outage``.

    Raises
    ------
    BadInputError
        With every fault found: row, column, value, mend.
    """
    check_zone(zone)
    rows, faults = checked_rows(raw, default_queue=DEFAULT_QUEUE)
    stamps = read_stamps(rows["timestamp"], rows["queue"], zone)
    faults += stamps.faults
    # Recorders write a row for the skipped hour, too; only contacts in it are a contradiction.
    contradiction = stamps.skipped & (rows["volume"].to_numpy() > 0)
    faults += [
        (int(row), skipped_fault(str(rows["timestamp"].iloc[row]), zone))
        for row in bad_rows(contradiction)
    ]
    native = _native(stamps.local, rows["queue"].to_numpy(), interval_min)
    _check_interval(interval_min, native, file)
    for position in bad_rows(off_grid(stamps.local, native)):
        faults.append(
            (
                int(position),
                Fault(
                    f"lies off the {native}-minute grid of the other rows",
                    "give the start of the interval, without seconds",
                    column="timestamp",
                    value=str(raw["timestamp"].iloc[position]),
                ),
            )
        )
    keyed = pd.DataFrame({"t": stamps.local, "q": rows["queue"].to_numpy()})
    repeated = keyed.duplicated() & keyed["t"].notna()
    for position in bad_rows(repeated.to_numpy()):
        faults.append(
            (
                int(position),
                Fault(
                    f"is a duplicate for queue {rows['queue'].iloc[position]}",
                    "keep one row for each interval and queue",
                    column="timestamp",
                    value=str(raw["timestamp"].iloc[position]),
                ),
            )
        )
    change = interval_change(stamps.local, native)
    if change is not None:
        faults.append((change[0], _change_fault(raw, change, native)))
    if faults:
        raise BadInputError(_placed(faults, file))
    rows = rows.assign(timestamp=stamps.local).loc[~stamps.skipped]
    frame = _on_grid(rows, zone, native, Absent(absent), frozenset(closed_days), file)
    if interval_min is not None and interval_min != native:
        frame = coarsen(frame, interval_min)
    return HISTORY.validate(frame)


def _placed(faults: list[tuple[int, Fault]], file: str) -> list[Fault]:
    return [
        Fault(fault.what, fault.mend, file, position + 2, fault.column, fault.value)
        for position, fault in sorted(faults, key=lambda item: item[0])
    ]


def _change_fault(raw: pd.DataFrame, change: tuple[int, int], native: int) -> Fault:
    return Fault(
        f"the interval changes: this week's rows lie {change[1]} minutes apart, others {native}",
        f"give all rows at {change[1]} minutes, or the two parts in files of their own",
        column="timestamp",
        value=str(raw["timestamp"].iloc[change[0]]),
    )


def _native(local: pd.DatetimeIndex, queues: np.ndarray, wanted: int | None) -> int:
    """Interval of the rows: the one wanted where they are too few to be of a longer one."""
    seen = detect_interval(local)
    if wanted in INTERVALS_MIN and wanted < seen and seen % wanted == 0:
        return seen if is_coarse(local, queues, seen) else wanted
    return seen


def _check_interval(wanted: int | None, native: int, file: str) -> None:
    if wanted is None:
        return
    if wanted not in INTERVALS_MIN:
        raise BadInputError(
            Fault(
                "the interval is not supported",
                f"use one of {', '.join(map(str, INTERVALS_MIN))} minutes",
                file,
                value=str(wanted),
            )
        )
    if wanted % native:
        raise BadInputError(
            Fault(
                f"the rows lie {native} minutes apart, which can't be brought to {wanted} minutes",
                f"use an interval of {native} minutes or a multiple of it",
                file,
                value=str(wanted),
            )
        )


def _on_grid(
    rows: pd.DataFrame,
    zone: str,
    interval_min: int,
    absent: Absent,
    closed_days: frozenset[date],
    file: str,
) -> pd.DataFrame:
    stamps = pd.DatetimeIndex(rows["timestamp"])
    first, last = stamps.min().date(), stamps.max().date()
    n_days = (last - first).days + 1
    queues = sorted(rows["queue"].unique())
    if n_days * 1440 // interval_min * len(queues) > MAX_CELLS:
        raise BadInputError(
            Fault(
                f"the history reaches from {first} to {last}, too far for {len(queues)} queues",
                "check the earliest and the latest date, or give fewer queues at a time",
                file,
                column="timestamp",
                value=str(first),
            )
        )
    grid = TimeGrid(first, n_days, interval_min, zone)
    day_index = np.repeat(np.arange(n_days), np.diff(grid.day_starts))
    step = np.timedelta64(interval_min, "m")
    origin = grid.instants.tz_localize(None).to_numpy()[0]
    where = ((stamps.tz_convert("UTC").tz_localize(None).to_numpy() - origin) // step).astype(
        np.int64
    )
    rows = rows.assign(where=where)
    any_row = np.zeros(n_days, dtype=bool)
    any_row[day_index[where]] = True
    parts = []
    for queue in queues:
        own = rows.loc[rows["queue"] == queue]
        at = own["where"].to_numpy()
        values = {}
        for column in ("volume", "aht_s", "abandoned"):
            line = np.full(grid.n_intervals, np.nan)
            line[at] = own[column].to_numpy(dtype=float)
            values[column] = line
        given = np.zeros(grid.n_intervals, dtype=bool)
        given[at] = True
        state, volume = whole_day_states(
            values["volume"], given, any_row, grid, absent.value, closed_days
        )
        parts.append(
            pd.DataFrame(
                {
                    "timestamp": grid.local,
                    "queue": str(queue),
                    "volume": volume,
                    "aht_s": np.where(state == "open", values["aht_s"], np.nan),
                    "abandoned": np.where(state == "open", values["abandoned"], np.nan),
                    "state": state,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def interval_of(history: pd.DataFrame) -> int:
    """Interval of a history or forecast frame in minutes."""
    stamps = history["timestamp"].drop_duplicates().sort_values()
    if len(stamps) < 2:
        return max(INTERVALS_MIN)
    return int(stamps.diff().min() / pd.Timedelta(minutes=1))


def zone_of(frame: pd.DataFrame) -> str:
    """Zone name of a frame's timestamps."""
    return str(pd.DatetimeIndex(frame["timestamp"]).tz)


def coarsen(history: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    """Sum a history to a longer interval; an interval with a missing part is missing.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    interval_min : int
        A multiple of the history's interval.
    """
    if interval_of(history) == interval_min:
        return history
    # Floored in UTC: every zone's offset is a multiple of 15 minutes, so local hours that start
    # off the UTC hour are floored on the local clock instead.
    stamps = pd.DatetimeIndex(history["timestamp"])
    late = (stamps.minute % interval_min).to_numpy()
    start = stamps - pd.to_timedelta(late, unit="m")
    is_open = history["state"] == "open"
    volume = history["volume"].where(is_open)
    known = history["aht_s"].notna() & is_open & (volume > 0)
    work = pd.DataFrame(
        {
            "timestamp": start,
            "queue": history["queue"].to_numpy(),
            "volume": volume.to_numpy(),
            "abandoned": history["abandoned"].where(is_open).to_numpy(),
            "handled": volume.where(known).to_numpy(),
            "seconds": (history["aht_s"] * volume).where(known).to_numpy(),
            "open": is_open.to_numpy(),
            "missing": (history["state"] == "missing").to_numpy(),
            "outage": (history["state"] == "outage").to_numpy(),
        }
    )
    grouped = work.groupby(["queue", "timestamp"], sort=True)
    sums = grouped[["volume", "abandoned", "handled", "seconds"]].sum(min_count=1)
    flags = grouped[["open", "missing", "outage"]].any()
    state = np.select(
        [flags["outage"], flags["missing"], flags["open"]], ["outage", "missing", "open"], "closed"
    )
    keep = state == "open"
    out = pd.DataFrame(
        {
            "volume": sums["volume"].where(keep),
            "aht_s": (sums["seconds"] / sums["handled"]).where(keep),
            "abandoned": sums["abandoned"].where(keep),
            "state": state,
        }
    ).reset_index()
    return out[["timestamp", "queue", "volume", "aht_s", "abandoned", "state"]]


def gaps(history: pd.DataFrame) -> tuple[Gap, ...]:
    """List every run of missing or outage intervals, per queue in order of time."""
    step = timedelta(minutes=interval_of(history))
    found = []
    for queue, part in history.groupby("queue", sort=True):
        state = part["state"].to_numpy()
        change = np.flatnonzero(np.r_[True, state[1:] != state[:-1]])
        ends = np.r_[change[1:], len(state)]
        stamps = pd.DatetimeIndex(part["timestamp"])
        for start, end in zip(change.tolist(), ends.tolist(), strict=True):
            if state[start] in ("missing", "outage"):
                found.append(
                    Gap(
                        str(queue),
                        stamps[start].to_pydatetime(),
                        (stamps[end - 1] + step).to_pydatetime(),
                        int(end - start),
                        str(state[start]),
                    )
                )
    return tuple(found)
