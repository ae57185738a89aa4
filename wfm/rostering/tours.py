"""The cheapest tour of one agent at given prices: shifts and breaks together, by dynamic
programming over days.

Rest between shifts and weekly hours are kept exactly; what else the rules say of a tour is asked
of a `TourJudge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import gcd

import numpy as np
import numpy.typing as npt

from wfm.core.roster import Activity
from wfm.core.shifts import BreakWindow
from wfm.core.view import OFF, BoolArray, IntArray
from wfm.rostering.judge import Tour
from wfm.rostering.staffing import FloatArray
from wfm.rules.days_off_in_pairs import DaysOffInPairs
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.modelling import Modeller
from wfm.rules.rest_between_shifts import RestBetweenShifts
from wfm.rules.weekly_hours import WeeklyHours

FAR = 1e12
"""Price of what may not be."""

Breaks = tuple[Activity, ...]


@dataclass(frozen=True)
class Pattern:
    """Ways to place the breaks of a shift: starts and ends in intervals from the shift's start.

    `first` and `last` have shape (n_patterns, n_breaks).
    """

    breaks: tuple[Breaks, ...]
    first: IntArray
    last: IntArray


@dataclass(frozen=True)
class Plan:
    """A tour with its breaks per day."""

    tour: Tour
    breaks: tuple[Breaks, ...]


class TourFinder:
    """Finds tours of one agent.

    Parameters
    ----------
    modeller : Modeller
    a : int
    patterns : dict
        Shared among agents, so that equal windows are worked out once.
    """

    def __init__(
        self, modeller: Modeller, a: int, patterns: dict[tuple[object, ...], Pattern]
    ) -> None:
        self.modeller, self.view, self.a = modeller, modeller.view, a
        self.allowed: BoolArray = modeller.allowed[a]
        self._patterns = patterns
        self._read_rules()
        self._make_index()

    # -- facts ---------------------------------------------------------------------------------

    def _read_rules(self) -> None:
        view, a, n = self.view, self.a, self.view.n_shifts
        rest, lone = float("-inf"), 0.0
        low = np.zeros(len(view.weeks), dtype=np.int64)
        high = np.full(len(view.weeks), 7 * 24 * 60, dtype=np.int64)
        self._spacing = []
        for entry, rule, p in self.modeller.entries:
            if a not in view.scoped(entry):
                continue
            if isinstance(rule, RestBetweenShifts) and entry.hard:
                rest = max(rest, p.min_hours * 60)
            elif isinstance(rule, WeeklyHours) and entry.hard:
                for w in range(len(view.weeks)):
                    bounds = WeeklyHours.bounds(view, p, a, w)
                    low[w], high[w] = max(low[w], bounds[0]), min(high[w], bounds[1])
            elif isinstance(rule, DaysOffInPairs):
                lone = FAR if entry.hard else lone + entry.weight
            elif isinstance(rule, MealAndRest):
                self._spacing.append(p)
        # States after a day: a shift, a first day off, a further day off.
        self.change = np.zeros((n + 2, n))
        for s1 in range(n):
            for s2 in range(n):
                if view.gap_min(s1, s2, 1) < rest:
                    self.change[s1, s2] = FAR
        self.change[n] = lone
        self.unit = gcd(*(int(x) for x in view.shift_paid), *(int(x) for x in high)) or 1
        self.low, self.high = -(-low // self.unit), high // self.unit
        self.paid = view.shift_paid // self.unit

    def _make_index(self) -> None:
        """Intervals at which each shift and each of its break patterns starts and ends."""
        view = self.view
        last = view.n_intervals
        self.start = np.clip(view.start_interval, 0, last)
        self.end = np.clip(view.start_interval + view.shift_length[None, :], 0, last)
        self.pattern: dict[tuple[int, int], Pattern] = {}
        groups: dict[int, tuple[Pattern, list[tuple[int, int]]]] = {}
        for d, s in zip(*(x.tolist() for x in np.nonzero(self.allowed)), strict=True):
            found = self._pattern(d, s)
            if not len(found.breaks):
                self.allowed = self.allowed.copy()
                self.allowed[d, s] = False
                continue
            self.pattern[d, s] = found
            groups.setdefault(id(found), (found, []))[1].append((d, s))
        self._groups = []
        for found, cells in groups.values():
            days = np.array([d for d, _ in cells])
            shifts = np.array([s for _, s in cells])
            begin = view.start_interval[days, shifts][:, None, None]
            self._groups.append(
                (
                    days,
                    shifts,
                    np.clip(begin + found.first[None], 0, last),
                    np.clip(begin + found.last[None], 0, last),
                )
            )

    def _pattern(self, d: int, s: int) -> Pattern:
        view, step = self.view, self.view.interval_min
        windows = self.modeller.windows_of(self.a, d, s)
        spacing = tuple(self._spacing)
        key = (windows, view.shifts[s].length_min, spacing)
        if key not in self._patterns:
            starts = [
                range(-(-w.earliest_min // step) * step, w.latest_min + 1, step) for w in windows
            ]
            made: list[Breaks] = []
            for chosen in product(*starts):
                breaks = tuple(
                    sorted(
                        Activity(t, w.length_min, w.kind)
                        for t, w in zip(chosen, windows, strict=True)
                    )
                )
                apart = all(x.end_min <= y.start_min for x, y in pairwise(breaks))
                if apart and not self._faults(windows, breaks, s):
                    made.append(breaks)
            size = (len(made), len(windows))
            first = np.array([[b.start_min // step for b in x] for x in made], dtype=np.int64)
            last = np.array([[-(-b.end_min // step) for b in x] for x in made], dtype=np.int64)
            self._patterns[key] = Pattern(tuple(made), first.reshape(size), last.reshape(size))
        return self._patterns[key]

    def _faults(self, windows: tuple[BreakWindow, ...], breaks: Breaks, s: int) -> bool:
        return any(MealAndRest.faults(self.view, p, windows, breaks, s) for p in self._spacing)

    # -- search --------------------------------------------------------------------------------

    def best(
        self, phone: FloatArray, duty: FloatArray, mask: BoolArray, noise: FloatArray
    ) -> Plan | None:
        """Return the cheapest tour.

        Parameters
        ----------
        phone, duty : float arrays, shape (n_intervals,)
            Points of one interval on the phones; of one on duty, breaks included.
        mask : bool array, shape (n_days, n_shifts + 1)
            Shifts that may be given each day; the last column is the day off.
        noise : float array, shape (n_days, n_shifts)
            Added to the prices, to find other tours.
        """
        view, n = self.view, self.view.n_shifts
        price, choice = self._cells(phone, duty)
        price = np.where(mask[:, :n] & self.allowed, price + noise, FAR)
        off = np.where(mask[:, n], 0.0, FAR)
        levels = int(self.high.max(initial=0)) + 1
        value = np.full((levels, n + 2), FAR)
        worked, last = self._before()
        if worked >= levels:
            return None
        value[worked, last] = 0.0
        trail: list[tuple[IntArray, IntArray, IntArray]] = []
        for w, week in enumerate(view.weeks):
            for d in week:
                if 0 <= d < view.n_days:
                    value, back = self._day(value, price[d], off[d])
                    trail.append(back)
            sums = np.arange(levels)
            value[(sums < self.low[w]) | (sums > self.high[w])] = FAR
            if week[-1] < view.n_days - 1:
                ends = value.argmin(axis=0)
                kept = value[ends, np.arange(n + 2)]
                value = np.full((levels, n + 2), FAR)
                value[0] = kept
                trail.append((ends, ends, ends))
        flat = int(value.argmin())
        if value.flat[flat] >= FAR / 2:
            return None
        tour = self._walk(trail, *divmod(flat, n + 2))
        breaks = tuple(
            () if s == OFF else self.pattern[d, s].breaks[choice[d, s]] for d, s in enumerate(tour)
        )
        return Plan(tour, breaks)

    def _before(self) -> tuple[int, int]:
        """Units worked in the first week before the horizon, and the state after the last day."""
        view, n = self.view, self.view.n_shifts
        past = [view.past_shift[self.a, d] for d in view.weeks[0] if -view.n_past <= d < 0]
        worked = int(sum(self.paid[s] for s in past if s != OFF))
        if not view.n_past:
            return worked, n + 1
        if view.past_shift[self.a, -1] != OFF:
            return worked, int(view.past_shift[self.a, -1])
        fresh = view.n_past > 1 and view.past_shift[self.a, -2] != OFF
        return worked, n if fresh else n + 1

    def _cells(
        self, phone: FloatArray, duty: FloatArray
    ) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Price of each day and shift with its best breaks, and which pattern that is."""
        whole = np.concatenate([[0.0], np.cumsum(phone + duty)])
        calls = np.concatenate([[0.0], np.cumsum(phone)])
        price = whole[self.end] - whole[self.start]
        choice = np.zeros(price.shape, dtype=np.int64)
        for days, shifts, first, last in self._groups:
            spared = (calls[last] - calls[first]).sum(axis=2)
            best = spared.argmax(axis=1)
            choice[days, shifts] = best
            price[days, shifts] -= spared[np.arange(len(best)), best]
        return price, choice

    def _day(
        self, value: FloatArray, price: FloatArray, off: float
    ) -> tuple[FloatArray, tuple[IntArray, IntArray, IntArray]]:
        """One day on: new values, and for each state where it came from."""
        n, levels = self.view.n_shifts, len(value)
        come = value[:, :, None] + self.change[None]
        came = come.argmin(axis=1)
        reached = np.take_along_axis(come, came[:, None, :], axis=1)[:, 0] + price[None]
        new = np.full_like(value, FAR)
        for units in {int(x) for x in self.paid}:
            columns = np.flatnonzero(self.paid == units)
            if units < levels:
                new[units:, columns] = reached[: levels - units, columns]
        from_work = value[:, :n].argmin(axis=1)
        new[:, n] = value[np.arange(levels), from_work] + off
        from_off = np.where(value[:, n] <= value[:, n + 1], n, n + 1)
        new[:, n + 1] = value[np.arange(levels), from_off] + off
        return np.minimum(new, FAR), (came, from_work, from_off)

    def _walk(
        self, trail: list[tuple[IntArray, IntArray, IntArray]], worked: int, state: int
    ) -> Tour:
        n = self.view.n_shifts
        tour: list[int] = []
        for came, from_work, from_off in reversed(trail):
            if came is from_work:  # the end of a week
                worked = int(came[state])
            elif state < n:
                tour.append(state)
                worked -= int(self.paid[state])
                state = int(came[worked, state])
            else:
                tour.append(OFF)
                state = int((from_work if state == n else from_off)[worked])
        return tuple(reversed(tour))
