"""Repair of a week's roster as a run: what happened is queued, a worker makes the proposal."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.interchange import roster_from_dict, roster_to_dict
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.rostering.repair import REPAIR_S
from wfm.rostering.result import RosterResult
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, repair_effects, repairs, rosters, solves, solving
from wfm.service.codec import from_json, to_json
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.repair_asks import RepairAsk, Rise, check_ask, raised_volume
from wfm.service.repair_facts import Setting, past_held
from wfm.service.repair_settings import base_of, setting_of, without_rises
from wfm.service.rosters import RosterState

KIND = solves.REPAIR
"""Kind of run."""

LONGEST_S = 600.0


def start_repair(
    desk: Desk,
    centre_id: str,
    week: date,
    ask: RepairAsk,
    *,
    time_s: float = REPAIR_S,
    seed: int = 1,
) -> str:
    """Queue a repair of the published roster, or of the newest draft; returns the run's id.

    Raises
    ------
    BadInputError
        When there is no roster, the ask does not fit it, or a repair is under way.
    """
    desk.actor.need(Right.REPAIR)
    if not 1 <= time_s <= LONGEST_S:
        raise BadInputError(Fault("1 to 600 seconds can be given", "choose", value=str(time_s)))
    if solves.active_run(desk, centre_id, week, KIND) is not None:
        raise BadInputError(
            Fault("a repair of this week is being made already", "wait for it or cancel it")
        )
    with desk.store.read() as tx:
        saved = base_of(tx, centre_id, week)
        if saved is None or saved.info.problem_id is None:
            raise BadInputError(Fault("there is no roster to repair", "make one first"))
        kept = tx.problems.get(saved.info.problem_id).problem
    # People of the week as the roster has them, and those who came since.
    new = _newcomers(desk, centre_id, kept)
    check_ask(kept, ask, also=new)
    # Whom the roster does not know and nobody calls a starter has no shifts of it.
    idle = tuple(a for a in new if a not in (*ask.starters, *ask.kept_agents))
    ask = dataclasses.replace(ask, kept_agents=(*ask.kept_agents, *idle))
    payload = {
        "week": week.isoformat(),
        "roster_id": saved.info.id,
        "revision": saved.info.revision,
        "ask": to_json("repair_ask", ask),
        "time_s": time_s,
        "seed": seed,
    }
    return LocalQueue(desk.store).submit(
        KIND, payload, author=desk.actor.name, reason=f"repair of {week}", centre=centre_id
    )


def run_repair(ctx: RunContext) -> dict[str, Any]:
    """Make a queued repair's proposal (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    p = ctx.payload
    ask: RepairAsk = from_json("repair_ask", p["ask"])
    with ctx.store.read() as tx:
        saved = tx.rosters.get(int(p["roster_id"]))
    at = setting_of(desk, saved, ask)
    result, roster = repairs.propose(
        at,
        ask,
        time_s=float(p["time_s"]),
        seed=int(p["seed"]),
        on_progress=solves.Keeper(ctx, 0.0).tell,
        should_stop=ctx.should_stop,
    )
    # Asking tells the worker that the run stopped here, if it did.
    if ctx.should_stop() and ctx.abandoned:
        return {}
    if ctx.previous is not None:
        kept = roster_from_dict(dict(ctx.previous["roster"]))
        roster = _better(at, roster, past_held(at.base, kept, ask, at.settled))
    if roster is None:
        return _without(result)
    now = without_rises(desk, saved) if ask.rises else at.raised
    return _proposal(desk, str(ctx.centre), now, at, roster, ask, result)


def newcomers(desk: Desk, state: RosterState) -> tuple[str, ...]:
    """Agents employed in the week whom its roster does not know."""
    desk.actor.need(Right.READ)
    return _newcomers(desk, state.problem.provenance["centre"], state.problem)


# -- inside ----------------------------------------------------------------------------------------


def _newcomers(desk: Desk, centre_id: str, problem: Problem) -> tuple[str, ...]:
    known = {a.id for a in problem.agents}
    week = [problem.first_day + timedelta(days=k) for k in range(problem.n_days)]
    people = centres.centre_data(desk, centre_id).agents
    return tuple(
        a.id for a in people if a.id not in known and any(a.employed_on(day) for day in week)
    )


def _better(at: Setting, one: Roster | None, other: Roster) -> Roster:
    """Return the cheaper of two rosters: a killed worker's best is not lost."""
    if one is None:
        return other
    (mine, _), (theirs, _) = (repair_effects.effect(at.settled, r) for r in (one, other))
    return other if (theirs.hard, theirs.cost) < (mine.hard, mine.cost) else one


def _proposal(
    desk: Desk,
    centre_id: str,
    now: Problem,
    at: Setting,
    roster: Roster,
    ask: RepairAsk,
    result: RosterResult,
) -> dict[str, Any]:
    stages = {
        "published": (now, at.base),
        "unmended": (at.settled, at.start),
        "mended": (at.settled, roster),
    }
    effects: dict[str, dict[str, Any]] = {}
    curve = repair_effects.shortfall(at.settled, {"unmended": at.start, "mended": roster})
    stamps = pd.DatetimeIndex(pd.to_datetime(curve["at"], utc=True)).tz_convert(now.zone)
    for name, (problem, stage) in stages.items():
        stage = _known(problem, stage)
        found, _ = repair_effects.effect(problem, stage)
        rises = () if name == "published" else ask.rises
        served = rosters.outlook_of(desk, centre_id, problem, stage, _riser(rises))
        level = None if served is None else served.service_level
        effects[name] = {**found.to_dict(), "service_level": level}
        if served is not None and name != "published":
            levels = served.intervals.set_index("timestamp")["service_level"].reindex(stamps)
            curve[f"service_{name}"] = [None if pd.isna(v) else round(v, 4) for v in levels]
    changed = [cell for cell in roster if at.start.get(cell.agent_id, cell.day) != cell]
    dropped = [cell for cell in at.start.changed_cells(roster) if roster.get(*cell) is None]
    return {
        "status": result.status.value,
        "wall_s": result.wall_s,
        "zone": now.zone,
        "changes": [
            c.to_dict()
            for c in repair_effects.offered_changes(at.settled, at.base, at.start, roster, ask)
        ],
        "moved": [
            [agent, day.isoformat()] for agent, day in repair_effects.moved_breaks(at.start, roster)
        ],
        "cells": roster_to_dict(Roster(tuple(changed))),
        "dropped": [[agent, day.isoformat()] for agent, day in dropped],
        "effects": effects,
        "curve": curve,
    }


def _riser(rises: tuple[Rise, ...]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: raised_volume(frame, rises)


def _known(problem: Problem, roster: Roster) -> Roster:
    """Roster without agents and shifts that the problem does not have any more."""
    agents, shifts = {a.id for a in problem.agents}, {s.id for s in problem.shifts}
    return Roster(tuple(a for a in roster if a.agent_id in agents and a.shift_id in shifts))


def _without(result: RosterResult) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "conflicts_en": solving.conflict_texts(result, "en") or [result.status.value],
        "conflicts_zh": solving.conflict_texts(result, "zh") or [result.status.value],
    }
