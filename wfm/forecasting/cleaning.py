"""Cleaning a history: proposals of what strays, and changes put on beside the raw data.

Nothing here changes a history by itself. `propose` says what strays from what the same weekdays
expect; `apply_changes` gives a copy of a history with the changes that a planner chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import HISTORY, STATES
from wfm.forecasting.calendar import Calendar, DayKind
from wfm.forecasting.closures import with_closures
from wfm.forecasting.days import BoolArray, DayMatrix, FloatArray, IntArray, day_matrix, slots_of
from wfm.forecasting.history import interval_of
from wfm.forecasting.learned import LearnedCalendar, learn_calendar
from wfm.forecasting.outliers import Flag, FlagKind, Sensitivity, find_flags


class ChangeKind(StrEnum):
    """What a change is: the first four are found, the last two are a planner's own."""

    SPIKE = "spike"
    DROP = "drop"
    OUTAGE = "outage"
    LEVEL = "level"
    CORRECTION = "correction"
    STATE = "state"


REASONS = {
    ChangeKind.SPIKE: "far above what the same weekdays expect",
    ChangeKind.DROP: "far below what the same weekdays expect",
    ChangeKind.OUTAGE: "empty where the same weekdays expect contacts",
    ChangeKind.LEVEL: "the whole day lies apart from the same weekdays and its neighbours",
}
"""Why a change is proposed."""


@dataclass(frozen=True)
class Change:
    """A run of intervals of one queue with their volumes before and after.

    Parameters
    ----------
    queue : str
    start, end : datetime
        Aware, half-open.
    kind : ChangeKind
    raw : tuple of float or None
        Volumes counted, one for each interval of the span in order; None where there was none.
    cleaned : tuple of float or None
        Volumes after the change; None where there is none.
    state : str
        State of the intervals after the change, one of `wfm.core.frames.STATES`.
    score : float
        Normal-equivalent standard deviations from what was expected; 0 for a planner's own.
    reason : str
        In words.
    """

    queue: str
    start: datetime
    end: datetime
    kind: ChangeKind
    raw: tuple[float | None, ...]
    cleaned: tuple[float | None, ...]
    state: str = "open"
    score: float = 0.0
    reason: str = ""

    @property
    def key(self) -> tuple[str, datetime, datetime, str]:
        """What the change is known by when proposals are made anew."""
        return self.queue, self.start, self.end, str(self.kind)

    @property
    def raw_total(self) -> float | None:
        """Contacts counted; None when nothing was."""
        return _total(self.raw)

    @property
    def cleaned_total(self) -> float | None:
        """Contacts after the change; None when the intervals have no count then."""
        return _total(self.cleaned)


def _total(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def propose(
    history: pd.DataFrame,
    calendar: Calendar | None = None,
    sensitivity: Sensitivity | None = None,
) -> tuple[Change, ...]:
    """Propose what to clean, per queue in order of time; the history stays as it is.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    calendar : Calendar, optional
        Holidays, make-up workdays, closures and events are neither judged nor compared with;
        pay days and days around closures keep their level.
    sensitivity : Sensitivity, optional
        When a deviation is worth a look.

    Returns
    -------
    tuple of Change
        A spike or drop becomes what was expected at the day's own level, an outage suspicion
        becomes a span without a count, a day of another level is scaled to the level of the days
        that it is compared with.
    """
    calendar = calendar or Calendar()
    history = with_closures(history, calendar)
    interval_min = interval_of(history)
    found: list[Change] = []
    for queue in sorted(history["queue"].unique()):
        matrix = day_matrix(history, str(queue), interval_min)
        learned = learn_calendar(matrix, calendar, str(queue))
        skipped, moved = _known_days(matrix, learned)
        flags = find_flags(matrix, learned.types(matrix.days), skipped, moved, sensitivity)
        if flags:
            found += _changes(history.loc[history["queue"] == queue], matrix, flags)
    return tuple(found)


def _known_days(matrix: DayMatrix, learned: LearnedCalendar) -> tuple[BoolArray, BoolArray]:
    """Days with a cause of their own, and days whose level alone has one."""
    calendar = learned.calendar
    skipped = np.array(
        [
            calendar.kind(day) is not DayKind.NORMAL
            or day in calendar.closures
            or any(
                event.concerns(learned.queue) and event.position(day) is not None
                for event in calendar.events
            )
            for day in matrix.days
        ],
        dtype=bool,
    )
    moved = np.array([calendar.is_eve(day) for day in matrix.days], dtype=bool)
    if len(matrix.days):
        pays = calendar.pay_dates(matrix.days[0] - timedelta(days=1), matrix.days[-1])
        after = {day + timedelta(days=1) for day in pays}
        moved |= np.array([day in pays or day in after for day in matrix.days], dtype=bool)
        off = skipped | ~matrix.day_is_open & np.array(
            [learned.usual[day.weekday()] for day in matrix.days], dtype=bool
        )
        for lag in (1, 2, 3):
            moved[lag:] |= off[:-lag]
    return skipped, moved


def _changes(part: pd.DataFrame, matrix: DayMatrix, flags: Iterable[Flag]) -> list[Change]:
    """Flags as changes of the rows of one queue."""
    local = pd.DatetimeIndex(part["timestamp"])
    ordinal = (local.tz_localize(None).normalize() - pd.Timestamp(matrix.days[0])).days.to_numpy()
    slot = slots_of(local, matrix.interval_min)
    volume = part["volume"].to_numpy(dtype=float)
    starts = np.searchsorted(ordinal, np.arange(len(matrix.days) + 1))
    step = timedelta(minutes=matrix.interval_min)
    found = []
    for flag in flags:
        first, last = int(starts[flag.day]), int(starts[flag.day + 1])
        inside = first + np.flatnonzero(np.isin(slot[first:last], flag.slots))
        rows = np.arange(inside[0], inside[-1] + 1)
        expected = dict(zip(flag.slots.tolist(), flag.expected.tolist(), strict=True))
        raw = _plain(volume[rows])
        found.append(
            Change(
                str(part["queue"].iloc[0]),
                local[rows[0]].to_pydatetime(),
                (local[rows[-1]] + step).to_pydatetime(),
                ChangeKind(flag.kind),
                raw,
                _cleaned(flag, raw, [expected.get(s) for s in slot[rows].tolist()]),
                "outage" if flag.kind is FlagKind.OUTAGE else "open",
                round(flag.score, 2),
                REASONS[ChangeKind(flag.kind)],
            )
        )
    return found


def _cleaned(
    flag: Flag, raw: tuple[float | None, ...], expected: Sequence[float | None]
) -> tuple[float | None, ...]:
    if flag.kind is FlagKind.OUTAGE:
        return (None,) * len(raw)
    if flag.kind is FlagKind.LEVEL:
        # Scaled, so that the day keeps its own shape.
        factor = float(flag.expected.sum()) / max(sum(v for v in raw if v is not None), 1e-9)
        return tuple(None if value is None else round(value * factor, 2) for value in raw)
    return tuple(
        value if mean is None or value is None else round(mean, 2)
        for value, mean in zip(raw, expected, strict=True)
    )


def _plain(values: FloatArray) -> tuple[float | None, ...]:
    return tuple(float(v) if np.isfinite(v) else None for v in values)


def correction(
    history: pd.DataFrame,
    queue: str,
    start: datetime,
    end: datetime,
    *,
    volume: float | None = None,
    factor: float | None = None,
    reason: str = "",
) -> Change:
    """Make a planner's own correction of a span: a volume for each interval, or a factor.

    Raises
    ------
    BadInputError
        When not exactly one of them is given, it is out of range, or the span holds no count.
    """
    if (volume is None) == (factor is None):
        raise BadInputError(
            Fault("a correction is a volume or a factor", "give one of the two", column="volume")
        )
    value = volume if volume is not None else factor
    if value is None or not 0 <= value <= 1e9:
        raise BadInputError(
            Fault("the number is out of range", "give 0 or more", column="volume", value=str(value))
        )
    rows, raw = _span(history, queue, start, end)
    known = (history["state"].to_numpy()[rows] != "closed").tolist()
    if not any(known) or (factor is not None and _total(raw) is None):
        raise BadInputError(
            Fault("the span holds no count", "choose intervals that were open", value=str(start))
        )
    cleaned = tuple(
        None
        if not is_open or (factor is not None and before is None)
        else volume
        if factor is None
        else round((before or 0.0) * factor, 2)
        for before, is_open in zip(raw, known, strict=True)
    )
    return Change(queue, start, end, ChangeKind.CORRECTION, raw, cleaned, "open", 0.0, reason)


def state_mark(
    history: pd.DataFrame, queue: str, start: datetime, end: datetime, state: str, reason: str = ""
) -> Change:
    """Mark a span as an outage, missing or closed: its counts are not looked at then.

    Raises
    ------
    BadInputError
        When there is no such state or the span holds no interval.
    """
    if state not in STATES or state == "open":
        raise BadInputError(
            Fault("there is no such state", "use one of outage, missing, closed", value=state)
        )
    _, raw = _span(history, queue, start, end)
    return Change(queue, start, end, ChangeKind.STATE, raw, (None,) * len(raw), state, 0.0, reason)


def _span(
    history: pd.DataFrame, queue: str, start: datetime, end: datetime
) -> tuple[IntArray, tuple[float | None, ...]]:
    rows = _rows(history, queue, start, end)
    if rows.size == 0:
        raise BadInputError(
            Fault(
                "the history has no interval in this span",
                "give a queue of the history and a start before the end",
                value=f"{queue}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}",
            )
        )
    return rows, _plain(history["volume"].to_numpy(dtype=float)[rows])


def _rows(history: pd.DataFrame, queue: str, start: datetime, end: datetime) -> IntArray:
    stamps = history["timestamp"]
    mask = (history["queue"] == queue) & (stamps >= start) & (stamps < end)
    return np.flatnonzero(mask.to_numpy())


class _Rows:
    """Rows of changes in a history that is sorted by time within each queue."""

    def __init__(self, history: pd.DataFrame, changes: Iterable[Change]) -> None:
        self.volume = history["volume"].to_numpy(dtype=float)
        self.stamps = pd.DatetimeIndex(history["timestamp"]).as_unit("ns").asi8
        queues = history["queue"].to_numpy(dtype=object)
        self.rows = {queue: np.flatnonzero(queues == queue) for queue in {c.queue for c in changes}}

    def of(self, change: Change) -> IntArray:
        """Rows of a change's span."""
        own = self.rows[change.queue]
        span = [pd.Timestamp(change.start).value, pd.Timestamp(change.end).value]
        first, last = np.searchsorted(self.stamps[own], span).tolist()
        return np.asarray(own[first:last])

    def is_stale(self, change: Change) -> bool:
        """Whether other volumes are counted by now than the change was made for."""
        if change.kind is ChangeKind.STATE:
            return False
        return _plain(self.volume[self.of(change)]) != change.raw


def stale_changes(history: pd.DataFrame, changes: Sequence[Change]) -> tuple[bool, ...]:
    """Whether the history counts other volumes by now than each change was made for."""
    rows = _Rows(history, changes)
    return tuple(rows.is_stale(change) for change in changes)


def apply_changes(history: pd.DataFrame, changes: Iterable[Change]) -> pd.DataFrame:
    """Copy of a history with changes put on; later ones win, stale ones are left out.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`, sorted by time within each queue; it stays as it is.
    changes : iterable of Change

    Returns
    -------
    DataFrame
        As `wfm.core.frames.HISTORY`. Handle times stay; nobody abandons who did not call.
    """
    changes = tuple(changes)
    if not changes:
        return history
    where = _Rows(history, changes)
    volume = where.volume.copy()
    aht_s = history["aht_s"].to_numpy(dtype=float).copy()
    abandoned = history["abandoned"].to_numpy(dtype=float).copy()
    state = history["state"].to_numpy(dtype=object).copy()
    touched: BoolArray = np.zeros(len(history), dtype=bool)
    for change in changes:
        if where.is_stale(change):
            continue
        rows = where.of(change)
        touched[rows] = True
        if change.state != "open":
            marked = rows if change.state == "closed" else rows[state[rows] != "closed"]
            volume[marked] = aht_s[marked] = abandoned[marked] = np.nan
            state[marked] = change.state
            continue
        after = np.array([np.nan if v is None else v for v in change.cleaned], dtype=float)
        told = rows[np.isfinite(after)]
        volume[told] = after[np.isfinite(after)]
        abandoned[told] = np.minimum(abandoned[told], volume[told])
        state[told] = "open"
    cleaned = history.assign(
        volume=volume,
        aht_s=aht_s,
        abandoned=abandoned,
        state=pd.Series(state, index=history.index, dtype=history["state"].dtype),
    )
    HISTORY.validate(cleaned.loc[touched])
    return cleaned
