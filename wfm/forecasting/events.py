"""Named events: the days they move, before, during and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wfm.core.days import ClockSpan, EventKind
from wfm.core.errors import BadInputError, Fault

MAX_NEAR_DAYS = 28
"""Lead and lag days beyond four weeks are another event."""
DURING = 0
"""Position of an event's own days; -1 is the last lead day, 1 the first lag day."""


@dataclass(frozen=True)
class Event:
    """Something that moves volume on known days: a campaign, a launch, a statement run.

    Parameters
    ----------
    name : str
        Events of the same name share one learned effect.
    start, end : date
        First day and the day after the last one (half-open).
    factor : float or None
        Volume of these days is multiplied by this; None lets past events teach it.
    queues : tuple of str
        Empty for all queues.
    kind : EventKind
        An event whose name is new starts from what others of its kind did. The counts of an
        outage are missing.
    lead_days, lag_days : int
        Days before and after that the event moves, too; each has a learned effect of its own.
    hours : (int, int) or None
        Minutes of each day that an outage lasted; None for whole days.
    """

    name: str
    start: date
    end: date
    factor: float | None = None
    queues: tuple[str, ...] = ()
    kind: EventKind = EventKind.OTHER
    lead_days: int = 0
    lag_days: int = 0
    hours: ClockSpan | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadInputError(
                Fault(
                    f"event {self.name} ends before it starts",
                    "give an end day after the start day (the end day itself is not part of it)",
                    value=f"{self.start} to {self.end}",
                )
            )
        if self.factor is not None and not 0 <= self.factor <= 100:
            raise BadInputError(
                Fault(
                    f"the factor of event {self.name} is out of range",
                    "give a factor from 0 to 100, e.g. 1.2 for a fifth more",
                    value=str(self.factor),
                )
            )
        if not (0 <= self.lead_days <= MAX_NEAR_DAYS and 0 <= self.lag_days <= MAX_NEAR_DAYS):
            raise BadInputError(
                Fault(
                    f"the lead or lag of event {self.name} is out of range",
                    f"give 0 to {MAX_NEAR_DAYS} days",
                    value=f"{self.lead_days}, {self.lag_days}",
                )
            )

    def concerns(self, queue: str) -> bool:
        """Whether the event touches a queue; the total (empty) is touched by every one."""
        return not self.queues or not queue or queue in self.queues

    def covers(self, day: date, queue: str = "") -> bool:
        """Whether a day is one of the event's own for a queue."""
        return self.start <= day < self.end and self.concerns(queue)

    def days(self) -> list[tuple[date, int]]:
        """Every day that the event touches, with its position."""
        length = (self.end - self.start).days
        touched = []
        for k in range(-self.lead_days, length + self.lag_days):
            position = k if k < 0 else max(k - length + 1, DURING)
            touched.append((self.start + timedelta(days=k), position))
        return touched

    def position(self, day: date) -> int | None:
        """Where a day lies: `DURING`, before (negative) or after (positive); None if untouched."""
        if self.start <= day < self.end:
            return DURING
        before, after = (self.start - day).days, (day - self.end).days + 1
        if 1 <= before <= self.lead_days:
            return -before
        return after if 1 <= after <= self.lag_days else None
