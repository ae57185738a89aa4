"""Column generation: the proven bound of posts, and rosters by diving into its solution.

Where people are wanted per shift rather than per interval, a roster is one tour for everybody plus
the price of the posts. The linear program over all tours is solved by adding the tours that pay
(Dantzig & Wolfe 1960), found by the graph of tours; its Lagrangian value at any prices is a bound
(Geoffrion 1974). Prices are held near the best ones so far (Wentges 1997). A dive then gives the
agents their tours one after another, those first on whom the program is most decided, and adds
tours for the others in between (Joncour et al. 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF, ProblemView
from wfm.rostering.graph import FAR
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.master import Master
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import Heads, Staffing

FloatArray = npt.NDArray[np.float64]

HOLD = 0.7
"""How near the prices stay to the best ones; less each time when no tour pays at them."""

PAYS = 1e-6
"""Points that a tour has to bring."""

TRIES = 8
"""Tours tried until one keeps the rules that the graph leaves out."""

PUSH = 0.1
"""First push against a rule that a tour breaks, in reference prices."""

EASE = 0.8
"""What is left of an agent's pushes at the next tour: they may have been too strong."""

DECIDED = 0.85
"""Share of a tour from which a dive takes several agents at once."""

ROUNDS = 12
"""Most rounds of new tours after each step of a dive."""

FREED = (3, 15)
"""Fewest and most agents who are free in a dive that starts from a roster."""

DEARER = 1e-4
"""Rise of the program's value after a step, as a share, that new tours are looked for."""

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
        if part is None:
            agents = [a for a in range(self.view.n_agents) if kit.modeller.allowed[a].any()]
            part = agents, Staffing(kit.modeller).heads
        self.agents, self.heads = part
        self.master = Master(self.heads, len(self.agents))
        self.bound = -np.inf
        self.converged = False
        self._on_bound = on_bound
        self._dives = 0
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
            if a in self._place and cost is not None:
                self.master.add(self._place[a], tour, cost)

    def root(self, budget: Budget, share: float) -> None:
        """Add tours until none pays, or for a share of the budget."""
        self.converged = self._generate(self.agents, budget, share, rounds=None, hold=HOLD)

    def dive(self, budget: Budget) -> dict[int, Tour] | None:
        """Give everybody a tour; None when the budget ends first."""
        master, n = self.master, len(self.agents)
        fixed: dict[int, int] = {}
        master.hold([True] * len(master.columns))
        value = master.solve().value
        while len(fixed) < n:
            if budget.over:
                return None
            self._fix(fixed)
            master.hold([fixed.get(i, j) == j for j, (i, _, _) in enumerate(master.columns)])
            value = self._generated(fixed, budget, value)
        self._dives += 1
        return {self.agents[i]: master.columns[j][1] for i, j in fixed.items()}

    def part(self, budget: Budget, tours: Mapping[int, Tour]) -> dict[int, Tour] | None:
        """Give a few agents, who are drawn, other tours by a dive of their own.

        The program of a few is small, and its dive never far from the roster it starts from.

        Parameters
        ----------
        budget : Budget
        tours : mapping of int to Tour
            Of everybody.
        """
        some = min(len(self.agents), int(self.rng.integers(*FREED, endpoint=True)))
        free = sorted(self.rng.choice(self.agents, some, replace=False).tolist())
        others = {a: tour for a, tour in tours.items() if a not in free}
        heads = [self._left(h, others) for h in self.heads]
        seed = int(self.rng.integers(2**31))
        few = Columns(self.kit, seed, lambda bound: None, (free, heads))
        few.start({a: tours[a] for a in free})
        for i, tour, cost in self.master.columns:
            a = self.agents[i]
            if a in few._place:
                few.master.add(few._place[a], tour, cost)
        few._generate(free, budget, budget.left, rounds=3 * ROUNDS, hold=HOLD)
        found = few.dive(budget)
        return None if found is None else {**others, **found}

    def cost(self, tours: Mapping[int, Tour]) -> float:
        """Points of everybody's tours, by judges and posts; infinite with one that is not legal."""
        own = [self.kit.judges[a].cost(tour) for a, tour in tours.items()]
        total = sum(np.inf if cost is None else cost for cost in own)
        for heads in self.heads:
            left = self._left(heads, tours)
            total += float(left.price[:, :, 0].sum())
        return float(total)

    # -- inside --------------------------------------------------------------------------------

    @staticmethod
    def _left(heads: Heads, tours: Mapping[int, Tour]) -> Heads:
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

    def _generated(self, fixed: Mapping[int, int], budget: Budget, before: float) -> float:
        """Add tours for those not fixed while the program has become dearer; return its value."""
        free = [a for a in self.agents if self._place[a] not in fixed]
        value = self.master.solve().value
        for _ in range(ROUNDS):
            if not free or value <= before + DEARER * max(1.0, abs(before)) or budget.over:
                break
            self._generate(free, budget, budget.left, rounds=1, hold=0.0)
            value = self.master.solve().value
        return value

    def _generate(
        self,
        agents: Sequence[int],
        budget: Budget,
        share: float,
        *,
        rounds: int | None,
        hold: float,
    ) -> bool:
        """Add tours of some agents; returns whether no tour was left that pays."""
        began, done = budget.spent, 0
        everybody = len(agents) == len(self.agents)
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

    def _fix(self, fixed: dict[int, int]) -> None:
        """Fix the most decided agent, and others who are nearly decided, to their tours."""
        shares = self.master.shares()
        likes = shares.copy()
        if self._dives:
            # Another dive goes another way.
            likes *= self.rng.uniform(0.85, 1.15, len(likes))
        n, taken = len(self.agents), 0
        for j in np.argsort(-likes, kind="stable").tolist():
            i = self.master.columns[j][0]
            if i in fixed:
                continue
            if taken and (shares[j] < DECIDED or taken >= max(1, n // 5)):
                return
            fixed[i] = j
            taken += 1


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
