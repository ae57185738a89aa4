"""What happened to a roster, what may change, and the problem that follows from both."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import HUNDREDTHS, Demand, Pin, Problem, RuleEntry, Scope, ScopeKind
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import ProblemView
from wfm.rostering.repair import Disruption
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
        """Whether it is all day: that becomes sick leave."""
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
    def sick(self) -> tuple[Leave, ...]:
        """Sick leave of those who are not there all day."""
        whole = sorted({(a.agent_id, a.day) for a in self.absences if a.whole_day})
        return tuple(Leave(agent, LeaveType.SICK, day, day) for agent, day in whole)

    @property
    def spans(self) -> tuple[Absence, ...]:
        """Absences for part of a day."""
        return tuple(a for a in self.absences if not a.whole_day)


def check_ask(problem: Problem, ask: RepairAsk) -> None:
    """Check an ask against a problem, before anything is queued.

    Raises
    ------
    BadInputError
        With every fault: agents and days that are not of the problem, spans that are none, an
        absence on a day that is over, caps below 0.
    """
    agents = {a.id for a in problem.agents}
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


def disruption_of(ask: RepairAsk, problem: Problem) -> Disruption:
    """What the engine is told: facts of whole days, and what has to stay."""
    return Disruption(
        absences=tuple((x.agent_id, x.first_day) for x in ask.sick),
        leave=ask.leave,
        kept_agents=ask.kept_agents,
        kept_days=tuple(sorted({*ask.kept_days, *_past_days(ask, problem)})),
        starters=ask.starters,
    )


def frozen(problem: Problem, base: Roster, ask: RepairAsk) -> Problem:
    """Problem in which no shift begins before the ask's instant, and spans of absence are kept.

    Shifts that have begun are pinned, unless their agent is not there.
    """
    view = ProblemView(problem)
    absent = {(a.agent_id, a.day) for a in base for x in ask.absences if x.touches(a, view)}
    pins = [p for p in problem.pins if (p.agent_id, p.day) not in absent or p.shift_id is None]
    taken = {(p.agent_id, p.day) for p in pins}
    pins += [
        Pin(a.agent_id, a.day, a.shift_id)
        for a in base
        if (a.agent_id, a.day) not in taken | absent
        and ask.since is not None
        and a.day == ask.since.date()
        and begins_at(a, view) < ask.since
    ]
    entries = [
        RuleEntry(
            Unavailable.id,
            {"spans": [_span(a.away) for a in spans]},
            source="art. 38",
            scope=Scope(ScopeKind.AGENT, (agent,)),
        )
        for agent in sorted({a.agent_id for a in ask.spans})
        if (spans := [a for a in ask.spans if a.agent_id == agent])
    ]
    if ask.since is not None and ask.since.date() >= problem.first_day:
        now = _rounded_up(ask.since)
        if now > time(0):
            gone = {"day": ask.since.date().isoformat(), "to_clock": now.strftime("%H:%M")}
            entries.append(RuleEntry(Unavailable.id, {"spans": [gone]}, source="art. 33"))
    return dataclasses.replace(problem, pins=tuple(pins), rules=(*problem.rules, *entries))


def under_facts(problem: Problem, base: Roster, ask: RepairAsk) -> Roster:
    """Return the base with what happened, and nothing else done.

    Parameters
    ----------
    problem : Problem
        As it stands, the ask's leave not in it yet.
    """
    view = ProblemView(problem)
    leave = (*problem.leave, *ask.leave, *ask.sick)
    kept = []
    for cell in base:
        row = view.agent_index.get(cell.agent_id)
        if row is None or cell.shift_id not in view.shift_index:
            continue
        away = any(x.agent_id == cell.agent_id and x.covers(cell.day) for x in leave)
        away = away or any(x.touches(cell, view) for x in ask.spans)
        if view.agents[row].employed_on(cell.day) and not away:
            kept.append(cell)
    return Roster(tuple(kept))


def past_held(base: Roster, roster: Roster, ask: RepairAsk, problem: Problem) -> Roster:
    """Return a roster in which no break and no activity before the ask's instant has moved.

    Where one has, the agent keeps all breaks and activities of that shift.
    """
    if ask.since is None:
        return roster
    view, since = ProblemView(problem), ask.since

    def over(cell: Assignment) -> set[object]:
        begin = starts_at(cell, view)
        return {x for x in cell.inside if begin + timedelta(minutes=x.start_min) < since}

    moved = [
        ((cell.agent_id, cell.day), old)
        for cell in roster
        if (old := base.get(cell.agent_id, cell.day)) is not None
        and old.shift_id == cell.shift_id
        and over(old) != over(cell)
    ]
    return roster.with_cells(moved) if moved else roster


def raised(problem: Problem, rises: tuple[Rise, ...]) -> Problem:
    """Problem whose demand is multiplied in spans; parts of agents are rounded up."""
    if not rises:
        return problem
    stamps = ProblemView(problem).grid.local
    factor = np.ones(len(stamps))
    for rise in rises:
        factor[rise.inside(stamps)] *= rise.factor
    return dataclasses.replace(
        problem, demands=tuple(_raised(d, factor.tolist()) for d in problem.demands)
    )


def raised_volume(frame: pd.DataFrame, rises: tuple[Rise, ...]) -> pd.DataFrame:
    """Forecast frame whose volume is multiplied in spans of local time."""
    volume = frame["volume"].to_numpy(dtype=float).copy()
    stamps = pd.DatetimeIndex(frame["timestamp"])
    for rise in rises:
        volume[rise.inside(stamps)] *= rise.factor
    return frame.assign(volume=volume)


def begins_at(cell: Assignment, view: ProblemView) -> datetime:
    """Local wall clock at which an agent has to be there, handover included."""
    shift = view.shifts[view.shift_index[cell.shift_id]]
    return starts_at(cell, view) - timedelta(minutes=shift.before_min)


def starts_at(cell: Assignment, view: ProblemView) -> datetime:
    """Local wall clock at which a shift starts."""
    shift = view.shifts[view.shift_index[cell.shift_id]]
    return datetime.combine(cell.day, time()) + timedelta(minutes=shift.start_min)


def absent_cells(base: Roster, ask: RepairAsk, problem: Problem) -> dict[Cell, Absence]:
    """Worked cells of the base that absences take away, with the absence."""
    view = ProblemView(problem)
    return {
        (cell.agent_id, cell.day): x
        for cell in base
        if cell.shift_id in view.shift_index
        for x in ask.absences
        if x.touches(cell, view)
    }


def _past_days(ask: RepairAsk, problem: Problem) -> list[date]:
    if ask.since is None:
        return []
    days = [problem.first_day + timedelta(days=d) for d in range(problem.n_days)]
    return [day for day in days if day < ask.since.date()]


def _rounded_up(instant: datetime) -> time:
    """Clock of an instant, seconds rounded up to the minute; 23:59 at the latest."""
    if instant.second or instant.microsecond:
        up = instant + timedelta(minutes=1)
        return time(23, 59) if up.date() > instant.date() else time(up.hour, up.minute)
    return instant.time()


def _span(away: Away) -> dict[str, str]:
    return {
        "day": away.day.isoformat(),
        "from_clock": away.from_clock,
        "to_clock": away.to_clock,
    }


def _raised(demand: Demand, factor: list[float]) -> Demand:
    """Demand multiplied per interval; agents beyond its price curve cost like its first."""
    # Whole agents, rounded up, but not by what floats add.
    required = (
        tuple(math.ceil(n * f - 1e-9) for n, f in zip(demand.required, factor, strict=False))
        + demand.required[len(factor) :]
    )
    if demand.steps is None:
        return dataclasses.replace(demand, required=required)
    steps = []
    for old, now, curve in zip(demand.required, required, demand.steps, strict=True):
        more = HUNDREDTHS * (now - old)
        if more and curve:
            (width, points), *rest = curve
            steps.append(((width + more, points), *rest) if more > 0 else ())
        else:
            steps.append(curve)
    return dataclasses.replace(demand, required=required, steps=tuple(steps))
