"""The master program of column generation: one tour per agent, staffing priced convexly.

A linear program whose columns are tours (Dantzig & Wolfe 1960). Its duals price shifts; tours that
would pay at these prices are added until there is none, and then its optimum is a bound for every
roster of such tours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from wfm.rostering.judge import Tour
from wfm.rostering.staffing import Heads

FloatArray = npt.NDArray[np.float64]

DEAR = 1e7
"""Points of an agent without a tour: only until there are tours enough."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Duals of the master.

    Parameters
    ----------
    value : float
        Objective of the linear program.
    agent : float array, shape (n_agents,)
    shift : float array, shape (n_heads, n_days, n_shifts)
        What one more person in a shift saves.
    """

    value: float
    agent: FloatArray
    shift: FloatArray


class Master:
    """Restricted master program.

    Parameters
    ----------
    heads : sequence of Heads
        Priced counts of people, convex in the count.
    n_agents : int
    """

    def __init__(self, heads: Sequence[Heads], n_agents: int) -> None:
        self._heads = list(heads)
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SuppressOutput()
        self._how = pywraplp.MPSolverParameters()
        # Each program differs from the last by columns: its basis is the best start.
        self._how.SetIntegerParam(self._how.PRESOLVE, self._how.PRESOLVE_OFF)
        self._how.SetIntegerParam(self._how.LP_ALGORITHM, self._how.PRIMAL)
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._inf = self._solver.infinity()
        self._agents = [self._solver.Constraint(1.0, 1.0) for _ in range(n_agents)]
        for row in self._agents:
            self._variable(DEAR, self._inf, [(row, 1.0)])
        self._rows: list[dict[tuple[int, int], pywraplp.Constraint]] = []
        for heads_of in self._heads:
            self._rows.append(self._priced(heads_of))
        self.columns: list[tuple[int, Tour, float]] = []
        self._x: list[pywraplp.Variable] = []
        self._known: dict[tuple[int, Tour], int] = {}

    def add(self, a: int, tour: Tour, cost: float) -> bool:
        """Add a tour of an agent; false when it is there already."""
        if (a, tour) in self._known:
            return False
        self._known[a, tour] = len(self.columns)
        rows = [(self._agents[a], 1.0)]
        for heads, priced in zip(self._heads, self._rows, strict=True):
            if heads.counts[a]:
                rows += [(priced[d, s], 1.0) for d, s in enumerate(tour) if (d, s) in priced]
        self._x.append(self._variable(cost, self._inf, rows))
        self.columns.append((a, tour, cost))
        return True

    def place(self, a: int, tour: Tour) -> int | None:
        """Index of a tour's column, None when it has none."""
        return self._known.get((a, tour))

    def solve(self) -> Prices:
        """Solve the linear program and return its duals."""
        self._solver.Solve(self._how)
        n_days, n_shifts = self._shape
        shift = np.zeros((len(self._heads), n_days, n_shifts))
        for h, priced in enumerate(self._rows):
            for (d, s), row in priced.items():
                shift[h, d, s] = row.dual_value()
        return Prices(
            float(self._objective.Value()),
            np.array([row.dual_value() for row in self._agents]),
            shift,
        )

    def shares(self) -> FloatArray:
        """Share of each column in the last solution."""
        return np.array([x.solution_value() for x in self._x])

    def hold(self, allowed: Sequence[bool]) -> None:
        """Let only some columns be used, in their order."""
        for x, fine in zip(self._x, allowed, strict=True):
            x.SetUb(self._inf if fine else 0.0)

    @property
    def _shape(self) -> tuple[int, int]:
        return self._heads[0].price.shape[:2] if self._heads else (0, 0)

    def _variable(
        self, cost: float, high: float, rows: Sequence[tuple[pywraplp.Constraint, float]]
    ) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, high, "")
        self._objective.SetCoefficient(variable, cost)
        for row, factor in rows:
            row.SetCoefficient(variable, factor)
        return variable

    def _priced(self, heads: Heads) -> dict[tuple[int, int], pywraplp.Constraint]:
        """A row per priced shift: people in it, less what is too many, plus what is missing."""
        rows = {}
        for d, s in zip(*np.nonzero(np.ptp(heads.price, axis=2)), strict=True):
            price = heads.price[d, s]
            best = int(price.argmin())
            row = self._solver.Constraint(float(best), float(best))
            self._objective.SetOffset(self._objective.offset() + float(price[best]))
            for step, sign in ((-1, 1.0), (1, -1.0)):
                at = best
                while 0 <= at + step < len(price):
                    slope = float(price[at + step] - price[at])
                    width = 1
                    while (
                        0 <= at + step * (width + 1) < len(price)
                        and price[at + step * (width + 1)] - price[at + step * width] == slope
                    ):
                        width += 1
                    last = not 0 <= at + step * (width + 1) < len(price)
                    self._variable(slope, self._inf if last else width, [(row, sign)])
                    at += step * width
            rows[int(d), int(s)] = row
        return rows
