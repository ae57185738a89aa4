"""Scenarios: kept under a name, compared side by side from volume to seats, hours and cost."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_file import scenario_from_toml, scenario_to_toml
from wfm.service import centres, forecasts, planning
from wfm.service.checking import queues_named
from wfm.service.codec import from_json, to_json
from wfm.service.desk import Desk, Right

BASE = "base"
"""Name under which the plan without any scenario is compared."""

MOST = 6
"""Scenarios side by side."""


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """A kept scenario."""

    name: str
    revision: int
    changed_by: str
    scenario: Scenario


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side; the first one is the reference.

    Parameters
    ----------
    rows : DataFrame
        scenario, volume, workload_hours, peak_agents, required_hours, paid_hours, agents_fte,
        cost_hours (paid hours beyond the reference's), target; where the centre knows what an
        hour costs, also cost and cost_change in `currency`.
    curves : DataFrame
        timestamp, scenario, volume, agents (pooled).
    differences : DataFrame
        scenario, cause, agent_hours: what each change adds to the required hours, put on one
        after another in the order volume, handle time, target, shrinkage.
    """

    rows: pd.DataFrame
    curves: pd.DataFrame
    differences: pd.DataFrame
    currency: str = "CNY"


def scenarios(desk: Desk, centre_id: str) -> tuple[ScenarioInfo, ...]:
    """Scenarios of a centre, by name."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(
            ScenarioInfo(
                row.name, row.revision, row.changed_by, from_json("scenario", row.definition)
            )
            for row in tx.scenarios.all(centre_id)
        )


def scenario(desk: Desk, centre_id: str, name: str) -> Scenario:
    """Return one scenario.

    Raises
    ------
    BadInputError
        When there is none of that name.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        found: Scenario = from_json("scenario", tx.scenarios.get(centre_id, name).definition)
    return found


def save_scenario(
    desk: Desk,
    centre_id: str,
    value: Scenario,
    expected_revision: int | None = None,
    reason: str = "",
) -> int:
    """Save a scenario under its name; returns the new revision.

    Parameters
    ----------
    expected_revision : int or None
        The revision that the author saw; None for a new one.

    Raises
    ------
    BadInputError
        When it names an unknown queue, or the name is the plan's own.
    ConflictError
        When somebody else changed it meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    if value.name == BASE:
        raise BadInputError(
            Fault("this name means the plan itself", "choose another", column="name", value=BASE)
        )
    known = {q.id for q in centres.centre(desk, centre_id).queues}
    named = queues_named(value)
    if named - known:
        raise BadInputError(
            [
                Fault("the queue is unknown", f"use one of {', '.join(sorted(known))}", value=q)
                for q in sorted(named - known)
            ]
        )
    with desk.store.transaction() as tx:
        saved = tx.scenarios.save(
            centre_id,
            value.name,
            to_json("scenario", value),
            expected_revision=expected_revision or 0,
            author=desk.actor.name,
            reason=reason or f"scenario {value.name}",
        )
    return saved.revision


def delete_scenario(
    desk: Desk, centre_id: str, name: str, expected_revision: int, reason: str = ""
) -> None:
    """Delete a scenario; forecasts made under it stay."""
    desk.actor.need(Right.FORECAST)
    with desk.store.transaction() as tx:
        tx.scenarios.delete(
            centre_id,
            name,
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason or f"scenario {name} deleted",
        )


def to_toml(value: Scenario) -> str:
    """Scenario as a TOML file."""
    return scenario_to_toml(value)


def from_toml(content: str | bytes, file: str = "") -> Scenario:
    """Scenario from a TOML file; see docs/formats.md."""
    return scenario_from_toml(content, file)


def compare(desk: Desk, centre_id: str, names: tuple[str, ...], week: date) -> Comparison:
    """Compare scenarios on the plan of record of a week; ``base`` is the plan itself.

    Raises
    ------
    BadInputError
        When fewer than two or more than six are named, one twice, or the week has no forecast.
    """
    desk.actor.need(Right.READ)
    if not 2 <= len(names) <= MOST or len(set(names)) != len(names):
        raise BadInputError(
            Fault(f"2 to {MOST} different scenarios can be compared", "choose again")
        )
    centre = centres.centre(desk, centre_id)
    frame = base_frame(desk, centre_id, week)
    chosen = [None if n == BASE else scenario(desk, centre_id, n) for n in names]
    rows, curves, causes = [], [], []
    hours = centre.interval_min / 60
    for name, value in zip(names, chosen, strict=True):
        sized = _sized(centre, frame, value, week)
        pooled = sized[sized["group"] == POOLED]
        target = planning.target_of(centre, value)
        rows.append(
            {
                "scenario": name,
                "volume": float(pooled["volume"].sum()),
                "workload_hours": float((pooled["volume"] * pooled["aht_s"]).sum() / 3600),
                "peak_agents": int(pooled["agents_with_shrinkage"].max()),
                "required_hours": float(pooled["agents_with_shrinkage"].sum() * hours),
                "target": f"{target.service_level:.0%} / {target.threshold_s:g} s",
            }
        )
        curves.append(
            pd.DataFrame(
                {
                    "timestamp": pooled["timestamp"].array,
                    "scenario": name,
                    "volume": pooled["volume"].array,
                    "agents": pooled["agents_with_shrinkage"].array,
                }
            )
        )
        causes += [(name, cause, h) for cause, h in _causes(centre, frame, value, week)]
    table = pd.DataFrame(rows)
    table["paid_hours"] = table["required_hours"] * paid_per_phone_hour(desk, centre_id)
    week_hours = max((c.week_min for c in centre.contracts), default=2400) / 60
    table["agents_fte"] = table["paid_hours"] / week_hours
    table["cost_hours"] = table["paid_hours"] - table["paid_hours"].iloc[0]
    if centre.hour_cost is not None:
        table["cost"] = table["paid_hours"] * centre.hour_cost
        table["cost_change"] = table["cost_hours"] * centre.hour_cost
    curve = pd.concat(curves, ignore_index=True)
    return Comparison(
        table,
        curve,
        pd.DataFrame(causes, columns=["scenario", "cause", "agent_hours"]),
        centre.currency,
    )


def base_frame(desk: Desk, centre_id: str, week: date) -> pd.DataFrame:
    """Forecast frame of the plan of record for a week and its tail.

    Raises
    ------
    BadInputError
        When no forecast covers the week.
    """
    info = forecasts.plan_of_record(desk, centre_id, week)
    if info is None:
        raise BadInputError(
            Fault(
                f"no forecast covers the week of {week}",
                "make one on the page Forecast first",
                value=str(week),
            )
        )
    return forecasts.forecast(desk, info.id).frame


def paid_per_phone_hour(desk: Desk, centre_id: str) -> float:
    """Paid hours that an hour on the phones takes: breaks of the usual shift are paid or not."""
    shifts = centres.centre_data(desk, centre_id).shifts
    long = [s for s in shifts if s.breaks]
    if not long:
        return 1.0
    phone = sum(s.length_min - sum(b.length_min for b in s.breaks) for s in long)
    return sum(s.paid_min for s in long) / phone


def _sized(centre: Centre, frame: pd.DataFrame, value: Scenario | None, week: date) -> pd.DataFrame:
    sized = planning.size_centre(centre, planning.in_scenario(frame, value), scenario=value)
    return planning.of_week(sized, week)


def _causes(
    centre: Centre, frame: pd.DataFrame, value: Scenario | None, week: date
) -> list[tuple[str, float]]:
    """Required hours that each change adds, put on one after another."""
    if value is None:
        return []
    plain = Scenario(name=value.name)
    steps = {
        "volume": ("growth", "queue_factors", "self_service_share"),
        "events": ("events",),
        "handle time": ("aht_factor",),
        "target": ("target",),
        "shrinkage": ("shrinkage",),
    }
    found, before, reached = [], _hours(centre, frame, plain, week), plain
    for cause, names in steps.items():
        reached = dataclasses.replace(reached, **{n: getattr(value, n) for n in names})
        if all(getattr(value, n) == getattr(plain, n) for n in names):
            continue
        after = _hours(centre, frame, reached, week)
        found.append((cause, after - before))
        before = after
    return found


def _hours(centre: Centre, frame: pd.DataFrame, value: Scenario, week: date) -> float:
    sized = _sized(centre, frame, value, week)
    pooled = sized[sized["group"] == POOLED]
    return float(pooled["agents_with_shrinkage"].sum() * centre.interval_min / 60)
