"""Activities of a roster against what is owed: which count, which stand where they may not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wfm.core.activities import PlannedActivity
from wfm.core.roster import Assignment, PlacedActivity
from wfm.core.view import ProblemView
from wfm.rules.contract import Words

Job = tuple[int, int, int]
"""(activity, occurrence, agent) by index: what one agent owes once."""

Place = tuple[int, int]
"""(day index, interval) at which an activity starts."""

UNKNOWN = Words("nobody planned it for the agent on that day", "当日未为该坐席安排此活动")
TWICE = Words("the agent has it already", "该坐席已参加")
LENGTH = Words("it does not last as long as planned", "时长与计划不符")
OUTSIDE = Words("it is not inside shift and window", "不在班次或规定时段内")
GRID = Words("it does not start with an interval", "未按时段起点开始")
OVERLAP = Words("it overlaps a break or another activity", "与休息或其他活动重叠")


@dataclass(frozen=True)
class Stray:
    """An activity that stands where it may not; it counts for nothing."""

    cell: Assignment
    placed: PlacedActivity
    why: Words


@dataclass
class Placements:
    """What a roster holds.

    Parameters
    ----------
    counted : dict of Job to Place
        What is done; a meeting below its minimum is not.
    loose : dict of Job to Place
        Stands where it may, but not with enough others, or not when they meet.
    strays : list of Stray
    """

    counted: dict[Job, Place] = field(default_factory=dict)
    loose: dict[Job, Place] = field(default_factory=dict)
    strays: list[Stray] = field(default_factory=list)


def due_jobs(view: ProblemView) -> list[Job]:
    """Everything that the horizon owes, in order of activity, occurrence and agent."""
    leave = defaultdict(list)
    for x in view.problem.leave:
        leave[x.agent_id].append(x)
    return [
        (i, k, a)
        for i, activity in enumerate(view.problem.activities)
        for k in range(len(activity.occurrences))
        for a, agent in enumerate(view.agents)
        if activity.due(agent, k, leave[agent.id])
    ]


def places_in(view: ProblemView, activity: PlannedActivity, s: int) -> Sequence[int]:
    """Intervals from a shift's start at which an activity may start in it: within one part."""
    shift, step = view.shifts[s], view.interval_min
    places = []
    for opens, closes in shift.parts:
        first = max(opens // step, -(-(activity.from_min - shift.start_min) // step))
        end = min(activity.to_min - shift.start_min, closes)
        places.append(range(first, (end - activity.length_min) // step + 1))
    return places[0] if len(places) == 1 else [t for part in places for t in part]


def quorum(activity: PlannedActivity) -> int:
    """Fewest participants who make an occurrence."""
    return activity.min_participants or 1


def largest(activity: PlannedActivity, places: dict[int, Place]) -> set[int]:
    """Agents of the largest group that meets, the earliest of equals; empty below the minimum."""
    groups: dict[Place, set[int]] = defaultdict(set)
    for a, place in places.items():
        groups[place].add(a)
    best = min(groups.items(), key=lambda g: (-len(g[1]), g[0]), default=None)
    return best[1] if best is not None and len(best[1]) >= quorum(activity) else set()


def placements(view: ProblemView, cells: Iterable[Assignment]) -> Placements:
    """Look at every activity of some cells; breaks and activities of one cell may not overlap."""
    found = Placements()
    if not view.problem.activities:
        for cell in cells:
            found.strays += [Stray(cell, x, UNKNOWN) for x in cell.activities]
        return found
    index = {x.id: i for i, x in enumerate(view.problem.activities)}
    jobs = set(due_jobs(view))
    standing: dict[tuple[int, int], dict[int, Place]] = defaultdict(dict)
    for cell in sorted(cells):
        for placed in cell.activities:
            job, place, why = _look(view, index, jobs, cell, placed)
            if why is None and job[2] in standing[job[:2]]:
                why = TWICE
            if why is None:
                standing[job[:2]][job[2]] = place
            else:
                found.strays.append(Stray(cell, placed, why))
    for (i, k), places in standing.items():
        activity = view.problem.activities[i]
        done = largest(activity, places) if activity.together else set(places)
        for a, place in places.items():
            (found.counted if a in done else found.loose)[i, k, a] = place
    return found


def _look(
    view: ProblemView,
    index: dict[str, int],
    jobs: set[Job],
    cell: Assignment,
    placed: PlacedActivity,
) -> tuple[Job, Place, Words | None]:
    a, d = view.agent_index[cell.agent_id], view.day_index(cell.day)
    i = index.get(placed.activity_id)
    nothing = (-1, -1, -1), (-1, -1)
    if i is None:
        return (*nothing, UNKNOWN)
    activity = view.problem.activities[i]
    k = activity.occurrence_on(cell.day)
    if k is None or not 0 <= d < view.n_days or (i, k, a) not in jobs:
        return (*nothing, UNKNOWN)
    if placed.length_min != activity.length_min:
        return (*nothing, LENGTH)
    if placed.start_min % view.interval_min:
        return (*nothing, GRID)
    offset = placed.start_min // view.interval_min
    s = view.shift_index[cell.shift_id]
    if offset not in places_in(view, activity, s):
        return (*nothing, OUTSIDE)
    mine = (placed.start_min, placed.end_min)
    touching = [x for x in cell.away if x[0] < mine[1] and mine[0] < x[1]]
    if len(touching) > 1:  # itself and another
        return (*nothing, OVERLAP)
    return (i, k, a), (d, int(view.start_interval[d, s]) + offset), None
