"""Simulations of a roster revision: queued by a page, played by a worker, kept with the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.traffic import Traffic
from wfm.core.view import ProblemView
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, rosters, scenarios, simulating, solves
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.rosters import RosterState
from wfm.service.traffic import traffic_of
from wfm.sizing.simulation.replications import Plan
from wfm.sizing.simulation.simulate import SimulationOptions, simulate

KIND = solves.SIMULATION
"""Kind of run."""

REPLICATIONS = (20, 50, 100, 200)
MOST_REPLICATIONS = 1000

_BANDED = ("service_level", "answer_rate", "asa_s", "occupancy")
_KEPT = (
    "timestamp",
    "day",
    "first_day",
    "queue",
    "offered",
    "abandoned",
    "queue_length",
    *(name + end for name in _BANDED for end in ("", "_low", "_high")),
    *(f"erlang_{name}" for name in _BANDED),
)
"""Columns that are kept with a run: what the page shows, so that a result stays small."""


@dataclass(frozen=True)
class SimulationResult:
    """A finished simulation.

    Parameters
    ----------
    run_id, author, made_at
    roster_id, revision : int
        What was played; the newest revision may be another one by now.
    choices : mapping
        replications, seed, patience_s, absence, day_cv, redial_share, as asked for.
    about : mapping
        replications (done), confidence, threshold_s, sl_definition, warmup_s, erlang_model.
    total, days, intervals : DataFrame
        A row by queue, ``all`` first; columns of `_KEPT`.
    """

    run_id: str
    author: str
    made_at: datetime
    roster_id: int
    revision: int
    choices: dict[str, Any]
    about: dict[str, Any]
    total: pd.DataFrame
    days: pd.DataFrame
    intervals: pd.DataFrame

    def worst(self, n: int = 5) -> pd.DataFrame:
        """Pooled intervals of the lowest service level, worst first."""
        rows = self.intervals[self.intervals["queue"] == "all"].dropna(subset=["service_level"])
        return rows.sort_values(["service_level", "offered"], ascending=[True, False]).head(n)


def start_simulation(
    desk: Desk,
    state: RosterState,
    *,
    replications: int = 50,
    seed: int = 1,
    patience_s: float | None = None,
    redial_share: float | None = None,
    absence: float = 0.0,
    day_cv: float = 0.0,
) -> str:
    """Queue the simulation of a roster revision; returns the run's id.

    Parameters
    ----------
    state : RosterState
    replications, seed : int
    patience_s, redial_share : float or None
        Instead of the centre's.
    absence : float
        Share of shifts that are not worked, drawn anew each time.
    day_cv : float
        Doubt of a day's volume.

    Raises
    ------
    BadInputError
        When a choice is out of range, nobody knows the calls, or one is under way.
    """
    _need(desk)
    if not 2 <= replications <= MOST_REPLICATIONS:
        what = f"2 to {MOST_REPLICATIONS} replications can be played"
        raise BadInputError(Fault(what, "choose", value=str(replications)))
    centre_id = _centre_of(state)
    if solves.active_run(desk, centre_id, state.week, KIND) is not None:
        raise BadInputError(
            Fault("this week's roster is being simulated already", "wait for it or cancel it")
        )
    payload = {
        "week": state.week.isoformat(),
        "roster_id": state.id,
        "revision": state.revision,
        "replications": replications,
        "seed": seed,
        "patience_s": patience_s,
        "redial_share": redial_share,
        "absence": absence,
        "day_cv": day_cv,
    }
    # Says at once what a worker would only say later.
    _options(payload)
    _traffic(desk, state)
    return LocalQueue(desk.store).submit(
        KIND,
        payload,
        author=desk.actor.name,
        reason=f"simulation of {state.week}, revision {state.revision}",
        centre=centre_id,
    )


def run_simulation(ctx: RunContext) -> dict[str, Any]:
    """Play a queued simulation (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    state = rosters.revision(desk, int(ctx.payload["roster_id"]))
    wanted = int(ctx.payload["replications"])
    traffic, options = _traffic(desk, state), _options(dict(ctx.payload))
    found = simulate(
        ProblemView(state.problem),
        state.roster,
        traffic,
        options,
        on_progress=lambda done: ctx.progress(
            {"phase": KIND, "done": done, "share": done / wanted}
        ),
        should_stop=ctx.should_stop,
    )
    if ctx.abandoned:
        return {}
    outlook = simulating.erlang_outlook(state.problem, state.roster, traffic, options)
    about = simulating.report(found, outlook)
    return {
        "roster_id": state.id,
        "revision": state.revision,
        **{
            name: _columns(value) if isinstance(value, list) else value
            for name, value in about.items()
        },
    }


def latest(desk: Desk, state: RosterState) -> SimulationResult | None:
    """Newest finished simulation of a week's roster; None when there is none.

    That of this revision if there is one, else of another one of the week.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        runs = tx.runs.all(centre=_centre_of(state), kind=KIND, limit=50)
    done = [
        run
        for run in runs
        if run.result and "total" in run.result and run.payload["week"] == state.week.isoformat()
    ]
    mine = [run for run in done if run.payload["roster_id"] == state.id]
    run = next(iter(mine or done), None)
    if run is None or run.result is None:
        return None
    tables = {
        name: simulating.as_frame(run.result[name], state.problem.zone)
        for name in ("total", "days", "intervals")
    }
    outside = {"roster_id", "revision", *tables}
    return SimulationResult(
        run.id,
        run.author,
        run.finished_at or run.created_at,
        int(run.payload["roster_id"]),
        int(run.payload["revision"]),
        {k: v for k, v in run.payload.items() if k not in ("week", "roster_id", "revision")},
        {k: v for k, v in run.result.items() if k not in outside},
        **tables,
    )


def _need(desk: Desk) -> None:
    """Planners and schedulers both simulate."""
    if not desk.actor.may(Right.FORECAST):
        desk.actor.need(Right.ROSTER)


def _centre_of(state: RosterState) -> str:
    return state.problem.provenance.get("centre", "")


def _traffic(desk: Desk, state: RosterState) -> Traffic:
    """Calls of the plan of record, as Erlang's figure on the page has them; else the problem's."""
    centre = centres.centre(desk, _centre_of(state))
    try:
        frame = scenarios.base_frame(desk, centre.id, state.week)
    except BadInputError:
        if state.problem.traffic is None:
            raise
        return state.problem.traffic
    n = ProblemView(state.problem).n_intervals
    traffic = traffic_of(centre, frame, centre.target, state.week, n)
    if traffic is None:
        mend = "only calls can be simulated: forecast a queue of the channel phone"
        raise BadInputError(Fault("no queue of the plan takes calls", mend))
    return traffic


def _options(payload: dict[str, Any]) -> SimulationOptions:
    return SimulationOptions(
        plan=Plan(
            replications=int(payload["replications"]),
            seed=int(payload["seed"]),
            absence=float(payload["absence"]),
        ),
        patience_s=payload["patience_s"],
        redial_share=payload["redial_share"],
        day_cv=float(payload["day_cv"]),
    )


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns: names are not written anew for each of them."""
    names = [name for name in _KEPT if rows and name in rows[0]]
    return {name: [row[name] for row in rows] for name in names}
