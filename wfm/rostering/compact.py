"""People by name, breaks by count: the model in which whole days of everybody can be decided.

Shifts are a bool per agent, day and shift under every rule that needs no breaks; coverage and
minimums come from the count model, where agents that count alike share their breaks. So a model
of two days of everybody is small, where one with a bool per agent and break start is not. Breaks
are given to people afterwards, with the shifts fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from wfm.core.roster import Assignment, Roster
from wfm.rostering.counted_breaks import Place
from wfm.rostering.counts import CountModel
from wfm.rostering.patterns import Breaks
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.context import COST_SCALE, Cell
from wfm.rules.modelling import Modeller
from wfm.rules.windows import keyed, match_breaks

LEAST_GAIN = 0.5
"""Points: less is not worth placing breaks for."""

Taken = dict[Place, Counter[Breaks]]
"""How many people take their breaks in which way."""

FAR = 1_000_000
"""Stands for a row or a variable without an end."""


@dataclass(frozen=True)
class Days:
    """Outcome of deciding cells anew.

    Parameters
    ----------
    roster : Roster or None
        Without breaks on the days of `bare`; None when nothing better was found.
    bare : frozenset of int
        Days on which shifts or counts of breaks changed.
    gain : float
        Points by which the model's cost fell.
    outcome : Outcome
    work : float
        What the solve cost, in deterministic units.
    taken : dict
        How many take the breaks of a shift in each way, on the days of `bare`, by (break group,
        day, shift).
    """

    roster: Roster | None
    bare: frozenset[int]
    gain: float
    outcome: Outcome
    work: float
    taken: Taken = field(default_factory=dict)


class CompactModel:
    """The whole problem in one CP-SAT model; a neighbourhood fixes most of a copy.

    Parameters
    ----------
    modeller : Modeller
    counts : CountModel
    """

    def __init__(self, modeller: Modeller, counts: CountModel) -> None:
        self.modeller, self.counts, self.view = modeller, counts, modeller.view
        self.ctx = modeller.context(with_breaks=False, without=counts.priced)
        self.model = self.ctx.model
        self.class_of = {int(a): k for k, members in enumerate(counts.classes) for a in members}
        self._columns = self._add_counts()
        self._tie()

    def decide(
        self,
        base: Roster,
        cells: Iterable[Cell],
        budget: Budget,
        limit: float,
        seed: int,
        days: Iterable[int] = (),
    ) -> Days:
        """Decide cells anew, with everybody's breaks on their days.

        Parameters
        ----------
        base : Roster
            With its breaks.
        cells : iterable of (agent, day)
            Whose shifts are free.
        limit : float
            In the budget's unit.
        days : iterable of int
            Further days whose breaks are free.
        """
        free = set(cells)
        loose = {d for _, d in free} | set(days)
        values = self.values_of(base)
        model = self.model.clone()
        self._fix(model, values, free, loose)
        proto = model.proto
        proto.solution_hint.vars.extend(values.keys())
        proto.solution_hint.values.extend(values.values())
        answer = run(model, budget, limit, seed)
        if answer.value is None or answer.objective is None:
            return Days(None, frozenset(), 0.0, answer.outcome, answer.work)
        gain = (self.cost_of(values) - answer.objective) / COST_SCALE
        if gain < LEAST_GAIN:
            return Days(None, frozenset(), 0.0, answer.outcome, answer.work)
        roster, bare = self._read(base, values, answer.value)
        taken = {
            place: Counter({way: answer.value(self._columns[c]) for way, c in ways.items()})
            for place, ways in self.counts.patterns.items()
            if place[1] in bare
        }
        return Days(roster, bare, gain, answer.outcome, answer.work, taken)

    def values_of(self, roster: Roster) -> dict[int, int]:
        """Value of every variable in a roster with its breaks, by variable index."""
        values = self.ctx.values_of(roster)
        column = [v.index for v in self._columns]
        values.update(dict.fromkeys(column, 0))
        counts, view = self.counts, self.view
        for cell in roster:
            a, d = view.agent_index[cell.agent_id], view.day_index(cell.day)
            s, k = view.shift_index[cell.shift_id], self.class_of[a]
            values[column[int(counts.n[k, d, s])]] += 1
            ways = counts.patterns.get((counts.break_group[k], d, s), {})
            if cell.breaks in ways:
                values[column[ways[cell.breaks]]] += 1
            start = int(view.start_interval[d, s])
            windows = self.modeller.windows_of(a, d, s)
            matched, _ = match_breaks(windows, cell.breaks)
            for (key, _), pause in zip(keyed(windows, view.interval_min), matched, strict=True):
                if pause is not None:
                    t = start + pause.start_min // view.interval_min
                    values[column[counts.starts[counts.break_group[k], d, s, key][t]]] += 1
        for price in counts.prices:
            gap = round(price.need - sum(f * values[column[c]] for c, f in price.terms))
            values[column[price.over]] = max(0, -gap)
            for slack, width in price.slacks:
                part = max(0, min(gap, int(width)))
                values[column[slack]] = part
                gap -= part
        return values

    def cost_of(self, values: Mapping[int, int]) -> int:
        """Cost of values by this model's objective, in hundredths of a point."""
        objective = self.model.proto.objective
        total = sum(f * values[v] for v, f in zip(objective.vars, objective.coeffs, strict=True))
        return round(float(total) + float(objective.offset))

    # -- inside --------------------------------------------------------------------------------

    def _add_counts(self) -> list[cp_model.IntVar]:
        linear, model = self.counts.linear, self.model
        columns = [
            model.new_int_var(int(low), int(min(high, FAR)), "")
            for low, high in zip(linear.low, linear.high, strict=True)
        ]
        for used, factors, low, high in linear.rows:
            whole = [round(f) for f in factors]
            expression = cp_model.LinearExpr.weighted_sum([columns[c] for c in used], whole)
            model.add_linear_constraint(expression, int(max(low, -FAR)), int(min(high, FAR)))
        prices = [round(c * COST_SCALE) for c in linear.cost]
        priced = [i for i, p in enumerate(prices) if p]
        expression = cp_model.LinearExpr.weighted_sum(
            [columns[i] for i in priced], [prices[i] for i in priced]
        )
        constant = round(linear.constant * COST_SCALE)
        model.minimize(self.ctx.costs.expr() + expression + constant)
        return columns

    def _tie(self) -> None:
        """Counts are sums of people."""
        view = self.view
        for k, members in enumerate(self.counts.classes):
            for d, s in zip(*(x.tolist() for x in np.nonzero(self.counts.n[k] >= 0)), strict=True):
                people = self.ctx.total(
                    ((int(a), d) for a in members), np.eye(view.n_shifts, dtype=np.int64)[s]
                )
                count = self._columns[int(self.counts.n[k, d, s])]
                self.model.add(people.expr() == count)

    def _fix(
        self, model: cp_model.CpModel, values: Mapping[int, int], free: set[Cell], loose: set[int]
    ) -> None:
        variables = model.proto.variables
        for a, d, _, index in self.ctx.cell_indices():
            if (a, d) not in free:
                _hold(variables[index], values[index])
        columns = [
            c for p, at in self.counts.starts.items() if p[1] not in loose for c in at.values()
        ]
        columns += [
            c
            for p, ways in self.counts.patterns.items()
            if p[1] not in loose
            for c in ways.values()
        ]
        for column in columns:
            index = self._columns[column].index
            _hold(variables[index], values[index])

    def _read(
        self, base: Roster, values: Mapping[int, int], value: Callable[[cp_model.IntVar], int]
    ) -> tuple[Roster, frozenset[int]]:
        """Roster of a solution, and the days whose breaks have to be placed."""
        view, found = self.view, self.ctx.read(value)
        bare = {view.day_index(day) for _, day in base.changed_cells(found)}
        for (_, d, _, _), starts in self.counts.starts.items():
            if d not in bare and any(
                value(self._columns[c]) != values[self._columns[c].index] for c in starts.values()
            ):
                bare.add(d)
        rows = [
            Assignment(cell.agent_id, cell.day, cell.shift_id)
            if view.day_index(cell.day) in bare
            else base.cells[cell.agent_id, cell.day]
            for cell in found
        ]
        return Roster(tuple(rows)), frozenset(bare)


def _hold(variable: Any, value: int) -> None:
    variable.domain.clear()
    variable.domain.extend([value, value])
