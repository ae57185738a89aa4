"""A cut for the count model: where breaks are due, a minimum of m takes m + 1 people.

In fractions 2.3 people keep two on the phones all night while each takes a meal; people are whole,
so it takes three. Where a stretch of intervals has the same shifts throughout, every one with b
intervals of break that can't be taken outside it, n <= m people leave at least
m * length - n * (length - b) agent-intervals short, and m + 1 people may leave none. The price of
a shortage is at least the line through these two values at n = m and n = m + 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wfm.core.shifts import BreakWindow


@dataclass(frozen=True)
class Stretch:
    """Intervals that the same shifts cover throughout.

    Parameters
    ----------
    intervals : range
    columns : frozenset of int
        Variables of the counts on duty.
    """

    intervals: range
    columns: frozenset[int]


def stretches(on_duty: Sequence[frozenset[int]], intervals: Iterable[int]) -> list[Stretch]:
    """Cut intervals into stretches of the same shifts.

    Examples
    --------
    >>> one, both = frozenset({1}), frozenset({1, 2})
    >>> [list(s.intervals) for s in stretches([one, one, both], range(3))]
    [[0, 1], [2]]
    """
    found: list[Stretch] = []
    for t in sorted(intervals):
        last = found[-1] if found else None
        if last and last.intervals.stop == t and last.columns == on_duty[t]:
            found[-1] = Stretch(range(last.intervals.start, t + 1), last.columns)
        else:
            found.append(Stretch(range(t, t + 1), on_duty[t]))
    return found


def due_inside(windows: Iterable[BreakWindow], start: int, inside: range, interval_min: int) -> int:
    """Intervals of break that a shift from interval `start` can't take outside a stretch."""
    due = 0
    for w in windows:
        length = -(-w.length_min // interval_min)
        first = start + -(-w.earliest_min // interval_min)
        last = start + w.latest_min // interval_min
        # The part of the break inside, for the start that leaves the most of it outside.
        due += min(
            (
                max(0, min(t + length, inside.stop) - max(t, inside.start))
                for t in range(first, last + 1)
            ),
            default=0,
        )
    return due
