"""Is a tour legal for an agent, and what does it cost: answered from the rules' own model.

The model of shifts alone is made once and cut into rows per agent; then a tour is a vector. So no
rule needs to be told a second time what it means for a tour. Rows that bind several agents
together are left to the audit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from wfm.core.view import OFF
from wfm.rostering.rows import Row, RowContext
from wfm.rostering.staffing import STAFFING_RULES
from wfm.rules.context import COST_SCALE, ModelContext
from wfm.rules.modelling import Modeller

Tour = tuple[int, ...]
"""Shift of each day of the horizon, OFF for none."""

Helpers = dict[int, Callable[[Mapping[int, int]], int]]
"""Value of each helper from the values of earlier variables, by its index."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the cost of every roster, breaks and all they decide left out.

    So are minimums of people; where posts are all that is priced there are none.

    Parameters
    ----------
    constant : float
        Points that all tours together cost whatever they are, by every rule but those on
        staffing: facts of the past, and wishes before they are granted.
    grain, offset : float
        A roster costs the offset and a whole number of grains.
    """

    constant: float
    grain: float
    offset: float

    def round_up(self, bound: float) -> float:
        """Least cost that a roster can have which is not below a bound."""
        # Sums of floats: give up first what rounding may have added.
        safe = bound - self.offset - 1e-6 * max(1.0, abs(bound))
        return self.offset + self.grain * math.ceil(round(safe / self.grain, 9))


class TourJudge:
    """Judges tours of one agent.

    Parameters
    ----------
    cells : dict
        Variable of each (day, shift) that may be given.
    rows : list of rows over variables
    helpers : dict
        Of each helper in the rows, how its value follows from the cells and earlier helpers.
    price : dict
        Points of one unit of each variable.
    """

    def __init__(
        self,
        cells: dict[tuple[int, int], int],
        rows: list[Row],
        helpers: Helpers,
        price: Mapping[int, float],
    ) -> None:
        self._helpers = helpers
        names = [*cells.values(), *helpers]
        column = {name: i for i, name in enumerate(names)}
        self.cells = cells
        self._price = np.array([price.get(name, 0.0) for name in names])
        plain = [r for r in rows if not r.literals]
        self._guarded = [r for r in rows if r.literals]
        self._matrix = np.zeros((len(plain), len(names)))
        for i, row in enumerate(plain):
            for name, factor in zip(row.columns, row.factors, strict=True):
                self._matrix[i, column[name]] += factor
        self._low = np.array([r.low for r in plain], dtype=float)
        self._high = np.array([r.high for r in plain], dtype=float)
        self._plain = ~(self._matrix[:, len(cells) :] != 0).any(axis=1)
        self._largest = np.maximum(np.abs(self._matrix).max(axis=1, initial=0.0), 1.0)
        self._known: dict[Tour, float | None] = {}

    def points_table(self, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
        """Points of each shift by itself, shape (n_days, n_shifts)."""
        table = np.zeros(shape)
        for i, cell in enumerate(self.cells):
            table[cell] = self._price[i]
        return table

    def cost(self, tour: Tour) -> float | None:
        """Points of a tour by every rule but those on staffing; None when it is not legal."""
        if tour not in self._known:
            self._known[tour] = self._judge(tour)
        return self._known[tour]

    def push(self, tour: Tour, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
        """Which way the rows that a tour breaks push each shift, shape (n_days, n_shifts).

        Above 0 where a row wants less of it, by its factor there: added to prices again and
        again, a Lagrangian multiplier. Rows that speak of helpers too push nothing.
        """
        table = np.zeros(shape)
        values = self.values(tour)
        x = np.fromiter(values.values(), dtype=float, count=len(values))
        heights = self._matrix @ x
        broken = (heights > self._high + 1e-6).astype(float) - (heights < self._low - 1e-6)
        pushed = (broken * self._plain) @ (self._matrix / self._largest[:, None])
        for i, cell in enumerate(self.cells):
            table[cell] = pushed[i]
        return table

    def blamed(self, tour: Tour) -> list[int]:
        """Days of a tour that is not legal of which one has to change: those in a broken row."""
        worked = [d for d, s in enumerate(tour) if s != OFF]
        out = [d for d in worked if (d, tour[d]) not in self.cells]
        if out:
            return out
        values = self.values(tour)
        x = np.fromiter(values.values(), dtype=float, count=len(values))
        heights = self._matrix @ x
        broken = (heights < self._low - 1e-6) | (heights > self._high + 1e-6)
        touched = (self._matrix[broken] != 0).any(axis=0)
        place = {name: i for i, name in enumerate(values)}
        days = [d for d in worked if touched[place[self.cells[d, tour[d]]]]]
        return days or worked

    def values(self, tour: Tour) -> dict[int, int]:
        """Value of each variable; the tour's cells are all there."""
        values: dict[int, int] = dict.fromkeys(self.cells.values(), 0)
        for d, s in enumerate(tour):
            if s != OFF:
                values[self.cells[d, s]] = 1
        for name, value in self._helpers.items():
            values[name] = value(values)
        return values

    def _judge(self, tour: Tour) -> float | None:
        if any(s != OFF and (d, s) not in self.cells for d, s in enumerate(tour)):
            return None
        values = self.values(tour)
        x = np.fromiter(values.values(), dtype=float, count=len(values))
        heights = self._matrix @ x
        if ((heights < self._low - 1e-6) | (heights > self._high + 1e-6)).any():
            return None
        for row in self._guarded:
            if all(literal_holds(literal, values) for literal in row.literals):
                height = sum(f * values[c] for c, f in zip(row.columns, row.factors, strict=True))
                if not row.low <= height <= row.high:
                    return None
        return float(self._price @ x)


def tour_judges(
    modeller: Modeller,
) -> tuple[list[TourJudge], list[tuple[Row, frozenset[int]]], Facts]:
    """Make the judge of every agent.

    Returns
    -------
    judges : list of TourJudge
        Per agent.
    ties : list of (Row, agents)
        Hard rows over cells of several agents.
    facts : Facts
    """
    n_agents = modeller.view.n_agents
    ctx = RowContext(modeller)
    owner: dict[int, int] = {}
    cells: list[dict[tuple[int, int], int]] = [{} for _ in range(n_agents)]
    for a, d, s, index in ctx.cell_indices():
        owner[index] = a
        cells[a][d, s] = index
    mine: list[list[Row]] = [[] for _ in range(n_agents)]
    others: list[Row] = []
    for row in ctx.rows:
        # Most rows speak of the cells of one agent and of nothing else.
        owners = set(map(owner.get, row.columns)) if not row.literals else {None}
        lone = owners.pop() if len(owners) == 1 else None
        (others if lone is None else mine[lone]).append(row)
    shared = _spread(others, owner)
    ties: list[tuple[Row, frozenset[int]]] = []
    for row in others:
        names = row.names
        if names & shared:
            continue
        people = frozenset(owner[c] for c in names if c in owner)
        if len(people) == 1:
            mine[next(iter(people))].append(row)
        elif people:
            ties.append((row, people))
    price, facts = _prices(modeller, ctx)
    helpers: list[Helpers] = [{} for _ in range(n_agents)]
    for index, value in ctx.helpers.items():
        if index in owner and index not in shared:
            helpers[owner[index]][index] = value
    judges = [TourJudge(cells[a], mine[a], helpers[a], price) for a in range(n_agents)]
    return judges, ties, facts


def _prices(modeller: Modeller, ctx: ModelContext) -> tuple[Mapping[int, float], Facts]:
    """Points of one unit of each variable, by every rule but those on staffing."""
    staffing = {e.rule for e, rule, _ in modeller.entries if isinstance(rule, STAFFING_RULES)}
    price: dict[int, float] = defaultdict(float)
    constant = 0.0
    for name, lin in ctx.by_rule.items():
        if name not in staffing:
            constant += lin.constant / COST_SCALE
            for variable, factor in zip(lin.variables, lin.factors, strict=True):
                price[variable.index] += factor / COST_SCALE
    grain = gcd(*(abs(factor) for factor in ctx.costs.factors)) or 1
    return price, Facts(constant, grain / COST_SCALE, ctx.costs.constant / COST_SCALE)


def _spread(rows: list[Row], owner: dict[int, int]) -> set[int]:
    """Give each helper to the one agent whose cells its rows speak of; returns the shared ones."""
    shared: set[int] = set()
    spoken = [row.names for row in rows]
    for _ in range(2):  # twice, for helpers of helpers
        for names in spoken:
            owners = {owner[c] for c in names if c in owner}
            for c in names:
                if c in owner:
                    continue
                if len(owners) == 1:
                    owner[c] = next(iter(owners))
                elif owners:
                    shared.add(c)
    # A helper given to one agent may turn up beside another's cells in a later row.
    for names in spoken:
        if names & shared:
            shared |= {c for c in names if c not in owner}
    return shared


def literal_holds(literal: int, values: Mapping[int, int]) -> bool:
    """Whether a literal is true; below 0 it is the negation of variable -literal - 1."""
    return bool(values.get(literal, 0)) if literal >= 0 else not values.get(-literal - 1, 0)
