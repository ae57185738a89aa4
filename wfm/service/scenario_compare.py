"""Two to six scenarios side by side: from volume to seats, hours, cost and service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date

import pandas as pd

from wfm.core.centre import Centre, ServiceTarget
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import OtherSite
from wfm.forecasting.scenario_stack import Stack
from wfm.service import centres, planning, scenario_plans
from wfm.service.desk import Desk, Right
from wfm.service.scenario_causes import MEASURES, Sized, Sizer, differences, measures
from wfm.service.scenario_plans import BASE
from wfm.service.scenario_sizing import Service, group_requirements, service_apart, summed
from wfm.sizing.target import Model

MOST = 6
"""Scenarios side by side."""

Say = Callable[[float], None]
"""Told which share is done."""

CAUSE_COLUMNS = ("scenario", "layer", "cause", *MEASURES, "paid_hours", "cost")


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side; the first one is the reference.

    Parameters
    ----------
    rows : DataFrame
        scenario, volume, aht_s, workload_hours, peak_agents, required_hours, paid_hours,
        agents_fte, cost_hours (paid hours beyond the reference's), cost and cost_change (in
        `currency`; only where the centre knows what an hour costs), target, shrinkage, and what
        the seats of the plan of record would give under this load: service_level, asa_s,
        answer_rate, occupancy, intervals_below.
    curves : DataFrame
        timestamp, scenario, volume, agents (pooled).
    differences : DataFrame
        `CAUSE_COLUMNS`: what each change adds, put on one after another in the order of
        `wfm.forecasting.scenario.STAGES`, those of a scenario that others build on first. Each
        scenario's rows sum to its difference from the reference.
    sources : dict of str to str
        Where other sites' calls came from.
    """

    rows: pd.DataFrame
    curves: pd.DataFrame
    differences: pd.DataFrame
    currency: str
    sources: dict[str, str]


def check_names(names: tuple[str, ...]) -> None:
    """Refuse names that can't stand side by side.

    Raises
    ------
    BadInputError
        When they are fewer than two or more than `MOST`, or one is there twice.
    """
    if not 2 <= len(names) <= MOST or len(set(names)) != len(names):
        raise BadInputError(
            Fault(f"2 to {MOST} different scenarios can be compared", "choose again")
        )


def compare(
    desk: Desk,
    centre_id: str,
    names: tuple[str, ...],
    week: date,
    *,
    say: Say = lambda share: None,
) -> Comparison:
    """Compare scenarios on the forecast of a week; ``base`` is the plan of record itself.

    Takes seconds: pages leave it to a run (`wfm.service.scenario_comparisons`).

    Raises
    ------
    BadInputError
        When fewer than two or more than six are named, one twice, or the week has no forecast.
    """
    desk.actor.need(Right.READ)
    check_names(names)
    centre = centres.centre(desk, centre_id)
    plan = scenario_plans.plan_of(desk, centre_id, week)
    stacks = {n: _stack(desk, centre_id, n, plan.under) for n in names}
    sites = _sites(desk, centre_id, [*stacks.values(), plan.under], week)
    sizer = Sizer(centre, plan, week, sites.frames)
    base = sizer.as_planned()
    sized: dict[str, Sized] = {}
    for n, under in stacks.items():
        say((len(sized) + 1) / (len(stacks) + 2))
        sized[n] = base if n == BASE else sizer.size(under)
    say((len(sized) + 1) / (len(stacks) + 2))
    seats = base.pooled.set_index("timestamp")["agents"]
    paid = paid_per_phone_hour(desk, centre_id)
    rows = pd.DataFrame([_row(centre, n, one, seats) for n, one in sized.items()])
    curves = [
        one.pooled[["timestamp", "volume"]].assign(
            scenario=n, agents=one.pooled["agents_with_shrinkage"]
        )
        for n, one in sized.items()
    ]
    return Comparison(
        _with_money(rows, centre, paid),
        pd.concat(curves, ignore_index=True),
        _causes(sized, centre, paid),
        centre.currency,
        sites.sources,
    )


def pooling(
    desk: Desk,
    centre_id: str,
    names: tuple[str, ...],
    week: date,
    *,
    say: Say = lambda share: None,
) -> pd.DataFrame:
    """Required hours under each scenario by who answers what.

    Returns
    -------
    DataFrame
        scenario, together (one group answers everything), planned (the groups of the scenario),
        apart (each queue has people of its own): required hours, the centre's minimum left out.
    """
    desk.actor.need(Right.READ)
    centre = centres.centre(desk, centre_id)
    plan = scenario_plans.plan_of(desk, centre_id, week).around(week, centre.zone)
    stacks = {n: _stack(desk, centre_id, n, plan.under) for n in names}
    sites = _sites(desk, centre_id, [*stacks.values()], week)
    hours = centre.interval_min / 60
    rows: list[dict[str, object]] = []
    for name, under in stacks.items():
        say(len(rows) / len(stacks))
        frame = plan.frame if name == BASE else plan.framed(under, sites.frames)
        frame = planning.of_week(frame, week)
        queues = tuple(dict.fromkeys(frame["queue"]))
        target = planning.sizing_target(planning.target_of(centre, under))
        options = planning.sizing_options(centre, under)
        ways = {
            "together": {"": queues},
            "planned": under.groups(queues),
            "apart": {queue: (queue,) for queue in queues},
        }
        found = {
            way: summed(group_requirements(frame, groups, target, options))
            for way, groups in ways.items()
        }
        totals = {way: f["agents_with_shrinkage"].sum() * hours for way, f in found.items()}
        rows.append({"scenario": name, **totals})
    return pd.DataFrame(rows)


def paid_per_phone_hour(desk: Desk, centre_id: str) -> float:
    """Paid hours that an hour on the phones takes: breaks of the usual shift are paid or not."""
    shifts = centres.centre_data(desk, centre_id).shifts
    long = [s for s in shifts if s.breaks]
    if not long:
        return 1.0
    phone = sum(s.duty_min - sum(b.length_min for b in s.breaks) for s in long)
    return sum(s.paid_min for s in long) / phone


def target_text(target: ServiceTarget) -> str:
    """Target in one line, with every promise."""
    return planning.sizing_target(target).label


def _stack(desk: Desk, centre_id: str, name: str, planned: Stack) -> Stack:
    return planned if name == BASE else scenario_plans.stack(desk, centre_id, name)


def _sites(
    desk: Desk, centre_id: str, stacks: list[Stack], week: date
) -> scenario_plans.SiteFrames:
    named: dict[str, OtherSite] = {s.source: s for under in stacks for s in under.sites}
    return scenario_plans.week_sites(desk, centre_id, tuple(named.values()), week)


def _row(centre: Centre, name: str, sized: Sized, seats: pd.Series) -> dict[str, object]:
    pooled, under = sized.pooled, sized.under
    volume, workload, required = measures(sized.requirement, centre)
    options = planning.sizing_options(centre, under)
    return {
        "scenario": name,
        "volume": volume,
        "aht_s": workload * 3600 / volume if volume else float("nan"),
        "workload_hours": workload,
        "peak_agents": int(pooled["agents_with_shrinkage"].max()),
        "required_hours": required,
        "target": target_text(planning.target_of(centre, under)),
        "shrinkage": options.shrinkage,
        **asdict(_served(centre, sized, seats)),
    }


def _served(centre: Centre, sized: Sized, seats: pd.Series) -> Service:
    """Service of the plan's seats; a known patience is used whatever sizing goes by."""
    options = planning.sizing_options(centre, sized.under)
    if options.patience_s is not None:
        options = replace(options, model=Model.ERLANG_A)
    return service_apart(
        sized.frame,
        seats,
        sized.under.groups(dict.fromkeys(sized.frame["queue"])),
        planning.sizing_target(planning.target_of(centre, sized.under)),
        options,
    )


def _with_money(rows: pd.DataFrame, centre: Centre, paid: float) -> pd.DataFrame:
    """Columns of paid hours, full-time agents and, where it is known, cost."""
    paid_hours = rows["required_hours"] * paid
    week_hours = max((c.week_min for c in centre.contracts), default=2400) / 60
    more = {
        "paid_hours": paid_hours,
        "agents_fte": paid_hours / week_hours,
        "cost_hours": paid_hours - paid_hours.iloc[0],
    }
    if centre.hour_cost is not None:
        more["cost"] = paid_hours * centre.hour_cost
        more["cost_change"] = more["cost_hours"] * centre.hour_cost
    place = list(rows.columns).index("required_hours") + 1
    first, last = rows.iloc[:, :place], rows.iloc[:, place:]
    return pd.concat([first, pd.DataFrame(more), last], axis=1)


def _causes(sized: dict[str, Sized], centre: Centre, paid: float) -> pd.DataFrame:
    reference = next(iter(sized.values()))
    price = float("nan") if centre.hour_cost is None else centre.hour_cost
    rows = [
        (name, step.layer, step.stage, *added, added[2] * paid, added[2] * paid * price)
        for name, one in sized.items()
        if one is not reference
        for step, added in differences(one, reference)
    ]
    return pd.DataFrame(rows, columns=list(CAUSE_COLUMNS))
