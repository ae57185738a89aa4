"""Activities of cells changed by hand: kept where they fit, else placed anew, else dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ortools.sat.python import cp_model

from wfm.core.errors import BadInputError, Fault
from wfm.core.roster import Assignment, Cell, PlacedActivity, Roster
from wfm.core.time import clock
from wfm.core.view import ProblemView
from wfm.rules.activities_placed import ELSEWHERE, KIND_WORDS, NO_SHIFT, title_of
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.rules.placements import Job, Place, Placements, due_jobs, placements, places_in

LIMIT = 2.0
"""Deterministic time of the small solve: the same change always gets the same breaks."""

DEARER = Words(
    "there is no room beside breaks, or the phones would lose more",
    "与休息时间冲突，或对话务影响过大",
)


class Fate(StrEnum):
    """What becomes of an activity whose shift changes."""

    KEPT = "kept"
    MOVED = "moved"
    ADDED = "added"  # was missing, and the new shift holds it
    DROPPED = "dropped"


FATE_WORDS = {
    Fate.KEPT: Words("{title} of {agent} stays at {old}", "{agent} 的{title}仍在 {old}"),
    Fate.MOVED: Words(
        "{title} of {agent} moves from {old} to {new}", "{agent} 的{title}由 {old} 改到 {new}"
    ),
    Fate.ADDED: Words(
        "{title} of {agent}, missing so far, finds room at {new}",
        "{agent} 此前未安排的{title}安排在 {new}",
    ),
    Fate.DROPPED: Words(
        "{title} of {agent} at {old} is dropped: {why}", "{agent} {old} 的{title}取消：{why}"
    ),
}


@dataclass(frozen=True)
class ActivityMove:
    """What a change does to one activity of one agent.

    Parameters
    ----------
    agent_id, activity_id : str
    fate : Fate
    words : Words
        What, who and when, in a sentence.
    """

    agent_id: str
    activity_id: str
    fate: Fate
    words: Words


@dataclass(frozen=True)
class Carried:
    """A changed roster with its activities, and what became of each that the change touched."""

    roster: Roster
    moves: tuple[ActivityMove, ...] = ()


def carry(
    modeller: Modeller, before: Roster, after: Roster, place_breaks: Collection[Cell] = ()
) -> Carried:
    """Bring the activities of changed cells along.

    An activity stays where the same agent still works its span; otherwise it goes where service
    loses least in that agent's shifts of the occurrence's days, meetings only to where the
    others meet; what finds no room, or is worth less than the phones lose, is dropped. What was
    missing may find room in a new shift.

    Parameters
    ----------
    before : Roster
    after : Roster
        The changed shifts; activities in cells that change are not looked at.
    place_breaks : collection of Cell
        Cells whose breaks are placed, where they cost least; the others keep what `after` has,
        unless an activity that stays needs the time.

    Raises
    ------
    BadInputError
        When the breaks of a shift contradict each other.
    """
    view = modeller.view
    cells = {*after.changed_cells(before), *place_breaks}
    changed = [c for c in after.changed_cells(before) if after.get(*c) is not None]
    then = placements(view, before)
    standing = {**then.loose, **then.counted}
    touched = {job: p for job, p in standing.items() if _cell(view, job, p) in cells}
    kept = {job for job, place in touched.items() if _fits(view, after, job, place)}
    added = {
        job
        for job in (due_jobs(view) if changed else ())
        if job not in standing and any(_owes_on(view, job, cell) for cell in changed)
    }
    for staying in dict.fromkeys((frozenset(kept), frozenset[Job]())):
        base = _base(view, after, cells, {job: touched[job] for job in staying})
        free = {c for c in cells if _needs_breaks(base.get(*c), c in place_breaks)}
        found = _solved(modeller, base, free, (touched.keys() - staying) | added)
        if found is not None:
            break
    else:
        raise BadInputError(
            Fault(
                "the breaks of a shift contradict each other",
                "mend the break windows of the shift in the catalogue",
                value=", ".join(f"{agent} {day}" for agent, day in sorted(cells)[:5]),
            )
        )
    return Carried(found, tuple(_moves(view, found, then, touched, added, cells)))


def _cell(view: ProblemView, job: Job, place: Place) -> Cell:
    return view.agents[job[2]].id, view.day(place[0])


def _owes_on(view: ProblemView, job: Job, cell: Cell) -> bool:
    i, k, a = job
    return view.agents[a].id == cell[0] and cell[1] in view.problem.activities[i].occurrences[k]


def _fits(view: ProblemView, after: Roster, job: Job, place: Place) -> bool:
    """Whether the agent's shift of the day still holds the activity at its time."""
    now = after.get(*_cell(view, job, place))
    if now is None:
        return False
    s, (d, t) = view.shift_index[now.shift_id], place
    offset = t - int(view.start_interval[d, s])
    return offset in places_in(view, view.problem.activities[job[0]], s)


def _base(
    view: ProblemView, after: Roster, cells: Iterable[Cell], kept: dict[Job, Place]
) -> Roster:
    """Roster in which changed cells hold what stays, and nothing else besides breaks."""
    held: dict[Cell, list[PlacedActivity]] = {cell: [] for cell in cells}
    for job, (d, t) in kept.items():
        cell, activity = _cell(view, job, (d, t)), view.problem.activities[job[0]]
        s = view.shift_index[after.cells[cell].shift_id]
        start_min = (t - int(view.start_interval[d, s])) * view.interval_min
        held[cell].append(
            PlacedActivity(start_min, activity.length_min, activity.id, activity.kind)
        )
    return after.with_cells(
        (cell, replace(now, activities=tuple(sorted(found))))
        for cell, found in held.items()
        if (now := after.get(*cell)) is not None
    )


def _needs_breaks(cell: Assignment | None, asked: bool) -> bool:
    if cell is None:
        return False
    clash = any(
        x.start_min < b.end_min and b.start_min < x.end_min
        for x in cell.activities
        for b in cell.breaks
    )
    return asked or clash


def _solved(
    modeller: Modeller, base: Roster, free: Iterable[Cell], jobs: Collection[Job]
) -> Roster | None:
    """Breaks of some cells and some activities where they cost least; None when there is no way."""
    view = modeller.view
    cells = {(view.agent_index[agent], view.day_index(day)) for agent, day in free}
    if not cells and not jobs:
        return base
    ctx = modeller.context(base=base, free=set(), free_breaks=cells, free_activities=jobs)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = LIMIT
    if solver.solve(ctx.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return ctx.read(solver.value)


def _moves(
    view: ProblemView,
    found: Roster,
    then: Placements,
    touched: dict[Job, Place],
    added: Collection[Job],
    cells: Collection[Cell],
) -> Iterable[ActivityMove]:
    now = placements(view, found)
    places = {**now.loose, **now.counted}
    for job in sorted((*touched, *added)):
        old, new = touched.get(job), places.get(job)
        if old is None and new is None:
            continue
        if old == new:
            fate = Fate.KEPT
        elif old is None:
            fate = Fate.ADDED
        else:
            fate = Fate.DROPPED if new is None else Fate.MOVED
        activity, agent = view.problem.activities[job[0]], view.agents[job[2]].id
        words = FATE_WORDS[fate].with_values(
            title=title_of(activity),
            agent=agent,
            old="" if old is None else _moment(view, old),
            new="" if new is None else _moment(view, new),
            why=_why(view, found, places, job) if fate is Fate.DROPPED else "",
        )
        yield ActivityMove(agent, activity.id, fate, words)
    known = {x.id: title_of(x) for x in view.problem.activities}
    for stray in then.strays:
        cell, x = stray.cell, stray.placed
        if (cell.agent_id, cell.day) in cells:
            start = view.shifts[view.shift_index[cell.shift_id]].start_min + x.start_min
            words = FATE_WORDS[Fate.DROPPED].with_values(
                title=known.get(x.activity_id, KIND_WORDS[x.kind]),
                agent=cell.agent_id,
                old=f"{cell.day} {clock(start)}",
                why=stray.why,
            )
            yield ActivityMove(cell.agent_id, x.activity_id, Fate.DROPPED, words)


def _why(view: ProblemView, found: Roster, places: dict[Job, Place], job: Job) -> Words:
    """Why an activity finds no place."""
    i, k, a = job
    activity, agent = view.problem.activities[i], view.agents[a].id
    slots = {
        (view.day_index(day), int(view.start_interval[view.day_index(day), s]) + offset)
        for day in activity.occurrences[k]
        if (cell := found.get(agent, day)) is not None
        for s in [view.shift_index[cell.shift_id]]
        for offset in places_in(view, activity, s)
    }
    if not slots:
        return NO_SHIFT
    others = {place for other, place in places.items() if other[:2] == (i, k)}
    return ELSEWHERE if activity.together and others and not others & slots else DEARER


def _moment(view: ProblemView, place: Place) -> str:
    return f"{view.grid.local[place[1]]:%Y-%m-%d %H:%M}"
