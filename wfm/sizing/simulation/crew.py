"""Who is on the phones when: to the minute, with breaks, as the roster says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.core.roster import Assignment
from wfm.core.view import RosterView
from wfm.sizing.arrays import FloatArray, IntArray

TAIL_DAYS = 3
"""Days before the horizon whose shifts may last into it."""

Stretch = tuple[float, float, float]
"""Begin and end on the phones (s), and the break just before that is owed in full (s); a stretch
that owes none begins a shift."""


@dataclass(frozen=True)
class Crew:
    """Stretches on the phones of every agent, in order of time.

    An agent who is on a call when a stretch ends finishes it; the break that follows is taken in
    full, so that the next stretch begins later.

    Attributes
    ----------
    first : ndarray of int
        Stretches of agent a are ``first[a]`` to ``first[a + 1]``, shape (n_agents + 1,).
    begin_s, end_s, pause_s : ndarray
        Half-open, seconds from the horizon's start; shape (n_stretches,).
    speed : ndarray
        Productivity, above 0: a call takes its handle time over it, shape (n_agents,).
    """

    first: IntArray
    begin_s: FloatArray
    end_s: FloatArray
    pause_s: FloatArray
    speed: FloatArray

    @property
    def n_agents(self) -> int:
        """Number of agents."""
        return int(self.speed.size)

    @property
    def agent_of(self) -> IntArray:
        """Agent of each stretch, shape (n_stretches,)."""
        return np.repeat(np.arange(self.n_agents), np.diff(self.first))

    def present_at(self, second: float) -> int:
        """Agents on the phones at an instant, as planned."""
        return int(((self.begin_s <= second) & (second < self.end_s)).sum())

    def without(self, share: float, random: np.random.Generator) -> Crew:
        """Crew from which each shift is missing with a probability: unplanned absence."""
        opens = self.pause_s == 0.0
        opens[self.first[:-1][np.diff(self.first) > 0]] = True
        shift = np.cumsum(opens) - 1
        there = random.random(int(opens.sum())) >= share
        kept = there[shift]
        counts = np.bincount(self.agent_of[kept], minlength=self.n_agents)
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Crew(first, self.begin_s[kept], self.end_s[kept], self.pause_s[kept], self.speed)

    def warmed(self, warmup_s: float) -> Crew:
        """Crew whose members on the phones at the start were there for the warm-up too."""
        begin = np.where(self.begin_s == 0.0, -warmup_s, self.begin_s)
        return Crew(self.first, begin, self.end_s, self.pause_s, self.speed)


def make_crew(stretches: Sequence[Iterable[Stretch]], speed: Sequence[float] | FloatArray) -> Crew:
    """Build a crew from the stretches of each agent.

    Raises
    ------
    BadInputError
        When a stretch has no length, or an agent has no productivity.
    """
    rows = [sorted(mine) for mine in stretches]
    speeds = np.asarray(speed, dtype=np.float64)
    if speeds.shape != (len(rows),) or not (speeds > 0).all():
        mend = "give every agent a productivity above 0, and leave out those who take no calls"
        raise BadInputError(Fault("the productivity can't be used", mend, column="speed"))
    flat = np.array([s for mine in rows for s in mine], dtype=np.float64).reshape(-1, 3)
    if (flat[:, 1] <= flat[:, 0]).any() or (flat[:, 2] < 0).any():
        mend = "give a begin before the end, and breaks of 0 s or more"
        raise BadInputError(Fault("a stretch on the phones has no length", mend))
    first = np.cumsum([0, *(len(mine) for mine in rows)]).astype(np.int64)
    begin, end, pause = (np.ascontiguousarray(flat[:, k]) for k in range(3))
    return Crew(first, begin, end, pause, speeds)


def steady_crew(n_agents: int, until_s: float) -> Crew:
    """Build a crew of a fixed number of agents who stay."""
    return make_crew([[(0.0, until_s, 0.0)]] * n_agents, np.ones(n_agents))


def roster_stretches(seen: RosterView) -> list[list[Stretch]]:
    """Stretches on the phones of every agent of a roster, shape (n_agents,) lists.

    Shifts of the days before that last into the horizon count from its start on. Breaks are
    taken to the minute, not rounded to the grid. Agents without productivity take no calls.
    """
    view = seen.view
    interval_s = view.interval_min * 60
    found: dict[int, list[Stretch]] = defaultdict(list)
    tails = (p for p in view.problem.past if -TAIL_DAYS <= view.day_index(p.day) < 0)
    for assignment in (*tails, *seen.roster):
        a = view.agent_index[assignment.agent_id]
        start, _ = view.span(assignment)
        shift = view.shifts[view.shift_index[assignment.shift_id]]
        # The parts of a split shift are like shifts of their own: nothing is owed after the gap.
        for first_min, last_min in shift.parts:
            found[a] += _cut(assignment, start * interval_s, first_min * 60, last_min * 60)
    return [found[a] if view.productivity[a] > 0 else [] for a in range(view.n_agents)]


def _cut(assignment: Assignment, start_s: float, opens_s: float, closes_s: float) -> list[Stretch]:
    """Stretches of one part of a shift between its breaks, from the horizon's start on."""
    stretches: list[Stretch] = []
    at, end_s, pause = start_s + opens_s, start_s + closes_s, 0.0
    inside = (x for x in assignment.breaks if opens_s <= x.start_min * 60 < closes_s)
    for rest in sorted(inside):
        begin, end = start_s + rest.start_min * 60, min(end_s, start_s + rest.end_min * 60)
        if begin > at:
            stretches.append((at, begin, pause if stretches else 0.0))
            pause = 0.0
        pause += max(0.0, end - max(at, begin))
        at = max(at, end)
    if end_s > at:
        stretches.append((at, end_s, pause if stretches else 0.0))
    return [(max(0.0, b), e, p) for b, e, p in stretches if e > 0]
