"""The cheapest tour of one agent at given prices: shifts and breaks together.

What rules remember of a tour is kept exactly by the graph of tours; what else they say is asked of
a `TourJudge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wfm.core.view import OFF, BoolArray
from wfm.rostering.graph import TourGraphs
from wfm.rostering.judge import Tour
from wfm.rostering.patterns import BreakPatterns, Breaks, Pattern
from wfm.rostering.staffing import FloatArray
from wfm.rostering.sweep import FAR
from wfm.rules.modelling import Modeller


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
    patterns : BreakPatterns
        Of the same problem.
    graphs : TourGraphs
        Of the same problem.
    """

    def __init__(
        self,
        modeller: Modeller,
        a: int,
        patterns: BreakPatterns,
        graphs: TourGraphs,
    ) -> None:
        self.modeller, self.view, self.a = modeller, modeller.view, a
        self.allowed: BoolArray = modeller.allowed[a]
        self._graph, self._node = graphs.of(a)
        self._make_index(patterns)

    def _make_index(self, patterns: BreakPatterns) -> None:
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
            found = patterns.of(self.a, d, s)
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
