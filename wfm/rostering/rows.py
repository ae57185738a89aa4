"""The rules' model of shifts alone, as rows over variables: what tours are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.rules.context import ModelContext
from wfm.rules.linear import Lin
from wfm.rules.minimum import MinimumRule
from wfm.rules.modelling import Modeller

FAR = 10**9


@dataclass(slots=True)
class Row:
    """low <= factors @ columns <= high, when every literal holds; by index of the variable."""

    columns: list[int]
    factors: Sequence[float]
    low: float
    high: float
    literals: list[int] = field(default_factory=list)

    @property
    def names(self) -> set[int]:
        """Variables that it speaks of, those of its literals included."""
        return {*self.columns, *(x if x >= 0 else -x - 1 for x in self.literals)}


class RowContext(ModelContext):
    """Model of shifts alone, without breaks, whose bounds are kept as rows.

    Written to be read once by tours, not to be solved: bounds that rules set never pass through
    CP-SAT, and a tour has one shift a day by itself. Minimums whose people are counted elsewhere
    (`wfm.rostering.staffing`) are left out.

    Parameters
    ----------
    modeller : Modeller
    """

    def __init__(self, modeller: Modeller) -> None:
        self._bounds: list[Row] = []
        super().__init__(modeller.view, modeller.windows_of, modeller.allowed, with_breaks=False)
        for entry, rule, p in modeller.entries:
            counted = isinstance(rule, MinimumRule) and rule.members(self.view, entry, p).any()
            if not rule.needs_breaks and not counted:
                rule.model(self, entry, p)

    @property
    def rows(self) -> list[Row]:
        """Every row, and what rules wrote into the model by hand."""
        return [*self._bounds, *(r for c in self.model.proto.constraints for r in rows_of(c))]

    def _make_cell(self, a: int, d: int) -> None:
        for s in np.flatnonzero(self.allowed[a, d]).tolist():
            self._x[a, d, s] = self.model.new_bool_var("")

    def _bound(self, entry: RuleEntry, lin: Lin, bound: int) -> None:
        columns = [variable.index for variable in lin.variables]
        self._bounds.append(Row(columns, list(lin.factors), -FAR, bound - lin.constant))


def rows_of(constraint: Any) -> list[Row]:
    """Write one constraint as rows; a domain with holes is not known to any rule."""
    literals = list(constraint.enforcement_literal)
    if constraint.has_linear():
        linear = constraint.linear
        domain = list(linear.domain)
        if len(domain) != 2:
            raise ValueError("a rule uses a domain with holes; tours can't be judged by it")
        columns, factors = list(linear.vars), [float(c) for c in linear.coeffs]
        return [Row(columns, factors, domain[0], domain[1], literals)]
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
    return [Row(columns, factors, low - negated, high - negated, literals)]
