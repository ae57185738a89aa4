"""Is a tour legal for an agent, and what does it cost: answered from the rules' own model.

The model of one agent over the horizon, shifts alone, is made once and turned into rows; then a
tour is a vector. So no rule needs to be told a second time what it means for a tour.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF
from wfm.rostering.staffing import STAFFING_RULES
from wfm.rules.context import COST_SCALE
from wfm.rules.modelling import Modeller

Tour = tuple[int, ...]
"""Shift of each day of the horizon, OFF for none."""


class TourJudge:
    """Judges tours of one agent, the others as they stand in `roster`.

    Parameters
    ----------
    modeller : Modeller
    roster : Roster
    a : int
    """

    def __init__(self, modeller: Modeller, roster: Roster, a: int) -> None:
        self.view = modeller.view
        self.agent_id = self.view.agents[a].id
        cells = {(a, d) for d in range(self.view.n_days)}
        self._ctx = modeller.context(base=roster, free=cells, with_breaks=False)
        self._staffing = {
            entry.rule for entry, rule, _ in modeller.entries if isinstance(rule, STAFFING_RULES)
        }
        self._options = [
            {s for s, _ in self._ctx.cell_options(a, d)} for d in range(self.view.n_days)
        ]
        self._read_rows()
        self._known: dict[Tour, float | None] = {}

    def cost(self, tour: Tour) -> float | None:
        """Points of a tour by every rule but those on staffing; None when it is not legal."""
        if tour not in self._known:
            self._known[tour] = self._judge(tour)
        return self._known[tour]

    def _judge(self, tour: Tour) -> float | None:
        if any(s != OFF and s not in self._options[d] for d, s in enumerate(tour)):
            return None
        view = self.view
        cells = (
            Assignment(self.agent_id, view.day(d), view.shifts[s].id)
            for d, s in enumerate(tour)
            if s != OFF
        )
        values = self._ctx.values_of(Roster(tuple(cells)))
        x = np.zeros(self._n_variables)
        x[list(values)] = list(values.values())
        heights = self._matrix @ x
        if ((heights < self._low) | (heights > self._high)).any():
            return None
        for literals, columns, factors, spans in self._guarded:
            if all(_true(literal, x) for literal in literals):
                height = float(factors @ x[columns])
                if not any(low <= height <= high for low, high in spans):
                    return None
        by_rule = self._ctx.by_rule.items()
        cost = sum(lin.value(values) for rule, lin in by_rule if rule not in self._staffing)
        return cost / COST_SCALE

    def _read_rows(self) -> None:
        proto = self._ctx.model.proto
        self._n_variables = len(proto.variables)
        rows: list[tuple[list[int], list[float], float, float]] = []
        self._guarded: list[
            tuple[list[int], npt.NDArray[np.int64], npt.NDArray[np.float64], list[tuple[int, int]]]
        ] = []
        for constraint in proto.constraints:
            literals = list(constraint.enforcement_literal)
            if constraint.has_linear():
                linear = constraint.linear
                columns, factors = list(linear.vars), [float(c) for c in linear.coeffs]
                domain = list(linear.domain)
            else:
                columns, factors, domain = _clause(constraint)
            if not literals and len(domain) == 2:
                rows.append((columns, factors, domain[0], domain[1]))
            else:
                spans = list(zip(domain[::2], domain[1::2], strict=True))
                self._guarded.append(
                    (literals, np.array(columns, dtype=np.int64), np.array(factors), spans)
                )
        heights = [len(columns) for columns, _, _, _ in rows]
        self._matrix = csr_matrix(
            (
                [f for _, factors, _, _ in rows for f in factors],
                (
                    np.repeat(np.arange(len(rows)), heights),
                    [c for columns, _, _, _ in rows for c in columns],
                ),
            ),
            shape=(len(rows), self._n_variables),
        )
        self._low = np.array([r[2] for r in rows], dtype=float)
        self._high = np.array([r[3] for r in rows], dtype=float)


def _true(literal: int, x: npt.NDArray[np.float64]) -> bool:
    return bool(x[literal] > 0.5) if literal >= 0 else bool(x[-literal - 1] < 0.5)


def _clause(constraint: Any) -> tuple[list[int], list[float], list[int]]:
    """Write a boolean constraint over literals as one linear row."""
    far = 10**9
    if constraint.has_at_most_one():
        literals, low, high = list(constraint.at_most_one.literals), -far, 1
    elif constraint.has_exactly_one():
        literals, low, high = list(constraint.exactly_one.literals), 1, 1
    elif constraint.has_bool_or():
        literals, low, high = list(constraint.bool_or.literals), 1, far
    elif constraint.has_bool_and():
        literals = list(constraint.bool_and.literals)
        low, high = len(literals), far
    else:
        raise ValueError("a rule uses a kind of constraint that tours can't be judged by")
    negated = sum(1 for literal in literals if literal < 0)
    columns = [literal if literal >= 0 else -literal - 1 for literal in literals]
    factors = [1.0 if literal >= 0 else -1.0 for literal in literals]
    return columns, factors, [low - negated, high - negated]
