"""The problem of a week from what the store holds: plan, people, leave, pins, swaps, the past."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.problem import Problem
from wfm.core.roster import Assignment, Roster
from wfm.service import centres, forecasts, planning, scenario_plans
from wfm.service.desk import Desk
from wfm.service.problem_wishes import with_wishes
from wfm.store.rosters import SavedRoster
from wfm.store.store import UnitOfWork

PAST_DAYS = 35
"""Days before a week that its problem remembers."""


@dataclass(frozen=True)
class Surroundings:
    """What changes around a roster after it was made."""

    data: CentreData
    past: tuple[Assignment, ...]
    past_first_day: date | None
    published: SavedRoster | None


def surroundings(tx: UnitOfWork, centre_id: str, week: date, n_days: int = 7) -> Surroundings:
    """Read people, leave, pins, swap ledger, the past and the published roster of a week."""
    last = week + timedelta(days=n_days - 1)
    data = dataclasses.replace(
        centres.load(tx, centre_id),
        pins=tuple(p.pin for p in tx.pins.active(centre_id, week, last)),
        # The ledger of the calendar months that the horizon touches.
        swaps=tx.requests.swaps(centre_id, week.replace(day=1), last + timedelta(days=31)),
    )
    past, since = past_of(tx, data, week)
    return Surroundings(data, past, since, tx.rosters.published(centre_id, week))


def past_of(
    tx: UnitOfWork, data: CentreData, week: date
) -> tuple[tuple[Assignment, ...], date | None]:
    """Past roster of a week: what was published, and what was imported before that."""
    centre_id, since = data.centre.id, week - timedelta(days=PAST_DAYS)
    infos = tx.rosters.published_between(centre_id, since, week - timedelta(days=1))
    published = tx.rosters.published_roster(centre_id, since, week - timedelta(days=1))
    covered = {
        info.first_day + timedelta(days=k)
        for info in infos
        for k in range((info.last_day - info.first_day).days + 1)
    }
    imported = [a for a in data.past if since <= a.day < week and a.day not in covered]
    known = set(covered)
    if data.past_first_day is not None and data.past_last_day is not None:
        span = (data.past_last_day - data.past_first_day).days + 1
        known |= {data.past_first_day + timedelta(days=k) for k in range(span)}
    return (*imported, *published), _first_known(known, week, since)


def published_shifts(tx: UnitOfWork, centre_id: str) -> set[str]:
    """Shifts that published rosters name which a week to plan may still remember or repair."""
    infos = tx.rosters.published_between(centre_id, date.min, date.max)
    if not infos:
        return set()
    since = max(info.last_day for info in infos) - timedelta(days=PAST_DAYS + 7)
    return {a.shift_id for a in tx.rosters.published_roster(centre_id, since, date.max)}


def _first_known(known: set[date], week: date, since: date) -> date | None:
    """First day from which every day up to the week is known; a gap hides what lies before it."""
    day = week - timedelta(days=1)
    if day not in known:
        return None
    while day - timedelta(days=1) in known and day > since:
        day -= timedelta(days=1)
    return day


def fresh_problem(
    desk: Desk,
    centre_id: str,
    week: date,
    *,
    base: Roster | None,
    change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> Problem:
    """Problem of a week as things stand now.

    Parameters
    ----------
    base : Roster or None
        Draft that changes are counted against; a published roster of the week goes before it.
    change : callable, optional
        What happened to the forecast since the plan of record: its frame in, another out.

    Raises
    ------
    BadInputError
        When no forecast covers the week, or the parts do not fit together.
    """
    plan = scenario_plans.plan_of(desk, centre_id, week)
    frame = plan.frame if change is None else change(plan.frame)
    with desk.store.read() as tx:
        around = surroundings(tx, centre_id, week)
        rules = centres.load_rules(tx, centre_id)
    data = around.data
    requirement = planning.size_centre(data.centre, frame, scenario=plan.under, agents=data.agents)
    published = around.published
    counted = published.roster if published is not None else base
    names, codes = {a.id for a in data.agents}, {s.id for s in data.concrete_shifts}
    return planning.build_problem(
        data,
        requirement,
        rules.entries,
        week,
        past=tuple(a for a in around.past if a.agent_id in names),
        past_first_day=around.past_first_day,
        pins=data.pins,
        swaps=data.swaps,
        base=None
        if counted is None
        else tuple(a for a in counted if a.agent_id in names and a.shift_id in codes),
        published=published is not None,
        provenance={
            "centre": data.centre.id,
            **forecasts.plan_provenance(desk, centre_id, week),
            **({"scenario": plan.under.name} if plan.under.layers else {}),
            **planning.names_of(data.centre, rules),
        },
        forecast=frame,
        target=planning.target_of(data.centre, plan.under),
        scenario=plan.under,
    )


def refreshed(problem: Problem, around: Surroundings) -> Problem:
    """Problem of a kept roster with what was decided since: leave, pins, swaps, publication.

    The weeks before are as they stand now, too: a swap on the Sunday before moves the seam. So are
    wishes; nobody can ask for a day that is published, or withdraw it.
    Requirement, people, catalogue and rule set stay those that the roster was made for.
    """
    names = {a.id for a in problem.agents}
    codes = {s.id for s in problem.shifts}
    last = problem.first_day + timedelta(days=problem.n_days - 1)
    published = around.published
    now = dataclasses.replace(
        problem,
        leave=tuple(x for x in around.data.leave if x.agent_id in names and x.first_day <= last),
        pins=tuple(p for p in around.data.pins if p.agent_id in names),
        swaps=around.data.swaps,
        past=tuple(a for a in around.past if a.agent_id in names and a.shift_id in codes),
        past_first_day=around.past_first_day,
        base=problem.base
        if published is None
        else tuple(a for a in published.roster if a.agent_id in names and a.shift_id in codes),
        published=published is not None,
    )
    return with_wishes(now, around.data.wishes)
