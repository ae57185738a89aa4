"""What happened to a roster, and what may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Problem
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import ProblemView
from wfm.rules.unavailable import Away, Unavailable, UnavailableParameters

MOST_PERCENT = 500.0
"""Largest rise of demand that is believed."""


@dataclass(frozen=True, slots=True)
class Absence:
    """An agent who is not there: all day, or in a span of it.

    A span takes the whole of every shift that it touches; a shift beside it may be given.
    """

    agent_id: str
    day: date
    from_clock: str = "00:00"
    to_clock: str = "24:00"

    @property
    def whole_day(self) -> bool:
        """Whether it is all day: a shift of the day becomes sick leave."""
        return parse_clock(self.to_clock) - parse_clock(self.from_clock) == DAY_MIN

    def touches(self, cell: Assignment, view: ProblemView) -> bool:
        """Whether a shift lies on the day, or touches the span."""
        if cell.agent_id != self.agent_id:
            return False
        if self.whole_day:
            return cell.day == self.day
        d, s = view.day_index(cell.day), view.shift_index[cell.shift_id]
        return Unavailable.lost_min(view, UnavailableParameters(spans=(self.away,)), d, s) > 0

    @property
    def away(self) -> Away:
        """The span as the rule `unavailable` has it."""
        return Away(day=self.day, from_clock=self.from_clock, to_clock=self.to_clock)


@dataclass(frozen=True, slots=True)
class Rise:
    """Demand of a span of a day up (or, below 0, down) by a percentage."""

    day: date
    percent: float
    from_clock: str = "00:00"
    to_clock: str = "24:00"

    @property
    def factor(self) -> float:
        """What demand is multiplied by."""
        return 1.0 + self.percent / 100.0

    def inside(self, stamps: pd.DatetimeIndex) -> np.ndarray:
        """Which local instants lie in the span; one that ends before it starts passes midnight."""
        first, last = parse_clock(self.from_clock), parse_clock(self.to_clock)
        last += DAY_MIN if last <= first else 0
        wall = stamps.tz_localize(None) - pd.Timestamp(self.day)
        minutes = np.asarray(wall.total_seconds()) / 60.0
        return np.asarray((minutes >= first) & (minutes < last))


@dataclass(frozen=True, slots=True)
class RepairAsk:
    """What somebody wants a repair to do.

    Parameters
    ----------
    absences, leave, rises
        What happened.
    starters : tuple of str
        Agents whom the roster does not know: their shifts are no changes.
    kept_agents, kept_days : tuples
        Agents and days that may not change, beside pinned cells.
    max_changes, max_agents : int or None
        Most changed cells, and agents with one; what happened itself does not count.
    since : datetime or None
        Local wall clock: nothing before it changes. None lets everything change.
    """

    absences: tuple[Absence, ...] = ()
    leave: tuple[Leave, ...] = ()
    rises: tuple[Rise, ...] = ()
    starters: tuple[str, ...] = ()
    kept_agents: tuple[str, ...] = ()
    kept_days: tuple[date, ...] = ()
    max_changes: int | None = None
    max_agents: int | None = None
    since: datetime | None = None

    @property
    def whole_days(self) -> tuple[Cell, ...]:
        """Agents and days of those who are not there all day."""
        return tuple(sorted({(a.agent_id, a.day) for a in self.absences if a.whole_day}))

    def sick(self, base: Roster) -> tuple[Leave, ...]:
        """Sick leave of those who are not there all day and would have worked.

        Who is ill on a day off loses no shift, so nothing is credited to the hours of the week.
        """
        return tuple(
            Leave(agent, LeaveType.SICK, day, day)
            for agent, day in self.whole_days
            if base.get(agent, day) is not None
        )

    def idle(self, base: Roster) -> tuple[Cell, ...]:
        """Days off of those who are not there all day: they stay off."""
        return tuple(cell for cell in self.whole_days if base.get(*cell) is None)

    @property
    def spans(self) -> tuple[Absence, ...]:
        """Absences for part of a day."""
        return tuple(a for a in self.absences if not a.whole_day)


def check_ask(problem: Problem, ask: RepairAsk, also: Iterable[str] = ()) -> None:
    """Check an ask against a problem, before anything is queued.

    Parameters
    ----------
    also : iterable of str
        Agents who are known beside the problem's.

    Raises
    ------
    BadInputError
        With every fault: agents and days that are not of the problem, spans that are none, an
        absence on a day that is over, caps below 0.
    """
    agents = {a.id for a in problem.agents} | set(also)
    last = problem.first_day + timedelta(days=problem.n_days - 1)
    faults = [
        Fault("the agent is unknown", "name an agent of the problem", value=name)
        for name in (
            *(a.agent_id for a in ask.absences),
            *(x.agent_id for x in ask.leave),
            *ask.starters,
            *ask.kept_agents,
        )
        if name not in agents
    ]
    dated = (*(a.day for a in ask.absences), *(r.day for r in ask.rises), *ask.kept_days)
    faults += [
        Fault("the day is not in the horizon", "name a day of it", value=str(day))
        for day in dated
        if not problem.first_day <= day <= last
    ]
    faults += [
        Fault("leave ends before it begins", "swap the days", value=x.agent_id)
        for x in ask.leave
        if x.last_day < x.first_day
    ]
    faults += [
        Fault("not a rise of demand", "give -100 to 500 percent", value=f"{r.percent:g}")
        for r in ask.rises
        if not -100.0 <= r.percent <= MOST_PERCENT
    ]
    for cap in (ask.max_changes, ask.max_agents):
        if cap is not None and cap < 0:
            faults.append(Fault("a cap can't be below 0", "give 0 or more", value=str(cap)))
    if ask.since is not None:
        faults += [
            Fault(
                "the day is over before the repair begins",
                "name a day that can still change",
                value=f"{a.agent_id} {a.day}",
            )
            for a in ask.absences
            if a.day < ask.since.date()
        ]
        if ask.since.date() > last:
            mend = "repair a week that is not over"
            faults.append(Fault("the whole horizon is past", mend, value=str(ask.since)))
    if faults:
        raise BadInputError(faults)


def raised_volume(frame: pd.DataFrame, rises: tuple[Rise, ...]) -> pd.DataFrame:
    """Forecast frame whose volume is multiplied in spans of local time."""
    volume = frame["volume"].to_numpy(dtype=float).copy()
    stamps = pd.DatetimeIndex(frame["timestamp"])
    for rise in rises:
        volume[rise.inside(stamps)] *= rise.factor
    return frame.assign(volume=volume)
