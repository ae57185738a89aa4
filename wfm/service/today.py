"""The running day: plan against counts, the rest revised, and what it means in agents."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wfm.core.centre import Centre
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.core.time import monday_of
from wfm.forecasting.running_day import RunningDay, running_day
from wfm.service import actuals, centres, forecasts, planning, requirements, rosters, staffing
from wfm.service.actuals import Actuals
from wfm.service.desk import Desk, Right
from wfm.service.forecasts import ForecastInfo

WORST = 5
"""Coming intervals that are named."""

_KEPT = 16
_DAYS: OrderedDict[tuple[object, ...], Today] = OrderedDict()
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Today:
    """A day as it stands.

    Parameters
    ----------
    plan : ForecastInfo
        Plan of record that the day is compared with.
    running : RunningDay
        See `wfm.forecasting.running_day`.
    counts : Actuals
    complete : bool
        Whether every interval that the plan expects contacts in was counted.
    agents : DataFrame
        timestamp, group, planned, now, staffed, missing, passed: agents required by the plan, and
        by counts and update; on the phones by the published roster (NaN without one); now less
        staffed, at least 0. ``all`` is the pool.
    worst : DataFrame
        Coming intervals of the pool that miss most agents, worst first: timestamp, now, staffed,
        missing, service_level (to expect with this staffing).
    service_level : tuple of float or None
        Of the contacts still to come, by the plan and by the update; None without a roster.
    revision : int or None
        Of the published roster; None without one.
    """

    day: date
    plan: ForecastInfo
    running: RunningDay
    counts: Actuals
    complete: bool
    agents: pd.DataFrame
    worst: pd.DataFrame
    service_level: tuple[float, float] | None
    revision: int | None


def today(desk: Desk, centre_id: str, day: date) -> Today:
    """Compare a day with its plan and revise what is still to come.

    Raises
    ------
    BadInputError
        When no forecast covers the day.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        newest = tx.trail.entries(centre=centre_id, limit=1)
    # A page asks at every click; what the day rests on changes only with an entry in the trail.
    key = (desk.store.database.url, centre_id, day, newest[0].id if newest else 0)
    with _LOCK:
        known = _DAYS.get(key)
    if known is None:
        known = _worked_out(desk, centre_id, day)
        with _LOCK:
            _DAYS[key] = known
            while len(_DAYS) > _KEPT:
                _DAYS.popitem(last=False)
    return known


def _worked_out(desk: Desk, centre_id: str, day: date) -> Today:
    centre = centres.centre(desk, centre_id)
    plan, frame = _plan(desk, centre_id, day)
    of_day = planning.of_week(frame, day, 1)
    counts = actuals.actuals(desk, centre_id, day)
    running = running_day(
        of_day,
        counts.frame,
        forecasts.intraday(desk, plan.id),
        centre.interval_min,
        forecasts.intraday_aht(desk, plan.id),
    )
    state = rosters.published(desk, centre_id, monday_of(day))
    now = frame_now(frame, running)
    agents = required_agents(centre, frame, now, day)
    passed = running.frame.drop_duplicates("timestamp").set_index("timestamp")["passed"]
    agents["passed"] = agents["timestamp"].map(passed).astype(bool)
    if state is None:
        agents["staffed"] = np.nan
    else:
        on_phones = staffing.coverage(state.problem, state.roster)
        agents = agents.merge(
            on_phones[["timestamp", "group", "staffed"]], on=["timestamp", "group"], how="left"
        )
    agents["missing"] = (agents["now"] - agents["staffed"]).clip(lower=0)
    level, worst = None, _worst(agents)
    if state is not None:
        coming = (planning.of_week(f, day, 1) for f in (frame, now))
        levels = [_to_come(centre, f, agents) for f in coming]
        level = (_mean(levels[0]), _mean(levels[1]))
        worst = worst.merge(levels[1][["timestamp", "service_level"]], on="timestamp", how="left")
    return Today(
        day,
        plan,
        running,
        counts,
        bool(running.frame.loc[running.frame["plan"] > 0, "actual"].notna().all()),
        agents,
        worst,
        level,
        None if state is None else state.revision,
    )


def open_intervals(desk: Desk, centre_id: str, day: date) -> pd.DataFrame:
    """Intervals of a day in which the model expects contacts: timestamp, queue.

    Raises
    ------
    BadInputError
        When no forecast covers the day.
    """
    desk.actor.need(Right.READ)
    plan, _ = _plan(desk, centre_id, day)
    made = planning.of_week(forecasts.forecast(desk, plan.id).made, day, 1)
    found: pd.DataFrame = made.loc[made["volume"] > 0, ["timestamp", "queue"]]
    return found.reset_index(drop=True)


def frame_now(frame: pd.DataFrame, running: RunningDay) -> pd.DataFrame:
    """Forecast frame with a day's counts, and its update where nothing was counted yet."""
    keys = ["timestamp", "queue"]
    day = running.frame.set_index(keys)
    at = pd.MultiIndex.from_frame(frame[keys])
    known = at.isin(day.index)
    of_day = day.reindex(at)
    volume = of_day["actual"].fillna(of_day["update"]).to_numpy(dtype=float)
    aht_s = of_day["actual_aht_s"].fillna(of_day["update_aht_s"]).to_numpy(dtype=float)
    return frame.assign(
        volume=np.where(known, volume, frame["volume"]),
        aht_s=np.where(known, aht_s, frame["aht_s"]),
    )


def required_agents(
    centre: Centre, plan: pd.DataFrame, now: pd.DataFrame, day: date
) -> pd.DataFrame:
    """Agents required on a day by two forecasts: timestamp, group, planned, now."""
    sized = []
    for frame in (plan, now):
        # The day before lends its last calls to the first interval.
        around = planning.of_week(frame, day - timedelta(days=1), 2)
        sized.append(planning.of_week(planning.size_centre(centre, around), day, 1))
    keys = ["timestamp", "group"]
    planned, needed = (s[[*keys, "agents_with_shrinkage"]] for s in sized)
    both = planned.merge(needed, on=keys, suffixes=("_planned", "_now"))
    return both.rename(
        columns={
            "agents_with_shrinkage_planned": "planned",
            "agents_with_shrinkage_now": "now",
        }
    )


def _plan(desk: Desk, centre_id: str, day: date) -> tuple[ForecastInfo, pd.DataFrame]:
    plan = forecasts.plan_of_record(desk, centre_id, monday_of(day))
    if plan is None:
        raise BadInputError(
            Fault(
                f"no forecast covers the week of {monday_of(day)}",
                "make one on the page Forecast first",
                value=str(day),
            )
        )
    return plan, forecasts.forecast(desk, plan.id).frame


def _worst(agents: pd.DataFrame) -> pd.DataFrame:
    pool = agents[(agents["group"] == POOLED) & ~agents["passed"] & (agents["missing"] > 0)]
    worst = pool.sort_values(["missing", "timestamp"], ascending=[False, True]).head(WORST)
    return worst[["timestamp", "now", "staffed", "missing"]].reset_index(drop=True)


def _to_come(centre: Centre, frame: pd.DataFrame, agents: pd.DataFrame) -> pd.DataFrame:
    """Service to expect per coming interval: timestamp, volume, service_level.

    Callers who may be waiting at this moment are not known and not in it.
    """
    pool = agents[agents["group"] == POOLED].set_index("timestamp")
    coming = frame[~frame["timestamp"].map(pool["passed"]).astype(bool)]
    if coming.empty:
        return pd.DataFrame(columns=["timestamp", "volume", "service_level"])
    return requirements.outlook(centre, coming, pool["staffed"].fillna(0.0)).intervals


def _mean(served: pd.DataFrame) -> float:
    """Service level over contacts; NaN when none is to come."""
    level, volume = served["service_level"], served["volume"]
    known = level.notna() & (volume > 0)
    total = float(volume[known].sum())
    return float((level * volume)[known].sum() / total) if total else float("nan")
