"""Few changes that mend a roster: tours of a few agents exchanged under a cap, by annealing.

Every agent's cheapest tours at rising prices per changed cell are looked at first, the best gain
per change taken until the cap is reached; then changes are exchanged for others. Breaks of
anybody may move: they are no changes.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wfm.core.roster import Roster
from wfm.core.view import OFF
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.recreate import STEP_WORK, Recreate
from wfm.rostering.solving import Budget
from wfm.rostering.tours import Plan
from wfm.rules.context import Cell
from wfm.rules.modelling import Modeller

LADDER = (0.0, 4.0, 16.0)
"""Prices of a changed cell at which tours are looked for, in reference prices."""

WARM, COLD = 0.5, 0.02
"""First and last temperature, in reference prices."""

LEAST_GAIN = 0.01
"""Points below which a gain is rounding."""

LOOK_SHARE = 0.6
"""Share of the time in which agents are looked at before the first change is taken."""

OFTEN = 20
"""Steps between two looks at the budget."""

Found = tuple[Plan, float]
"""A plan with the agent's own points."""


@dataclass(frozen=True)
class Caps:
    """Most changed cells and most agents with one; None for no limit."""

    cells: int | None = None
    agents: int | None = None

    def hold(self, moved: Mapping[int, int]) -> bool:
        """Whether the changed cells per agent are few enough."""
        return (self.cells is None or sum(moved.values()) <= self.cells) and (
            self.agents is None or len(moved) <= self.agents
        )


class Patch(Recreate):
    """Walks from a roster with few changes to better ones with few changes.

    Parameters
    ----------
    modeller : Modeller
        Knows the prices; its rules on changes price them, the caps are kept here.
    start : Roster
        Keeps every hard rule.
    held : mapping of cell to shift
        Cells whose changes count, with the shift that is no change (OFF for a day off).
    caps : Caps
    seed : int
    kit : TourKit
        Without rules over all agents.
    """

    def __init__(
        self,
        modeller: Modeller,
        start: Roster,
        held: Mapping[Cell, int],
        caps: Caps,
        seed: int,
        kit: TourKit,
    ) -> None:
        super().__init__(modeller, start, seed, kit)
        self.caps = caps
        shape = (self.view.n_agents, self.view.n_days)
        self._held = np.full(shape, OFF, dtype=np.int64)
        self._counts = np.zeros(shape, dtype=bool)
        for cell, shift in held.items():
            self._held[cell], self._counts[cell] = shift, True
        self.moved = {a: n for a in self.free if (n := self._changes(a, self.plans[a].tour))}
        self._promise = np.zeros(self.view.n_agents)

    def mend(self, budget: Budget, share: float) -> None:
        """Take the best changes one by one, then exchange them, for a share of the budget.

        The share may overdraw the budget: making ready can take longer than was asked for.
        """
        end = budget.spent + share
        began = budget.spent
        if not self.free:
            return
        self._greedy(budget, end)
        reference = self.view.problem.reference_price
        steps = 0
        while True:
            if steps % OFTEN == 0:
                if budget.spent >= end or budget.stopped:
                    return
                done = (budget.spent - began) / max(1e-9, end - began)
                heat = reference * WARM * (COLD / WARM) ** done
            self._exchange(heat)
            budget.charge(STEP_WORK)
            steps += 1

    def promising(self, n: int) -> list[int]:
        """Agents with a change, then those whose change promised most, n in all."""
        order = np.argsort(-self._promise, kind="stable").tolist()
        changed = [a for a in self.free if self._changes(a, self.best_plans[a].tour)]
        return [*changed, *(a for a in order if a not in changed and self._promise[a] > 0)][:n]

    # -- taking one by one ---------------------------------------------------------------------

    def _greedy(self, budget: Budget, end: float) -> None:
        """Take the change with the most gain per cell, until none pays or the cap is reached."""
        queue: list[tuple[float, int]] = []
        looked = budget.spent + LOOK_SHARE * (end - budget.spent)
        for a in self.rng.permutation(self.free).tolist():
            worth = self._look(a)
            if worth is not None:
                self._promise[a] = -worth[0]
                heapq.heappush(queue, (worth[0], a))
            budget.charge(STEP_WORK)
            if budget.stopped or (queue and budget.spent >= looked):
                break  # those who were looked at must do
        while queue and not (budget.spent >= end or budget.stopped):
            _, a = heapq.heappop(queue)
            budget.charge(STEP_WORK)
            worth = self._look(a)
            if worth is None:
                continue
            # What others took meanwhile may have lowered its worth: then it waits its turn.
            if queue and worth[0] > queue[0][0] + LEAST_GAIN:
                heapq.heappush(queue, (worth[0], a))
                continue
            self._take(a, worth[1])
            again = self._look(a)
            if again is not None:
                heapq.heappush(queue, (again[0], a))

    def _look(self, a: int) -> tuple[float, Found] | None:
        """Best plan of an agent as the others stand, with minus its gain per further change."""
        old = (self.plans[a], self.own[a])
        before = self.moved.get(a, 0)
        best: tuple[float, Found] | None = None
        seen: set[Tour] = set()
        self._put(a, self._nothing, 0.0)
        options = [self._tour(a, price, None) for price in LADDER]
        options.append(self._tour(a, 0.0, ()))
        parted = False
        for found in options:
            if found is None or found[0].tour in seen:
                continue
            seen.add(found[0].tour)
            n = self._changes(a, found[0].tour)
            if not self._fits(a, n):
                if not parted and n > 1:
                    # Too many at once: each of its days by itself comes after it.
                    parted = True
                    options += [self._tour(a, 0.0, (d,)) for d in self._days(a, found[0].tour)]
                continue
            self._put(a, *found)
            gain = self.now - self._total()
            self._put(a, self._nothing, 0.0)
            worth = -gain / max(1, n - before)
            if gain > LEAST_GAIN and (best is None or worth < best[0]):
                best = (worth, found)
        self._put(a, *old)
        return best

    def _take(self, a: int, found: Found) -> None:
        self._put(a, *found)
        self._count(a)
        self.now = self._total()
        self._remember()

    # -- exchanging ----------------------------------------------------------------------------

    def _exchange(self, heat: float) -> None:
        """Take back the changes of an agent or of none, change one or two others."""
        out = self._chosen()
        before = [(a, self.plans[a], self.own[a]) for a in out]
        moved = dict(self.moved)
        for a in out:
            self._put(a, self._nothing, 0.0)
        for i, a in enumerate(out):
            back = i == 0 and a in moved and len(out) > 1
            found = self._tour(a, 0.0, ()) if back else self._some_tour(a)
            if found is None:
                self._undo(before, moved)
                return
            self._put(a, *found)
            self._count(a)
        total = self._total()
        worse = total - self.now
        if self.caps.hold(self.moved) and (
            worse <= 0 or self.rng.random() < math.exp(-worse / heat)
        ):
            self.now = total
            self._remember()
        else:
            self._undo(before, moved)

    def _chosen(self) -> list[int]:
        """Agents of one exchange: one who has a change first, then others by what they promised."""
        rng = self.rng
        weights = self._promise[self.free] + 0.05 * (self._promise.max(initial=0.0) + 1.0)
        weights = weights / weights.sum()
        count = min(len(self.free), 1 + int(rng.integers(2)))
        drawn = [int(a) for a in rng.choice(self.free, count, replace=False, p=weights)]
        if self.moved and rng.random() < 0.7:
            changed = sorted(self.moved)
            first = changed[int(rng.integers(len(changed)))]
            drawn = [first, *(a for a in drawn if a != first)]
        return drawn

    def _some_tour(self, a: int) -> Found | None:
        """Return a plan at a drawn price per change, on all days or on a few."""
        rng = self.rng
        if rng.random() < 0.5:
            return self._tour(a, float(rng.choice(LADDER)), None)
        count = min(self.view.n_days, 1 + int(rng.integers(2)))
        return self._tour(a, 0.0, tuple(rng.choice(self.view.n_days, count, replace=False)))

    def _undo(self, before: list[tuple[int, Plan, float]], moved: dict[int, int]) -> None:
        for a, plan, own in before:
            self._put(a, plan, own)
        self.moved = moved

    # -- tours ---------------------------------------------------------------------------------

    def _tour(self, a: int, price: float, days: tuple[int, ...] | None) -> Found | None:
        """Cheapest plan of an agent who is out.

        Parameters
        ----------
        price : float
            Of each changed cell beside what the rules charge, in reference prices.
        days : tuple of int, optional
            Days that may change; on all others the held shift stays. None for all.
        """
        view, held, counts = self.view, self._held[a], self._counts[a]
        phone, duty = self.staffing.marginal(a)
        extra = self.kit.points[a] + self.staffing.posts(a)
        extra += self.rng.random(extra.shape) * LEAST_GAIN
        mask = self.ties.open_cells(a)
        moved = np.where(held == OFF, 1.0, 0.0)[:, None] * np.ones(view.n_shifts)
        worked = np.flatnonzero(held != OFF)
        # Against a day off at 0: the held shift is cheaper by the price of a change.
        moved[worked, held[worked]] = -1.0
        extra += price * view.problem.reference_price * moved * counts[:, None]
        if days is not None:
            for d in range(view.n_days):
                if d not in days and counts[d]:
                    only = np.zeros(view.n_shifts + 1, dtype=bool)
                    only[held[d] if held[d] != OFF else -1] = True
                    mask[d] &= only
        found = self.kit.finder(a).best(phone, duty, mask, extra)
        own = None if found is None else self._judges[a].cost(found.tour)
        if found is None or own is None or self.ties.blamed(a, found.tour):
            return None
        return found, own

    # -- keeping account -----------------------------------------------------------------------

    def _changes(self, a: int, tour: Tour) -> int:
        return len(self._days(a, tour))

    def _days(self, a: int, tour: Tour) -> list[int]:
        differs: list[int] = np.flatnonzero(
            self._counts[a] & (self._held[a] != np.array(tour))
        ).tolist()
        return differs

    def _fits(self, a: int, n: int) -> bool:
        return self.caps.hold({k: v for k, v in {**self.moved, a: n}.items() if v})

    def _count(self, a: int) -> None:
        n = self._changes(a, self.plans[a].tour)
        if n:
            self.moved[a] = n
        else:
            self.moved.pop(a, None)

    def _total(self) -> float:
        return self.staffing.cost() + sum(self.own)

    def _remember(self) -> None:
        if self.now < self.best - 1e-6:
            self.best, self.best_plans = self.now, list(self.plans)
