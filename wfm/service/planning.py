"""The chain without a store: history to forecast, requirement, and problem.

Commands run it on files; the other use cases run it on what the store holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from wfm.core.activities import PlannedActivity, of_agents, planned
from wfm.core.centre import Centre, CentreData, ServiceTarget
from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.core.interchange import check_problem
from wfm.core.people import Agent
from wfm.core.problem import Demand, Pin, Problem, RuleEntry, SwapRecord
from wfm.core.roster import Assignment
from wfm.core.shifts import Shift
from wfm.core.time import DAY_MIN, TimeGrid, local_instant
from wfm.forecasting.calendar import statutory_days
from wfm.forecasting.calendar_notes import NOTE_LEFT_OUT
from wfm.forecasting.forecast import Forecast, make_forecast
from wfm.forecasting.history import Absent, to_history
from wfm.forecasting.reading import read_raw_csv
from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_apply import Frames
from wfm.forecasting.scenario_stack import Stack, as_stack
from wfm.rules.activities_placed import ActivitiesPlaced
from wfm.rules.ruleset import RuleSet
from wfm.rules.split_shifts import with_bar
from wfm.service.catalogue import with_concrete_shifts
from wfm.service.coverage_prices import reference_price, with_curves
from wfm.service.known_days import borrowings_of, calendar_of, closed_days
from wfm.service.problem_wishes import with_wishes
from wfm.service.scenario_sizing import answered_apart, options_under, with_site_queues
from wfm.service.sizing_choices import (
    joint_groups,
    of_fresh_calls,
    queues_by_skill,
    with_joint_skills,
    works_of,
)
from wfm.service.traffic import traffic_of
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.options import SizingOptions
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.target import Model, Target

Under = Scenario | Stack | None
"""A scenario, several put on one after another, or none."""

ACTIVITY_WEIGHT = 5
"""Points of a participant-minute that is missing, where the rule set names no price: more than
the dearest tier of coverage, less than any minimum."""

TAIL_DAYS = 1
"""Days forecast and sized beyond the horizon, for the last night's tail."""

HOLIDAYS_AHEAD = timedelta(days=7)
"""How far beyond the horizon a problem names holidays, for rules on the days around them."""


def read_history(data: CentreData) -> pd.DataFrame:
    """HISTORY frame of a centre folder's history files.

    Raises
    ------
    BadInputError
        When there is no history file, or with every fault in them.
    """
    paths = data.files.history
    if not paths:
        raise BadInputError(
            Fault(
                "the centre has no history",
                "put a CSV with timestamp, volume[, queue, aht_s, abandoned] into history/",
                file=str(data.files.folder.name),
            )
        )
    parts: list[pd.DataFrame] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            parts.append(read_raw_csv(path))
            if len(paths) > 1:
                # By itself first: a fault then names its own file and row.
                history_frame(data.centre, parts[-1], file=path.name)
        except BadInputError as error:
            faults += error.faults
    if faults:
        raise BadInputError(faults)
    raw = pd.concat(parts, ignore_index=True)
    return history_frame(data.centre, raw, file=", ".join(path.name for path in paths))


def history_frame(
    centre: Centre, raw: pd.DataFrame, *, file: str, absent: str | None = None
) -> pd.DataFrame:
    """HISTORY frame of raw rows, in the centre's zone and interval.

    Rows without a queue are those of a centre's only queue.

    Raises
    ------
    BadInputError
        With every fault, or with every queue that the centre does not have.
    """
    try:
        frame = to_history(
            raw,
            zone=centre.zone,
            interval_min=centre.interval_min,
            absent=Absent(absent or centre.absent),
            closed_days=closed_days(centre),
            file=file,
        )
    except BadInputError as error:
        named = [f if f.file else dataclasses.replace(f, file=file) for f in error.faults]
        raise BadInputError(named) from error
    known = {q.id for q in centre.queues}
    strange = sorted({str(q) for q in frame["queue"].unique()} - known)
    if strange and len(known) == 1 and "queue" not in raw.columns:
        return frame.assign(queue=next(iter(known)))
    if strange:
        raise BadInputError(
            [
                Fault(
                    "the queue is unknown",
                    f"use one of {', '.join(sorted(known))}, or add it to the centre",
                    file,
                    column="queue",
                    value=name,
                )
                for name in strange
            ]
        )
    return frame


def forecast_centre(
    centre: Centre,
    history: pd.DataFrame,
    first_day: date,
    n_days: int,
    *,
    model: str = "mean_of_three",
) -> Forecast:
    """Forecast a centre's queues; scenarios are applied afterwards by `in_scenario`."""
    calendar = calendar_of(
        centre, history["timestamp"].min().date(), first_day + timedelta(days=n_days)
    )
    made = make_forecast(
        of_fresh_calls(centre, history),
        first_day,
        n_days,
        model=model,
        calendar=calendar,
        borrowings=borrowings_of(centre),
    )
    absent = sorted({q.id for q in centre.queues} - set(made.frame["queue"]))
    left_out = tuple(f"{NOTE_LEFT_OUT}:{queue}" for queue in absent)
    return dataclasses.replace(made, notes=made.notes + left_out)


def in_scenario(frame: pd.DataFrame, scenario: Under, sites: Frames | None = None) -> pd.DataFrame:
    """Forecast frame under a scenario; None leaves it alone.

    Parameters
    ----------
    sites : mapping, optional
        Frames of the other centres that it names, by `OtherSite.source`.
    """
    return as_stack(scenario).apply(frame, sites)


def target_of(
    centre: Centre, scenario: Under = None, target: ServiceTarget | None = None
) -> ServiceTarget:
    """Target in force: one given, else the scenario's, else the centre's."""
    if target is not None:
        return target
    if scenario is None or scenario.target is None:
        return centre.target
    names = [f.name for f in dataclasses.fields(ServiceTarget)]
    wanted = {name: getattr(scenario.target, name, None) for name in names}
    return dataclasses.replace(
        centre.target, **{name: value for name, value in wanted.items() if value is not None}
    )


def sizing_target(target: ServiceTarget) -> Target:
    """Target as the sizing room takes it."""
    return Target(
        sl=target.service_level if target.promised else None,
        threshold_s=target.threshold_s,
        definition=ServiceLevelDefinition(target.definition),
        asa_s=target.asa_s,
        answer_rate=target.answer_rate,
        occupancy_cap=target.occupancy_cap,
    )


def sizing_options(
    centre: Centre,
    scenario: Under = None,
    *,
    lag: bool = True,
    backlog: Mapping[str, float] | None = None,
) -> SizingOptions:
    """Sizing choices of a centre under a scenario; one that names a patience sizes by Erlang A.

    Parameters
    ----------
    backlog : mapping of str to float, optional
        Contacts left from before, by e-mail and call-back queue.
    """
    own = SizingOptions(
        model=Model(centre.model),
        patience_s=centre.patience_s,
        lag=lag,
        redial_share=centre.redial_share,
        shrinkage_by_hour=centre.shrinkage_by_hour,
        works=works_of(centre, backlog),
        opening=centre.opening,
        closed_days=closed_days(centre),
        shrinkage=centre.unplanned_shrinkage,
        min_agents=centre.min_agents,
        interval_min=centre.interval_min,
    )
    return options_under(own, as_stack(scenario))


def skill_groups(centre: Centre) -> tuple[SkillGroup, ...]:
    """Groups that are sized apart: the queues of each skill. The pool is always there."""
    return tuple(
        SkillGroup(skill, queues) for skill, queues in sorted(queues_by_skill(centre).items())
    )


def size_centre(
    centre: Centre,
    frame: pd.DataFrame,
    *,
    scenario: Under = None,
    target: ServiceTarget | None = None,
    lag: bool = True,
    agents: Iterable[Agent] = (),
    backlog: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """REQUIREMENT frame of a forecast under the centre's choices and a scenario's.

    Parameters
    ----------
    frame : DataFrame
        Under the scenario already (`in_scenario`).
    agents : iterable of Agent
        Who is there: skills that somebody has together are sized together too, so that nobody
        counts twice.
    backlog : mapping of str to float, optional
        Contacts left from before, by e-mail and call-back queue.
    """
    chosen = sizing_target(target_of(centre, scenario, target))
    options = sizing_options(centre, scenario, lag=lag, backlog=backlog)
    under = as_stack(scenario)
    groups = skill_groups(centre) + joint_groups(centre, agents)
    sized = requirement_of(frame, with_site_queues(groups, under, frame), chosen, options)
    return answered_apart(sized, frame, under, chosen, options)


def scored_intervals(
    shifts: Sequence[Shift], first_day: date, n_days: int, interval_min: int, zone: str
) -> int:
    """Intervals that a roster answers for, from midnight of the first day.

    The last night's tail belongs to it, up to the first shift of the day after: what comes then
    is the next roster's to cover.
    """
    grid = TimeGrid(first_day, n_days + TAIL_DAYS, interval_min, zone)
    end = int(grid.day_starts[n_days])
    last_end = max((s.end_min for s in shifts), default=DAY_MIN)
    first_start = min((s.start_min for s in shifts), default=0)
    tail = min(max(0, last_end - DAY_MIN), first_start)
    return end + tail // interval_min


def demands_of(requirement: pd.DataFrame, first_day: date, n: int, zone: str) -> tuple[Demand, ...]:
    """Demand per group over the first `n` intervals from a local midnight; a group is a skill.

    Raises
    ------
    BadInputError
        When the requirement does not cover the horizon.
    """
    start = pd.Timestamp(local_instant(first_day, 0, zone))
    demands = []
    for group, rows in requirement.groupby("group", sort=False):
        later = rows[rows["timestamp"] >= start].sort_values("timestamp").head(n)
        if len(later) < n or later["timestamp"].iloc[0] != start:
            raise BadInputError(
                Fault(
                    f"the requirement of group {group} does not cover the horizon",
                    "forecast and size the whole week and the day after it",
                    value=str(first_day),
                )
            )
        numbers = tuple(int(x) for x in later["agents_with_shrinkage"])
        demands.append(Demand(numbers, str(group), None if group == POOLED else str(group)))
    demands.sort(key=lambda d: (d.group != POOLED, d.group))
    return tuple(demands)


def names_of(centre: Centre, rules: RuleSet) -> dict[str, str]:
    """Names that a problem carries in its provenance, for sheets and pages in both languages."""
    return {
        "centre_name": centre.name_en,
        "centre_name_zh": centre.name_zh,
        "rule_set": rules.name_en,
        "rule_set_zh": rules.name_zh,
        "sl_definition": centre.target.definition,
    }


def build_problem(
    data: CentreData,
    requirement: pd.DataFrame,
    rules: Iterable[RuleEntry],
    first_day: date,
    n_days: int = 7,
    *,
    past: tuple[Assignment, ...] | None = None,
    past_first_day: date | None = None,
    pins: tuple[Pin, ...] = (),
    swaps: tuple[SwapRecord, ...] = (),
    base: tuple[Assignment, ...] | None = None,
    published: bool = False,
    provenance: dict[str, str] | None = None,
    forecast: pd.DataFrame | None = None,
    target: ServiceTarget | None = None,
    scenario: Under = None,
) -> Problem:
    """Problem of a centre for a horizon.

    Agents who are not employed on any day of the horizon are left out, with what is theirs. The
    forecast that the requirement was sized from is kept as the problem's calls, with the target
    (the centre's when None), so that a roster can be simulated from the file alone. Where the
    rules price coverage by the curve, what a missing agent costs goes into the demands; the
    scenario that the requirement was sized under says how long callers wait.

    Raises
    ------
    BadInputError
        When the parts do not fit together.
    """
    centre = data.centre
    last_day = first_day + timedelta(days=n_days - 1)
    agents = tuple(
        a
        for a in data.agents
        if (a.first_day is None or a.first_day <= last_day)
        and (a.last_day is None or first_day <= a.last_day)
    )
    names = {a.id for a in agents}
    cells = data.past if past is None else past
    since = data.past_first_day if past is None else past_first_day
    shifts = data.concrete_shifts
    n = scored_intervals(shifts, first_day, n_days, centre.interval_min, centre.zone)
    demands = demands_of(requirement, first_day, n, centre.zone)
    activities = of_agents(planned(data.activities, first_day, n_days), agents)
    rules = with_bar(with_activity_price(rules, activities), shifts)
    reference = reference_price(rules)
    if reference is not None:
        promised = sizing_target(target or target_of(centre, scenario))
        options = sizing_options(centre, scenario)
        demands = with_curves(demands, requirement, centre, first_day, promised, options, reference)
    problem = Problem(
        name=f"{centre.id} {first_day}",
        zone=centre.zone,
        interval_min=centre.interval_min,
        first_day=first_day,
        n_days=n_days,
        agents=with_concrete_shifts(with_joint_skills(agents, demands, centre), shifts),
        contracts=centre.contracts,
        shifts=shifts,
        demands=demands,
        rules=rules,
        leave=tuple(x for x in data.leave if x.agent_id in names and x.first_day <= last_day),
        past=tuple(a for a in cells if a.agent_id in names and a.day < first_day),
        past_first_day=since if since is not None and since < first_day else None,
        pins=tuple(p for p in pins if p.agent_id in names and first_day <= p.day <= last_day),
        swaps=swaps,
        base=None if base is None else tuple(a for a in base if a.agent_id in names),
        published=published,
        holidays=statutory_holidays(
            centre,
            since if since is not None and since < first_day else first_day,
            last_day + HOLIDAYS_AHEAD,
        ),
        traffic=None
        if forecast is None
        else traffic_of(centre, forecast, target or centre.target, first_day, n),
        activities=activities,
        provenance=provenance or {},
    )
    problem = with_wishes(problem, data.wishes)
    check_problem(problem, problem.name)
    return problem


def with_activity_price(
    rules: Iterable[RuleEntry], activities: tuple[PlannedActivity, ...]
) -> tuple[RuleEntry, ...]:
    """Rules with a price of missing activities, where there are any and the rule set has none."""
    rules = tuple(rules)
    if not activities or any(entry.rule == ActivitiesPlaced.id for entry in rules):
        return rules
    price = RuleEntry(
        ActivitiesPlaced.id, hard=False, weight=ACTIVITY_WEIGHT, source="art. 20-23, 27, 92"
    )
    return (*rules, price)


def of_week(frame: pd.DataFrame, first_day: date, n_days: int = 7) -> pd.DataFrame:
    """Rows of a week's local days (or of `n_days`)."""
    days = frame["timestamp"].dt.date
    inside = (days >= first_day) & (days < first_day + timedelta(days=n_days))
    chosen: pd.DataFrame = frame[inside].reset_index(drop=True)
    return chosen


def statutory_holidays(centre: Centre, first: date, last: date) -> tuple[date, ...]:
    """Statutory holidays of the centre's country in a span, both ends included."""
    if centre.country is None:
        return ()
    years = range(first.year, last.year + 1)
    days = [day for year in years for day in statutory_days(centre.country, year)]
    return tuple(day for day in days if first <= day <= last)
