"""Putting a new piece of history on what is known: only what it counts replaces anything."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.frames import HISTORY, STATES
from wfm.forecasting.days import slots_of
from wfm.forecasting.history import interval_of

RECENT_DAYS = 56
SURELY_SOME = 5.0
"""Contacts to expect in what is left of a day for its silence to mean that it was not counted."""
_OPEN, _CLOSED, _MISSING = (STATES.index(name) for name in ("open", "closed", "missing"))
_UNKNOWN = -1
_VALUES = ("volume", "aht_s", "abandoned")


@dataclass(frozen=True, eq=False)
class Merged:
    """A history with a piece put on.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.HISTORY`, sorted by queue and time.
    replaced : DataFrame
        timestamp, queue, before, after: known intervals that got other numbers.
    n_new : int
        Intervals counted now of which nothing was known.
    changed : bool
        Whether anything differs from what was known.
    """

    frame: pd.DataFrame
    replaced: pd.DataFrame
    n_new: int
    changed: bool


def merge(
    old: pd.DataFrame | None,
    new: pd.DataFrame,
    given: npt.NDArray[np.bool_],
    closed_days: Set[date],
    *,
    absent: str,
) -> Merged:
    """Put a piece of history on what is known.

    Parameters
    ----------
    old : DataFrame or None
        As `wfm.core.frames.HISTORY`; None when nothing is known.
    new : DataFrame
        The piece, of the same interval and zone.
    given : ndarray of bool, shape (n_new_rows,)
        Whether the piece has a row for the interval. The others say only what an absent row is
        taken for, and fill intervals of which nothing is known.
    closed_days : set of date
        Days on which the centre was shut: closed, not missing, where nothing is known.
    absent : str
        What an absent row was taken for. A piece that ends within a day says nothing of the
        rest of it: intervals in which the centre usually has contacts are missing then.
    """
    grid = _Grid(old, new)
    if old is not None:
        grid.put(old, np.ones(len(old), dtype=bool))
    before = {name: grid.values[name].copy() for name in _VALUES}
    was = grid.state.copy()
    usual_open, usual_volume = grid.usual()
    rows, columns = grid.place(new)
    grid.put(new, given)
    silent = ~given
    at = (rows[silent], columns[silent])
    state = _codes(new)[silent]
    volume = new["volume"].to_numpy(dtype=float)[silent]
    free = (grid.state[at] == _UNKNOWN) | ((grid.state[at] == _MISSING) & (state != _MISSING))
    if old is not None and absent == "missing":
        # A short piece knows too little of the opening hours to call a silent slot closed.
        state = np.where((state == _CLOSED) & usual_open[at], _MISSING, state)
    told = (at[0][free], at[1][free])
    grid.state[told] = state[free]
    grid.values["volume"][told] = np.where(state[free] == _OPEN, volume[free], np.nan)
    if absent == "zero":
        _leave_unfinished(grid, rows[given], columns[given], told, usual_volume)
    blank = grid.state == _UNKNOWN
    shut = np.isin(grid.day, np.array(sorted(closed_days), dtype="datetime64[D]"))
    grid.state[blank] = np.where(np.broadcast_to(shut, blank.shape)[blank], _CLOSED, _MISSING)
    return grid.merged(before, was, changed_from=old)


def _leave_unfinished(
    grid: _Grid,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    told: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    usual_volume: npt.NDArray[np.float64],
) -> None:
    """Call the end of the last day missing where its silence is not to be believed."""
    if columns.size == 0:
        return
    last = int(columns.max())
    after = (told[1] > last) & (grid.day[told[1]] == grid.day[last])
    if not after.any():
        return
    tail = (told[0][after], told[1][after])
    known = usual_volume[tail]
    if not np.isfinite(known).any():
        # Nothing was known before: the piece itself says what its weekdays are like.
        known = grid.usual(until=grid.day[last])[1][tail]
    if np.nansum(known) >= SURELY_SOME:
        grid.state[tail] = _MISSING
        grid.values["volume"][tail] = np.nan


class _Grid:
    """Queues by intervals, from the first to the last one of both histories."""

    def __init__(self, old: pd.DataFrame | None, new: pd.DataFrame) -> None:
        frames = [new] if old is None else [old, new]
        self.zone = pd.DatetimeIndex(new["timestamp"]).tz
        self.text = new["queue"].dtype
        step_min = min(interval_of(frame) for frame in frames)
        self.step = step_min * 60 * 10**9
        self.first = min(_ticks(frame).min() for frame in frames)
        last = max(_ticks(frame).max() for frame in frames)
        self.queues = sorted({str(q) for frame in frames for q in frame["queue"].unique()})
        shape = (len(self.queues), int((last - self.first) // self.step) + 1)
        self.values = {name: np.full(shape, np.nan) for name in _VALUES}
        self.state = np.full(shape, _UNKNOWN, dtype=np.int8)
        ticks = self.first + self.step * np.arange(shape[1])
        self.local = pd.DatetimeIndex(ticks.astype("datetime64[ns]")).tz_localize("UTC")
        unit = pd.DatetimeIndex(new["timestamp"]).unit
        self.local = self.local.tz_convert(self.zone).as_unit(unit)
        self.day = self.local.tz_localize(None).to_numpy().astype("datetime64[D]")
        self.slot = slots_of(self.local, step_min)

    def place(self, frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Row and column of each row of a frame."""
        codes, names = pd.factorize(frame["queue"])
        rows = np.array([self.queues.index(str(name)) for name in names], dtype=np.int64)[codes]
        return rows, np.asarray((_ticks(frame) - self.first) // self.step)

    def put(self, frame: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> None:
        """Write chosen rows of a frame."""
        rows, columns = self.place(frame)
        at = (rows[chosen], columns[chosen])
        for name, values in self.values.items():
            values[at] = frame[name].to_numpy(dtype=float)[chosen]
        self.state[at] = _codes(frame)[chosen]

    def usual(
        self, until: np.datetime64 | None = None
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
        """Whether a weekday's slot is usually open, and its mean volume, at every interval."""
        known = self.state != _UNKNOWN
        if until is not None:
            known = known & (self.day < until)[None, :]
        open_share = np.zeros(self.state.shape, dtype=bool)
        volume = np.full(self.state.shape, np.nan)
        if not known.any():
            return open_share, volume
        newest = self.day[known.any(axis=0)].max()
        recent = known & (self.day > newest - np.timedelta64(RECENT_DAYS, "D"))[None, :]
        weekday = (self.day.astype(np.int64) + 3) % 7
        cell = weekday * (int(self.slot.max()) + 1) + self.slot
        size = int(cell.max()) + 1
        for q in range(len(self.queues)):
            seen = recent[q]
            n = np.bincount(cell[seen], minlength=size)
            is_open = np.bincount(cell[seen & (self.state[q] != _CLOSED)], minlength=size)
            counted = seen & np.isfinite(self.values["volume"][q])
            total = np.bincount(
                cell[counted], weights=self.values["volume"][q][counted], minlength=size
            )
            n_counted = np.bincount(cell[counted], minlength=size)
            open_share[q] = (2 * is_open > n)[cell]
            with np.errstate(invalid="ignore", divide="ignore"):
                volume[q] = (total / n_counted)[cell]
        return open_share, volume

    def merged(
        self,
        before: dict[str, npt.NDArray[np.float64]],
        was: npt.NDArray[np.int8],
        changed_from: pd.DataFrame | None,
    ) -> Merged:
        """Frame of the grid, and what differs from before."""
        volume, other = self.values["volume"], before["volume"]
        known = was != _UNKNOWN
        differs = {name: _differs(self.values[name], before[name]) for name in _VALUES}
        replaced = known & np.isfinite(other) & differs["volume"]
        n = volume.shape[1]
        rows, columns = np.nonzero(replaced)
        names = np.array(self.queues, dtype=object)
        frame = pd.DataFrame(
            {
                "timestamp": np.tile(np.arange(n), len(self.queues)),
                "queue": _of(self.queues, np.repeat(np.arange(len(names)), n), self.text),
                **{name: self.values[name].ravel() for name in _VALUES},
                "state": _of(STATES, self.state.ravel(), self.text),
            }
        )
        frame["timestamp"] = self.local.take(frame["timestamp"].to_numpy())
        changed = (
            changed_from is None
            or len(changed_from) != len(frame)
            or bool((self.state != was).any())
            or any(bool(mask.any()) for mask in differs.values())
        )
        return Merged(
            HISTORY.validate(frame[list(HISTORY.columns)]),
            pd.DataFrame(
                {
                    "timestamp": self.local.take(columns),
                    "queue": names[rows],
                    "before": other[replaced],
                    "after": volume[replaced],
                }
            ),
            int((np.isfinite(volume) & ~np.isfinite(other)).sum()),
            changed,
        )


def _of(texts: Sequence[str], codes: npt.NDArray[Any], dtype: Any) -> Any:
    """Texts by their place, in a column's own type: a text is not made anew for every row."""
    return pd.Series(list(texts), dtype=dtype).array.take(codes)


def _ticks(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    return np.asarray(pd.DatetimeIndex(frame["timestamp"]).as_unit("ns").asi8)


def _codes(frame: pd.DataFrame) -> npt.NDArray[np.int8]:
    codes, names = pd.factorize(frame["state"])
    return np.array([STATES.index(str(name)) for name in names], dtype=np.int8)[codes]


def _differs(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.asarray((one != other) & ~(np.isnan(one) & np.isnan(other)))
