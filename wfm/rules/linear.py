"""Linear expressions under construction, for rules and the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model


@dataclass
class Lin:
    """A linear expression under construction: cheaper to fill than operator chains.

    `decided` says that it speaks of cells which this model decides, even when none of their
    shifts is left: a bound on it is then a demand, not a fact. `reach` and `depth` are what
    integers among the variables may add beyond what bools would.
    """

    variables: list[cp_model.IntVar] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    constant: int = 0
    decided: bool = False
    reach: int = 0
    depth: int = 0

    def add(self, variable: cp_model.IntVar, factor: int = 1) -> None:
        """Add factor x variable."""
        self.variables.append(variable)
        self.factors.append(factor)

    def extend(self, other: Lin, factor: int = 1) -> Lin:
        """Add factor x another expression; returns self."""
        self.variables.extend(other.variables)
        self.factors.extend(f * factor for f in other.factors)
        self.constant += factor * other.constant
        self.decided |= other.decided
        far = (factor * other.reach, factor * other.depth)
        self.reach += max(far)
        self.depth += min(far)
        return self

    def expr(self) -> cp_model.LinearExpr:
        """Return it as CP-SAT's expression."""
        return cp_model.LinearExpr.weighted_sum(self.variables, self.factors) + self.constant

    def value(self, values: Mapping[int, int]) -> int:
        """Value under an assignment of variable indices."""
        pairs = zip(self.variables, self.factors, strict=True)
        return self.constant + sum(f * values[v.index] for v, f in pairs)

    def highest(self) -> int:
        """Upper bound, each variable taken alone."""
        return self.constant + self.reach + sum(f for f in self.factors if f > 0)

    def lowest(self) -> int:
        """Lower bound, each variable taken alone."""
        return self.constant + self.depth + sum(f for f in self.factors if f < 0)
