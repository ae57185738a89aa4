"""First places of activities: one after another where the phones lose least, breaks as they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from wfm.core.activities import PlannedActivity
from wfm.core.roster import Assignment, PlacedActivity, Roster
from wfm.core.view import IntArray
from wfm.rostering.staffing import FloatArray, Staffing
from wfm.rules.activities_placed import ActivitiesPlaced
from wfm.rules.modelling import Modeller
from wfm.rules.placements import Job, Place, due_jobs, largest, placements, places_in, quorum


class FirstPlaces:
    """Adds to a roster what is missing of the activities due.

    Parameters
    ----------
    modeller : Modeller
    roster : Roster
        Keeps its shifts, breaks and activities.
    """

    def __init__(self, modeller: Modeller, roster: Roster) -> None:
        self.view = view = modeller.view
        self.cells = {
            (view.agent_index[c.agent_id], view.day_index(c.day)): c for c in roster.assignments
        }
        self._price: dict[Job, float] = defaultdict(float)
        for entry, rule, _ in modeller.entries:
            if isinstance(rule, ActivitiesPlaced):
                for job in rule.jobs(view, entry):
                    length = view.problem.activities[job[0]].length_min
                    self._price[job] += entry.weight * length
        # An activity is no break, though it takes people off the phones like one.
        self.staffing = Staffing(modeller, breaks=False)
        there, tails = view.presence(roster), view.presence(())
        self.phone: IntArray = there.phone.astype(np.int64) - tails.phone
        duty: IntArray = there.duty.astype(np.int64) - tails.duty
        for a in range(view.n_agents):
            self.staffing.change(a, duty[a], self.phone[a])

    def roster(self) -> Roster:
        """Place what is missing, meetings first, then the longest."""
        found = placements(self.view, self.cells.values())
        standing = {**found.loose, **found.counted}
        missing: dict[tuple[int, int], list[Job]] = defaultdict(list)
        for job in due_jobs(self.view):
            if job not in standing:
                missing[job[:2]].append(job)
        activities = self.view.problem.activities

        def turn(key: tuple[int, int]) -> tuple[bool, int, tuple[int, int]]:
            activity = activities[key[0]]
            return not activity.together, -activity.length_min, key

        for i, k in sorted(missing, key=turn):
            jobs = missing[i, k]
            if activities[i].together:
                met = {a: p for (x, y, a), p in standing.items() if (x, y) == (i, k)}
                self._meet(activities[i], jobs, met)
                continue
            for job in jobs:
                losses = self._losses(job)
                place = min(losses, key=lambda p: (losses[p], p), default=None)
                if place is not None and losses[place] < self._price[job]:
                    self._put(job, place)
        return Roster(tuple(self.cells.values()))

    def _meet(self, activity: PlannedActivity, jobs: list[Job], met: dict[int, Place]) -> None:
        """Let people meet where that is worth most, or join those who meet already."""
        losses = {job: self._losses(job) for job in jobs}
        there = largest(activity, met)
        if there:
            places = {met[next(iter(there))]}
        elif met:
            return  # too few stand there already: the models decide
        else:
            places = {place for found in losses.values() for place in found}
        worth: dict[Place, float] = {}
        for place in places:
            gains = [self._price[job] - losses[job][place] for job in jobs if place in losses[job]]
            if len(gains) + len(there) >= quorum(activity):
                worth[place] = sum(gains)
        best = min(worth, key=lambda p: (-worth[p], p), default=None)
        if best is None or worth[best] <= 0:
            return
        for job in jobs:
            if best in losses[job]:
                self._put(job, best)

    def _losses(self, job: Job) -> dict[Place, float]:
        """Points that the phones lose at each place where the agent's shifts have room."""
        view, (i, k, a) = self.view, job
        activity = view.problem.activities[i]
        length = -(-activity.length_min // view.interval_min)
        zero: IntArray = np.zeros(view.n_intervals, dtype=np.int64)
        self.staffing.change(a, zero, -self.phone[a])
        gain, _ = self.staffing.marginal(a)
        self.staffing.change(a, zero, self.phone[a])
        # What the agent saves on the phones now, from the first interval on.
        saved: FloatArray = np.concatenate([[0.0], np.cumsum(-gain * self.phone[a])])
        found: dict[Place, float] = {}
        for day in activity.occurrences[k]:
            d = view.day_index(day)
            cell = self.cells.get((a, d))
            if cell is None:
                continue
            s = view.shift_index[cell.shift_id]
            start = int(view.start_interval[d, s])
            for offset in places_in(view, activity, s):
                if self._room(cell, offset * view.interval_min, length * view.interval_min):
                    t = start + offset
                    end = min(t + length, view.n_intervals)
                    found[d, t] = float(saved[end] - saved[min(t, end)])
        return found

    @staticmethod
    def _room(cell: Assignment, first_min: int, length_min: int) -> bool:
        return all(y <= first_min or first_min + length_min <= x for x, y in cell.away)

    def _put(self, job: Job, place: Place) -> None:
        view, (i, _, a), (d, t) = self.view, job, place
        activity, cell = view.problem.activities[i], self.cells[a, d]
        start = int(view.start_interval[d, view.shift_index[cell.shift_id]])
        length = -(-activity.length_min // view.interval_min)
        placed = PlacedActivity(
            (t - start) * view.interval_min, activity.length_min, activity.id, activity.kind
        )
        self.cells[a, d] = replace(cell, activities=tuple(sorted((*cell.activities, placed))))
        left = np.zeros(view.n_intervals, dtype=np.int64)
        left[t : t + length] = -self.phone[a, t : t + length]
        self.staffing.change(a, np.zeros_like(left), left)
        self.phone[a] += left
