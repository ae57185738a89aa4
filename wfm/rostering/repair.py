"""Minimal repair: something happened to a published roster, and as little as possible changes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import HUNDREDTHS, Demand, Pin, Problem, RuleEntry, Scope, ScopeKind
from wfm.core.roster import Cell, Roster
from wfm.core.view import ProblemView
from wfm.rostering.engine import OnProgress
from wfm.rostering.mend import Mender
from wfm.rostering.patch import Caps
from wfm.rostering.proposal import Proposal, changes_of, effect_of
from wfm.rostering.solving import Budget, ShouldStop
from wfm.rules.auditing import audit

CHANGE_PRICE = 15
"""Points of a changed cell in a repair: more than one missing agent-interval of the first tier,
less than a shift that would be missed."""

REPAIR_S = 5.0
"""Seconds that a repair takes unless told otherwise."""

NO_CAPS = Caps()

FACTS = ("leave_granted", "pinned_cells")
"""Rules that hold absences and kept cells."""


@dataclass(frozen=True)
class Disruption:
    """What happened, beside what the problem itself says by now.

    Parameters
    ----------
    absences : tuple of (agent id, day)
        Who is suddenly not there: sick leave where they would have worked; a day off stays one,
        and credits nothing to the hours of the week.
    leave : tuple of Leave
        Leave granted after publication.
    raised : mapping of day to factor
        Demand of whole days, e.g. 1.2 for a fifth more; partial agents are rounded up.
    kept_agents, kept_days : tuples
        Agents and days that may not change.
    starters : tuple of str
        Agents whom the base does not know: their shifts are no changes.
    """

    absences: tuple[Cell, ...] = ()
    leave: tuple[Leave, ...] = ()
    raised: Mapping[date, float] = field(default_factory=dict)
    kept_agents: tuple[str, ...] = ()
    kept_days: tuple[date, ...] = ()
    starters: tuple[str, ...] = ()


def repair(
    problem: Problem,
    base: Roster,
    disruption: Disruption,
    *,
    caps: Caps = NO_CAPS,
    time_s: float = REPAIR_S,
    deterministic: float | None = None,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Proposal:
    """Repair a published roster for what happened.

    Cells that leave or a pin decides do not count as changes, nor do the shifts of new
    starters, nor breaks that move. Every other changed cell has a
    price, and `caps` bound how many there are.

    Parameters
    ----------
    problem : Problem
        With new agents and everything else that has changed since, if it has.
    base : Roster
        As published.
    disruption : Disruption
    caps : Caps
    time_s : float
        Seconds; longer only while there is no legal roster yet.
    deterministic : float, optional
        Units of work instead of seconds: the same proposal on every run.

    Raises
    ------
    BadInputError
        When an agent or a day is not of the problem, or a factor is below 0.
    """
    budget = Budget(time_s, deterministic, should_stop)
    changed = repair_problem(problem, base, disruption, caps)
    view, before = ProblemView(changed), ProblemView(problem)
    published = effect_of(before, base, audit(problem, base, before))
    start = _start(changed, base, view)
    mender = Mender(view, start, caps, budget, seed, on_progress)
    unmended = effect_of(view, start, mender.best.report)
    result = mender.run()
    if result.roster is None or result.report is None:
        return Proposal(result, (), published, unmended, None)
    changes = tuple(changes_of(base, result.roster, _facts(changed, view)))
    mended = effect_of(view, result.roster, result.report)
    return Proposal(result, changes, published, unmended, mended)


def repair_problem(
    problem: Problem, base: Roster, disruption: Disruption, caps: Caps = NO_CAPS
) -> Problem:
    """Problem of a repair: what happened as facts, changes against the base priced and capped.

    Raises
    ------
    BadInputError
        See `repair`.
    """
    _check(problem, disruption)
    away = set(disruption.absences)
    idle = {cell for cell in away if base.get(*cell) is None}
    leave = problem.leave + disruption.leave
    covered = {(x.agent_id, d) for x in leave for a, d in away if x.covers(d)}
    leave += tuple(
        Leave(agent, LeaveType.SICK, day, day)
        for agent, day in sorted(away - idle)
        if (agent, day) not in covered
    )
    gone = away | {
        (agent.id, day)
        for agent in problem.agents
        for day in _days(problem)
        if any(x.agent_id == agent.id and x.covers(day) for x in disruption.leave)
    }
    # What an absent agent was pinned to can't be held.
    pins = tuple(p for p in problem.pins if (p.agent_id, p.day) not in gone)
    pins += tuple(Pin(agent, day, None) for agent, day in sorted(idle))
    rules = [e for e in problem.rules if e.rule not in ("stability", "max_changes")]
    # A repair is held to its facts, whatever the rule set says of them.
    rules += [RuleEntry(fact) for fact in FACTS if all(e.rule != fact or not e.hard for e in rules)]
    return dataclasses.replace(
        problem,
        rules=(*rules, *_change_rules(problem, disruption, caps)),
        leave=leave,
        pins=pins + _kept(problem, base, disruption, gone | {(p.agent_id, p.day) for p in pins}),
        demands=tuple(_raised(problem, d, disruption.raised) for d in problem.demands),
        base=base.assignments,
        published=True,
    )


def _change_rules(problem: Problem, disruption: Disruption, caps: Caps) -> list[RuleEntry]:
    """Price and cap the changes of everybody but new starters."""
    old = tuple(a.id for a in problem.agents if a.id not in disruption.starters)
    scope = Scope(ScopeKind.AGENT, old) if disruption.starters else Scope()
    rules = [RuleEntry("stability", hard=False, weight=CHANGE_PRICE, source="art. 33", scope=scope)]
    if caps.cells is not None or caps.agents is not None:
        cap = {"per_agent": min(42, problem.n_days), "total": caps.cells, "agents": caps.agents}
        rules.append(RuleEntry("max_changes", cap, source="art. 33", scope=scope))
    return rules


def _kept(
    problem: Problem, base: Roster, disruption: Disruption, taken: set[Cell]
) -> tuple[Pin, ...]:
    """Pins of the agents and days that may not change."""
    agents, days = set(disruption.kept_agents), set(disruption.kept_days)
    return tuple(
        Pin(agent.id, day, None if held is None else held.shift_id)
        for agent in problem.agents
        for day in _days(problem)
        if (agent.id in agents or day in days)
        and agent.employed_on(day)
        and (agent.id, day) not in taken
        for held in (base.get(agent.id, day),)
        if not any(
            x.agent_id == agent.id and x.covers(day) for x in (*problem.leave, *disruption.leave)
        )
    )


def _raised(problem: Problem, demand: Demand, raised: Mapping[date, float]) -> Demand:
    """Demand with whole days multiplied."""
    if not raised:
        return demand
    starts = ProblemView(problem).grid.day_starts
    required = list(demand.required)
    steps = None if demand.steps is None else list(demand.steps)
    for d, day in enumerate(_days(problem)):
        for t in range(int(starts[d]), min(int(starts[d + 1]), len(required))):
            before = required[t]
            # Whole agents, rounded up, but not by what floats add.
            required[t] = math.ceil(before * raised.get(day, 1.0) - 1e-9)
            more = HUNDREDTHS * (required[t] - before)
            if steps is not None and more and steps[t]:
                # Agents beyond the curve that was worked out are priced like its first.
                (width, points), *rest = steps[t]
                steps[t] = ((width + more, points), *rest) if more > 0 else ()
    return dataclasses.replace(
        demand, required=tuple(required), steps=None if steps is None else tuple(steps)
    )


def _start(problem: Problem, base: Roster, view: ProblemView) -> Roster:
    """Return the base under the new facts, with nothing else done."""
    away = view.on_leave
    pins = {(p.agent_id, p.day): p.shift_id for p in problem.pins}
    kept = []
    for a in base:
        d = (a.day - problem.first_day).days
        if a.agent_id not in view.agent_index or not 0 <= d < problem.n_days:
            continue
        row = view.agent_index[a.agent_id]
        pinned = pins.get((a.agent_id, a.day), a.shift_id)
        employed = view.agents[row].employed_on(a.day)
        if a.shift_id in view.shift_index and employed and not away[row, d] and pinned is not None:
            kept.append(a)
    return Roster(tuple(kept))


def _facts(problem: Problem, view: ProblemView) -> frozenset[Cell]:
    """Cells that leave, the end of employment or a pin decides."""
    pinned = {(p.agent_id, p.day) for p in problem.pins}
    return frozenset(
        (agent.id, day)
        for a, agent in enumerate(view.agents)
        for d, day in enumerate(view.days)
        if view.on_leave[a, d] or not agent.employed_on(day) or (agent.id, day) in pinned
    )


def _days(problem: Problem) -> list[date]:
    return [problem.first_day + timedelta(days=d) for d in range(problem.n_days)]


def _check(problem: Problem, disruption: Disruption) -> None:
    agents, days = {a.id for a in problem.agents}, set(_days(problem))
    named = [a for a, _ in disruption.absences] + [x.agent_id for x in disruption.leave]
    dated: Sequence[date] = [
        *(d for _, d in disruption.absences),
        *disruption.raised,
        *disruption.kept_days,
    ]
    faults = [
        Fault("the agent is unknown", "name an agent of the problem", value=agent)
        for agent in (*named, *disruption.kept_agents, *disruption.starters)
        if agent not in agents
    ]
    faults += [
        Fault("the day is not in the horizon", "name a day of it", value=str(day))
        for day in dated
        if day not in days
    ]
    faults += [
        Fault("a demand can't be below 0", "give a factor of 0 or more", value=str(factor))
        for factor in disruption.raised.values()
        if factor < 0
    ]
    if faults:
        raise BadInputError(faults)
