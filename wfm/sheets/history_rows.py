"""Rows of a table of counted contacts, read by its layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.errors import Fault
from wfm.sheets.clock_texts import (
    Stamp,
    StampReader,
    is_empty,
    plain,
    read_clock,
    read_day,
    read_number,
    read_seconds,
)
from wfm.sheets.formulas import unquoted
from wfm.sheets.free_table import MAX_FAULTS, FreeTable
from wfm.sheets.history_layout import (
    IGNORED,
    HandleIs,
    HistoryLayout,
    Shape,
    check_layout,
    interval_columns,
    is_summary,
)


@dataclass(frozen=True, eq=False)
class HistoryRows:
    """Rows as a history takes them.

    Parameters
    ----------
    rows : DataFrame
        timestamp (local, or text with its offset), queue, volume, aht_s, abandoned; empty cells
        are NaN.
    numbers : ndarray of int, shape (n_rows,)
        Row of the file that each came from, the first one where several were added.
    faults : tuple of Fault
        Every cell that can't be read.
    n_summary, n_ignored : int
        Rows of sums, and rows of queues that are left out.
    strange : tuple of str
        Queues of the file that are mapped to none.
    """

    rows: pd.DataFrame
    numbers: npt.NDArray[np.int64]
    faults: tuple[Fault, ...] = ()
    n_summary: int = 0
    n_ignored: int = 0
    strange: tuple[str, ...] = ()


def read_layout(table: FreeTable, layout: HistoryLayout, known: tuple[str, ...]) -> HistoryRows:
    """Read the rows of a table by its layout.

    Parameters
    ----------
    table : FreeTable
    layout : HistoryLayout
    known : tuple of str
        Queues of the centre.

    Raises
    ------
    BadInputError
        When a column of the layout is not there, or the layout lacks a time or a count.
    """
    check_layout(table, layout)
    reader = _Reader(table, layout, known)
    if layout.shape is Shape.DAYS:
        return reader.days()
    return reader.intervals()


class _Reader:
    """Reads one table; notes every cell that is wrong and goes on."""

    def __init__(self, table: FreeTable, layout: HistoryLayout, known: tuple[str, ...]) -> None:
        self.table, self.layout, self.known = table, layout, known
        self.faults: list[Fault] = []
        keys = [c for c in (layout.timestamp, layout.date, layout.time, layout.queue) if c]
        summary = np.zeros(len(table.rows), dtype=bool)
        for name in keys:
            codes, texts = pd.factorize(table.rows[name])
            summary |= np.array([is_summary(str(t)) for t in texts], dtype=bool)[codes]
        self.n_summary = int(summary.sum())
        self.rows, self.numbers = table.rows, table.numbers
        if self.n_summary:
            self.rows = table.rows[~summary].reset_index(drop=True)
            self.numbers = table.numbers[~summary]
        self.put_together: frozenset[str] = frozenset()

    def intervals(self) -> HistoryRows:
        """Read a row an interval and queue."""
        stamp = self._stamps()
        queue, ignored, strange = self._queues()
        counts = {
            name: self._values(column, read_number, "is not a number", "write a number, e.g. 12")
            for name in ("offered", "answered", "abandoned")
            if (column := getattr(self.layout, name))
        }
        answered, abandoned = counts.get("answered"), counts.get("abandoned")
        volume = counts.get("offered")
        if volume is None:
            volume = counts["answered"] + counts["abandoned"]
        if abandoned is None:
            abandoned = np.full(len(self.rows), np.nan)
        if answered is None:
            answered = volume - np.nan_to_num(abandoned)
        aht_s = self._handle(answered)
        frame = pd.DataFrame(
            {
                "timestamp": stamp,
                "queue": queue,
                "volume": volume,
                "aht_s": aht_s,
                "abandoned": abandoned,
                "answered": answered,
                "number": self.numbers,
            }
        )
        return self._done(frame, ignored, strange)

    def days(self) -> HistoryRows:
        """Read a row a day and queue with a column for each interval."""
        columns = interval_columns(self.table.header)
        queue, ignored, strange = self._queues()
        start = self._days(self.layout.date or self.layout.timestamp)
        parts = []
        for name, minute in columns.items():
            values = self._values(name, read_number, "is not a number", "write a number, e.g. 12")
            parts.append(
                pd.DataFrame(
                    {
                        "timestamp": start + np.timedelta64(minute, "m"),
                        "queue": queue,
                        "volume": values,
                        "number": self.numbers,
                    }
                )
            )
        frame = pd.concat(parts, ignore_index=True)
        for name in ("aht_s", "abandoned", "answered"):
            frame[name] = np.nan
        return self._done(frame, np.tile(ignored, len(columns)), strange)

    def _done(
        self, frame: pd.DataFrame, ignored: npt.NDArray[np.bool_], strange: tuple[str, ...]
    ) -> HistoryRows:
        kept = frame[~ignored] if ignored.any() else frame
        if self.put_together:
            times = len(frame) // max(1, len(self.rows))
            names = np.tile(self.rows[self.layout.queue].to_numpy(dtype=object), times)
            kept = _together(kept.assign(name=names[~ignored]), self.put_together)
        return HistoryRows(
            kept[["timestamp", "queue", "volume", "aht_s", "abandoned"]].reset_index(drop=True),
            kept["number"].to_numpy(dtype=np.int64),
            tuple(sorted(self.faults, key=lambda f: f.row or 0)),
            self.n_summary,
            int(ignored.sum()),
            strange,
        )

    def _parsed(
        self, column: str, read: Callable[[str], Any], what: str, mend: str
    ) -> tuple[npt.NDArray[np.intp], list[Any]]:
        """Values of a column's distinct texts, and which of them each row has.

        Unreadable ones are None, and their rows faults.
        """
        codes, texts = pd.factorize(self.rows[column])
        values = [read(unquoted(text.strip())) for text in texts.tolist()]
        wrong = np.array([value is None for value in values], dtype=bool)
        if wrong.any():
            for row in np.flatnonzero(wrong[codes])[:MAX_FAULTS].tolist():
                self._fault(row, column, what, mend)
        return codes, values

    def _values(
        self, column: str, read: Callable[[str], float | None], what: str, mend: str
    ) -> npt.NDArray[np.float64]:
        """Numbers of a column, 0 or more; an empty cell is NaN."""
        codes, found = self._parsed(
            column, lambda t: np.nan if is_empty(t) else read(t), what, mend
        )
        values = np.array([np.nan if v is None else v for v in found], dtype=float)[codes]
        with np.errstate(invalid="ignore"):
            negative = np.flatnonzero(values < 0)
        for row in negative[:MAX_FAULTS].tolist():
            self._fault(row, column, "is negative", "write 0 or more; leave it empty if unknown")
        return values

    def _fault(self, row: int, column: str, what: str, mend: str) -> None:
        value = str(self.rows[column].iloc[row])
        self.faults.append(
            Fault(what, mend, self.table.file, int(self.numbers[row]), column, value)
        )

    def _stamps(self) -> Any:
        """Start of each row's interval: local times, or texts where offsets are given."""
        layout = self.layout
        if layout.timestamp:
            codes, stamps = self._parsed(
                layout.timestamp,
                StampReader(layout.day_order).read,
                "is not a time",
                "write it as 2026-01-31 07:30",
            )
            return self._moments(stamps)[codes]
        codes, clock = self._parsed(
            layout.time, read_clock, "is not a time of day", "write it as 07:30 or 07:30-08:00"
        )
        minute = np.array([np.nan if c is None else c[0] for c in clock], dtype=float)
        both = np.array([c is not None and c[1] is not None for c in clock], dtype=bool)
        return self._shifted(_plus(self._days(layout.date), minute[codes]), both[codes])

    def _days(self, column: str) -> npt.NDArray[np.datetime64]:
        """Day of each row, NaT where it can't be read."""
        codes, days = self._parsed(
            column,
            lambda text: read_day(text, self.layout.day_order),
            "is not a day",
            "write it as 2026-01-31",
        )
        return _midnights(days)[codes]

    def _moments(self, stamps: list[Stamp | None]) -> npt.NDArray[Any]:
        """Distinct moments as local times, or as texts where offsets are given."""
        if any(s.offset for s in stamps if s is not None):
            return np.array([_text(s) for s in stamps], dtype=object)
        base = _midnights([None if s is None else s.day for s in stamps])
        minute = np.array([np.nan if s is None else s.minute for s in stamps], dtype=float)
        both = np.array([s is not None and s.end_minute is not None for s in stamps], dtype=bool)
        return self._shifted(_plus(base, minute), both)

    def _shifted(
        self, starts: npt.NDArray[np.datetime64], both: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.datetime64]:
        """Starts where the file gives ends; an interval with both ends gives its start."""
        if not self.layout.ends:
            return starts
        seen = np.unique(starts[~np.isnat(starts)])
        apart = np.diff(seen)
        step = apart.min() if apart.size else np.timedelta64(0, "m")
        return np.where(both, starts, starts - step)

    def _queues(self) -> tuple[Any, npt.NDArray[np.bool_], tuple[str, ...]]:
        """Queue of the centre for each row, which rows are left out, and names mapped to none."""
        layout = self.layout
        if not layout.queue:
            name = layout.all_queue or (self.known[0] if len(self.known) == 1 else "")
            if name not in self.known:
                self.faults.append(
                    Fault(
                        "no column names the queue",
                        "choose the column, or the queue that every row belongs to",
                        self.table.file,
                        self.table.header_row,
                        value=name,
                    )
                )
            n = len(self.rows)
            return np.full(n, name, dtype=object), np.zeros(n, dtype=bool), ()
        codes, texts = pd.factorize(self.rows[layout.queue])
        own = {plain(name): name for name in self.known}
        mapped = {plain(name): queue for name, queue in layout.queues.items()}
        target, strange = [], []
        for place, text in enumerate(texts):
            key = plain(unquoted(str(text)))
            queue = mapped.get(key, own.get(key))
            if queue is None or (queue and queue not in self.known):
                strange.append(str(text))
                row = int(np.flatnonzero(codes == place)[0])
                self._fault(
                    row,
                    layout.queue,
                    "is empty" if not key else "the queue is not known",
                    "name the queue in every row"
                    if not key
                    else "say which queue of the centre it is, or leave its rows out",
                )
            target.append(queue if queue is not None else str(text))
        count = Counter(target)
        self.put_together = frozenset(q for q, n in count.items() if n > 1 and q != IGNORED)
        ignored = np.array([queue == IGNORED for queue in target], dtype=bool)[codes]
        return pd.array(target, dtype="str").take(codes), ignored, tuple(strange)

    def _handle(self, answered: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Average handle time in seconds; NaN where nobody was answered."""
        if not self.layout.handle:
            return np.full(len(self.rows), np.nan)
        parts = [
            self._values(
                column,
                lambda text: read_seconds(text, self.layout.handle_unit),
                "is not a duration",
                "write seconds, e.g. 183.5, or minutes and seconds, e.g. 03:05",
            )
            for column in self.layout.handle
        ]
        known = np.any([np.isfinite(part) for part in parts], axis=0)
        total = np.where(known, np.nansum(parts, axis=0), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.layout.handle_is is HandleIs.TOTAL:
                return np.where(answered > 0, total / answered, np.nan)
            # Systems write 0 where nothing was handled.
            return np.where((total == 0) & ~(answered > 0), np.nan, total)


def _plus(
    base: npt.NDArray[np.datetime64], minute: npt.NDArray[np.float64]
) -> npt.NDArray[np.datetime64]:
    known = np.isfinite(minute)
    shift = np.where(known, np.nan_to_num(minute), 0).astype("timedelta64[m]")
    return np.where(known, base + shift, np.datetime64("NaT"))


def _midnights(days: list[date | None]) -> npt.NDArray[np.datetime64]:
    """Starts of days, NaT for none."""
    texts = pd.Series(days, dtype=object)
    return pd.to_datetime(texts, errors="coerce").to_numpy().astype("datetime64[us]")


def _text(stamp: Stamp | None) -> str:
    if stamp is None:
        return ""
    hour, minute = divmod(stamp.minute, 60)
    return f"{stamp.day.isoformat()}T{hour:02d}:{minute:02d}:00{stamp.offset}"


def _together(frame: pd.DataFrame, merged: frozenset[str]) -> pd.DataFrame:
    """Add up the rows of queues that are put together; repeated rows of one name stay apart.

    The n-th row of a name at a time belongs to the n-th of another: on the night that the clocks
    go back there are two.
    """
    alone = frame[~frame["queue"].isin(merged)]
    part = frame[frame["queue"].isin(merged)].copy()
    part["nth"] = part.groupby(["timestamp", "name"], dropna=False).cumcount()
    handled = part["aht_s"].notna() & (part["answered"] > 0)
    part["weight"] = part["answered"].where(handled)
    part["seconds"] = (part["aht_s"] * part["answered"]).where(handled)
    part["unknown"] = part["volume"].isna()
    keys = ["timestamp", "queue", "nth"]
    grouped = part.groupby(keys, sort=False, dropna=False)
    sums = grouped[["volume", "abandoned", "weight", "seconds"]].sum(min_count=1)
    sums["volume"] = sums["volume"].mask(grouped["unknown"].any())
    sums["number"] = grouped["number"].min()
    sums["aht_s"] = sums["seconds"] / sums["weight"]
    both = pd.concat([alone, sums.reset_index()], ignore_index=True)
    return both.sort_values("number", kind="stable", ignore_index=True)
