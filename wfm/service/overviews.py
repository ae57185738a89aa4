"""The week at a glance: forecast, requirement, scheduled, predicted service, open requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from wfm.core.errors import BadInputError
from wfm.core.frames import POOLED
from wfm.service import forecasts, planning, requests, requirements, rosters, solves
from wfm.service.desk import Desk, Right


@dataclass(frozen=True)
class Overview:
    """Figures of one week; None where there is nothing yet.

    Parameters
    ----------
    days : DataFrame
        day, volume, required_hours, scheduled_hours, service_level; NaN where not known.
    """

    week: date
    forecast: forecasts.ForecastInfo | None
    forecast_volume: float | None
    required_hours: float | None
    scheduled_hours: float | None
    service_level: float | None
    worst_interval_at: pd.Timestamp | None
    worst_interval_sl: float | None
    understaffed_intervals: float | None
    roster_status: str | None
    revision: int | None
    hard: int | None
    cost: float | None
    excess: float | None
    open_requests: int
    run: solves.RunInfo | None
    days: pd.DataFrame


def overview(desk: Desk, centre_id: str, week: date) -> Overview:
    """Return a week at a glance."""
    desk.actor.need(Right.READ)
    plan = forecasts.plan_of_record(desk, centre_id, week)
    days = pd.DataFrame({"day": [week + timedelta(days=k) for k in range(7)]})
    volume = required = None
    if plan is not None:
        frame = planning.of_week(forecasts.forecast(desk, plan.id).frame, week)
        volume = float(frame["volume"].sum())
        per_day = frame.groupby(frame["timestamp"].dt.date)["volume"].sum()
        days["volume"] = days["day"].map(per_day)
        try:
            need = requirements.requirement(desk, centre_id, week).frame
        except BadInputError:
            need = None
        if need is not None:
            pooled = need[need["group"] == POOLED]
            hours = _hours(pooled["timestamp"])
            required = float(pooled["agents_with_shrinkage"].sum() * hours)
            days["required_hours"] = days["day"].map(
                pooled.groupby(pooled["timestamp"].dt.date)["agents_with_shrinkage"].sum() * hours
            )
    state = rosters.roster(desk, centre_id, week)
    scheduled = short = None
    outlook = None
    if state is not None:
        table = rosters.coverage(state)
        table = table[table["group"] == POOLED]
        hours = _hours(table["timestamp"])
        scheduled = float(table["staffed"].sum() * hours)
        short = float((-table["difference"]).clip(lower=0).sum())
        days["scheduled_hours"] = days["day"].map(
            table.groupby(table["timestamp"].dt.date)["staffed"].sum() * hours
        )
        outlook = rosters.service(desk, state)
        if outlook is not None:
            starts = pd.to_datetime(outlook.days["start"]).dt.date
            days["service_level"] = days["day"].map(
                dict(zip(starts, outlook.days["service_level"], strict=True))
            )
    for name in ("volume", "required_hours", "scheduled_hours", "service_level"):
        days[name] = days[name].astype(float) if name in days else float("nan")
    return Overview(
        week,
        plan,
        volume,
        required,
        scheduled,
        None if outlook is None else outlook.service_level,
        None if outlook is None else outlook.worst_timestamp,
        None if outlook is None else outlook.worst_service_level,
        short,
        None if state is None else state.status,
        None if state is None else state.revision,
        None if state is None else len(state.report.hard),
        None if state is None else state.report.cost,
        None if state is None else state.score["excess"],
        len(requests.requests(desk, centre_id, "asked")),
        solves.active_run(desk, centre_id, week, solves.KIND),
        days,
    )


def _hours(stamps: pd.Series) -> float:
    """Hours of an interval."""
    return float(stamps.drop_duplicates().sort_values().diff().min() / pd.Timedelta(hours=1))
