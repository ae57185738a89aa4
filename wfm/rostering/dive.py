"""Rosters by diving into a program of tours: cells are fixed until everybody has one tour.

Each step fixes the cells (agent, day) on which the program is most decided and adds tours that
keep to them; a step after which the program is much dearer is taken back and made smaller. Cells
are smaller decisions than whole tours, so that the program stays whole for longer (as the
inter-task fixing of crew pairing; Gamache, Soumis, Marquis & Desrosiers 1999).
"""

from __future__ import annotations

import numpy as np

from wfm.core.view import IntArray
from wfm.rostering.columns import Columns
from wfm.rostering.judge import Tour
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import FloatArray

SURE = 0.9
"""Share of a cell from which many are fixed at once."""

STEP = 0.03
"""Share of all cells fixed in a step; three times as many that are sure."""

WHOLE = 0.9999
"""Share of a cell that is one."""

ROUNDS = 20
"""Most rounds of new tours after a step."""

DEARER = 2e-3
"""Rise of the program's value, as a share, from which a step is taken back."""

SMALLER = 4
"""How many times smaller a step is made."""

LEAST = 3
"""Cells of a step that is not taken back any more."""

NOISE = 0.1
"""What shares are multiplied by, more or less, so that another dive goes another way."""


class Dive:
    """One dive.

    Parameters
    ----------
    columns : Columns
        With tours for everybody; what it leaves open is what may be decided.
    budget : Budget
    noise : float
        Drawn from the generator of `columns`.
    """

    def __init__(self, columns: Columns, budget: Budget, noise: float = 0.0) -> None:
        self._columns, self._budget, self._noise = columns, budget, noise
        cells = columns.open[columns.agents].sum(axis=2) > 1
        self._step = max(1, int(STEP * cells.sum()))

    def run(self) -> dict[int, Tour] | None:
        """Return everybody's tour, or None when the budget ends first."""
        columns = self._columns
        opened = columns.open.copy()
        try:
            columns.hold()
            value = columns.master.solve().value
            while not self._budget.over:
                cells = self._cells()
                if cells is None:
                    return self._tours()
                value = self._fix(*cells, value)
            return None
        finally:
            columns.open = opened

    def _cells(self) -> tuple[IntArray, FloatArray] | None:
        """Return undecided cells (agent, day, column), the most decided first, and their shares.

        Along the tour of the largest share of each agent, which so stays allowed.
        """
        columns = self._columns
        cells, best = columns.cells(), self._best()
        of_cell, days = columns.shares(), np.arange(columns.view.n_days)
        found, likes = [], []
        for a in columns.agents:
            row = cells[best[a]]
            for d in np.flatnonzero(columns.open[a].sum(axis=1) > 1).tolist():
                found.append((a, d, int(row[d])))
            likes.append(of_cell[a, days, row][columns.open[a].sum(axis=1) > 1])
        if not found:
            return None
        like = np.concatenate(likes)
        if self._noise:
            drawn = columns.rng.uniform(1 - self._noise, 1 + self._noise, len(like))
            like = np.where(like < WHOLE, like * drawn, like)
        order = np.argsort(-like, kind="stable")
        return np.array(found)[order], like[order]

    def _fix(self, cells: IntArray, like: FloatArray, before: float) -> float:
        """Fix what is whole, and as many other cells as the program bears; return its value."""
        columns = self._columns
        whole = int((like >= WHOLE).sum())
        self._close(cells[:whole])
        rest = cells[whole:]
        most = int(((like >= SURE) & (like < WHOLE)).sum())
        n = min(len(rest), max(self._step, min(most, 3 * self._step)))
        if not n:
            columns.hold()
            return columns.master.solve().value
        while True:
            kept = columns.open.copy()
            self._close(rest[:n])
            value = self._priced(before)
            dear = value > before + DEARER * max(1.0, abs(before))
            if not dear or n <= LEAST or self._budget.over:
                return value
            columns.open = kept
            n = max(LEAST, n // SMALLER)

    def _close(self, cells: IntArray) -> None:
        for a, d, column in cells.tolist():
            self._columns.open[a, d] = False
            self._columns.open[a, d, column] = True

    def _priced(self, before: float) -> float:
        """Value of the program after tours have been added to what is open."""
        columns = self._columns
        columns.hold()
        value = columns.master.solve().value
        if value <= before + 1e-6 * max(1.0, abs(before)):
            return value
        free = [a for a in columns.agents if (columns.open[a].sum(axis=1) > 1).any()]
        columns.generate(free, self._budget, self._budget.left, rounds=ROUNDS, hold=0.0)
        return columns.master.solve().value

    def _tours(self) -> dict[int, Tour]:
        return {a: self._columns.master.columns[j][1] for a, j in self._best().items()}

    def _best(self) -> dict[int, int]:
        """Column of the largest share of each agent, of those that keep to what is open."""
        columns = self._columns
        shares = np.where(columns.kept(), columns.master.shares(), -1.0)
        best: dict[int, int] = {}
        for j in np.argsort(-shares, kind="stable").tolist():
            best.setdefault(columns.agents[columns.master.columns[j][0]], j)
        return best
