"""Forecasts in the making: queued by a page, done by a worker, saved as a version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.backtest import backtest
from wfm.forecasting.registry import FORECASTERS, forecaster
from wfm.forecasting.rescale import day_totals_of
from wfm.forecasting.scenario_stack import Stack
from wfm.forecasting.together import together
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import (
    centres,
    cleanings,
    histories,
    known_days,
    planning,
    scenario_paths,
    scenario_plans,
    scenario_promotion,
)
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.forecast_parts import (
    day_totals_to_json,
    parts_to_json,
    together_to_json,
)
from wfm.store import DocumentKind, UnitOfWork

KIND = "forecast"
"""Kind of run."""

LEADS = ((1, 7), (15, 28))
ORIGINS = 10
MOST_WEEKS = 26

Say = Callable[[str, float], None]
"""Told the phase, and which share of it is done."""


def models() -> tuple[str, ...]:
    """Names of the forecasters that can be chosen."""
    return tuple(model.name for model in FORECASTERS)


def start_forecast(
    desk: Desk,
    centre_id: str,
    *,
    scenario: str | None = None,
    first_day: date,
    weeks: int = 1,
    model: str = "mean_of_three",
    with_backtest: bool = True,
    cleaned: bool = True,
) -> str:
    """Queue a forecast; returns the run's id.

    Parameters
    ----------
    cleaned : bool
        Learn from the history with its accepted changes; False learns from the raw counts.

    Raises
    ------
    BadInputError
        When the model is unknown, the weeks are out of range, or there is no history.
    """
    desk.actor.need(Right.FORECAST)
    forecaster(model)
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInputError(
            Fault("1 to 26 weeks can be forecast", "choose fewer", value=str(weeks))
        )
    if histories.history_revision(desk, centre_id) == 0:
        raise BadInputError(Fault("the centre has no history", "import one on this page first"))
    payload = {
        "scenario": scenario,
        "first_day": first_day.isoformat(),
        "weeks": weeks,
        "model": model,
        "backtest": with_backtest,
        "cleaned": cleaned,
    }
    return LocalQueue(desk.store).submit(
        KIND,
        payload,
        author=desk.actor.name,
        reason=f"forecast from {first_day}",
        centre=centre_id,
    )


def run_forecast(ctx: RunContext) -> dict[str, Any]:
    """Do a queued forecast (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    p = ctx.payload

    def say(phase: str, share: float) -> None:
        if ctx.should_stop():
            raise _StoppedError
        ctx.progress({"phase": phase, "share": round(share, 3)})

    try:
        made = make_version(
            desk,
            str(ctx.centre),
            scenario=p["scenario"],
            first_day=date.fromisoformat(p["first_day"]),
            weeks=int(p["weeks"]),
            model=p["model"],
            with_backtest=bool(p["backtest"]),
            cleaned=bool(p.get("cleaned", True)),
            say=say,
        )
    except _StoppedError:
        # Cancelled, or the worker ends and the next one begins anew: half a forecast is none.
        return {}
    return {"forecast_id": made}


class _StoppedError(Exception):
    """The run is to come to an end."""


def make_version(
    desk: Desk,
    centre_id: str,
    *,
    scenario: str | None,
    first_day: date,
    weeks: int,
    model: str = "mean_of_three",
    with_backtest: bool = True,
    cleaned: bool = True,
    say: Say = lambda phase, share: None,
) -> int:
    """Forecast and save a version; returns its id (`start_forecast` leaves it to a worker).

    The version covers the day after its last week too: the last night's tail belongs to it. Under
    a scenario the plain forecast is kept as a version before it: other scenarios are put on that.
    """
    desk.actor.need(Right.FORECAST)
    centre = centres.centre(desk, centre_id)
    learned_from = cleanings.training(desk, centre_id, cleaned=cleaned)
    history = learned_from.history
    n_days = 7 * weeks + planning.TAIL_DAYS
    say("forecast", 0.0)
    made = planning.forecast_centre(centre, history, first_day, n_days, model=model)
    under = Stack() if scenario is None else scenario_plans.stack(desk, centre_id, scenario)
    last_day = first_day + timedelta(days=n_days - 1)
    sites = scenario_plans.site_frames(desk, centre_id, under, first_day, last_day)
    frame = under.apply(made.frame, sites.frames)
    others = scenario_paths.site_paths(desk, sites)
    judged: dict[str, Any] = {}
    if with_backtest:
        judged = _judged(centre, learned_from, model, first_day + timedelta(days=n_days), say)
    say("saving", 0.0)
    details = {
        "backtest": judged,
        "notes": list(made.notes),
        "parts": {queue: parts_to_json(p) for queue, p in made.parts.items()},
        "intraday": {queue: fit.to_dict() for queue, fit in made.intraday.items()},
        "intraday_aht": {queue: one.to_dict() for queue, one in made.intraday_aht.items()},
    }

    def keep(tx: UnitOfWork, shown: pd.DataFrame, name: str, **origin: Any) -> int:
        totals = day_totals_of(made.day_totals, made.frame, shown)
        paths = scenario_paths.carried(made.paths, shown, under, others)
        return tx.forecasts.save(
            centre_id,
            shown,
            scenario=name,
            first_day=first_day,
            n_days=n_days,
            model=made.model,
            backtest={name: judged[name] for name in ("leads", "refused") if name in judged},
            provenance={
                "history_revision": tx.documents.newest_revision(centre_id, DocumentKind.HISTORY),
                **learned_from.provenance,
                **origin,
            },
            author=desk.actor.name,
            reason=f"forecast of {weeks} weeks from {first_day}",
            details={
                **details,
                "day_totals": day_totals_to_json(totals),
                "paths": paths.to_dict(),
                "together": together_to_json(together(shown, paths)),
            },
        ).id

    with desk.store.transaction() as tx:
        if scenario is None:
            return keep(tx, made.frame, "")
        plain = keep(tx, made.frame, "", ground_only=True)
        about = scenario_promotion.provenance(tx, centre_id, plain, under, sites)
        return keep(tx, frame, scenario, scenario=about)


def _judged(
    centre: Centre, learned_from: cleanings.Training, model: str, end: date, say: Say
) -> dict[str, Any]:
    """Back-test as JSON values; why there is none when the history is too short."""
    raw = learned_from.raw
    calendar = known_days.calendar_of(centre, raw["timestamp"].min().date(), end)
    try:
        return backtest(
            raw,
            model=model,
            calendar=calendar,
            leads=LEADS,
            origins=ORIGINS,
            cleaner=learned_from.cleaner,
            watch=lambda share: say("back-test", share),
        ).to_dict()
    except BadInputError as error:
        return {"refused": str(error)}
