"""What a rule sees of the CP-SAT model: cells, breaks, presence, and ways to bound or price.

A context may hold the whole problem or a neighbourhood: cells and breaks that are not free are
constants taken from a base roster, so that one rule file serves every stage of the engine.
Costs are integers in hundredths of a point (COST_SCALE), because an agent may count for a percent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from wfm.core.problem import RuleEntry
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.view import OFF, BoolArray, ProblemView, WindowsOf
from wfm.rules.linear import Lin as Lin
from wfm.rules.placements import Job
from wfm.rules.placing import Placing
from wfm.rules.pricing import COST_SCALE as COST_SCALE
from wfm.rules.pricing import PricedModel
from wfm.rules.windows import BreakKey, keyed, match_breaks

Cell = tuple[int, int]
"""(agent index, day index)."""


class ModelContext(PricedModel):
    """CP-SAT model of a problem or of a neighbourhood of a roster.

    Parameters
    ----------
    view : ProblemView
    windows_of : callable
        Break windows of (agent, day, shift).
    allowed : bool array, shape (n_agents, n_days, n_shifts)
        Cells that no hard entry rules out.
    base : Roster, optional
        Where cells that are not free take their shifts and breaks from.
    free : set of cells, optional
        Cells whose shift is decided here; None means all.
    free_breaks : set of cells, optional
        Further cells whose breaks are decided here; free cells always are.
    with_breaks : bool
        False leaves breaks out; rules that need them are then not to be modelled.
    guarded : bool
        True puts every hard entry behind a literal of its own (`guards`), to explain conflicts.
    free_activities : collection of Job
        Activities to decide besides those of free cells (`wfm.rules.placing`).
    activity_days : collection of int, optional
        Put them on these days only.
    """

    def __init__(
        self,
        view: ProblemView,
        windows_of: WindowsOf,
        allowed: BoolArray,
        *,
        base: Roster | None = None,
        free: set[Cell] | None = None,
        free_breaks: set[Cell] | None = None,
        with_breaks: bool = True,
        guarded: bool = False,
        free_activities: Collection[Job] = (),
        activity_days: Collection[int] | None = None,
    ) -> None:
        super().__init__(view.problem, guarded)
        self.view = view
        self.windows_of = windows_of
        self.allowed = allowed
        self.base = base or Roster()
        self.with_breaks = with_breaks
        cells = {(a, d) for a in range(view.n_agents) for d in range(view.n_days)}
        self.free: set[Cell] = cells if free is None else free
        self.free_breaks: set[Cell] = (self.free | (free_breaks or set())) if with_breaks else set()
        self._x: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._b: dict[Cell, dict[BreakKey, dict[int, cp_model.IntVar]]] = {}
        T = view.n_intervals
        self._break_terms: list[list[tuple[int, cp_model.IntVar]]] = [[] for _ in range(T)]
        self.placing = Placing(self, free is None, free_activities, activity_days)
        self._fix_cells()
        for a, d in sorted(self.free):
            self._make_cell(a, d)
        for a, d in sorted(self.free_breaks):
            self._make_breaks(a, d)
        self.placing.make()

    # -- cells ---------------------------------------------------------------------------------

    def shift_of(self, a: int, d: int) -> int:
        """Shift of a cell that is not free (past days too), OFF for none or unknown."""
        if d < 0:
            return int(self.view.past_shift[a, d]) if -d <= self.view.n_past else OFF
        return int(self._fixed[a, d]) if d < self.view.n_days else OFF

    def is_free(self, a: int, d: int) -> bool:
        """Whether the cell's shift is decided by this model."""
        return (a, d) in self.free

    def options(self, a: int, d: int) -> tuple[int, ...]:
        """Shifts that have a variable in a free cell."""
        return tuple(s for s in range(self.view.n_shifts) if (a, d, s) in self._x)

    def cell_indices(self) -> Iterator[tuple[int, int, int, int]]:
        """(agent, day, shift, index of the variable) of every bool of a free cell."""
        for (a, d, s), variable in self._x.items():
            yield a, d, s, variable.index

    def x(self, a: int, d: int, s: int) -> Lin:
        """1 when the agent has the shift on the day, as an expression; constant when fixed."""
        if (a, d) not in self.free:
            return Lin(constant=int(self.shift_of(a, d) == s))
        variable = self._x.get((a, d, s))
        return Lin(decided=True) if variable is None else Lin([variable], [1], decided=True)

    def works(self, a: int, d: int) -> Lin:
        """1 when the agent works on the day."""
        return self.shifts(a, d, np.ones(self.view.n_shifts, dtype=np.int64))

    def shifts(self, a: int, d: int, weight: npt.NDArray[np.int64] | Sequence[int]) -> Lin:
        """Sum of `weight` (n_shifts,) over the shift of a cell; past days are constants."""
        lin = Lin()
        if (a, d) in self.free:
            lin.decided = True
            # Plain integers are looped over faster than an array's.
            factors = weight.tolist() if isinstance(weight, np.ndarray) else weight
            for s, w in enumerate(factors):
                variable = self._x.get((a, d, s)) if w else None
                if variable is not None:
                    lin.add(variable, int(w))
        else:
            s = self.shift_of(a, d)
            lin.constant = int(weight[s]) if s != OFF else 0
        return lin

    def total(
        self, cells: Iterable[Cell], weight: npt.NDArray[np.int64] | Sequence[int] | None = None
    ) -> Lin:
        """Sum of `weight` over the shifts of many cells; None counts worked days."""
        if weight is None:
            weight = np.ones(self.view.n_shifts, dtype=np.int64)
        lin = Lin()
        for a, d in cells:
            lin.extend(self.shifts(a, d, weight))
        return lin

    # -- breaks --------------------------------------------------------------------------------

    def break_starts(self, a: int, d: int) -> Mapping[BreakKey, Mapping[int, cp_model.IntVar]]:
        """Start variables of a cell's free breaks by key and interval; empty when fixed."""
        return self._b.get((a, d), {})

    def cell_options(self, a: int, d: int) -> tuple[tuple[int, cp_model.IntVar | None], ...]:
        """Possible shifts of a cell with their variables; a fixed shift has None."""
        if (a, d) in self.free:
            return tuple((s, self._x[a, d, s]) for s in self.options(a, d))
        s = self.shift_of(a, d)
        return () if s == OFF else ((s, None),)

    # -- presence ------------------------------------------------------------------------------

    def on_duty(self, t: int, weight: npt.NDArray[np.int64]) -> Lin:
        """Sum of `weight` (n_agents,) over the agents inside a shift in interval t."""
        lin = Lin(constant=int(weight @ self._duty_fixed[:, t]))
        for a, variable in self._duty_terms[t]:
            if weight[a]:
                lin.add(variable, int(weight[a]))
        return lin

    def off_phone(self, t: int, weight: npt.NDArray[np.int64]) -> Lin:
        """Sum of `weight` (n_agents,) over the agents on a break in interval t."""
        lin = Lin(constant=int(weight @ self._rest_fixed[:, t]))
        for a, variable in self._break_terms[t]:
            if weight[a]:
                lin.add(variable, int(weight[a]))
        return lin

    def on_phone(self, t: int, weight: npt.NDArray[np.int64]) -> Lin:
        """Sum of `weight` (n_agents,) over the agents on the phones in interval t."""
        lin = self.on_duty(t, weight)
        lin.constant -= int(weight @ self._away_fixed[:, t])
        for a, variable in (*self._break_terms[t], *self.placing.terms[t]):
            if weight[a]:
                lin.add(variable, -int(weight[a]))
        return lin

    def forbid(self, entry: RuleEntry, cells: Iterable[tuple[int, int, int]]) -> None:
        """Rule out (agent, day, shift) triples for a hard entry, behind its guard if guarded."""
        for a, d, s in cells:
            variable = self._x.get((a, d, s))
            if variable is not None:
                self._enforce(entry, self.model.add(variable == 0))

    def keep_apart(self, agents: Iterable[int]) -> None:
        """Let no two breaks of one cell overlap, for agents whom no rule on spacing covers."""
        chosen = set(agents)
        for a, d in sorted(self.free_breaks):
            if a not in chosen or len(self._b[a, d]) < 2:
                continue
            at: dict[int, list[cp_model.IntVar]] = {}
            for key, starts in self._b[a, d].items():
                for t, variable in starts.items():
                    for k in range(t, t + key[2]):
                        at.setdefault(k, []).append(variable)
            for variables in at.values():
                if len(variables) > 1:
                    self.model.add_at_most_one(variables)

    def fix(self, roster: Roster) -> None:
        """Force the free cells and breaks to those of a roster; a shift ruled out is infeasible."""
        view = self.view
        values = self.values_of(roster)
        for a, d in sorted(self.free | self.free_breaks):
            cell = roster.get(view.agents[a].id, view.day(d))
            s = OFF if cell is None else view.shift_index[cell.shift_id]
            if s != OFF and all(option != s for option, _ in self.cell_options(a, d)):
                self.model.add_bool_or([])
            chosen = [v for _, v in self.cell_options(a, d) if v is not None]
            chosen += [v for starts in self.break_starts(a, d).values() for v in starts.values()]
            for variable in chosen:
                self.model.add(variable == values[variable.index])
        for starts in self.placing.starts.values():
            for variable in starts.values():
                self.model.add(variable == values[variable.index])

    # -- hints and solutions -------------------------------------------------------------------

    def values_of(self, roster: Roster) -> dict[int, int]:
        """Value of every variable in a roster, helpers included, by variable index."""
        values: dict[int, int] = {}
        for (a, d, s), variable in self._x.items():
            cell = roster.get(self.view.agents[a].id, self.view.day(d))
            values[variable.index] = int(
                cell is not None and cell.shift_id == self.view.shifts[s].id
            )
        for (a, d), kinds in self._b.items():
            cell = roster.get(self.view.agents[a].id, self.view.day(d))
            taken = set()
            if cell is not None:
                start, _ = self.view.span(cell)
                step = self.view.interval_min
                windows = keyed(self.windows_of(a, d, self.view.shift_index[cell.shift_id]), step)
                matched, _ = match_breaks([w for _, w in windows], cell.breaks)
                taken = {
                    (key, start + pause.start_min // step)
                    for (key, _), pause in zip(windows, matched, strict=True)
                    if pause is not None
                }
            for key, starts in kinds.items():
                for t, variable in starts.items():
                    values[variable.index] = int((key, t) in taken)
        values |= self.placing.values(roster)
        for variable, value in self._derived:
            values[variable.index] = value(values)
        for guard in self.guards.values():
            values[guard.index] = 1
        return values

    def hint(self, roster: Roster) -> None:
        """Hint every variable from a roster: large models lose incomplete hints."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        values = self.values_of(roster)
        # Both lists at once: one by one takes as long as making the model.
        hint = self.model.proto.solution_hint
        hint.vars.extend(values.keys())
        hint.values.extend(values.values())

    def cost_of(self, roster: Roster) -> int:
        """Cost of a roster by this model's prices, in hundredths of a point."""
        return self.costs.value(self.values_of(roster))

    def read(self, value: Callable[[cp_model.IntVar], int]) -> Roster:
        """Return the base roster with the free cells, breaks and activities of a solution."""
        changes: dict[Cell, Assignment | None] = {}
        for a, d in sorted(self.free | self.free_breaks | self.placing.cells):
            chosen = [s for s, v in self.cell_options(a, d) if v is None or value(v)]
            changes[a, d] = self._assignment(a, d, chosen[0], value) if chosen else None
        return self.base.with_cells(
            ((self.view.agents[a].id, self.view.day(d)), cell) for (a, d), cell in changes.items()
        )

    # -- inside --------------------------------------------------------------------------------

    def _fix_cells(self) -> None:
        view = self.view
        grid = view.shift_grid(self.base)[:, view.n_past :]
        self._fixed = grid
        # Breaks that are free are variables, and so are activities: held cells are without them.
        presence = view.presence(
            held for cell, held in self.placing.held.items() if cell not in self.free
        )
        self._duty_fixed = presence.duty.astype(np.int64)
        self._rest_fixed = presence.resting.astype(np.int64)
        self._away_fixed = (presence.duty & ~presence.phone).astype(np.int64)

    def _make_cell(self, a: int, d: int) -> None:
        options = np.flatnonzero(self.allowed[a, d])
        variables = []
        for s in options.tolist():
            variable = self.model.new_bool_var("")
            self._x[a, d, s] = variable
            variables.append(variable)
        if len(variables) > 1:
            self.model.add_at_most_one(variables)

    @cached_property
    def _duty_terms(self) -> list[list[tuple[int, cp_model.IntVar]]]:
        """Who may be on duty in each interval: few models of shifts alone ask."""
        terms: list[list[tuple[int, cp_model.IntVar]]] = [[] for _ in range(self.view.n_intervals)]
        for (a, d, s), variable in self._x.items():
            for t in self.view.duty_intervals(d, s):
                terms[t].append((a, variable))
        return terms

    def _make_breaks(self, a: int, d: int) -> None:
        options = self.cell_options(a, d)
        step = self.view.interval_min
        hosts: dict[BreakKey, dict[int, list[cp_model.IntVar | None]]] = {}
        users: dict[BreakKey, list[cp_model.IntVar | None]] = {}
        for s, variable in options:
            start = int(self.view.start_interval[d, s])
            for key, window in keyed(self.windows_of(a, d, s), step):
                users.setdefault(key, []).append(variable)
                starts = hosts.setdefault(key, {})
                first = -(-window.earliest_min // step)
                for k in range(first, window.latest_min // step + 1):
                    starts.setdefault(start + k, []).append(variable)
        made: dict[BreakKey, dict[int, cp_model.IntVar]] = {}
        for key, starts in hosts.items():
            made[key] = {}
            for t in sorted(starts):
                variable = self.model.new_bool_var("")
                made[key][t] = variable
                for k in range(t, min(t + key[2], self.view.n_intervals)):
                    self._break_terms[k].append((a, variable))
                if len(starts[t]) < len(users[key]):
                    self.model.add(variable <= sum(v for v in starts[t] if v is not None))
            taken_by = [v for v in users[key] if v is not None]
            total = sum(made[key].values())
            self.model.add(total == (sum(taken_by) if taken_by else 1))
        self._b[a, d] = made

    def _assignment(
        self, a: int, d: int, s: int, value: Callable[[cp_model.IntVar], int]
    ) -> Assignment:
        agent, day, shift = self.view.agents[a], self.view.day(d), self.view.shifts[s]
        activities = self.placing.read(a, d, s, value)
        if (a, d) not in self._b:
            old = self.base.get(agent.id, day)
            same = old is not None and old.shift_id == shift.id
            breaks = old.breaks if old and same else ()
            return Assignment(agent.id, day, shift.id, breaks, activities)
        start = int(self.view.start_interval[d, s])
        made = self._b[a, d]
        placed = [
            Activity((t - start) * self.view.interval_min, window.length_min, window.kind)
            for key, window in keyed(self.windows_of(a, d, s), self.view.interval_min)
            for t, variable in made[key].items()
            if value(variable)
        ]
        return Assignment(agent.id, day, shift.id, tuple(sorted(placed)), activities)
