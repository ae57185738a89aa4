"""Forecast versions: made by a run, kept with back-test and parts, promoted to plan of record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.backtest import backtest
from wfm.forecasting.forecast import NOTES
from wfm.forecasting.parts import Parts
from wfm.forecasting.registry import FORECASTERS, forecaster
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, histories, planning, scenarios
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.store import DocumentKind
from wfm.store.forecasts import ForecastInfo as Saved

KIND = "forecast"
"""Kind of run."""

LEADS = ((1, 7), (15, 28))
ORIGINS = 10


@dataclass(frozen=True, slots=True)
class ForecastInfo:
    """What a list of forecast versions shows.

    `wape` is the back-tested WAPE of days 1-7 and `habit_wape` that of the best practitioner
    habit on the same origins; None without a back-test.
    """

    id: int
    version: int
    scenario: str
    first_day: date
    n_days: int
    model: str
    made_at: datetime
    author: str
    plan_of_record: bool
    wape: float | None
    habit_wape: float | None


@dataclass(frozen=True)
class ForecastVersion:
    """A version with all that is kept of it.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`.
    backtest : mapping or None
        As `wfm backtest --json` gives it.
    parts : dict of str to DataFrame
        ``days`` (queue, day, actual, fitted), ``weekdays`` (queue, weekday, volume), ``profile``
        (queue, weekday, minute, share) and ``effects`` (queue, effect, factor).
    notes : tuple of str
        Fallbacks and cautions, in words (English; keys of the catalogue).
    """

    info: ForecastInfo
    frame: pd.DataFrame
    backtest: Mapping[str, Any] | None
    parts: dict[str, pd.DataFrame]
    notes: tuple[str, ...]


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
) -> str:
    """Queue a forecast; returns the run's id."""
    desk.actor.need(Right.FORECAST)
    forecaster(model)
    if not 1 <= weeks <= 26:
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
    centre_id = str(ctx.centre)
    p = ctx.payload
    first_day = date.fromisoformat(p["first_day"])
    ctx.progress({"phase": "forecast"})
    made = make_version(
        desk,
        centre_id,
        scenario=p["scenario"],
        first_day=first_day,
        weeks=int(p["weeks"]),
        model=p["model"],
        with_backtest=bool(p["backtest"]),
        say=lambda phase: ctx.progress({"phase": phase}),
    )
    return {"forecast_id": made}


def make_version(
    desk: Desk,
    centre_id: str,
    *,
    scenario: str | None,
    first_day: date,
    weeks: int,
    model: str = "mean_of_three",
    with_backtest: bool = True,
    say: Any = lambda phase: None,
) -> int:
    """Forecast and save a version; returns its id (`start_forecast` leaves it to a worker).

    The version covers the day after its last week too: the last night's tail belongs to it.
    """
    desk.actor.need(Right.FORECAST)
    centre = centres.centre(desk, centre_id)
    history = histories.history(desk, centre_id)
    if history is None:
        raise BadInputError(Fault("the centre has no history", "import one first"))
    n_days = 7 * weeks + planning.TAIL_DAYS
    chosen = None if scenario is None else scenarios.scenario(desk, centre_id, scenario)
    made = planning.forecast_centre(centre, history, first_day, n_days, model=model)
    frame = planning.in_scenario(made.frame, chosen)
    judged: dict[str, Any] = {}
    if with_backtest:
        say("back-test")
        try:
            calendar = planning.calendar_of(
                centre, history["timestamp"].min().date(), first_day + timedelta(days=n_days)
            )
            judged = backtest(
                history, model=model, calendar=calendar, leads=LEADS, origins=ORIGINS
            ).to_dict()
        except BadInputError as error:
            judged = {"refused": str(error)}
    say("saving")
    with desk.store.transaction() as tx:
        saved = tx.forecasts.save(
            centre_id,
            frame,
            scenario=scenario or "",
            first_day=first_day,
            n_days=n_days,
            model=made.model,
            backtest=judged,
            provenance={
                "history_revision": tx.documents.newest_revision(centre_id, DocumentKind.HISTORY),
                "notes": list(made.notes),
                "parts": {queue: _parts_json(p) for queue, p in made.parts.items()},
            },
            author=desk.actor.name,
            reason=f"forecast of {weeks} weeks from {first_day}",
        )
    return saved.id


def forecasts(desk: Desk, centre_id: str) -> tuple[ForecastInfo, ...]:
    """Versions of a centre, newest first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(_info(row) for row in tx.forecasts.versions(centre_id))


def forecast(desk: Desk, forecast_id: int) -> ForecastVersion:
    """Return a version with its frame, back-test and parts."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        saved = tx.forecasts.get(forecast_id)
    about = saved.info.provenance
    return ForecastVersion(
        _info(saved.info),
        saved.frame,
        saved.info.backtest if "leads" in saved.info.backtest else None,
        _parts_frames(about.get("parts", {})),
        tuple(note_text(n) for n in about.get("notes", ())),
    )


def promote_forecast(desk: Desk, forecast_id: int, reason: str) -> None:
    """Make a version the plan of record of its days."""
    desk.actor.need(Right.FORECAST)
    with desk.store.transaction() as tx:
        tx.forecasts.publish(forecast_id, author=desk.actor.name, reason=reason)


def plan_of_record(desk: Desk, centre_id: str, week: date) -> ForecastInfo | None:
    """Forecast in force for a week: the promoted one, else the newest base one that covers it."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found = tx.forecasts.published(centre_id, week)
        if found is None or not _covers(found, week):
            found = next(
                (v for v in tx.forecasts.versions(centre_id, "") if _covers(v, week)), None
            )
    return None if found is None else _info(found)


def forecast_csv(desk: Desk, forecast_id: int) -> bytes:
    """Return a version as CSV, with offsets in the timestamps."""
    frame = forecast(desk, forecast_id).frame.copy()
    frame["timestamp"] = frame["timestamp"].map(lambda stamp: stamp.isoformat())
    return frame.to_csv(index=False, float_format="%.6g").encode()


def note_text(note: str) -> str:
    """Words of a note; one that concerns a queue names it."""
    key, _, queue = note.partition(":")
    return f"{queue}: {NOTES.get(key, key)}" if queue else NOTES.get(key, key)


def _covers(info: Saved, week: date) -> bool:
    return info.first_day <= week and week + timedelta(days=7) <= info.last_day


def _info(row: Saved) -> ForecastInfo:
    band = row.backtest.get("leads", {}).get("1-7", {})
    habits = [b.get("wape") for b in band.get("baselines", {}).values()]
    known = [h for h in habits if h is not None]
    return ForecastInfo(
        row.id,
        row.version,
        row.scenario,
        row.first_day,
        row.n_days,
        row.model,
        row.created_at,
        row.author,
        row.published,
        band.get("wape"),
        min(known, default=None),
    )


def _parts_json(parts: Parts) -> dict[str, Any]:
    def plain(values: Any) -> list[float | None]:
        return [None if not np.isfinite(v) else round(float(v), 6) for v in np.ravel(values)]

    return {
        "days": [d.isoformat() for d in parts.days],
        "actual": plain(parts.actual),
        "fitted": plain(parts.fitted),
        "weekday_volume": plain(parts.weekday_volume),
        "profile": [plain(row) for row in parts.profile],
        "effects": [[name, round(float(factor), 5)] for name, factor in parts.effects],
    }


def _parts_frames(parts: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    days, weekdays, profile, effects = [], [], [], []
    for queue, p in parts.items():
        stamps = pd.to_datetime(p["days"])
        days.append(
            pd.DataFrame(
                {"queue": queue, "day": stamps, "actual": p["actual"], "fitted": p["fitted"]}
            )
        )
        weekdays += [(queue, k, v) for k, v in enumerate(p["weekday_volume"])]
        for weekday, row in enumerate(p["profile"]):
            step = 1440 / max(1, len(row))
            profile += [(queue, weekday, int(k * step), v) for k, v in enumerate(row)]
        effects += [(queue, name, factor) for name, factor in p["effects"]]
    return {
        "days": pd.concat(days, ignore_index=True)
        if days
        else pd.DataFrame(columns=["queue", "day", "actual", "fitted"]),
        "weekdays": pd.DataFrame(weekdays, columns=["queue", "weekday", "volume"]),
        "profile": pd.DataFrame(profile, columns=["queue", "weekday", "minute", "share"]),
        "effects": pd.DataFrame(effects, columns=["queue", "effect", "factor"]),
    }
