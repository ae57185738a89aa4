"""Minimal repair: somebody is absent, and as little as possible of the roster changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.rostering.engine import OnProgress, solve
from wfm.rostering.result import RosterResult
from wfm.rostering.solving import ShouldStop

CHANGE_PRICE = 15
"""Points of a changed cell in a repair: more than one missing agent-interval of the first tier,
less than a shift that would be missed."""


def repair(
    problem: Problem,
    base: Roster,
    absences: Sequence[tuple[str, date]],
    *,
    max_changes: int | None = None,
    time_s: float = 30.0,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> RosterResult:
    """Repair a published roster for absences.

    The absent cells become sick leave and do not count as changes. Every other changed cell has
    a price, and with `max_changes` there are at most so many.

    Parameters
    ----------
    problem : Problem
    base : Roster
        As published.
    absences : sequence of (agent id, day)
    max_changes : int, optional
        Most changed cells in all.

    Raises
    ------
    BadInputError
        When an agent or a day is not of the problem.
    """
    changed = repair_problem(problem, base, absences, max_changes)
    away = set(absences)
    start = base.with_cells((cell, None) for cell in away)
    return solve(
        changed,
        time_s=time_s,
        seed=seed,
        base=start,
        on_progress=on_progress,
        should_stop=should_stop,
    )


def repair_problem(
    problem: Problem,
    base: Roster,
    absences: Sequence[tuple[str, date]],
    max_changes: int | None = None,
) -> Problem:
    """Problem of a repair: absences as sick leave, changes against the base priced and capped."""
    agents = {a.id for a in problem.agents}
    faults = [
        Fault("the agent is unknown", "name an agent of the problem", value=agent)
        for agent, _ in absences
        if agent not in agents
    ]
    last = problem.n_days - 1
    faults += [
        Fault("the day is not in the horizon", "name a day of it", value=str(day))
        for _, day in absences
        if not 0 <= (day - problem.first_day).days <= last
    ]
    if faults:
        raise BadInputError(faults)
    away = set(absences)
    rules = [e for e in problem.rules if e.rule not in ("stability", "max_changes")]
    rules.append(RuleEntry("stability", hard=False, weight=CHANGE_PRICE, source="art. 33"))
    if max_changes is not None:
        cap = {"per_agent": problem.n_days, "total": max_changes}
        rules.append(RuleEntry("max_changes", cap, source="art. 33"))
    covered = {(x.agent_id, d) for x in problem.leave for a, d in away if x.covers(d)}
    return dataclasses.replace(
        problem,
        rules=tuple(rules),
        leave=problem.leave
        + tuple(
            Leave(agent, LeaveType.SICK, day, day)
            for agent, day in sorted(away)
            if (agent, day) not in covered
        ),
        # What an absent agent was pinned to can't be held.
        pins=tuple(p for p in problem.pins if (p.agent_id, p.day) not in away),
        base=base.assignments,
        published=True,
    )
