"""What an ask means for a problem and its roster: facts, demand, and what is past."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from wfm.core.problem import HUNDREDTHS, Demand, Pin, Problem, RuleEntry, Scope, ScopeKind
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.view import ProblemView
from wfm.rostering.repair import Disruption
from wfm.rules.unavailable import Away, Unavailable
from wfm.service.repair_asks import Absence, RepairAsk, Rise


@dataclass(frozen=True)
class Setting:
    """What a repair rests on.

    Parameters
    ----------
    raised : Problem
        With the demand of the ask.
    settled : Problem
        With its leave too: as it will stand once the proposal is accepted.
    base, start : Roster
        As published, and under what happened with nothing else done.
    """

    raised: Problem
    settled: Problem
    base: Roster
    start: Roster


def settle(raised: Problem, base: Roster, ask: RepairAsk) -> Setting:
    """Put what happened on a problem whose demand is raised already.

    Pins of shifts that absence or leave takes away can't hold and are left out; who is ill on a
    day off is pinned to it.
    """
    sick = ask.sick(base)
    leave = tuple(dict.fromkeys((*raised.leave, *ask.leave, *sick)))
    gone = set(absent_cells(base, ask, raised)) | {
        (cell.agent_id, cell.day)
        for x in (*ask.leave, *sick)
        for cell in base
        if x.agent_id == cell.agent_id and x.covers(cell.day)
    }
    idle = ask.idle(base)
    gone |= set(idle)
    pins = tuple(p for p in raised.pins if (p.agent_id, p.day) not in gone or p.shift_id is None)
    held = {(p.agent_id, p.day) for p in pins}
    pins += tuple(Pin(*cell, None) for cell in idle if cell not in held)
    settled = dataclasses.replace(raised, leave=leave, pins=pins)
    return Setting(raised, settled, base, under_facts(raised, base, ask))


def disruption_of(ask: RepairAsk, problem: Problem) -> Disruption:
    """What the engine is told: facts of whole days, and what has to stay."""
    return Disruption(
        absences=ask.whole_days,
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
    leave = (*problem.leave, *ask.leave, *ask.sick(base))
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
