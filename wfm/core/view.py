"""A problem seen as arrays: indexes that rules, audits and the engine share. No solver."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from wfm.core.people import Agent, Contract, Leave
from wfm.core.problem import Demand, Problem, RuleEntry, Scope
from wfm.core.roster import Assignment, Roster
from wfm.core.shifts import BreakWindow, Shift
from wfm.core.time import TimeGrid, local_instant, monday_of

OFF = -1
"""Shift index of a day off."""

WindowsOf = Callable[[int, int, int], tuple[BreakWindow, ...]]
"""Break windows of an agent, day and shift, catalogue and rules together."""

T = TypeVar("T")

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Presence:
    """Where agents are, per interval, shape (n_agents, n_intervals) each.

    `duty` is inside a shift, breaks included, the gap of a split one not; `phone` is on the
    phones: neither on a break nor in an activity; `resting` is on a break.
    """

    duty: BoolArray
    phone: BoolArray
    resting: BoolArray


class ProblemView:
    """Index of one problem: agents, days, shifts and intervals by number.

    Day indices below 0 are days of the past roster. Intervals count from midnight of the first
    day to `n_intervals`, the longest demand; a shift of the last day may end beyond it.

    Parameters
    ----------
    problem : Problem
        Already checked by `wfm.core.interchange.check_problem`.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.agents: tuple[Agent, ...] = problem.agents
        self.shifts: tuple[Shift, ...] = problem.shifts
        self.n_agents = len(problem.agents)
        self.n_days = problem.n_days
        self.n_shifts = len(problem.shifts)
        self.agent_index = {agent.id: i for i, agent in enumerate(problem.agents)}
        self.shift_index = {shift.id: i for i, shift in enumerate(problem.shifts)}
        contracts = {c.id: c for c in problem.contracts}
        self.contracts: tuple[Contract, ...] = tuple(contracts[a.contract] for a in problem.agents)
        self.interval_min = problem.interval_min
        self.n_intervals = max(len(d.required) for d in problem.demands)
        past_first = problem.past_first_day or min(
            (a.day for a in problem.past), default=problem.first_day
        )
        self.n_past = max(0, (problem.first_day - past_first).days)
        self._scoped: dict[Scope, tuple[int, ...]] = {}
        self._known: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives; it is asked once for a key, which names what is made."""
        if key not in self._known:
            self._known[key] = make()
        known: T = self._known[key]
        return known

    @cached_property
    def grid(self) -> TimeGrid:
        """Grid of the horizon with eight days after it, for the tails of the last shifts."""
        p = self.problem
        return TimeGrid(p.first_day, p.n_days + 8, p.interval_min, p.zone)

    def day(self, d: int) -> date:
        """Local day of a day index (negative: past)."""
        return self.problem.first_day + timedelta(days=d)

    def day_index(self, day: date) -> int:
        """Index of a local day; below 0 in the past."""
        return (day - self.problem.first_day).days

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Local days of the horizon."""
        return tuple(self.day(d) for d in range(self.n_days))

    @cached_property
    def weeks(self) -> tuple[tuple[int, ...], ...]:
        """Day indices of every calendar week (Monday to Sunday) that the horizon touches.

        Indices may lie below 0 (past) or at `n_days` and above (not rostered yet).
        """
        first = self.day_index(monday_of(self.problem.first_day))
        return tuple(tuple(range(m, m + 7)) for m in range(first, self.n_days, 7))

    @cached_property
    def shift_length(self) -> IntArray:
        """Intervals a shift lasts, the gap of a split one included, shape (n_shifts,)."""
        return np.array([s.length_min // self.interval_min for s in self.shifts], dtype=np.int64)

    @cached_property
    def shift_parts(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Half-open spans on duty of each shift, in intervals from its start."""
        step = self.interval_min
        return tuple(tuple((a // step, b // step) for a, b in s.parts) for s in self.shifts)

    def duty_intervals(self, d: int, s: int) -> Iterator[int]:
        """Intervals on duty of a shift of a day, not beyond the last one."""
        start = int(self.start_interval[d, s])
        for first, last in self.shift_parts[s]:
            yield from range(start + first, min(start + last, self.n_intervals))

    @cached_property
    def shift_paid(self) -> IntArray:
        """Paid minutes of each shift, shape (n_shifts,)."""
        return np.array([s.paid_min for s in self.shifts], dtype=np.int64)

    @cached_property
    def shift_night(self) -> BoolArray:
        """Whether each shift counts as a night, shape (n_shifts,)."""
        return np.array([s.night for s in self.shifts], dtype=bool)

    @cached_property
    def start_interval(self) -> IntArray:
        """Interval at which a shift starts, shape (n_days, n_shifts)."""
        return np.array(
            [
                [self.grid.index_of(day, shift.start_min) for shift in self.shifts]
                for day in self.days
            ],
            dtype=np.int64,
        ).reshape(self.n_days, self.n_shifts)

    @cached_property
    def past_shift(self) -> IntArray:
        """Shift of each agent on each past day, OFF for none, shape (n_agents, n_past).

        Column -1 is the day before the horizon.
        """
        grid = np.full((self.n_agents, self.n_past), OFF, dtype=np.int64)
        for a in self.problem.past:
            d = self.day_index(a.day)
            if -self.n_past <= d < 0:
                grid[self.agent_index[a.agent_id], d] = self.shift_index[a.shift_id]
        return grid

    @cached_property
    def on_leave(self) -> BoolArray:
        """Whether each agent is on granted leave, shape (n_agents, n_days)."""
        grid = np.zeros((self.n_agents, self.n_days), dtype=bool)
        for leave in self.problem.leave:
            a = self.agent_index[leave.agent_id]
            for d, day in enumerate(self.days):
                grid[a, d] |= leave.covers(day)
        return grid

    @cached_property
    def there(self) -> BoolArray:
        """Whether each agent is employed and not on leave, shape (n_agents, n_past + n_days).

        The days of the past roster come first.
        """
        days = [self.day(d) for d in range(-self.n_past, self.n_days)]
        grid = np.array([[agent.employed_on(day) for day in days] for agent in self.agents])
        grid = grid.reshape(self.n_agents, len(days))
        for leave in self.problem.leave:
            a = self.agent_index[leave.agent_id]
            grid[a] &= [not leave.covers(day) for day in days]
        return grid

    def leave_on(self, a: int, day: date) -> Leave | None:
        """Granted leave of an agent on a day."""
        agent_id = self.agents[a].id
        return next(
            (x for x in self.problem.leave if x.agent_id == agent_id and x.covers(day)), None
        )

    def scoped(self, entry: RuleEntry) -> tuple[int, ...]:
        """Indices of the agents that an entry applies to."""
        if entry.scope not in self._scoped:
            self._scoped[entry.scope] = tuple(
                i for i, agent in enumerate(self.agents) if entry.scope.holds_for(agent)
            )
        return self._scoped[entry.scope]

    def with_skill(self, skill: str | None) -> tuple[int, ...]:
        """Indices of the agents that have a skill; None means everybody."""
        return tuple(
            i for i, agent in enumerate(self.agents) if skill is None or skill in agent.skills
        )

    @cached_property
    def productivity(self) -> IntArray:
        """Percent of an agent that each counts for on the phones, shape (n_agents,)."""
        return np.array([a.productivity_pct for a in self.agents], dtype=np.int64)

    def required(self, demand: Demand) -> IntArray:
        """Requirement of a demand over all intervals (zero where it ends), (n_intervals,)."""
        full = np.zeros(self.n_intervals, dtype=np.int64)
        full[: len(demand.required)] = demand.required
        return full

    def span(self, assignment: Assignment) -> tuple[int, int]:
        """Half-open intervals of an assignment, not clipped: may lie outside the horizon."""
        s, d = self.shift_index[assignment.shift_id], self.day_index(assignment.day)
        if 0 <= d < self.n_days:
            start = int(self.start_interval[d, s])
        else:
            start = self.grid.index_of(assignment.day, self.shifts[s].start_min)
        return start, start + int(self.shift_length[s])

    def presence(self, roster: Iterable[Assignment]) -> Presence:
        """Where agents are, from a roster and the tails of the past roster's last shifts."""
        duty = np.zeros((self.n_agents, self.n_intervals), dtype=bool)
        phone, resting = np.zeros_like(duty), np.zeros_like(duty)
        # Three days back is enough: a shift lasts at most a day.
        tails = (p for p in self.problem.past if -3 <= self.day_index(p.day) < 0)
        for assignment in (*tails, *roster):
            a = self.agent_index[assignment.agent_id]
            start, _ = self.span(assignment)
            for first, last in self.shift_parts[self.shift_index[assignment.shift_id]]:
                span = slice(max(0, start + first), max(0, min(start + last, self.n_intervals)))
                duty[a, span] = True
                phone[a, span] = True
            for pause in assignment.breaks:
                span = self._held(start, pause.start_min, pause.end_min)
                phone[a, span], resting[a, span] = False, True
            for work in assignment.activities:
                phone[a, self._held(start, work.start_min, work.end_min)] = False
        return Presence(duty, phone, resting & duty)

    def _held(self, start: int, first_min: int, last_min: int) -> slice:
        """Intervals that minutes of a shift touch."""
        first = start + first_min // self.interval_min
        last = start + -(-last_min // self.interval_min)
        return slice(max(0, first), max(0, last))

    def shift_grid(self, roster: Roster) -> IntArray:
        """Shift of each cell with the past in front, OFF for none: (n_agents, n_past + n_days)."""
        grid = np.full((self.n_agents, self.n_past + self.n_days), OFF, dtype=np.int64)
        grid[:, : self.n_past] = self.past_shift
        for a in roster:
            d = self.day_index(a.day)
            if 0 <= d < self.n_days:
                grid[self.agent_index[a.agent_id], self.n_past + d] = self.shift_index[a.shift_id]
        return grid

    def gap_min(self, s1: int, s2: int, days_between: int) -> int:
        """Minutes from the end of shift s1 to the start of s2, `days_between` days later.

        Handover minutes count as work (art. 41); a split shift ends with its second part.
        Wall-clock time: clock changes are left out.
        """
        first, second = self.shifts[s1], self.shifts[s2]
        start = second.start_min - second.before_min + days_between * 24 * 60
        return start - (first.end_min + first.after_min)

    def instant_of(self, interval: int) -> str:
        """Write the start of an interval as local ISO time, for findings."""
        start = local_instant(self.problem.first_day, 0, self.problem.zone)
        local = (start + timedelta(minutes=interval * self.interval_min)).astimezone(
            self.grid.local.tz
        )
        return local.strftime("%Y-%m-%d %H:%M")


class RosterView:
    """A finished roster over its problem: what audits read.

    Parameters
    ----------
    view : ProblemView
    roster : Roster
    windows_of : callable, optional
        Break windows of (agent, day, shift); without it the catalogue's alone.
    """

    def __init__(
        self, view: ProblemView, roster: Roster, windows_of: WindowsOf | None = None
    ) -> None:
        self.view = view
        self.roster = roster
        self.windows_of = windows_of or (lambda a, d, s: view.shifts[s].breaks)

    @cached_property
    def grid(self) -> IntArray:
        """Shift of each cell, OFF for none, past in front: (n_agents, n_past + n_days)."""
        return self.view.shift_grid(self.roster)

    def shift(self, a: int, d: int) -> int:
        """Shift index of an agent's day (past days too); OFF outside what is known."""
        column = d + self.view.n_past
        return int(self.grid[a, column]) if 0 <= column < self.grid.shape[1] else OFF

    @cached_property
    def presence(self) -> Presence:
        """Where agents are, per interval."""
        return self.view.presence(self.roster)
