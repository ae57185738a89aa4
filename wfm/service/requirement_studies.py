"""Studies of a week's requirement that take seconds: a worker makes them, the run keeps them.

What other targets would ask for, what each level of certainty costs, and what the ways to know of
the intervals before really give, by the transient reference.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.centre import ServiceTarget
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, planning, scenario_plans, solves
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.sizing_choices import calls_of
from wfm.sizing.certainty import Quantiles, price_of_certainty
from wfm.sizing.lag import TimeModel
from wfm.sizing.load import seconds_of
from wfm.sizing.requirement import pool_queues
from wfm.sizing.target import TIE
from wfm.sizing.timed import Calls, size_calls
from wfm.sizing.transient import transient_service

KIND = "requirement"
"""Kind of run."""

PROMISES = ((0.7, 30.0), (0.8, 20.0), (0.8, 10.0), (0.9, 20.0), (0.9, 10.0), (0.95, 10.0))
"""Service levels and seconds that a week's own target is compared with."""

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99)
"""Probabilities of keeping the target in an interval."""

_QUANTILES = {"q025": 0.025, "q10": 0.1, "q90": 0.9, "q975": 0.975}


@dataclass(frozen=True)
class Studies:
    """Finished studies of a week.

    Parameters
    ----------
    run_id, author, made_at
    current : bool
        Whether plan, target and scenario are those that were asked about.
    targets : DataFrame
        service_level, threshold_s, own (the week's own target), hours, peak_agents, cost (None
        where an hour's cost is not known).
    certainty : DataFrame
        confidence, agent_hours, peak_agents, hours_a_point: of the calls, before shrinkage.
    models : DataFrame
        model (alone, lag, moving), agents (agent-intervals), below, worst, service_level: what
        the transient reference says of each way of sizing; `below` counts intervals with calls.
    intervals : DataFrame
        timestamp and a column of service levels per model, NaN where nobody calls.
    """

    run_id: str
    author: str
    made_at: datetime
    current: bool
    targets: pd.DataFrame
    certainty: pd.DataFrame
    models: pd.DataFrame
    intervals: pd.DataFrame


def start_studies(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    target: ServiceTarget | None = None,
    scenario: str | None = None,
) -> str:
    """Queue the studies of a week; returns the run's id.

    Raises
    ------
    BadInputError
        When no forecast covers the week, or studies of it are under way.
    """
    desk.actor.need(Right.FORECAST)
    if solves.active_run(desk, centre_id, week, KIND) is not None:
        raise BadInputError(
            Fault("this week's requirement is being studied already", "wait for it or cancel it")
        )
    payload = _asked(desk, centre_id, week, target, scenario)
    return LocalQueue(desk.store).submit(
        KIND,
        payload,
        author=desk.actor.name,
        reason=f"studies of the requirement of {week}",
        centre=centre_id,
    )


def run_studies(ctx: RunContext) -> dict[str, Any]:
    """Make queued studies (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    p = ctx.payload
    target = ServiceTarget(**p["target"]) if p["target"] else None
    study = _Study(desk, str(ctx.centre), date.fromisoformat(p["week"]), target, p["scenario"])
    found: dict[str, Any] = {}
    for n, make in enumerate((study.targets, study.certainty, study.models)):
        ctx.progress({"phase": KIND, "share": n / 3})
        if ctx.should_stop():
            return {}
        found |= make()
    return found


def latest(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    target: ServiceTarget | None = None,
    scenario: str | None = None,
) -> Studies | None:
    """Newest finished studies of a week, those of this target and scenario if there are any."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        runs = tx.runs.all(centre=centre_id, kind=KIND, limit=50)
    asked = _asked(desk, centre_id, week, target, scenario)
    done = [
        run
        for run in runs
        if run.result and "models" in run.result and run.payload["week"] == asked["week"]
    ]
    run = next((run for run in done if dict(run.payload) == asked), next(iter(done), None))
    if run is None or run.result is None:
        return None
    frames = {
        name: pd.DataFrame(run.result[name])
        for name in ("targets", "certainty", "models", "intervals")
    }
    zone = centres.centre(desk, centre_id).zone
    stamps = pd.to_datetime(frames["intervals"]["timestamp"], utc=True).dt.tz_convert(zone)
    levels = frames["intervals"].drop(columns="timestamp").astype(float)
    frames["intervals"] = levels.assign(timestamp=stamps)
    return Studies(
        run.id,
        run.author,
        run.finished_at or run.created_at,
        dict(run.payload) == asked,
        **frames,
    )


def _asked(
    desk: Desk, centre_id: str, week: date, target: ServiceTarget | None, scenario: str | None
) -> dict[str, Any]:
    """What the studies hang on, as kept with the run."""
    plan = scenario_plans.plan_of(desk, centre_id, week)
    return {
        "week": week.isoformat(),
        "forecast": plan.info.id,
        "target": None if target is None else dataclasses.asdict(target),
        "scenario": scenario,
    }


class _Study:
    """A week's forecast with the choices that it is sized by."""

    def __init__(
        self,
        desk: Desk,
        centre_id: str,
        week: date,
        target: ServiceTarget | None,
        scenario: str | None,
    ) -> None:
        data = centres.centre_data(desk, centre_id)
        plan = scenario_plans.plan_of(desk, centre_id, week)
        self.centre, self.people, self.week = data.centre, data.agents, week
        self.under, self.frame = scenario_plans.under(desk, centre_id, plan, week, scenario)
        self.target = planning.target_of(self.centre, self.under, target)
        self.options = planning.sizing_options(self.centre, self.under)
        self.promise = planning.sizing_target(self.target)

    def targets(self) -> dict[str, Any]:
        """Hours and cost of the week's own target and of the usual ones."""
        own = (self.target.service_level, self.target.threshold_s)
        rows = []
        for level, seconds in sorted({own, *PROMISES}):
            asked = dataclasses.replace(
                self.target, service_level=level, threshold_s=seconds, promised=True
            )
            if (level, seconds) == own:
                asked = self.target
            sized = planning.size_centre(
                self.centre, self.frame, scenario=self.under, target=asked, agents=self.people
            )
            week = planning.of_week(sized[sized["group"] == POOLED], self.week)
            agents = week["agents_with_shrinkage"]
            hours = float(agents.sum()) * self.centre.interval_min / 60
            price = self.centre.hour_cost
            rows.append(
                {
                    "service_level": level,
                    "threshold_s": seconds,
                    "own": (level, seconds) == own,
                    "hours": hours,
                    "peak_agents": int(agents.max()),
                    "cost": None if price is None else hours * price,
                }
            )
        return {"targets": rows}

    def certainty(self) -> dict[str, Any]:
        """Price of each level of certainty, the queues' quantiles taken to move together."""
        rows = planning.of_week(calls_of(self.centre, self.frame), self.week)
        pooled = rows.groupby("timestamp")[list(_QUANTILES)].sum()
        doubt = Quantiles(tuple(_QUANTILES.values()), pooled.to_numpy(dtype=np.float64).T)
        calls = self._calls(rows)
        points = price_of_certainty(
            calls,
            doubt,
            self.promise,
            self.options,
            levels=LEVELS,
            min_agents=self.options.min_agents,
        )
        # JSON knows no NaN, which stands for the first level's price.
        found = [
            {k: None if v != v else v for k, v in dataclasses.asdict(point).items()}
            for point in points
        ]
        return {"certainty": found}

    def models(self) -> dict[str, Any]:
        """What the reference says of sizing alone, with lag, and on the moving load."""
        rows = planning.of_week(calls_of(self.centre, self.frame), self.week)
        calls = self._calls(rows)
        aht = np.where(calls.aht_s > 0, calls.aht_s, 1.0)
        staff = {
            model.value: size_calls(
                calls,
                self.promise,
                dataclasses.replace(self.options, time=model, lag=True),
                self.options.min_agents,
            )
            for model in TimeModel
        }
        served = transient_service(
            np.broadcast_to(calls.volume, (len(staff), calls.volume.size)),
            aht,
            np.stack(list(staff.values())).astype(np.float64),
            self.promise,
            interval_s=calls.interval_s,
            patience_s=self.options.patience,
        ).service_level
        called = calls.volume > 0
        summary, columns = [], {}
        for (name, agents), level in zip(staff.items(), served, strict=True):
            mine = level[called]
            summary.append(
                {
                    "model": name,
                    "agents": int(agents.sum()),
                    "below": int((mine < self.target.service_level * (1 - TIE)).sum()),
                    "worst": float(mine.min()),
                    "service_level": float(mine @ calls.volume[called] / calls.volume.sum()),
                    "of": int(called.sum()),
                }
            )
            columns[name] = [
                round(float(x), 4) if there else None
                for x, there in zip(level, called, strict=True)
            ]
        stamps = rows["timestamp"].drop_duplicates().sort_values()
        return {
            "models": summary,
            "intervals": {"timestamp": [at.isoformat() for at in stamps], **columns},
        }

    def _calls(self, rows: pd.DataFrame) -> Calls:
        if rows.empty or not rows["volume"].sum() > 0:
            raise BadInputError(Fault("nobody calls in this week", "forecast a queue of calls"))
        pooled = pool_queues(rows)
        return Calls(
            seconds_of(pooled["timestamp"]),
            pooled["volume"].to_numpy(dtype=np.float64),
            pooled["aht_s"].to_numpy(dtype=np.float64),
            60.0 * self.centre.interval_min,
        )
