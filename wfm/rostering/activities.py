"""Training, meetings and the like put into shifts that stand, where service loses least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.breaks import MOST_CELLS
from wfm.rostering.first_places import FirstPlaces
from wfm.rostering.solving import Budget, run
from wfm.rules.auditing import audit
from wfm.rules.context import Cell
from wfm.rules.coverage import Coverage
from wfm.rules.modelling import Modeller
from wfm.rules.placements import Job, due_jobs, placements, places_in

MOST_STARTS = 4000
"""Possible starts decided together; more are decided in turns."""

LEAST = 0.2
"""Units that a model gets at least, while there is any time."""


def place_activities(
    modeller: Modeller, roster: Roster, budget: Budget, share: float, seed: int
) -> Roster:
    """Put the activities that are due into the shifts of a roster.

    First what is missing, one after another with every break as it stands: that also chooses
    the days. Then each day's activities and the breaks of their participants together (all days
    at once where they are few); what stands already moves there too, where that costs less.

    Parameters
    ----------
    modeller : Modeller
    roster : Roster
        Its shifts are kept.
    budget : Budget
    share : float
        What may be spent, in the budget's unit; every solve gets a little at least.
    seed : int

    Returns
    -------
    Roster
        Never dearer by its audit than the one given, nor with more hard findings.
    """
    view = modeller.view
    jobs = due_jobs(view)
    if not jobs:
        return roster
    found = _cheaper(view, FirstPlaces(modeller, roster).roster(), roster)
    plans = _plans(view, found, jobs)
    for plan in plans:
        found = _placed(modeller, found, plan, budget, max(LEAST, share / len(plans)), seed)
    return found


def with_activities_of(base: Roster, roster: Roster) -> Roster:
    """Roster with the activities, and their breaks, of cells that have their shift still."""
    return roster.with_cells(
        (key, cell)
        for key, cell in base.cells.items()
        if cell.activities and (now := roster.cells.get(key)) and now.shift_id == cell.shift_id
    )


def surplus_relief(modeller: Modeller) -> float:
    """Most points of surplus that activities can save: a bound that knows none is too high by it.

    Whoever is in a meeting is not idle on the phones; everything else that coverage and minimums
    charge only grows by it.
    """
    view = modeller.view
    step = view.interval_min
    away = sum(-(-view.problem.activities[i].length_min // step) for i, _, _ in due_jobs(view))
    prices = [
        p.surplus * entry.weight
        for entry, rule, p in modeller.entries
        if isinstance(rule, Coverage)
    ]
    return float(away * sum(prices))


@dataclass(frozen=True)
class _Plan:
    """What one model decides: activities on some days, and the breaks of some cells."""

    jobs: tuple[Job, ...]
    cells: tuple[Cell, ...]
    days: tuple[int, ...]


def _placed(
    modeller: Modeller, roster: Roster, plan: _Plan, budget: Budget, limit: float, seed: int
) -> Roster:
    """Decide activities and breaks anew; the roster given when nothing better was found."""
    if budget.over:
        return roster
    ctx = modeller.context(
        base=roster,
        free=set(),
        free_breaks=set(plan.cells),
        free_activities=plan.jobs,
        activity_days=plan.days,
    )
    ctx.hint(roster)
    answer = run(ctx.model, budget, limit, seed)
    if answer.value is None:
        return roster
    return _cheaper(modeller.view, ctx.read(answer.value), roster)


def _cheaper(view: ProblemView, one: Roster, other: Roster) -> Roster:
    """Return the better by its audit, the other of equals."""
    now, then = (audit(view.problem, x, view) for x in (one, other))
    return one if (len(now.hard), now.cost) < (len(then.hard), then.cost) else other


def _plans(view: ProblemView, roster: Roster, jobs: list[Job]) -> list[_Plan]:
    """One model for everything where it is small, else some for each day."""
    every = tuple(range(view.n_days))
    cells = _cells(view, roster, jobs, every)
    if len(cells) <= MOST_CELLS and len(_turns(view, roster, jobs, every, MOST_STARTS)) <= 1:
        return [_Plan(tuple(jobs), cells, every)] if cells else []
    placed = placements(view, roster).counted
    plans = []
    for d in every:
        here = [job for job in jobs if job not in placed or placed[job][0] == d]
        for turn in _turns(view, roster, here, (d,), MOST_STARTS):
            some = _cells(view, roster, turn, (d,))[:MOST_CELLS]
            plans.append(_Plan(turn, some, (d,)))
    return plans


def _turns(
    view: ProblemView, roster: Roster, jobs: Iterable[Job], days: Iterable[int], most: int
) -> list[tuple[Job, ...]]:
    """Cut jobs into parts of not too many starts; people who meet stay together."""
    days = tuple(days)
    groups: dict[Job, list[Job]] = {}
    for i, k, a in jobs:
        together = view.problem.activities[i].together
        groups.setdefault((i, k, -1 if together else a), []).append((i, k, a))
    turns: list[list[Job]] = []
    size = most
    for group in groups.values():
        starts = sum(len(_offsets(view, roster, job, d)) for job in group for d in days)
        if not starts:
            continue
        if size + starts > most:
            turns.append([])
            size = 0
        turns[-1] += group
        size += starts
    return [tuple(turn) for turn in turns]


def _cells(
    view: ProblemView, roster: Roster, jobs: Iterable[Job], days: Iterable[int]
) -> tuple[Cell, ...]:
    days = tuple(days)
    return tuple(
        sorted({(job[2], d) for job in jobs for d in days if _offsets(view, roster, job, d)})
    )


def _offsets(view: ProblemView, roster: Roster, job: Job, d: int) -> Sequence[int]:
    """Starts that a job has in the agent's shift of a day, breaks aside."""
    activity, agent = view.problem.activities[job[0]], view.agents[job[2]]
    day = view.day(d)
    cell = roster.get(agent.id, day) if day in activity.occurrences[job[1]] else None
    return range(0) if cell is None else places_in(view, activity, view.shift_index[cell.shift_id])
