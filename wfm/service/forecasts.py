"""Forecast versions: read with the planners' overrides in force, promoted to plan of record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from wfm.forecasting.forecast import NOTES
from wfm.forecasting.intraday import Intraday
from wfm.forecasting.intraday_aht import AhtCourse
from wfm.forecasting.overrides import apply_overrides
from wfm.forecasting.paths import Paths
from wfm.forecasting.rescale import day_totals_of
from wfm.service import overrides
from wfm.service.desk import Desk, Right
from wfm.service.forecast_parts import day_totals_frame, parts_frames, together_frames
from wfm.service.overrides import OverrideEntry
from wfm.store.forecasts import ForecastInfo as Saved


@dataclass(frozen=True, slots=True)
class ForecastInfo:
    """What a list of forecast versions shows.

    `wape` is the back-tested WAPE of days 1-7 and `habit_wape` that of the best practitioner
    habit on the same origins; None without a back-test. `plan_of_record` is whether somebody
    promoted it; while nobody has, `plan_of_record()` of a week falls back to the newest.
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
        As `wfm.core.frames.FORECAST`, with the overrides in force: what is planned with.
    made : DataFrame
        The same as the model made it, under the version's scenario.
    marks : DataFrame
        timestamp, queue, volume, aht: the rows that an override is about, and (bool) of what.
    overrides_revision : int
        Of the overrides in force; 0 when there have never been any.
    entries : tuple of OverrideEntry
        Those in force that are about rows of this version.
    day_totals : DataFrame
        day, queue (empty: all together), volume, q025, q10, q90, q975: intervals of whole days,
        overrides in force; empty for a version from before they were kept.
    together : DataFrame or None
        timestamp, volume, aht_s, q025, q10, q90, q975 of all queues together, overrides in force;
        None where they were not drawn (one queue, or very many).
    backtest : mapping or None
        As `wfm backtest --json` gives it.
    parts : dict of str to DataFrame
        See `wfm.service.forecast_parts.parts_frames`.
    notes : tuple of str
        Fallbacks and cautions, in words (English; keys of the catalogue).
    provenance : mapping
        history_revision.
    """

    centre: str
    info: ForecastInfo
    frame: pd.DataFrame
    made: pd.DataFrame
    marks: pd.DataFrame
    overrides_revision: int
    entries: tuple[OverrideEntry, ...]
    day_totals: pd.DataFrame
    together: pd.DataFrame | None
    backtest: Mapping[str, Any] | None
    parts: dict[str, pd.DataFrame]
    notes: tuple[str, ...]
    provenance: Mapping[str, Any]


def forecasts(desk: Desk, centre_id: str) -> tuple[ForecastInfo, ...]:
    """Versions of a centre, newest first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(_info(row) for row in tx.forecasts.versions(centre_id))


def forecast(desk: Desk, forecast_id: int) -> ForecastVersion:
    """Return a version with its frame, back-test and parts, overrides in force."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        saved = tx.forecasts.get(forecast_id)
        known = overrides.load(tx, saved.info.centre)
    info, details = saved.info, saved.details
    asked = tuple(
        entry
        for entry in overrides.touching(known, info.first_day, info.last_day)
        if entry.in_force
    )
    done = apply_overrides(saved.frame, [entry.override for entry in asked])
    touched = done.volume | done.aht
    marks = saved.frame.loc[touched, ["timestamp", "queue"]]
    totals = day_totals_frame(details.get("day_totals", []))
    if not totals.empty:
        totals = day_totals_of(totals, saved.frame, done.frame)
    whole = None
    if details.get("together"):
        whole, days = together_frames(details["together"], done.frame)
        totals = pd.concat([totals, days], ignore_index=True)
    return ForecastVersion(
        info.centre,
        _info(info),
        done.frame,
        saved.frame,
        marks.assign(volume=done.volume[touched], aht=done.aht[touched]),
        known.revision,
        tuple(entry for entry, n in zip(asked, done.counts, strict=True) if n),
        totals,
        whole,
        details["backtest"] if "leads" in details.get("backtest", {}) else None,
        parts_frames(details.get("parts", {})),
        tuple(note_text(n) for n in details.get("notes", ())),
        info.provenance,
    )


def paths(desk: Desk, forecast_id: int) -> Paths | None:
    """Scenario paths of a version; None for one from before they were kept.

    They draw days of the version's frame, overrides in force: ``paths.sample(version.frame, ...)``.
    """
    kept = _details(desk, forecast_id).get("paths")
    return None if kept is None else Paths.from_dict(kept)


def intraday(desk: Desk, forecast_id: int) -> dict[str, Intraday]:
    """How the days of each queue hang together, to revise a day while it runs."""
    kept = _details(desk, forecast_id).get("intraday", {})
    return {queue: Intraday.from_dict(fit) for queue, fit in kept.items()}


def intraday_aht(desk: Desk, forecast_id: int) -> dict[str, AhtCourse]:
    """How far handle times of a day follow its first hours; none before they were kept."""
    kept = _details(desk, forecast_id).get("intraday_aht", {})
    return {queue: AhtCourse.from_dict(course) for queue, course in kept.items()}


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
                (
                    v
                    for v in tx.forecasts.versions(centre_id, "")
                    if _stands(v) and _covers(v, week)
                ),
                None,
            )
    return None if found is None else _info(found)


def plans_a_week(desk: Desk, centre_id: str, info: ForecastInfo) -> bool:
    """Whether any week of a version is planned with it, promoted or as the newest."""
    weeks = [info.first_day + timedelta(days=7 * k) for k in range(info.n_days // 7)]
    found = (plan_of_record(desk, centre_id, week) for week in weeks)
    return any(plan is not None and plan.id == info.id for plan in found)


def plan_provenance(desk: Desk, centre_id: str, week: date) -> dict[str, str]:
    """Version and override revision that a week is planned with, for the provenance of a plan."""
    info = plan_of_record(desk, centre_id, week)
    found = {} if info is None else {"forecast": str(info.version)}
    revision = overrides.overrides(desk, centre_id).revision
    return {**found, "overrides": str(revision)} if revision else found


def note_text(note: str) -> str:
    """Words of a note; one that concerns a queue names it."""
    key, _, queue = note.partition(":")
    return f"{queue}: {NOTES.get(key, key)}" if queue else NOTES.get(key, key)


def _details(desk: Desk, forecast_id: int) -> Mapping[str, Any]:
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tx.forecasts.details(forecast_id)


def _stands(info: Saved) -> bool:
    """Whether a version was made for itself, not for a scenario to be put on."""
    return not info.provenance.get("ground_only")


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
