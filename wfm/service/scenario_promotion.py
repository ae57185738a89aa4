"""A scenario becomes the plan of record: a forecast version and a requirement under it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.forecasting.paths import Paths
from wfm.forecasting.rescale import day_totals_of
from wfm.forecasting.scenario_stack import Stack
from wfm.forecasting.together import together
from wfm.service import centres, forecasts, planning, scenario_paths, scenario_plans
from wfm.service.codec import to_json
from wfm.service.desk import Desk, Right
from wfm.service.forecast_parts import day_totals_frame, day_totals_to_json, together_to_json
from wfm.service.scenario_plans import BASE, Plan, SiteFrames
from wfm.store.codec import fingerprint, pack
from wfm.store.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a promotion made.

    Parameters
    ----------
    forecast_id, forecast_version : int
        Plan of record from now on.
    requirement_id, requirement_version : int
        Sized under the scenario's target, shrinkage, minimum and groups.
    """

    forecast_id: int
    forecast_version: int
    requirement_id: int
    requirement_version: int


def promote(
    desk: Desk,
    centre_id: str,
    name: str,
    week: date,
    reason: str,
    *,
    expected_revision: int | None = None,
    run_id: str = "",
) -> Promotion:
    """Make a scenario the plan of record of the days that the present plan covers.

    The scenario is put on the forecast that the present plan was made from, so promoting one
    after another never counts a change twice; `BASE` goes back to that forecast. Overrides in
    force stay in force on top. Takes seconds: pages leave it to a run
    (`wfm.service.scenario_promotion_runs`).

    Parameters
    ----------
    expected_revision : int or None
        Revision of the scenario that the author saw; None takes the newest.
    run_id : str
        Run that does it: what a worker saved that died after it is not saved again.

    Raises
    ------
    BadInputError
        When there is no reason, no forecast, or the scenario does not fit the forecast.
    ConflictError
        When somebody else changed the scenario meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    need_reason(reason)
    done = _done_by(desk, centre_id, run_id) if run_id else None
    if done is not None:
        return done
    centre = centres.centre(desk, centre_id)
    plan = scenario_plans.plan_of(desk, centre_id, week)
    under = Stack() if name == BASE else scenario_plans.stack(desk, centre_id, name)
    last = plan.ground.first_day + timedelta(days=plan.ground.n_days - 1)
    sites = scenario_plans.site_frames(desk, centre_id, under, plan.ground.first_day, last)
    made = under.apply(plan.ground_frame, sites.frames)
    paths = forecasts.paths(desk, plan.ground.id)
    if paths is not None:
        paths = scenario_paths.carried(paths, made, under, scenario_paths.site_paths(desk, sites))
    requirement = planning.size_centre(centre, plan.overridden(made), scenario=under)
    who: dict[str, Any] = {"author": desk.actor.name, "reason": reason}
    with desk.store.transaction() as tx:
        about = provenance(tx, centre_id, plan.ground.id, under, sites)
        top = about["layers"][-1] if about["layers"] else None
        if top and expected_revision is not None and top["revision"] != expected_revision:
            raise ConflictError(
                f"Somebody else changed the scenario {name!r} meanwhile: you worked on revision "
                f"{expected_revision}, the newest is {top['revision']}. Nothing was saved; look "
                "at the newest and try again."
            )
        forecast_id = plan.ground.id
        if under.layers:
            forecast_id = _save(tx, centre_id, plan, made, paths, about, who)
        published = tx.forecasts.publish(forecast_id, **who)
        saved = tx.requirements.save(
            centre_id,
            requirement,
            forecast_id=forecast_id,
            target=asdict(planning.target_of(centre, under)),
            provenance={"scenario": about, **({"run": run_id} if run_id else {})},
            **who,
        )
    return Promotion(forecast_id, published.version, saved.id, saved.version)


def need_reason(reason: str) -> None:
    """Refuse a promotion that nobody explains.

    Raises
    ------
    BadInputError
        When the reason is empty.
    """
    if not reason.strip():
        raise BadInputError(Fault("a promotion needs a reason", "say why", column="reason"))


def _done_by(desk: Desk, centre_id: str, run_id: str) -> Promotion | None:
    """What a run saved already; forecast and requirement are saved together or not at all."""
    with desk.store.read() as tx:
        for sized in tx.requirements.versions(centre_id):
            if sized.provenance.get("run") == run_id and sized.forecast_id is not None:
                forecast = tx.forecasts.info(sized.forecast_id)
                return Promotion(forecast.id, forecast.version, sized.id, sized.version)
    return None


def provenance(
    tx: UnitOfWork, centre_id: str, ground: int, under: Stack, sites: SiteFrames
) -> dict[str, Any]:
    """Where a plan under a scenario came from: enough to make it again.

    Parameters
    ----------
    ground : int
        Forecast that the scenario was put on.

    Returns
    -------
    dict
        name, ground (id of the forecast that it was put on), ground_version, sites, and layers:
        name, revision, fingerprint (that of the revision) and definition of each scenario, the
        ground first.
    """
    revisions = {row.name: row.revision for row in tx.scenarios.all(centre_id)}
    definitions = {layer.name: to_json("scenario", layer) for layer in under.layers}
    return {
        "name": under.name,
        "ground": ground,
        "ground_version": tx.forecasts.info(ground).version,
        "sites": dict(sites.sources),
        "layers": [
            {
                "name": layer.name,
                "revision": revisions.get(layer.name),
                "fingerprint": fingerprint(pack(definitions[layer.name])),
                "definition": definitions[layer.name],
            }
            for layer in under.layers
        ],
    }


def promotions(desk: Desk, centre_id: str) -> tuple[dict[str, Any], ...]:
    """Forecast versions made by promoting a scenario, newest first.

    Returns
    -------
    tuple of dict
        version, scenario, revision, fingerprint, ground_version, first_day, n_days, author,
        reason, made_at, plan_of_record.
    """
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        rows = tx.forecasts.versions(centre_id)
    found = []
    for row in rows:
        about = row.provenance.get("scenario")
        if not isinstance(about, dict) or not about.get("layers"):
            continue
        top = about["layers"][-1]
        found.append(
            {
                "version": row.version,
                "scenario": about["name"],
                "revision": top["revision"],
                "fingerprint": top["fingerprint"],
                "ground_version": about["ground_version"],
                "first_day": row.first_day,
                "n_days": row.n_days,
                "author": row.author,
                "reason": row.reason,
                "made_at": row.created_at,
                "plan_of_record": row.published,
            }
        )
    return tuple(found)


def _save(
    tx: UnitOfWork,
    centre_id: str,
    plan: Plan,
    made: pd.DataFrame,
    paths: Paths | None,
    about: dict[str, Any],
    who: dict[str, Any],
) -> int:
    """Save the forecast version; what judges the model judges it still."""
    ground = tx.forecasts.get(plan.ground.id)
    details = dict(ground.details)
    totals = day_totals_frame(details.get("day_totals", []))
    if not totals.empty:
        details["day_totals"] = day_totals_to_json(day_totals_of(totals, ground.frame, made))
    # Those of the plain forecast would contradict the volumes under the scenario.
    for name in ("paths", "together"):
        details.pop(name, None)
    if paths is not None:
        details["paths"] = paths.to_dict()
        details["together"] = together_to_json(together(made, paths))
    return tx.forecasts.save(
        centre_id,
        made,
        scenario=about["name"],
        first_day=ground.info.first_day,
        n_days=ground.info.n_days,
        model=ground.info.model,
        backtest=ground.info.backtest,
        provenance={**ground.info.provenance, "scenario": about},
        details=details,
        **who,
    ).id
