"""Column generation: the proven bound of posts, and rosters by diving into its solution.

Where people are wanted per shift rather than per interval, a roster is one tour for everybody plus
the price of the posts. The linear program over all tours is solved by adding the tours that pay
(Dantzig & Wolfe 1960), found by the graph of tours; its Lagrangian value at any prices is a bound
(Geoffrion 1974). Prices are held near the best ones so far (Wentges 1997). `dive` finds rosters in
its solution, `parts` betters them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF, BoolArray, IntArray, ProblemView
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.master import Master
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import Heads, Staffing
from wfm.rostering.sweep import FAR

FloatArray = npt.NDArray[np.float64]

HOLD = 0.7
"""How near the prices stay to the best ones; less each time when no tour pays at them."""

TINY_SHARE = 1e-9
"""Share of a tour that is none."""

PAYS = 1e-6
"""Points that a tour has to bring."""

TRIES = 8
"""Tours tried until one keeps the rules that the graph leaves out."""

PUSH = 0.1
"""First push against a rule that a tour breaks, in reference prices."""

EASE = 0.8
"""What is left of an agent's pushes at the next tour: they may have been too strong."""

ARC_WORK = 2e-8
"""Deterministic units charged for an arc looked at."""

ROUND_WORK = 2e-3
"""The same for a solve of the master."""


class Columns:
    """Tours of one problem with posts.

    Parameters
    ----------
    kit : TourKit
    seed : int
    on_bound : callable
        Called with each better bound.
    part : optional
        Agents, and the posts as the others leave them: a part of a roster to decide anew.

    Attributes
    ----------
    open : bool array, shape (n_agents, n_days, n_shifts + 1)
        Shifts and, in the last column, days off that a tour may hold. Whoever changes it calls
        `hold`.
    """

    def __init__(
        self,
        kit: TourKit,
        seed: int,
        on_bound: Callable[[float], None],
        part: tuple[list[int], list[Heads]] | None = None,
    ) -> None:
        self.kit, self.view = kit, kit.view
        self.rng = np.random.default_rng(seed)
        self._everybody = part is None
        if part is None:
            agents = [a for a in range(self.view.n_agents) if kit.modeller.allowed[a].any()]
            part = agents, Staffing(kit.modeller).heads
        self.agents, self.heads = part
        self.master = Master(self.heads, len(self.agents))
        self.bound = -np.inf
        self.converged = False
        self._on_bound = on_bound
        self.open: BoolArray = np.ones(
            (self.view.n_agents, self.view.n_days, self.view.n_shifts + 1), dtype=bool
        )
        self._cells = np.zeros((0, self.view.n_days), dtype=np.int64)
        self._pushed = np.zeros(kit.points.shape)
        self._place = {a: i for i, a in enumerate(self.agents)}

    @staticmethod
    def suits(kit: TourKit) -> bool:
        """Whether posts are all that staffing is priced by, and no shift has a break."""
        modeller = kit.modeller
        staffing = Staffing(modeller)
        if not staffing.heads or any(np.ptp(term.price) for term in staffing.terms):
            return False
        cells = zip(*(axis.tolist() for axis in np.nonzero(modeller.allowed)), strict=True)
        return not any(modeller.windows_of(a, d, s) for a, d, s in cells)

    def start(self, tours: Mapping[int, Tour]) -> None:
        """Add the tours of a roster."""
        for a, tour in tours.items():
            cost = self.kit.judges[a].cost(tour)
            if cost is not None:
                self.add(a, tour, cost)

    def add(self, a: int, tour: Tour, cost: float) -> bool:
        """Add a tour with its cost; false when it is there already or not of this part."""
        return a in self._place and self.master.add(self._place[a], tour, cost)

    def keeps(self, a: int, tour: Tour) -> bool:
        """Whether a tour keeps to what is open."""
        column = np.array(tour)
        column[column == OFF] = self.view.n_shifts
        return bool(self.open[a, np.arange(self.view.n_days), column].all())

    def root(self, budget: Budget, share: float) -> None:
        """Add tours until none pays, or for a share of the budget."""
        self.converged = self.generate(self.agents, budget, share, rounds=None, hold=HOLD)

    def hold(self) -> None:
        """Let only tours be used that keep to what is open."""
        self.master.hold(self.kept().tolist())

    def kept(self) -> BoolArray:
        """Whether each tour keeps to what is open."""
        of = np.array([self.agents[i] for i, _, _ in self.master.columns], dtype=np.int64)
        days = np.arange(self.view.n_days)
        kept = self.open[of[:, None], days[None, :], self.cells()]
        return np.asarray(kept.all(axis=1))

    def shares(self) -> FloatArray:
        """Share of each cell in the last solution, shape (n_agents, n_days, n_shifts + 1)."""
        total = np.zeros(self.open.shape)
        cells, shares, days = self.cells(), self.master.shares(), np.arange(self.view.n_days)
        for j in np.flatnonzero(shares > TINY_SHARE).tolist():
            total[self.agents[self.master.columns[j][0]], days, cells[j]] += shares[j]
        return total

    def cells(self) -> IntArray:
        """Shift of each column and day, n_shifts for a day off; shape (n_columns, n_days)."""
        known = len(self._cells)
        fresh = [tour for _, tour, _ in self.master.columns[known:]]
        if fresh:
            rows = np.array(fresh, dtype=np.int64)
            rows[rows == OFF] = self.view.n_shifts
            self._cells = np.concatenate([self._cells, rows])
        return self._cells

    def cost(self, tours: Mapping[int, Tour]) -> float:
        """Points of everybody's tours, by judges and posts; infinite with one that is not legal."""
        own = [self.kit.judges[a].cost(tour) for a, tour in tours.items()]
        total = sum(np.inf if cost is None else cost for cost in own)
        for heads in self.heads:
            total += float(left_by(heads, tours).price[:, :, 0].sum())
        return float(total)

    def generate(
        self,
        agents: Sequence[int],
        budget: Budget,
        share: float,
        *,
        rounds: int | None,
        hold: float,
    ) -> bool:
        """Add tours of some agents; returns whether no tour was left that pays.

        Parameters
        ----------
        agents : sequence of int
        budget : Budget
        share : float
            What it may spend.
        rounds : int or None
            Most rounds.
        hold : float
            How near the prices stay to the best ones, from 0 to 1.
        """
        began, done = budget.spent, 0
        everybody = self._everybody and len(agents) == len(self.agents) and self.open.all()
        center: FloatArray | None = None
        highest = -np.inf
        while agents and (rounds is None or done < rounds):
            prices = self.master.solve()
            budget.charge(ROUND_WORK)
            at = prices.shift if center is None else hold * center + (1 - hold) * prices.shift
            added, total = 0, 0.0
            for a in agents:
                value, tour, cost = self._tour(a, at, budget)
                total += value
                if tour is None:
                    continue
                i = self._place[a]
                gain = cost - self._worth(a, tour, prices.shift) - prices.agent[i]
                if gain < -PAYS:
                    added += self.master.add(i, tour, cost)
            if everybody:
                value = total + self._posts(at) + self.kit.facts.constant
                if value > highest:
                    highest, center = value, at
                self._improve(value)
            done += 1
            if not added:
                if hold < 1e-3:
                    self.master.solve()
                    return True
                hold = hold * 0.3 if hold > 0.05 else 0.0
            if budget.over or budget.spent - began > share:
                break
        self.master.solve()
        return not agents

    # -- inside --------------------------------------------------------------------------------

    def _tour(self, a: int, shift: FloatArray, budget: Budget) -> tuple[float, Tour | None, float]:
        """Cheapest tour of an agent at prices: its value in the graph, itself, and its own cost.

        The value is a bound on what any legal tour is worth at these prices.
        """
        view, judge = self.view, self.kit.judges[a]
        graph, node = self.kit.graphs.of(a)
        table = np.zeros((view.n_days, view.n_shifts + 1))
        pays = sum((shift[h] for h, heads in enumerate(self.heads) if heads.counts[a]), 0.0)
        open_cells = self.kit.modeller.allowed[a]
        table[:, :-1] = np.where(open_cells, self.kit.points[a] - pays, FAR)
        table[~self.open[a]] = FAR
        force, value = PUSH * view.problem.reference_price, FAR
        for k in range(TRIES):
            found = graph.best(table, node)
            budget.charge(ARC_WORK * graph.n_arcs)
            if found is None:
                break
            value = found[0] if k == 0 else value
            cost = judge.cost(found[1])
            if cost is not None:
                return value, found[1], cost
            if k == 0:
                # What kept the last tours legal is the best first guess.
                self._pushed[a] *= EASE
                table[:, :-1] += self._pushed[a]
            push = force * judge.push(found[1], (view.n_days, view.n_shifts))
            table[:, :-1] += push
            self._pushed[a] += push
            force *= 1.5
        return value, None, 0.0

    def _worth(self, a: int, tour: Tour, shift: FloatArray) -> float:
        """What a tour saves on posts at prices."""
        worked = [(d, s) for d, s in enumerate(tour) if s != OFF]
        return float(
            sum(
                shift[h, d, s]
                for h, heads in enumerate(self.heads)
                if heads.counts[a]
                for d, s in worked
            )
        )

    def _posts(self, shift: FloatArray) -> float:
        """Least price of the posts when every person in a shift is paid for."""
        total = 0.0
        for heads, paid in zip(self.heads, shift, strict=True):
            count = np.arange(heads.price.shape[2])
            total += float((heads.price + paid[:, :, None] * count).min(axis=2).sum())
        return total

    def _improve(self, bound: float) -> None:
        if bound > self.bound:
            self.bound = bound
            self._on_bound(self.kit.facts.round_up(bound))


def left_by(heads: Heads, tours: Mapping[int, Tour]) -> Heads:
    """Return the posts as these people leave them: counts start from theirs."""
    n_days, n_shifts, n = heads.price.shape
    there = np.zeros((n_days, n_shifts), dtype=np.int64)
    for a, tour in tours.items():
        if heads.counts[a]:
            for d, s in enumerate(tour):
                if s != OFF:
                    there[d, s] += 1
    at = np.minimum(there[:, :, None] + np.arange(n), n - 1)
    return Heads(heads.counts, np.take_along_axis(heads.price, at, axis=2), there * 0)


def roster_of(view: ProblemView, tours: Mapping[int, Tour]) -> Roster:
    """Roster of everybody's tours, without breaks."""
    return Roster(
        tuple(
            Assignment(view.agents[a].id, view.day(d), view.shifts[s].id)
            for a, tour in tours.items()
            for d, s in enumerate(tour)
            if s != OFF
        )
    )


def tours_of(view: ProblemView, roster: Roster) -> dict[int, Tour]:
    """Tour of every agent in a roster."""
    grid = view.shift_grid(roster)[:, view.n_past :]
    return {a: tuple(row) for a, row in enumerate(grid.tolist())}
