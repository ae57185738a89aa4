"""Where an entry applies: its days of validity, weeks and clock spans of the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import BoolArray, ProblemView

Week = tuple[int, ...]
"""Day indices of a calendar week, Monday to Sunday."""


def holds_on(view: ProblemView, entry: RuleEntry, d: int) -> bool:
    """Whether an entry is in force on a day index."""
    return (entry.first_day is None and entry.last_day is None) or entry.valid_on(view.day(d))


def days(view: ProblemView, entry: RuleEntry) -> tuple[int, ...]:
    """Day indices of the horizon on which an entry is in force."""
    return tuple(d for d in range(view.n_days) if holds_on(view, entry, d))


def weeks(view: ProblemView, entry: RuleEntry) -> tuple[Week, ...]:
    """Weeks that the horizon touches and on whose Monday an entry is in force."""
    return tuple(week for week in view.weeks if holds_on(view, entry, week[0]))


def intervals(view: ProblemView, entry: RuleEntry, n: int) -> Iterator[int]:
    """Of the first n intervals, those on whose local day an entry is in force."""
    if entry.first_day is None and entry.last_day is None:
        yield from range(n)
        return
    for t in range(n):
        if entry.valid_on(local_day(view, t)):
            yield t


def local_day(view: ProblemView, t: int) -> date:
    """Local day of an interval."""
    d = int(np.searchsorted(view.grid.day_starts, t, side="right")) - 1
    return view.day(d)


def owed_intervals(view: ProblemView) -> int:
    """Intervals that only this horizon's shifts can cover, counted from its first midnight.

    Runs past the last midnight until the first shift of the next day could begin, so that the
    last night is held to its minimum and the next roster is not.
    """
    end = int(view.grid.day_starts[view.n_days])
    first = min((s.start_min for s in view.shifts), default=0)
    return min(view.n_intervals, end + first // view.interval_min)


def clock_mask(view: ProblemView, from_clock: str, to_clock: str) -> BoolArray:
    """Intervals that start inside a daily clock span, shape (n_intervals,).

    The span may cross midnight; equal ends are the whole day.
    """
    first, last = parse_clock(from_clock) % DAY_MIN, parse_clock(to_clock) % DAY_MIN
    local = view.grid.local[: view.n_intervals]
    minute = np.asarray(local.hour * 60 + local.minute)
    if first == last:
        return np.ones(view.n_intervals, dtype=bool)
    if first < last:
        return np.asarray((first <= minute) & (minute < last))
    return np.asarray((minute >= first) | (minute < last))


def overlap_min(first: int, last: int, from_min: int, to_min: int) -> int:
    """Minutes of [first, last) inside a daily clock span, which may cross midnight.

    Examples
    --------
    >>> overlap_min(1320, 1830, 1320, 360)  # 22:00 to 06:30 against 22:00 to 06:00
    480
    """
    length = (to_min - from_min) % DAY_MIN or DAY_MIN
    starts = range(from_min - 2 * DAY_MIN, last, DAY_MIN)
    return sum(max(0, min(last, s + length) - max(first, s)) for s in starts)
