"""Long work on rosters: a run that makes or re-optimises a week, its progress, its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.core.interchange import roster_from_dict, roster_to_dict
from wfm.core.roster import Roster
from wfm.rostering.engine import solve
from wfm.rostering.result import Progress, RosterResult
from wfm.runs.context import RunContext, StopReason
from wfm.runs.executor import LocalQueue
from wfm.service import solving, weeks
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.store import RosterOrigin, RunStatus
from wfm.store.runs import Run

KIND = "roster"
"""Kind of run."""

SIMULATION = "simulation"
"""Kind of run that planners and schedulers both start (`wfm.service.simulations`)."""

QUESTION = "question"
"""Kind of run that answers a question about a roster (`wfm.service.roster_questions`)."""

REPAIR = "repair"
"""Kind of run that proposes a repair (`wfm.service.repair_runs`)."""

COMPARISON = "comparison"
"""Kind of run that sets scenarios side by side (`wfm.service.scenario_comparisons`)."""

SHOWN = 2000
"""Progress samples that a page is given."""

LEAST_S = 5.0
"""Seconds that a worker gets at least who takes up a run whose time is nearly spent."""


@dataclass(frozen=True)
class RunInfo:
    """A run as a page shows it.

    Parameters
    ----------
    status : str
        queued, running, done, failed or cancelled (a cancelled roster run keeps its best).
    progress : tuple of mapping
        elapsed_s, objective, bound, phase, note; oldest first.
    result : mapping or None
        For a roster: roster_id, revision; or conflicts when there is none.
    """

    id: str
    kind: str
    status: str
    payload: Mapping[str, Any]
    progress: tuple[Mapping[str, Any], ...]
    heartbeat_at: datetime | None
    attempts: int
    error: str
    result: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return RunStatus(self.status).ended


def start_roster(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    time_s: float = 120.0,
    seed: int = 1,
    afresh: bool = False,
) -> str:
    """Queue the making of a week's roster; returns the run's id.

    Pins, granted leave and approved swaps hold. Without `afresh` the newest revision is where
    the search starts and what changes are counted against.

    Raises
    ------
    BadInputError
        When the week can't be planned: no forecast, or parts that do not fit together.
    """
    desk.actor.need(Right.ROSTER)
    if not 1 <= time_s <= 3600:
        raise BadInputError(Fault("1 to 3600 seconds can be given", "choose", value=str(time_s)))
    running = active_run(desk, centre_id, week, KIND)
    if running is not None:
        raise BadInputError(
            Fault("a roster of this week is being made already", "wait for it or cancel it")
        )
    # Says at once what a worker would only say later.
    weeks.fresh_problem(desk, centre_id, week, base=None)
    payload = {
        "week": week.isoformat(),
        "time_s": time_s,
        "seed": seed,
        "afresh": afresh,
    }
    return LocalQueue(desk.store).submit(
        KIND, payload, author=desk.actor.name, reason=f"roster of {week}", centre=centre_id
    )


def run_roster(ctx: RunContext) -> dict[str, Any]:
    """Make a queued roster (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    centre_id, p = str(ctx.centre), ctx.payload
    week = date.fromisoformat(p["week"])
    with ctx.store.read() as tx:
        latest = tx.rosters.latest(centre_id, week)
    before = None if latest is None or p["afresh"] else latest.roster
    problem = weeks.fresh_problem(desk, centre_id, week, base=before)
    start, spent, time_s = before, 0.0, float(p["time_s"])
    if ctx.previous is not None:
        # A worker died over this run: go on from the best it had, with the time it left.
        start = roster_from_dict(dict(ctx.previous["roster"]))
        spent = float(ctx.previous["elapsed_s"])
        time_s = max(min(time_s, LEAST_S), time_s - spent)
    keeper = Keeper(ctx, spent)
    result = solve(
        problem,
        time_s=time_s,
        seed=int(p["seed"]),
        base=_known(start, problem.agents, problem.shifts),
        on_progress=keeper.tell,
        should_stop=ctx.should_stop,
    )
    # Asking tells the worker that the run stopped here: a reason that came after the solver's last
    # look must not count as done.
    if ctx.should_stop() and ctx.stop_reason in (StopReason.SHUTDOWN, StopReason.LOST):
        return {}  # the run goes back to the queue with its checkpoint
    return _save(desk, centre_id, week, problem, result, ctx.run_id)


def run(desk: Desk, run_id: str) -> RunInfo:
    """Return a run with its progress.

    Raises
    ------
    BadInputError
        When there is none of that id.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found = tx.runs.get(run_id)
        samples = tx.runs.progress(run_id)
    return _info(found, tuple(s.sample for s in samples[-SHOWN:]))


def runs(desk: Desk, centre_id: str, limit: int = 20) -> tuple[RunInfo, ...]:
    """Runs of a centre without their progress, newest first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(_info(row, ()) for row in tx.runs.all(centre=centre_id, limit=limit))


def active_run(desk: Desk, centre_id: str, week: date | None, kind: str) -> RunInfo | None:
    """Run of a kind that has not ended, of a week or of any; None when there is none."""
    for info in runs(desk, centre_id):
        mine = week is None or info.payload.get("week") == week.isoformat()
        if info.kind == kind and not info.ended and mine:
            return run(desk, info.id)
    return None


def cancel(desk: Desk, run_id: str, reason: str = "") -> None:
    """Ask a run to stop; a roster run keeps the best it has.

    Raises
    ------
    NotAllowedError
        When the actor could not have started it.
    """
    with desk.store.read() as tx:
        kind = tx.runs.get(run_id).kind
    if kind == COMPARISON:
        desk.actor.need(Right.READ)
    elif kind == REPAIR:
        desk.actor.need(Right.REPAIR)
    elif kind != SIMULATION or not desk.actor.may(Right.FORECAST):
        desk.actor.need(Right.ROSTER if kind in (KIND, SIMULATION, QUESTION) else Right.FORECAST)
    LocalQueue(desk.store).cancel(
        run_id, author=desk.actor.name, reason=reason or "cancelled on the page"
    )


class Keeper:
    """Passes progress on, and keeps the best roster for the worker after this one."""

    EVERY_S = 3.0

    def __init__(self, ctx: RunContext, spent: float) -> None:
        self.ctx = ctx
        self.spent = spent
        self.kept_at = -self.EVERY_S
        self.kept: float | None = None

    def tell(self, p: Progress) -> None:
        """Report one step of the engine."""
        elapsed = round(p.elapsed_s + self.spent, 2)
        self.ctx.progress(
            {
                "elapsed_s": elapsed,
                "objective": p.objective,
                "bound": p.bound,
                "phase": str(p.phase),
                "note": p.note,
            }
        )
        better = p.objective is not None and (self.kept is None or p.objective < self.kept)
        if p.roster is not None and better and p.elapsed_s - self.kept_at >= self.EVERY_S:
            self.ctx.checkpoint({"roster": roster_to_dict(p.roster), "elapsed_s": elapsed})
            self.kept_at, self.kept = p.elapsed_s, p.objective


def _save(
    desk: Desk, centre_id: str, week: date, problem: Any, result: RosterResult, run_id: str
) -> dict[str, Any]:
    about = result.to_dict()
    if result.roster is None:
        return {
            "status": about["status"],
            "conflicts_en": solving.conflict_texts(result, "en"),
            "conflicts_zh": solving.conflict_texts(result, "zh"),
        }
    kept = ("status", "objective", "bound", "gap", "excess", "seed", "wall_s", "first_roster_s")
    with desk.store.transaction() as tx:
        latest = tx.rosters.latest(centre_id, week)
        saved_problem = tx.problems.save(
            centre_id, problem, author=desk.actor.name, reason=f"roster of {week}"
        )
        saved = tx.rosters.save_revision(
            centre_id,
            result.roster,
            first_day=week,
            n_days=problem.n_days,
            origin=RosterOrigin.SOLVE,
            expected_revision=0 if latest is None else latest.info.revision,
            author=desk.actor.name,
            reason=f"made in {about['wall_s']:.0f} s",
            problem_id=saved_problem.id,
            parent_id=None if latest is None else latest.info.id,
            run_id=run_id,
            score={name: about.get(name) for name in kept},
        )
    return {"roster_id": saved.id, "revision": saved.revision, "status": about["status"]}


def _known(start: Roster | None, agents: Any, shifts: Any) -> Roster | None:
    """Start without agents and shifts that are gone."""
    if start is None:
        return None
    names, codes = {a.id for a in agents}, {s.id for s in shifts}
    return Roster(tuple(a for a in start if a.agent_id in names and a.shift_id in codes))


def _info(row: Run, samples: tuple[Mapping[str, Any], ...]) -> RunInfo:
    return RunInfo(
        row.id,
        row.kind,
        str(row.status),
        row.payload,
        samples,
        row.heartbeat_at,
        row.attempts,
        row.error,
        row.result,
        row.created_at,
        row.started_at,
        row.finished_at,
    )
