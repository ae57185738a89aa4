"""Start variables of activities in a CP-SAT model, beside the breaks of the same shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from wfm.core.roster import Assignment, PlacedActivity, Roster
from wfm.core.view import OFF
from wfm.rules.linear import Lin
from wfm.rules.placements import Job, Place, due_jobs, placements, places_in, quorum

if TYPE_CHECKING:
    from wfm.rules.context import ModelContext

Cell = tuple[int, int]
Starts = dict[Place, cp_model.IntVar]
Anchor = tuple[Place, set[int]]
"""When the people of a meeting meet who are not decided, and who they are."""


class Placing:
    """The activities that a model decides; all others stay where the base roster has them.

    Activities of a cell whose shift is free are always decided, and so are those that are
    missing and might go there.

    Parameters
    ----------
    ctx : ModelContext
    whole : bool
        Decide everything that is due.
    jobs : collection of Job
        Decided too.
    days : collection of int, optional
        Places on these days only.
    """

    def __init__(
        self,
        ctx: ModelContext,
        whole: bool,
        jobs: Collection[Job] = (),
        days: Collection[int] | None = None,
    ) -> None:
        self._ctx, self._view, self._days = ctx, ctx.view, days
        active = bool(ctx.view.problem.activities) and ctx.with_breaks
        self.due = due_jobs(ctx.view) if active else []
        self.starts: dict[Job, Starts] = {}
        self.terms: list[list[tuple[int, cp_model.IntVar]]] = [
            [] for _ in range(ctx.view.n_intervals)
        ]
        self._meets: dict[tuple[int, int], Starts] = {}
        self._freed = set(self.due) if whole else self._touched() | set(jobs)
        self.held = {cell: self._hold(cell, c) for cell, c in self._base_cells()}
        self.fixed = placements(ctx.view, self.held.values())
        self._anchors = self._groups()

    # -- what the base roster has --------------------------------------------------------------

    def _base_cells(self) -> list[tuple[Cell, Assignment]]:
        view = self._view
        return [((view.agent_index[c.agent_id], view.day_index(c.day)), c) for c in self._ctx.base]

    def _touched(self) -> set[Job]:
        """Jobs that stand in a free cell, or are missing and might stand there."""
        ctx = self._ctx
        if not self.due or not ctx.free:
            return set()
        now = placements(self._view, ctx.base)
        places = {**now.loose, **now.counted}
        return {
            job
            for job in self.due
            if any(
                (job[2], d) in ctx.free
                for d in ([places[job][0]] if job in places else self._days_of(job))
            )
        }

    def _days_of(self, job: Job) -> list[int]:
        activity = self._view.problem.activities[job[0]]
        days = [self._view.day_index(day) for day in activity.occurrences[job[1]]]
        return [d for d in days if self._days is None or d in self._days]

    def _hold(self, cell: Cell, assignment: Assignment) -> Assignment:
        """What stays of a base cell: no break that is decided, no activity that is."""
        ctx = self._ctx
        kept = tuple(
            x
            for x in assignment.activities
            if cell not in ctx.free and self._job_of(cell, assignment, x) not in self._freed
        )
        breaks = () if cell in ctx.free_breaks else assignment.breaks
        if kept == assignment.activities and breaks == assignment.breaks:
            return assignment
        return replace(assignment, breaks=breaks, activities=kept)

    def _job_of(self, cell: Cell, assignment: Assignment, x: PlacedActivity) -> Job | None:
        for i, activity in enumerate(self._view.problem.activities):
            if activity.id == x.activity_id:
                k = activity.occurrence_on(assignment.day)
                return None if k is None else (i, k, cell[0])
        return None

    def _groups(self) -> dict[tuple[int, int], Anchor]:
        """Largest group of each meeting among those who are not decided."""
        groups: dict[tuple[int, int], dict[Place, set[int]]] = defaultdict(dict)
        for (i, k, a), place in {**self.fixed.loose, **self.fixed.counted}.items():
            if self._view.problem.activities[i].together:
                groups[i, k].setdefault(place, set()).add(a)
        return {
            key: min(found.items(), key=lambda g: (-len(g[1]), g[0]))
            for key, found in groups.items()
        }

    # -- variables -----------------------------------------------------------------------------

    def make(self) -> None:
        """Make the start variables, once shifts and breaks are there."""
        if not self.due:
            return
        for job in self.due:
            if job in self._freed:
                self._start(job)
        self._meet()
        self._keep_apart()

    def _start(self, job: Job) -> None:
        view, ctx, (i, k, a) = self._view, self._ctx, job
        activity = view.problem.activities[i]
        length = -(-activity.length_min // view.interval_min)
        anchor = self._anchors.get((i, k))
        made: Starts = {}
        for d in self._days_of(job):
            options = ctx.cell_options(a, d)
            hosts: dict[int, list[cp_model.IntVar | None]] = {}
            for s, variable in options:
                start = int(view.start_interval[d, s])
                for offset in places_in(view, activity, s):
                    hosts.setdefault(start + offset, []).append(variable)
            blocked = self._blocked((a, d))
            for t, shifts in sorted(hosts.items()):
                if not blocked.isdisjoint(range(t, t + length)):
                    continue
                if anchor is not None and anchor[0] != (d, t):
                    continue
                y = ctx.model.new_bool_var("")
                made[d, t] = y
                if all(v is not None for v in shifts):
                    ctx.model.add(y <= sum(v for v in shifts if v is not None))
                for q in range(t, min(t + length, view.n_intervals)):
                    self.terms[q].append((a, y))
        if len(made) > 1:
            ctx.model.add_at_most_one(list(made.values()))
        self.starts[job] = made

    def _blocked(self, cell: Cell) -> set[int]:
        """Intervals of a cell that fixed breaks and activities take."""
        held = self.held.get(cell)
        if held is None or cell in self._ctx.free:
            return set()
        start, _ = self._view.span(held)
        step = self._view.interval_min
        return {
            start + q for first, last in held.away for q in range(first // step, -(-last // step))
        }

    def _meet(self) -> None:
        """Let those who meet do so at one time, and enough of them."""
        ctx = self._ctx
        per_place: dict[tuple[int, int], dict[Place, list[cp_model.IntVar]]] = defaultdict(dict)
        for (i, k, _), starts in self.starts.items():
            if self._view.problem.activities[i].together:
                for place, y in starts.items():
                    per_place[i, k].setdefault(place, []).append(y)
        for key, places in per_place.items():
            least = quorum(self._view.problem.activities[key[0]])
            anchor = self._anchors.get(key)
            there = 0 if anchor is None else len(anchor[1])
            if there >= least:
                continue
            meets: Starts = {}
            for place, group in places.items():
                meets[place] = z = ctx.new_bool(_enough(group, max(1, least - there)))
                for y in group:
                    ctx.model.add_implication(y, z)
                ctx.model.add(sum(group) >= (least - there) * z)
            if len(meets) > 1:
                ctx.model.add_at_most_one(list(meets.values()))
            self._meets[key] = meets

    def _keep_apart(self) -> None:
        """Let activities and breaks of one cell not overlap."""
        ctx, view = self._ctx, self._view
        at: dict[Cell, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (i, _, a), starts in self.starts.items():
            length = -(-view.problem.activities[i].length_min // view.interval_min)
            for (d, t), y in starts.items():
                for q in range(t, t + length):
                    at[a, d][q].append(y)
        for cell in sorted(ctx.free_breaks):
            blocked = self._blocked(cell) if cell not in ctx.free else set()
            if cell not in at and not blocked:
                continue
            for key, starts_of in ctx.break_starts(*cell).items():
                for t, b in starts_of.items():
                    taken = range(t, t + key[2])
                    if not blocked.isdisjoint(taken):
                        ctx.model.add(b == 0)
                    for q in taken:
                        if q in at[cell]:
                            at[cell][q].append(b)
        for intervals in at.values():
            for variables in intervals.values():
                if len(variables) > 1:
                    ctx.model.add_at_most_one(variables)

    # -- what rules and the context ask ----------------------------------------------------------

    def done(self, job: Job) -> Lin:
        """1 when a job counts as done, as an expression."""
        if job in self.starts:
            lin = Lin(decided=True)
            for y in self.starts[job].values():
                lin.add(y)
            return lin
        if job in self.fixed.counted:
            return Lin(constant=1)
        anchor, meets = self._anchors.get(job[:2]), self._meets.get(job[:2], {})
        if anchor is not None and job[2] in anchor[1] and anchor[0] in meets:
            return Lin([meets[anchor[0]]], [1], decided=True)
        return Lin()

    @property
    def cells(self) -> set[Cell]:
        """Cells whose activities are decided."""
        if not self._freed:
            return set()
        cells = {(a, d) for (_, _, a), starts in self.starts.items() for d, _ in starts}
        before = dict(self._base_cells())
        return cells | {c for c, x in self.held.items() if x.activities != before[c].activities}

    def values(self, roster: Roster) -> dict[int, int]:
        """Value of every start variable in a roster, by variable index."""
        if not self.starts:
            return {}
        counted = placements(self._view, roster).counted
        return {
            y.index: int(counted.get(job) == place)
            for job, starts in self.starts.items()
            for place, y in starts.items()
        }

    def read(
        self, a: int, d: int, s: int, value: Callable[[cp_model.IntVar], int]
    ) -> tuple[PlacedActivity, ...]:
        """Activities of a cell in a solution."""
        held = self.held.get((a, d))
        found = list(held.activities) if held is not None and s != OFF else []
        start = int(self._view.start_interval[d, s])
        for (i, _, owner), starts in self.starts.items():
            if owner != a:
                continue
            activity = self._view.problem.activities[i]
            found += [
                PlacedActivity(
                    (t - start) * self._view.interval_min,
                    activity.length_min,
                    activity.id,
                    activity.kind,
                )
                for (day, t), y in starts.items()
                if day == d and value(y)
            ]
        return tuple(sorted(found))


def _enough(group: list[cp_model.IntVar], least: int) -> Callable[[Mapping[int, int]], int]:
    return lambda values: int(sum(values[y.index] for y in group) >= least)
