"""Promotions as runs: sizing every day of a plan and drawing its whole days takes seconds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import scenario_promotion, scenarios, solves
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.scenario_plans import BASE
from wfm.service.solves import RunInfo

KIND = "promotion"
"""Kind of run."""


def start_promotion(
    desk: Desk,
    centre_id: str,
    name: str,
    week: date,
    reason: str,
    *,
    expected_revision: int | None = None,
) -> str:
    """Queue a promotion; returns the run's id. See `wfm.service.scenario_promotion.promote`.

    Raises
    ------
    BadInputError
        When there is no reason, no such scenario, or a promotion of this centre is under way.
    """
    desk.actor.need(Right.FORECAST)
    scenario_promotion.need_reason(reason)
    if name != BASE:
        scenarios.scenario(desk, centre_id, name)
    if solves.active_run(desk, centre_id, None, KIND) is not None:
        raise BadInputError(
            Fault("a promotion of this centre is under way", "wait for it or cancel it")
        )
    payload = {
        "name": name,
        "week": week.isoformat(),
        "reason": reason,
        "expected_revision": expected_revision,
    }
    return LocalQueue(desk.store).submit(
        KIND, payload, author=desk.actor.name, reason=reason, centre=centre_id
    )


def run_promotion(ctx: RunContext) -> dict[str, Any]:
    """Do a queued promotion (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    p = ctx.payload
    ctx.progress({"phase": KIND})
    if ctx.should_stop():
        return {}
    return asdict(
        scenario_promotion.promote(
            desk,
            str(ctx.centre),
            str(p["name"]),
            date.fromisoformat(p["week"]),
            str(p["reason"]),
            expected_revision=p["expected_revision"],
            run_id=ctx.run_id,
        )
    )


def newest(desk: Desk, centre_id: str) -> RunInfo | None:
    """Newest promotion of a centre that was asked for, None when there was none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        runs = tx.runs.all(centre=centre_id, kind=KIND, limit=1)
    return solves.run(desk, runs[0].id) if runs else None
