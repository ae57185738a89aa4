"""The cheapest tour of one agent at given prices: shifts and breaks together.

What rules remember of a tour is kept exactly by the graph of tours; what else they say is asked of
a `TourJudge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from wfm.core.roster import Activity
from wfm.core.shifts import BreakWindow
from wfm.core.view import OFF, BoolArray, IntArray
from wfm.rostering.graph import TourGraphs
from wfm.rostering.judge import Tour
from wfm.rostering.staffing import FloatArray
from wfm.rostering.sweep import FAR
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.modelling import Modeller

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
    graphs : TourGraphs
        Of the same problem.
    """

    def __init__(
        self,
        modeller: Modeller,
        a: int,
        patterns: dict[tuple[object, ...], Pattern],
        graphs: TourGraphs,
    ) -> None:
        self.modeller, self.view, self.a = modeller, modeller.view, a
        self.allowed: BoolArray = modeller.allowed[a]
        self._patterns = patterns
        self._graph, self._node = graphs.of(a)
        self._spacing = [
            p
            for entry, rule, p in modeller.entries
            if isinstance(rule, MealAndRest) and a in modeller.view.scoped(entry)
        ]
        self._make_index()

    def _make_index(self) -> None:
        """Intervals at which each shift and each of its break patterns starts and ends."""
        view = self.view
        last = view.n_intervals
        self.start = np.clip(view.start_interval, 0, last)
        self.end = np.clip(view.start_interval + view.shift_length[None, :], 0, last)
        self._gaps = [
            (s, np.clip(begin + first, 0, last), np.clip(begin + until, 0, last))
            for s, (begin, parts) in enumerate(
                zip(view.start_interval.T, view.shift_parts, strict=True)
            )
            for (_, first), (until, _) in pairwise(parts)
        ]
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
        key = (windows, view.shifts[s].parts, spacing)
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
        self, phone: FloatArray, duty: FloatArray, mask: BoolArray, extra: FloatArray
    ) -> Plan | None:
        """Return the cheapest tour.

        Parameters
        ----------
        phone, duty : float arrays, shape (n_intervals,)
            Points of one interval on the phones; of one on duty, breaks included.
        mask : bool array, shape (n_days, n_shifts + 1)
            Shifts that may be given each day; the last column is the day off.
        extra : float array, shape (n_days, n_shifts)
            Added to the price of each shift: what else it costs, and noise to find other tours.
        """
        n = self.view.n_shifts
        price, choice = self._cells(phone, duty)
        table = np.zeros(mask.shape)
        table[:, :n] = np.where(self.allowed, price + extra, FAR)
        table[~mask] = FAR
        found = self._graph.best(table, self._node)
        if found is None:
            return None
        _, tour = found
        breaks = tuple(
            () if s == OFF else self.pattern[d, s].breaks[choice[d, s]] for d, s in enumerate(tour)
        )
        return Plan(tour, breaks)

    def _cells(
        self, phone: FloatArray, duty: FloatArray
    ) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Price of each day and shift with its best breaks, and which pattern that is."""
        whole = np.concatenate([[0.0], np.cumsum(phone + duty)])
        calls = np.concatenate([[0.0], np.cumsum(phone)])
        price = whole[self.end] - whole[self.start]
        for s, first, until in self._gaps:
            price[:, s] -= whole[until] - whole[first]
        choice = np.zeros(price.shape, dtype=np.int64)
        for days, shifts, first, last in self._groups:
            spared = (calls[last] - calls[first]).sum(axis=2)
            best = spared.argmax(axis=1)
            choice[days, shifts] = best
            price[days, shifts] -= spared[np.arange(len(best)), best]
        return price, choice
