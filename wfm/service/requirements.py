"""Requirement of a week: sized from the plan of record, and what other staffing would give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from wfm.core.centre import Centre, ServiceTarget
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.service import centres, forecasts, planning, scenario_plans
from wfm.service.desk import Desk, Right
from wfm.service.sizing_choices import calls_of, with_redials
from wfm.sizing.options import SizingOptions
from wfm.sizing.service import ServiceOutlook, expected_service
from wfm.sizing.target import Target


@dataclass(frozen=True)
class RequirementView:
    """Requirement of a week.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.REQUIREMENT`, the week alone.
    sipp : DataFrame
        The same without lag averaging, to compare.
    target : ServiceTarget
    groups : tuple of str
        ``all`` first.
    hours : dict of str to float
        Required agent-hours on the phones per group.
    forecast : ForecastInfo
        What it was sized from.
    options : SizingOptions
        What it was sized with, beside the target.
    interval_s : float
    """

    frame: pd.DataFrame
    sipp: pd.DataFrame
    target: ServiceTarget
    groups: tuple[str, ...]
    hours: dict[str, float]
    forecast: forecasts.ForecastInfo
    options: SizingOptions
    interval_s: float

    @property
    def sizing_target(self) -> Target:
        """Target as the sizing room takes it."""
        return planning.sizing_target(self.target)


def requirement(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    target: ServiceTarget | None = None,
    scenario: str | None = None,
) -> RequirementView:
    """Size a week.

    Raises
    ------
    BadInputError
        When no forecast covers the week, or the target is impossible.
    """
    desk.actor.need(Right.READ)
    data = centres.centre_data(desk, centre_id)
    centre, people = data.centre, data.agents
    plan = scenario_plans.plan_of(desk, centre_id, week)
    chosen, frame = scenario_plans.under(desk, centre_id, plan, week, scenario)
    sized = planning.size_centre(centre, frame, scenario=chosen, target=target, agents=people)
    plain = planning.size_centre(
        centre, frame, scenario=chosen, target=target, lag=False, agents=people
    )
    inside = planning.of_week(sized, week)
    per_group = inside.groupby("group", sort=False)["agents_with_shrinkage"].sum()
    return RequirementView(
        inside,
        planning.of_week(plain, week),
        planning.target_of(centre, chosen, target),
        tuple(sorted(per_group.index, key=lambda g: (g != POOLED, g))),
        {str(g): float(n) * centre.interval_min / 60 for g, n in per_group.items()},
        plan.info,
        planning.sizing_options(centre, chosen),
        60.0 * centre.interval_min,
    )


def what_if(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    agents_change: int | None = None,
    agents: int | None = None,
    target: ServiceTarget | None = None,
) -> ServiceOutlook:
    """Service when every interval had so many agents more (or less), or a fixed number."""
    desk.actor.need(Right.READ)
    centre = centres.centre(desk, centre_id)
    plan = scenario_plans.plan_of(desk, centre_id, week)
    frame = planning.of_week(plan.frame, week)
    sized = planning.size_centre(centre, frame, scenario=plan.under, target=target)
    pooled = sized[sized["group"] == POOLED].set_index("timestamp")["agents"]
    if agents is not None:
        staffing = pooled * 0 + agents
    else:
        staffing = (pooled + (agents_change or 0)).clip(lower=0)
    chosen = planning.target_of(centre, plan.under, target)
    return outlook(centre, frame, staffing.astype(float), chosen)


def outlook(
    centre: Centre, frame: pd.DataFrame, staffing: pd.Series, target: ServiceTarget | None = None
) -> ServiceOutlook:
    """Service to expect of a staffing for calls, by the centre's model.

    Who is needed for chat, e-mail and call-backs is taken off the staffing first; callers who
    give up call again as the centre says.
    """
    chosen = target or centre.target
    calls = calls_of(centre, frame)
    if calls.empty:
        mend = "look at chat_agents and deferred_agents of the requirement"
        raise BadInputError(Fault("no queue has callers on the line to be served", mend))
    if len(calls) < len(frame):
        sized = planning.size_centre(centre, frame, target=chosen)
        pooled = sized[sized["group"] == POOLED].set_index("timestamp")
        others = pooled["chat_agents"] + pooled["deferred_agents"]
        staffing = (staffing - others.reindex(staffing.index).fillna(0)).clip(lower=0)

    def served(rows: pd.DataFrame) -> ServiceOutlook:
        return expected_service(
            rows,
            staffing,
            planning.sizing_target(chosen),
            centre.patience_s if centre.model == "erlang-a" else None,
            interval_min=centre.interval_min,
        )

    return with_redials(centre, calls, served)
