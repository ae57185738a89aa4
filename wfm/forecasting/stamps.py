"""Timestamps of a file as instants: one zone, on the grid, clock changes understood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.errors import Fault
from wfm.core.time import INTERVALS_MIN, zone_info

ON_GRID_SHARE = 0.98
"""An interval is recognised when this share of the rows lies on its grid."""
MIN_WEEK_ROWS = 40
COARSE_RUN = 6
MAX_FAULTS = 1000
_OFFSET = r"(?:[+-]\d{2}:?\d{2}|[Zz])$"


@dataclass(frozen=True, eq=False)
class Stamps:
    """Instants of the rows of a file.

    Parameters
    ----------
    local : DatetimeIndex
        Local instants (aware), NaT where unreadable.
    faults : tuple of (row position, Fault)
        What is wrong with single rows.
    skipped : ndarray of bool, shape (n_rows,)
        Wall-clock times that do not exist because the clocks went forward (NaT in `local`).
    """

    local: pd.DatetimeIndex
    faults: tuple[tuple[int, Fault], ...]
    skipped: npt.NDArray[np.bool_]


def bad_rows(mask: npt.NDArray[np.bool_]) -> list[int]:
    """Positions of the first thousand bad rows: nobody reads more, and a file may have millions."""
    return [int(row) for row in np.flatnonzero(mask)[:MAX_FAULTS]]


def read_stamps(column: pd.Series, queues: pd.Series, zone: str) -> Stamps:
    """Read timestamps, with or without an offset, as instants of a zone.

    A local time without offset that occurs twice on the night the clocks go back is its first
    occurrence; a second row of the same queue with the same text is the second one.

    Parameters
    ----------
    column : Series
        Text or datetimes (naive or aware).
    queues : Series
        Queue of each row.
    zone : str
        IANA name of the centre's zone.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        # A typed column holds instants already: its zone is a way of showing them.
        return Stamps(
            pd.DatetimeIndex(column).tz_convert(zone), (), np.zeros(len(column), dtype=bool)
        )
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return _localise(column, column.astype(str), queues, zone)
    text = column.astype(str).str.strip()
    has_offset = text.str.contains(_OFFSET, regex=True) & text.str.contains(":", regex=False)
    has_offset &= text.str.len() > 10
    if not has_offset.any():
        return _localise(
            pd.to_datetime(text, errors="coerce", format="ISO8601"), text, queues, zone
        )
    return _with_offsets(text, has_offset, zone)


def _with_offsets(text: pd.Series, has_offset: pd.Series, zone: str) -> Stamps:
    instants = pd.to_datetime(text.where(has_offset), errors="coerce", format="ISO8601", utc=True)
    local = pd.DatetimeIndex(instants).tz_convert(zone)
    wall = pd.to_datetime(
        text.str.replace(_OFFSET, "", regex=True).str.strip(), errors="coerce", format="ISO8601"
    )
    faults = _unreadable(np.asarray(pd.DatetimeIndex(wall).isna()), text)
    # Fault the smaller side: a file has one habit and a few strays.
    strays = ~has_offset if has_offset.mean() >= 0.5 else has_offset
    what, mend = (
        ("has no offset although other rows have one (two zones)", "write it with its offset")
        if has_offset.mean() >= 0.5
        else ("has an offset although other rows have none (two zones)", "leave the offset out")
    )
    for position in bad_rows(strays.to_numpy() & ~np.asarray(pd.DatetimeIndex(wall).isna())):
        faults.append(_fault(int(position), text, what, mend))
    same = np.asarray(local.tz_localize(None) == pd.DatetimeIndex(wall))
    readable = (has_offset & ~strays).to_numpy() & ~np.asarray(local.isna())
    for position in bad_rows(readable & ~same):
        expected = local[int(position)].strftime("%z")
        faults.append(
            _fault(
                int(position),
                text,
                f"has an offset that is not that of {zone} (two zones)",
                f"name the zone the file was written in, or convert it (expected {expected})",
            )
        )
    return Stamps(local, tuple(faults), np.zeros(len(text), dtype=bool))


def _localise(wall: pd.Series, text: pd.Series, queues: pd.Series, zone: str) -> Stamps:
    naive = pd.DatetimeIndex(wall)
    faults = _unreadable(np.asarray(naive.isna()), text)
    second = pd.DataFrame({"t": naive, "q": queues.to_numpy()}).duplicated().to_numpy()
    local = naive.tz_localize(zone, ambiguous=~second, nonexistent="NaT")
    skipped: npt.NDArray[np.bool_] = np.asarray(local.isna(), dtype=bool) & ~np.asarray(
        naive.isna(), dtype=bool
    )
    return Stamps(local, tuple(faults), skipped)


def skipped_fault(value: str, zone: str) -> Fault:
    """Say that contacts were recorded at a time that does not exist."""
    return Fault(
        f"does not exist in {zone}: the clocks went forward",
        "write timestamps with their offset, or name the zone the file was written in",
        column="timestamp",
        value=value,
    )


def _unreadable(bad: npt.NDArray[np.bool_], text: pd.Series) -> list[tuple[int, Fault]]:
    return [
        _fault(int(position), text, "is not a time", "write it as 2026-01-31 07:30")
        for position in bad_rows(bad)
    ]


def _fault(position: int, text: pd.Series, what: str, mend: str) -> tuple[int, Fault]:
    return position, Fault(what, mend, column="timestamp", value=str(text.iloc[position]))


def detect_interval(local: pd.DatetimeIndex) -> int:
    """Longest supported interval on whose grid nearly all instants lie.

    Examples
    --------
    >>> detect_interval(pd.date_range("2026-01-01", periods=9, freq="30min", tz="UTC"))
    30
    """
    seen = local.dropna()
    minutes = seen.hour.to_numpy() * 60 + seen.minute.to_numpy()
    for interval_min in sorted(INTERVALS_MIN, reverse=True):
        if len(minutes) and np.mean(minutes % interval_min == 0) >= ON_GRID_SHARE:
            return interval_min
    return min(INTERVALS_MIN)


def is_coarse(local: pd.DatetimeIndex, queues: npt.NDArray[np.object_], interval_min: int) -> bool:
    """Whether rows follow each other at a distance, so that they are sums over it.

    Single rows, such as corrections of a few full hours, say nothing of their length; six in a
    row of one queue do.
    """
    frame = pd.DataFrame({"t": local, "q": queues}).dropna().sort_values(["q", "t"])
    step = frame["t"].diff().eq(pd.Timedelta(minutes=interval_min))
    step &= frame["q"].eq(frame["q"].shift())
    length = step.groupby((~step).cumsum()).sum()
    return bool(len(length)) and int(length.max()) + 1 >= COARSE_RUN


def interval_change(local: pd.DatetimeIndex, interval_min: int) -> tuple[int, int] | None:
    """Find the first week whose rows all lie on a coarser grid than the rest.

    Returns
    -------
    (int, int) or None
        Position of the week's first row, and its interval in minutes. A week of few rows says
        nothing: with rows left out for zero counts, a coarse grid may be chance.
    """
    wall = local.tz_localize(None)
    week = (wall - pd.to_timedelta(wall.day_of_week, unit="D")).normalize()
    minute = wall.hour * 60 + wall.minute
    frame = pd.DataFrame({"week": week, "minute": minute}).dropna()
    for coarse in sorted(INTERVALS_MIN, reverse=True):
        if coarse <= interval_min or coarse % interval_min:
            continue
        on_grid = (frame["minute"] % coarse == 0).groupby(frame["week"]).agg(["all", "size"])
        changed = on_grid.index[on_grid["all"] & (on_grid["size"] >= MIN_WEEK_ROWS)]
        if len(changed):
            return int(frame.index[frame["week"] == changed[0]][0]), coarse
    return None


def off_grid(local: pd.DatetimeIndex, interval_min: int) -> npt.NDArray[np.bool_]:
    """Whether each instant lies off the grid of an interval, shape (n,)."""
    wall = local.tz_localize(None)
    seconds = (wall - wall.normalize()).to_numpy() / np.timedelta64(1, "s")
    with np.errstate(invalid="ignore"):
        off: npt.NDArray[np.bool_] = np.nan_to_num(seconds) % (60 * interval_min) != 0
    return off


def check_zone(zone: str) -> str:
    """Return the zone's name if there is such a zone.

    Raises
    ------
    BadInputError
        When there is none.
    """
    zone_info(zone)
    return zone
