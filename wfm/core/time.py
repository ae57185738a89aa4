"""Time grids: instants are UTC inside, local at the edge; spans are half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.core.errors import BadInputError, Fault

INTERVALS_MIN = (5, 10, 15, 30, 60)
DAY_MIN = 24 * 60


def zone_info(name: str) -> ZoneInfo:
    """Return the IANA zone of that name.

    Raises
    ------
    BadInputError
        When there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInputError(
            Fault("unknown time zone", "use an IANA name such as Asia/Shanghai", value=name)
        ) from error


def local_instant(day: date, minute: int, zone: str) -> datetime:
    """Instant (UTC) of a local wall-clock minute of a day.

    `minute` may lie beyond 24 h: 1500 is 01:00 of the next day. A wall-clock time that a clock
    change skips maps to the instant it would have had before the change; one that occurs twice
    maps to its first occurrence.
    """
    extra, rest = divmod(minute, DAY_MIN)
    wall = datetime.combine(day + timedelta(days=extra), time(rest // 60, rest % 60))
    return wall.replace(tzinfo=zone_info(zone), fold=0).astimezone(UTC)


def monday_of(day: date) -> date:
    """Return the Monday of the week that holds `day`: weeks run Monday to Sunday."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class TimeGrid:
    """Equal intervals over whole local days.

    Parameters
    ----------
    first_day : date
        Local day at whose midnight the grid starts.
    n_days : int
        Local days covered; a day may have 23 or 25 hours.
    interval_min : int
        5, 10, 15, 30 or 60 minutes.
    zone : str
        IANA name, e.g. ``"Asia/Shanghai"``.

    Examples
    --------
    >>> grid = TimeGrid(date(2026, 3, 29), 1, 30, "Europe/Berlin")  # clocks go forward
    >>> grid.n_intervals
    46
    """

    first_day: date
    n_days: int
    interval_min: int
    zone: str

    def __post_init__(self) -> None:
        if self.interval_min not in INTERVALS_MIN:
            raise BadInputError(
                Fault(
                    "the interval is not supported",
                    f"use one of {', '.join(map(str, INTERVALS_MIN))} minutes",
                    value=str(self.interval_min),
                )
            )
        if self.n_days < 1:
            raise BadInputError(
                Fault("the grid has no day", "give at least one day", value=str(self.n_days))
            )
        zone_info(self.zone)

    @cached_property
    def day_starts(self) -> npt.NDArray[np.int64]:
        """Interval index at which each day starts, and the grid's end: shape (n_days + 1,).

        Raises
        ------
        BadInputError
            When a clock change, e.g. by half an hour on Lord Howe Island, splits an interval.
        """
        origin = local_instant(self.first_day, 0, self.zone)
        step = timedelta(minutes=self.interval_min)
        starts = []
        for d in range(self.n_days + 1):
            day = self.first_day + timedelta(days=d)
            start, rest = divmod(local_instant(day, 0, self.zone) - origin, step)
            if rest:
                minutes = rest // timedelta(minutes=1)
                raise BadInputError(
                    Fault(
                        f"the clocks of {self.zone} change by {minutes} minutes before {day}, "
                        f"which splits an interval of {self.interval_min}",
                        "use a shorter interval that divides the change",
                        value=str(self.interval_min),
                    )
                )
            starts.append(start)
        return np.array(starts, dtype=np.int64)

    @property
    def n_intervals(self) -> int:
        """Number of intervals."""
        return int(self.day_starts[-1])

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The local days, in order."""
        return tuple(self.first_day + timedelta(days=d) for d in range(self.n_days))

    @cached_property
    def instants(self) -> pd.DatetimeIndex:
        """Start of each interval as UTC instants, shape (n_intervals,)."""
        start = local_instant(self.first_day, 0, self.zone)
        return pd.date_range(start, periods=self.n_intervals, freq=f"{self.interval_min}min")

    @cached_property
    def local(self) -> pd.DatetimeIndex:
        """Start of each interval in the grid's zone, shape (n_intervals,)."""
        return self.instants.tz_convert(self.zone)

    def index_at(self, instant: datetime) -> int:
        """Index of the interval that holds an instant; below 0 or >= n_intervals outside."""
        start = local_instant(self.first_day, 0, self.zone)
        return int((instant - start) // timedelta(minutes=self.interval_min))

    def index_of(self, day: date, minute: int) -> int:
        """Index of the interval that holds a local wall-clock minute of a day (any day)."""
        return self.index_at(local_instant(day, minute, self.zone))

    def day_slice(self, day_index: int) -> slice:
        """Intervals of the day with that index."""
        return slice(int(self.day_starts[day_index]), int(self.day_starts[day_index + 1]))


def clock(minute: int) -> str:
    """Write a minute of the day as HH:MM; past midnight wraps.

    Examples
    --------
    >>> clock(1350), clock(1500)
    ('22:30', '01:00')
    """
    minute %= DAY_MIN
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_clock(text: str) -> int:
    """Read HH:MM (00:00 to 24:00) as a minute of the day.

    Raises
    ------
    BadInputError
        When the text is not a time of day.
    """
    try:
        hours, minutes = (int(part) for part in str(text).strip().split(":")[:2])
        if not (0 <= hours <= 24 and 0 <= minutes < 60 and hours * 60 + minutes <= DAY_MIN):
            raise ValueError
    except ValueError as error:
        raise BadInputError(
            Fault("not a time of day", "write it as HH:MM, e.g. 07:30", value=str(text))
        ) from error
    return hours * 60 + minutes
