"""Ways to bound or price an expression: hard behind a guard, or soft by the entry's weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ortools.sat.python import cp_model

from wfm.core.problem import Problem, RuleEntry
from wfm.rules.linear import Lin

COST_SCALE = 100
"""Model cost units in one point."""


class PricedModel:
    """A CP-SAT model that knows what its prices are and can recompute every helper.

    Parameters
    ----------
    problem : Problem
    guarded : bool
        True puts every hard entry behind a literal of its own (`guards`), to explain conflicts.
    """

    def __init__(self, problem: Problem, guarded: bool) -> None:
        self._problem = problem
        self.guarded = guarded
        self.model = cp_model.CpModel()
        self.guards: dict[int, cp_model.IntVar] = {}
        self.costs = Lin()
        self.by_rule: dict[str, Lin] = {}
        self._derived: list[tuple[cp_model.IntVar, Callable[[Mapping[int, int]], int]]] = []

    def at_most(self, entry: RuleEntry, lin: Lin, bound: int, *, unit: int = 1) -> None:
        """Bound an expression: hard, or priced at the entry's weight per `unit` of excess.

        What the past and the fixed cells already take of a hard bound is a fact that nothing
        here can mend: only more of it is forbidden.
        """
        if lin.highest() <= bound:
            return
        if not entry.hard:
            self.price(entry, self.excess(lin, bound), unit=unit)
        elif lin.variables:
            if min(lin.factors) >= 0:
                bound = max(bound, lin.constant)
            self._bound(entry, lin, bound)

    def at_least(self, entry: RuleEntry, lin: Lin, bound: int, *, unit: int = 1) -> None:
        """Bound an expression from below; see `at_most`.

        Free cells that have no shift left can't give what a hard entry asks for: infeasible, not
        forgotten.
        """
        below = Lin().extend(lin, -1)
        if entry.hard and lin.decided and not lin.variables and lin.constant < bound:
            self._enforce(entry, self.model.add_bool_or([]))
        elif entry.hard and lin.variables and below.highest() > -bound:
            self._bound(entry, below, -bound)
        else:
            self.at_most(entry, below, -bound, unit=unit)

    def excess(self, lin: Lin, bound: int, *, per: int = 1) -> Lin:
        """max(0, lin - bound) in units of `per`, rounded up; for what is minimised or bounded."""
        over = -(-(lin.highest() - bound) // per)
        if over <= 0:
            return Lin()
        if not lin.variables:
            return Lin(constant=over)
        slack = self.model.new_int_var(0, over, "")
        self.model.add(per * slack >= lin.expr() - bound)
        self._derived.append((slack, lambda values: max(0, -(-(lin.value(values) - bound) // per))))
        return Lin([slack], [1], decided=lin.decided, reach=over - 1)

    def price(
        self, entry: RuleEntry, lin: Lin, *, unit: int = 1, points: float | None = None
    ) -> None:
        """Charge the entry's weight (or `points`) for each `unit` of an expression.

        Weights are whole points, so COST_SCALE / unit must be whole for exact costs; units are 1
        (agents, days, cells) or 100 (percent of an agent).

        Raises
        ------
        ValueError
            When the price is not a whole number of cost units: the model would not agree with the
            audit.
        """
        exact = (entry.weight if points is None else points) * COST_SCALE / unit
        per = round(exact)
        if abs(exact - per) > 1e-6:
            raise ValueError(f"{entry.rule}: {exact} cost units are not a whole number")
        self.costs.extend(lin, per)
        self.by_rule.setdefault(entry.rule, Lin()).extend(lin, per)

    def ladder(
        self, entry: RuleEntry, lin: Lin, target: int, steps: Sequence[tuple[int, float]], unit: int
    ) -> None:
        """Charge convexly what `lin` is short of `target`: (width, points per unit) per step.

        The last step has no end. Points must not fall from step to step.
        """
        most = target - lin.lowest()
        if most <= 0:
            return
        parts: list[tuple[cp_model.IntVar, int, int]] = []
        start = 0
        for k, (width, points) in enumerate(steps):
            last = k == len(steps) - 1
            end = most if last else min(start + width, most)
            if end <= start:
                continue
            part = self.model.new_int_var(0, end - start, "")
            self._derived.append((part, _filled(lin, target, start, end)))
            parts.append((part, start, end))
            self.price(entry, Lin([part], [1]), unit=unit, points=points)
            start = end
        short = Lin([p for p, _, _ in parts], [1] * len(parts))
        self.model.add(short.expr() + lin.expr() >= target)

    def enforce(self, entry: RuleEntry, constraint: cp_model.Constraint) -> None:
        """Put a hand-made hard constraint behind the entry's guard when guarded."""
        self._enforce(entry, constraint)

    def new_bool(self, value: Callable[[Mapping[int, int]], int]) -> cp_model.IntVar:
        """Make a helper bool; `value` computes it from the others, so that hints stay complete."""
        variable = self.model.new_bool_var("")
        self._derived.append((variable, value))
        return variable

    def new_int(
        self, low: int, high: int, value: Callable[[Mapping[int, int]], int]
    ) -> cp_model.IntVar:
        """Make a helper integer; see `new_bool`."""
        variable = self.model.new_int_var(low, high, "")
        self._derived.append((variable, value))
        return variable

    @property
    def helpers(self) -> Mapping[int, Callable[[Mapping[int, int]], int]]:
        """How each helper's value follows from earlier variables, by its index, in order."""
        return {variable.index: value for variable, value in self._derived}

    def minimize(self) -> None:
        """Set the sum of every price as the objective."""
        self.model.minimize(self.costs.expr())

    def _bound(self, entry: RuleEntry, lin: Lin, bound: int) -> None:
        """Write down a hard upper bound."""
        self._enforce(entry, self.model.add(lin.expr() <= bound))

    def _enforce(self, entry: RuleEntry, constraint: cp_model.Constraint) -> None:
        if not self.guarded or entry not in self._problem.rules:
            # What holds without an entry can't be loosened.
            return
        key = self._problem.rules.index(entry)
        if key not in self.guards:
            self.guards[key] = self.model.new_bool_var(f"guard {key} {entry.rule}")
        constraint.only_enforce_if(self.guards[key])


def _filled(lin: Lin, target: int, start: int, end: int) -> Callable[[Mapping[int, int]], int]:
    return lambda values: max(0, min(target - lin.value(values), end) - start)
