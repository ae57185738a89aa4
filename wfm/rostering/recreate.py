"""Ruin and recreate: take a few agents out, put each back by the cheapest tour there is then.

Simulated annealing over whole rosters (Schrimpf et al. 2000), with an exact tour as the way back
in. It walks thousands of steps while CP-SAT does one; what it finds is audited before it counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from wfm.core.roster import Assignment, Roster
from wfm.core.view import OFF, BoolArray, IntArray
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.solving import Budget
from wfm.rostering.staffing import Staffing
from wfm.rostering.ties import Ties
from wfm.rostering.tours import Plan
from wfm.rules.modelling import Modeller

STEP_WORK = 0.002
"""Deterministic units charged for a step."""

MOST_OUT = 5
"""Agents taken out at once."""

TRIES = 12
"""Tours tried before the patterns of others: each one rules out what broke a rule in the last."""

OFTEN = 50
"""Steps between two looks at the budget."""

FORCE = 0.3
"""First push against a rule that a tour breaks, in reference prices."""

EASE = 0.98
"""What is left of an agent's pushes at the next tour: they may have been too strong."""

NO_PUSH = np.zeros(0)

COLD = 0.05
"""Last temperature, in reference prices; the first is WARM."""
WARM = 1.0


class Recreate:
    """Walks from one roster to better ones.

    Parameters
    ----------
    modeller : Modeller
    roster : Roster
        Keeps every hard rule, breaks placed.
    seed : int
    kit : TourKit, optional
        Of the problem, to save making it again.
    """

    def __init__(
        self,
        modeller: Modeller,
        roster: Roster,
        seed: int,
        kit: TourKit | None = None,
    ) -> None:
        self.kit = TourKit(modeller) if kit is None else kit
        self.modeller, self.view = modeller, modeller.view
        self.rng = np.random.default_rng(seed)
        self.staffing = Staffing(modeller)
        self._judges = self.kit.judges
        self._pushed = np.zeros(self.kit.points.shape)
        self.ties = Ties(self.kit.rows, self._judges, (self.view.n_days, self.view.n_shifts + 1))
        days = self.view.n_days
        self._nothing = Plan((OFF,) * days, ((),) * days)
        self.plans = [self._nothing] * self.view.n_agents
        self.own = [0.0] * self.view.n_agents
        self.free = [
            a
            for a in range(self.view.n_agents)
            if modeller.allowed[a].any() and a not in self.ties.stuck
        ]
        for a, plan in enumerate(self._plans(roster)):
            # A tour that the judge refuses stays as it is: the audit has the last word on it.
            self._put(a, plan, self._judges[a].cost(plan.tour) or 0.0)
        self.now = self.staffing.cost() + sum(self.own)
        self.best, self.best_plans = self.now, list(self.plans)

    def build(self, budget: Budget) -> bool:
        """Give every agent the cheapest legal tour in turn, whatever the plans were.

        Returns
        -------
        bool
            False when somebody has none; then the roster is not to be used.
        """
        waiting = self.rng.permutation(self.free).tolist()
        waiting.sort(key=self.ties.dependence)
        for a in waiting:
            self._put(a, self._nothing, 0.0)
        chances = 2 * len(waiting)
        while waiting:
            a, chances = waiting.pop(0), chances - 1
            found = self._back(a, [])
            if found is None:
                if a not in self.ties.group or chances < 0:
                    return False
                waiting.append(a)  # behind those whom its tour depends on
                continue
            self._put(a, *found)
            budget.charge(STEP_WORK)
            if budget.stopped:
                return False
        self.now = self.staffing.cost() + sum(self.own)
        self.best, self.best_plans = self.now, list(self.plans)
        return True

    def walk(self, budget: Budget, share: float, offer: Callable[[Roster], bool]) -> None:
        """Anneal for a share of the budget.

        Parameters
        ----------
        budget : Budget
        share : float
            In the budget's unit.
        offer : callable
            Takes a better roster; false when an audit refuses it, which ends the walk.
        """
        if not self.free:
            return
        price = self.view.problem.reference_price
        began = budget.spent
        reported = self.best
        steps = 0
        heat = WARM * price
        while True:
            if steps % OFTEN == 0:
                done = min(1.0, (budget.spent - began) / max(share, 1e-9))
                heat = price * WARM * (COLD / WARM) ** done
                if self.best < reported - 1e-6:
                    reported = self.best
                    if not offer(self.roster()):
                        return
                if done >= 1.0 or budget.over:
                    return
            self._step(heat)
            budget.charge(STEP_WORK)
            steps += 1

    def roster(self) -> Roster:
        """Return the best roster found."""
        view = self.view
        return Roster(
            tuple(
                Assignment(view.agents[a].id, view.day(d), view.shifts[s].id, plan.breaks[d])
                for a, plan in enumerate(self.best_plans)
                for d, s in enumerate(plan.tour)
                if s != OFF
            )
        )

    # -- one step ------------------------------------------------------------------------------

    def _step(self, heat: float) -> None:
        count = min(len(self.free), 1 + int(self.rng.integers(MOST_OUT)))
        chosen = {self.free[i] for i in self.rng.choice(len(self.free), count, replace=False)}
        for a in sorted(chosen):
            chosen |= self.ties.group.get(a, frozenset())
        out = [int(a) for a in self.rng.permutation(sorted(chosen))]
        out.sort(key=self.ties.dependence)
        before = [(a, self.plans[a], self.own[a]) for a in out]
        for a in out:
            self._put(a, self._nothing, 0.0)
        for a in out:
            found = self._back(a, [plan.tour for _, plan, _ in before])
            if found is None:
                self._restore(before)
                return
            self._put(a, *found)
        total = self.staffing.cost() + sum(self.own)
        worse = total - self.now
        if worse <= 0 or self.rng.random() < math.exp(-worse / heat):
            self.now = total
            if total < self.best - 1e-6:
                self.best, self.best_plans = total, list(self.plans)
        else:
            self._restore(before)

    def _restore(self, before: list[tuple[int, Plan, float]]) -> None:
        for a, plan, own in before:
            self._put(a, plan, own)

    def _back(self, a: int, skeletons: list[Tour]) -> tuple[Plan, float] | None:
        """Put one agent back: freely, or along a legal pattern of work, nights and days off."""
        phone, duty = self.staffing.marginal(a)
        finder, judge = self.kit.finder(a), self._judges[a]
        view = self.view
        noise = self.rng.random((view.n_days, view.n_shifts))
        extra = noise + self.kit.points[a] + self.staffing.posts(a)
        open_cells = self.ties.open_cells(a)
        mask = open_cells.copy()
        self._pushed[a] *= EASE
        extra += self._pushed[a]
        force = FORCE * view.problem.reference_price
        for _ in range(TRIES):
            found = finder.best(phone, duty, mask, extra)
            if found is None:
                break
            cost = judge.cost(found.tour)
            days = judge.blamed(found.tour) if cost is None else self.ties.blamed(a, found.tour)
            if cost is not None and not days:
                return found, cost
            if not days:
                break
            push = judge.push(found.tour, noise.shape) if cost is None else NO_PUSH
            if push.any():
                extra += force * push
                self._pushed[a] += 0.5 * force * push
                force *= 1.5
                continue
            d = int(self.rng.choice(days))
            # Another kind of day there: a night or a day shift less to choose from.
            mask[d, :-1] &= view.shift_night != view.shift_night[found.tour[d]]
        for i in self.rng.permutation(len(skeletons)):
            mask = self._mask(skeletons[int(i)]) & open_cells
            found = finder.best(phone, duty, mask, extra)
            cost = None if found is None else judge.cost(found.tour)
            if found is not None and cost is not None and not self.ties.blamed(a, found.tour):
                return found, cost
        return None

    def _mask(self, tour: Tour) -> BoolArray:
        view = self.view
        mask = np.zeros((view.n_days, view.n_shifts + 1), dtype=bool)
        for d, s in enumerate(tour):
            if s == OFF:
                mask[d, -1] = True
            else:
                mask[d, :-1] = view.shift_night == view.shift_night[s]
        return mask

    # -- keeping account -----------------------------------------------------------------------

    def _put(self, a: int, plan: Plan, own: float) -> None:
        """Replace an agent's plan."""
        self._change(a, self.plans[a], -1)
        self._change(a, plan, 1)
        self.plans[a], self.own[a] = plan, own
        self.ties.place(a, plan.tour)

    def _change(self, a: int, plan: Plan, sign: int) -> None:
        view = self.view
        if plan is self._nothing:
            return
        self.staffing.fill(a, plan.tour, sign)
        duty: IntArray = np.zeros(view.n_intervals, dtype=np.int64)
        phone: IntArray = np.zeros(view.n_intervals, dtype=np.int64)
        for d, s in enumerate(plan.tour):
            if s == OFF:
                continue
            start = int(view.start_interval[d, s])
            for first, last in view.shift_parts[s]:
                duty[start + first : start + last] += sign
                phone[start + first : start + last] += sign
            for pause in plan.breaks[d]:
                first = start + pause.start_min // view.interval_min
                last = start + -(-pause.end_min // view.interval_min)
                phone[first:last] -= sign
        self.staffing.change(a, duty, phone)

    def _plans(self, roster: Roster) -> list[Plan]:
        view = self.view
        plans = []
        for agent in view.agents:
            cells = [roster.get(agent.id, day) for day in view.days]
            plans.append(
                Plan(
                    tuple(OFF if c is None else view.shift_index[c.shift_id] for c in cells),
                    tuple(() if c is None else c.breaks for c in cells),
                )
            )
        return plans
