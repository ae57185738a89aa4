"""Opening hours that a centre gives, as slots of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from wfm.core.days import ClockSpan
from wfm.core.time import DAY_MIN
from wfm.forecasting.days import BoolArray

Spans = tuple[ClockSpan, ...]


@dataclass(frozen=True)
class Hours:
    """Given opening hours; what is not given is learned from the history.

    Parameters
    ----------
    weekdays : tuple of tuple of (int, int), optional
        Spans of minutes per day type, Monday first; None to learn them all.
    specials : mapping of str to tuple of (int, int)
        Spans of holidays, eves and make-up workdays (names of `Special`); none of them: closed.
    days : mapping of date to tuple of (int, int)
        Spans of single days, whatever type they have.
    """

    weekdays: tuple[Spans, ...] | None = None
    specials: Mapping[str, Spans] = field(default_factory=dict)
    days: Mapping[date, Spans] = field(default_factory=dict)


NO_HOURS = Hours()
"""Everything is learned."""


def slots_in(spans: Sequence[ClockSpan], interval_min: int) -> BoolArray:
    """Slots of a day that lie in some of the spans at least in part, shape (n_slots,).

    Examples
    --------
    >>> slots_in([(0, 90)], 60)[:3].tolist()
    [True, True, False]
    """
    starts = np.arange(0, DAY_MIN, interval_min)
    found: BoolArray = np.zeros(len(starts), dtype=bool)
    for first, last in spans:
        found |= (starts < last) & (starts + interval_min > first)
    return found
