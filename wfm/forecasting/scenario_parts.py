"""The parts that a scenario is made of, each a thing that a planner says in one sentence.

Dates are half-open: `end` is the first day that no longer belongs to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)

Factor = Annotated[float, Field(ge=0, le=10)]
AhtFactor = Annotated[float, Field(ge=0.1, le=5)]
Containment = Annotated[float, Field(ge=0, le=0.9)]
Share = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Title = Annotated[str, Field(max_length=120)]
Clock = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")
]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OUT = ""
"""Where calls go that leave the centre."""


@dataclass(frozen=True, config=CONFIG)
class Growth:
    """Volume that grows or shrinks, from a day on, at once or over weeks.

    Parameters
    ----------
    factor : float
        Volume is multiplied by this once it is reached, 0 to 10.
    name : str
        Why, in the planner's words.
    queues : tuple of str
        Empty for all.
    start : date or None
        First day; None for every day.
    ramp_weeks : int
        Weeks in which the change is reached in equal daily steps; 0 at once.
    """

    factor: Factor
    name: Title = ""
    queues: tuple[str, ...] = ()
    start: date | None = None
    ramp_weeks: Annotated[int, Field(ge=0, le=104)] = 0

    @model_validator(mode="after")
    def _ramps_from_a_day(self) -> Growth:
        if self.ramp_weeks and self.start is None:
            raise ValueError("a ramp needs the day on which it begins")
        return self


@dataclass(frozen=True, config=CONFIG)
class ScenarioEvent:
    """Something expected on some days.

    Parameters
    ----------
    name : str
        What happens.
    start, end : date
        First day and the day after the last one (half-open).
    factor : float
        Volume is multiplied by this, 0 to 10.
    queues : tuple of str
        Empty for all.
    lead_days, lag_days : int
        Days before and after on which the effect builds up and fades away, in equal steps.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    start: date
    end: date
    factor: Factor
    queues: tuple[str, ...] = ()
    lead_days: Annotated[int, Field(ge=0, le=60)] = 0
    lag_days: Annotated[int, Field(ge=0, le=60)] = 0

    @model_validator(mode="after")
    def _starts_first(self) -> ScenarioEvent:
        if self.end <= self.start:
            raise ValueError("end must be after start; the end day itself is not part of it")
        return self


@dataclass(frozen=True, config=CONFIG)
class Move:
    """Calls of a queue that go to another queue, or out of the centre.

    A moved call keeps its own handle time, so a move within the centre leaves volume and
    workload as they are in sum.

    Parameters
    ----------
    queue : str
        Where they come from.
    to : str
        Where they go; empty for out of the centre.
    share : float
        Of the volume that earlier moves left there, 0 to 1.
    start, end : date or None
        Half-open; None for no limit.
    """

    queue: Name
    to: Title = OUT
    share: Share = 1.0
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _goes_somewhere_else(self) -> Move:
        if self.queue == self.to:
            raise ValueError("a queue can't be moved to itself")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("end must be after start; the end day itself is not part of it")
        return self


@dataclass(frozen=True, config=CONFIG)
class Pool:
    """Queues that one group of people answers, and nobody else.

    Queues in no pool are answered by everybody else together. Two queues in one pool are pooled;
    in two pools they are apart.
    """

    name: Name
    queues: Annotated[tuple[str, ...], Field(min_length=1)]


@dataclass(frozen=True, config=CONFIG)
class OtherSite:
    """Calls of another centre that are answered here too.

    Parameters
    ----------
    name : str
        Shown before the names of its queues.
    centre : str
        Centre whose plan of record is added; or
    file : str
        forecast CSV that is added. Exactly one of the two.
    share : float
        Of its calls, 0 to 1.
    pooled : bool
        Whether everybody answers them; if not, a group of their own does.
    """

    name: Name
    centre: Title = ""
    file: Title = ""
    share: Share = 1.0
    pooled: bool = True

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> OtherSite:
        if bool(self.centre) == bool(self.file):
            raise ValueError("name either a centre or a file, one of the two")
        return self

    @property
    def source(self) -> str:
        """Where its calls come from, e.g. ``"centre:xiamen"``; key of the frames given."""
        return f"centre:{self.centre}" if self.centre else f"file:{self.file}"

    def queue(self, name: str) -> str:
        """Name of one of its queues here."""
        return f"{self.name} / {name}"


@dataclass(frozen=True, config=CONFIG)
class Opening:
    """Other opening hours on some weekdays.

    Parameters
    ----------
    weekdays : tuple of str
        English names in small letters; empty for every day.
    hours : tuple of str
        Spans such as ``"07:00-24:00"``; empty for closed.
    shifted_share : float
        Of the calls of the hours that close: share that comes in the day's open hours instead, in
        proportion to the calls there. The rest is lost.
    new_share : float
        Calls of an hour that opens, as a share of what comes at that hour on days on which it is
        open already, or else at the nearest open hour.
    start, end : date or None
        Half-open; None for no limit.
    """

    weekdays: tuple[Name, ...] = ()
    hours: tuple[Clock, ...] = ()
    shifted_share: Share = 0.0
    new_share: Annotated[float, Field(ge=0, le=5)] = 1.0
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _reads_as_hours(self) -> Opening:
        strange = [day for day in self.weekdays if day not in WEEKDAYS]
        if strange:
            raise ValueError(f"no weekday: {', '.join(strange)}; use {', '.join(WEEKDAYS)}")
        if any(first >= last for first, last in self.spans):
            raise ValueError("a span must end after it starts; 24:00 is the end of the day")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("end must be after start; the end day itself is not part of it")
        return self

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Half-open minutes of the day."""
        return tuple(
            (_minute(first), _minute(last))
            for first, last in (text.split("-") for text in self.hours)
        )


@dataclass(frozen=True, config=CONFIG)
class Target:
    """Service target that a scenario asks for instead of the centre's.

    Parameters
    ----------
    service_level : float
        Share answered in time, 0.01 to 0.999.
    threshold_s : float
        Within so many seconds, 0 to 3600.
    definition : str or None
        Which share it is: offered, answered, net or either; None for the centre's.
    answer_rate : float or None
        Least share of calls answered at all, promised too; needs a patience.
    asa_s : float or None
        Longest average speed of answer, promised too.
    occupancy_cap : float or None
        Highest share of time on calls.
    patience_s : float or None
        Mean patience in seconds: sizes by Erlang A. None for the centre's model.
    """

    service_level: Annotated[float, Field(ge=0.01, le=0.999)]
    threshold_s: Annotated[float, Field(ge=0, le=3600)]
    definition: Annotated[str, Field(pattern="^(offered|answered|net|either)$")] | None = None
    answer_rate: Annotated[float, Field(ge=0.01, le=0.999)] | None = None
    asa_s: Annotated[float, Field(gt=0, le=3600)] | None = None
    occupancy_cap: Annotated[float, Field(gt=0, le=1)] | None = None
    patience_s: Annotated[float, Field(gt=0, le=36000)] | None = None


def inside(day: date, start: date | None, end: date | None) -> bool:
    """Whether a day lies in a half-open span without or with limits."""
    return (start is None or start <= day) and (end is None or day < end)


def growth_on(part: Growth, day: date) -> float:
    """Factor of a growth on a day."""
    if part.start is None:
        return part.factor
    if day < part.start:
        return 1.0
    reached = 1.0
    if part.ramp_weeks:
        reached = min(1.0, ((day - part.start).days + 1) / (7 * part.ramp_weeks))
    return 1.0 + (part.factor - 1.0) * reached


def event_on(event: ScenarioEvent, day: date) -> float:
    """Factor of an event on a day, its lead and lag included."""
    if event.start <= day < event.end:
        return event.factor
    before = (event.start - day).days
    after = (day - event.end + timedelta(days=1)).days
    if 0 < before <= event.lead_days:
        part = 1 - before / (event.lead_days + 1)
    elif 0 < after <= event.lag_days:
        part = 1 - after / (event.lag_days + 1)
    else:
        return 1.0
    return 1.0 + (event.factor - 1.0) * part


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
