"""Hard rules that tie a few agents together: a trainee to the mentor, two who share a car.

Their tours are found one after the other, each judged with the others as they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from wfm.core.view import OFF, BoolArray
from wfm.rostering.judge import Tour, TourJudge, literal_holds
from wfm.rostering.rows import Row

MOST_TIED = 6
"""Agents of one group; larger ones are left to CP-SAT."""


class Ties:
    """Groups of agents tied by hard rows, and whether the rows hold.

    Parameters
    ----------
    rows : sequence of (Row, agents)
        Rows over cells of several agents.
    judges : sequence of TourJudge
        Per agent.
    shape : (n_days, n_shifts + 1)
    """

    def __init__(
        self,
        rows: Sequence[tuple[Row, frozenset[int]]],
        judges: Sequence[TourJudge],
        shape: tuple[int, int],
    ) -> None:
        self._shape = shape
        self._judges = judges
        self._rows: dict[int, list[Row]] = defaultdict(list)
        self._values: dict[int, int] = {}
        self.group: dict[int, frozenset[int]] = {}
        for row, agents in rows:
            for a in agents:
                self._rows[a].append(row)
            joined = frozenset().union(*(self.group.get(a, frozenset({a})) for a in agents))
            for a in joined:
                self.group[a] = joined

    @property
    def stuck(self) -> frozenset[int]:
        """Agents in groups too large to be judged one after the other."""
        return frozenset(a for a, group in self.group.items() if len(group) > MOST_TIED)

    def place(self, a: int, tour: Tour) -> None:
        """Note where an agent is now; others are judged against it."""
        if a in self.group:
            self._values.update(self._judges[a].values(tour))

    def dependence(self, a: int) -> int:
        """Rows in which a shift of the agent asks for something of the others: place those last."""
        own = set(self._judges[a].cells.values())
        return sum(
            1
            for row in self._rows.get(a, ())
            if any(c in own and f > 0 for c, f in zip(row.columns, row.factors, strict=True))
        )

    def open_cells(self, a: int) -> BoolArray:
        """Cells that an agent who is out may take as the others stand.

        Returns
        -------
        bool array, shape (n_days, n_shifts + 1)
            The last column is the day off.
        """
        judge = self._judges[a]
        mask = np.ones(self._shape, dtype=bool)
        place = {name: cell for cell, name in judge.cells.items()}
        for row in self._rows.get(a, ()):
            if row.literals:
                continue
            height = self._height(row)
            for c, f in zip(row.columns, row.factors, strict=True):
                if c in place and not row.low <= height + f <= row.high:
                    mask[place[c]] = False
        return mask

    def _height(self, row: Row) -> float:
        pairs = zip(row.columns, row.factors, strict=True)
        return sum(f * self._values.get(c, 0) for c, f in pairs)

    def blamed(self, a: int, tour: Tour) -> list[int]:
        """Days of a tour in rows that don't hold with it; empty when all do."""
        if a not in self.group:
            return []
        judge = self._judges[a]
        mine = {judge.cells[d, s]: d for d, s in enumerate(tour) if s != OFF}
        before = {name: self._values.get(name, 0) for name in (*judge.cells.values(),)}
        self.place(a, tour)
        days: set[int] = set()
        broken = False
        for row in self._rows[a]:
            holds = all(literal_holds(literal, self._values) for literal in row.literals)
            if holds and not row.low <= self._height(row) <= row.high:
                broken = True
                days |= {mine[c] for c in (*row.columns, *row.literals) if c in mine}
        self._values.update(before)
        return sorted(days or mine.values()) if broken else []
