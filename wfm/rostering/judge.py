"""Is a tour legal for an agent, and what does it cost: answered from the rules' own model.

The model of shifts alone is made once and cut into rows per agent; then a tour is a vector. So no
rule needs to be told a second time what it means for a tour. Rows that bind several agents
together are left to the audit.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np

from wfm.core.view import OFF, IntArray
from wfm.rostering.staffing import STAFFING_RULES, FloatArray
from wfm.rules.context import COST_SCALE, ModelContext
from wfm.rules.modelling import Modeller

Tour = tuple[int, ...]
"""Shift of each day of the horizon, OFF for none."""

FAR = 10**9


@dataclass
class _Row:
    columns: list[int]
    factors: list[float]
    low: float
    high: float
    literals: list[int] = field(default_factory=list)


class TourJudge:
    """Judges tours of one agent.

    Parameters
    ----------
    cells : dict
        Column of each (day, shift) that may be given.
    rows : list of rows over columns and helpers
    helpers : list of int
        Columns whose least value follows from the rows, in the order in which they do.
    low : float array
        Least value of each column.
    price : float array
        Points of one unit of each column.
    tied : bool
        Whether a hard rule ties the agent's cells to another's, so that no tour can be judged
        alone.
    """

    def __init__(
        self,
        cells: dict[tuple[int, int], int],
        rows: list[_Row],
        helpers: list[int],
        low: FloatArray,
        price: FloatArray,
        *,
        tied: bool,
    ) -> None:
        self.tied = tied
        self._cells = cells
        plain = [r for r in rows if not r.literals]
        self._guarded = [r for r in rows if r.literals]
        self._matrix = np.zeros((len(plain), len(low)))
        for i, row in enumerate(plain):
            for column, factor in zip(row.columns, row.factors, strict=True):
                self._matrix[i, column] += factor
        self._low = np.array([r.low for r in plain], dtype=float)
        self._high = np.array([r.high for r in plain], dtype=float)
        self._start, self._price = low, price
        last: dict[int, list[int]] = defaultdict(list)
        order = {h: i for i, h in enumerate(helpers)}
        for i, row in enumerate(plain):
            mine = [c for c in row.columns if c in order]
            if mine:
                last[max(mine, key=order.__getitem__)].append(i)
        self._helpers: list[tuple[int, IntArray]] = [
            (h, np.array(last[h], dtype=np.int64)) for h in helpers if last[h]
        ]
        self._known: dict[Tour, float | None] = {}

    def cost(self, tour: Tour) -> float | None:
        """Points of a tour by every rule but those on staffing; None when it is not legal."""
        if tour not in self._known:
            self._known[tour] = self._judge(tour)
        return self._known[tour]

    def _judge(self, tour: Tour) -> float | None:
        x = self._start.copy()
        for d, s in enumerate(tour):
            if s == OFF:
                continue
            if (d, s) not in self._cells:
                return None
            x[self._cells[d, s]] = 1.0
        heights = self._matrix @ x
        for h, rows in self._helpers:
            least = x[h]
            for i in rows:
                factor = self._matrix[i, h]
                rest = heights[i] - factor * x[h]
                if factor > 0:
                    least = max(least, ceil((self._low[i] - rest) / factor - 1e-9))
                else:
                    least = max(least, ceil((rest - self._high[i]) / -factor - 1e-9))
            if least > x[h]:
                heights += self._matrix[:, h] * (least - x[h])
                x[h] = least
        if ((heights < self._low - 1e-6) | (heights > self._high + 1e-6)).any():
            return None
        for row in self._guarded:
            if all(_true(literal, x) for literal in row.literals):
                height = sum(f * x[c] for c, f in zip(row.columns, row.factors, strict=True))
                if not row.low <= height <= row.high:
                    return None
        return float(self._price @ x)


def tour_judges(modeller: Modeller) -> list[TourJudge]:
    """Make the judge of every agent."""
    view = modeller.view
    ctx = modeller.context(with_breaks=False)
    proto = ctx.model.proto
    owner, cells = _owners(modeller, ctx)
    rows = [row for constraint in proto.constraints for row in _rows(constraint)]
    shared = _spread(rows, owner)
    mine: list[list[_Row]] = [[] for _ in range(view.n_agents)]
    tied = [False] * view.n_agents
    for row in rows:
        names = _names(row)
        if names & shared:
            continue
        owners = {owner[c] for c in names if c in owner}
        for a in owners:
            if len(owners) == 1:
                mine[a].append(row)
            else:
                tied[a] = True
    price: dict[int, float] = defaultdict(float)
    staffing = {e.rule for e, rule, _ in modeller.entries if isinstance(rule, STAFFING_RULES)}
    for name, lin in ctx.by_rule.items():
        if name not in staffing:
            for variable, factor in zip(lin.variables, lin.factors, strict=True):
                price[variable.index] += factor / COST_SCALE
    return [_judge_of(proto, cells[a], mine[a], price, tied=tied[a]) for a in range(view.n_agents)]


def _owners(
    modeller: Modeller, ctx: ModelContext
) -> tuple[dict[int, int], list[dict[tuple[int, int], int]]]:
    """Agent of each cell's variable, and per agent the variable of each day and shift."""
    view = modeller.view
    owner: dict[int, int] = {}
    cells: list[dict[tuple[int, int], int]] = [{} for _ in range(view.n_agents)]
    for a in range(view.n_agents):
        for d in range(view.n_days):
            for s, variable in ctx.cell_options(a, d):
                if variable is not None:
                    owner[variable.index] = a
                    cells[a][d, s] = variable.index
    return owner, cells


def _spread(rows: list[_Row], owner: dict[int, int]) -> set[int]:
    """Give each helper to the one agent whose cells its rows speak of; returns the shared ones."""
    shared: set[int] = set()
    for _ in range(2):  # twice, for helpers of helpers
        for row in rows:
            names = _names(row)
            owners = {owner[c] for c in names if c in owner}
            for c in names:
                if c in owner:
                    continue
                if len(owners) == 1:
                    owner[c] = next(iter(owners))
                elif owners:
                    shared.add(c)
    # A helper given to one agent may turn up beside another's cells in a later row.
    for row in rows:
        names = _names(row)
        if names & shared:
            shared |= {c for c in names if c not in owner}
    return shared


def _judge_of(
    proto: Any,
    cells: dict[tuple[int, int], int],
    rows: list[_Row],
    price: dict[int, float],
    *,
    tied: bool,
) -> TourJudge:
    """Number the columns of one agent anew, cells first."""
    names = list(cells.values())
    given = set(names)
    helpers = sorted({c for row in rows for c in _names(row)} - given)
    column = {c: i for i, c in enumerate((*names, *helpers))}

    def literal(x: int) -> int:
        return column[x] if x >= 0 else -column[-x - 1] - 1

    renamed = [
        _Row(
            [column[c] for c in r.columns],
            r.factors,
            r.low,
            r.high,
            [literal(x) for x in r.literals],
        )
        for r in rows
    ]
    low = np.array([0.0] * len(names) + [float(proto.variables[h].domain[0]) for h in helpers])
    return TourJudge(
        {cell: column[c] for cell, c in cells.items()},
        renamed,
        [column[h] for h in helpers],
        low,
        np.array([price.get(c, 0.0) for c in (*names, *helpers)]),
        tied=tied,
    )


def _names(row: _Row) -> set[int]:
    return {*row.columns, *(x if x >= 0 else -x - 1 for x in row.literals)}


def _rows(constraint: Any) -> list[_Row]:
    """Write one constraint as rows; a domain with holes is not known to any rule."""
    literals = list(constraint.enforcement_literal)
    if constraint.has_linear():
        linear = constraint.linear
        domain = list(linear.domain)
        if len(domain) != 2:
            raise ValueError("a rule uses a domain with holes; tours can't be judged by it")
        columns, factors = list(linear.vars), [float(c) for c in linear.coeffs]
        return [_Row(columns, factors, domain[0], domain[1], literals)]
    if constraint.has_at_most_one():
        names, low, high = list(constraint.at_most_one.literals), -FAR, 1
    elif constraint.has_exactly_one():
        names, low, high = list(constraint.exactly_one.literals), 1, 1
    elif constraint.has_bool_or():
        names, low, high = list(constraint.bool_or.literals), 1, FAR
    elif constraint.has_bool_and():
        names = list(constraint.bool_and.literals)
        low, high = len(names), FAR
    else:
        raise ValueError("a rule uses a kind of constraint that tours can't be judged by")
    negated = sum(1 for x in names if x < 0)
    columns = [x if x >= 0 else -x - 1 for x in names]
    factors = [1.0 if x >= 0 else -1.0 for x in names]
    return [_Row(columns, factors, low - negated, high - negated, literals)]


def _true(literal: int, x: FloatArray) -> bool:
    return bool(x[literal] > 0.5) if literal >= 0 else bool(x[-literal - 1] < 0.5)
