"""Parts of a roster decided anew, each by a program of tours and a dive of its own.

A part is a few agents, or everybody for a few days, or more agents for more days: its program is
small, and its dive never far from the roster that it starts from (large neighbourhood search,
Shaw 1998).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import numpy as np

from wfm.core.view import OFF, BoolArray
from wfm.rostering.columns import HOLD, Columns, left_by
from wfm.rostering.dive import NOISE, ROUNDS, Dive
from wfm.rostering.judge import Tour
from wfm.rostering.solving import Budget

FREED = (3, 15)
"""Fewest and most agents who are freed; with days left out, as many cells."""

TINY = 1e-6
"""Points that are none."""

Tours = Mapping[int, Tour]


class Parts:
    """Betters a roster part by part, in several threads.

    Parameters
    ----------
    columns : Columns
        Of everybody; its tours are where the parts' programs start.
    budget : Budget
    tours : mapping of int to Tour
        Of everybody.
    offer : callable
        Called with better tours of everybody, one at a time; false ends the search.
    """

    def __init__(
        self, columns: Columns, budget: Budget, tours: Tours, offer: Callable[[Tours], bool]
    ) -> None:
        self._columns, self._budget, self._offer = columns, budget, offer
        self._tours, self._cost = tours, columns.cost(tours)
        self._lock = threading.Lock()
        self._over = False

    def run(self, until: float, workers: int) -> None:
        """Search until so much of the budget is spent."""
        seeds = self._columns.rng.integers(2**31, size=workers).tolist()
        threads = [
            threading.Thread(target=self._work, args=(until, seed), daemon=True)
            for seed in seeds[1:]
        ]
        for thread in threads:
            thread.start()
        self._work(until, seeds[0])
        for thread in threads:
            thread.join()

    def _work(self, until: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        while not self._over and self._budget.spent < until and not self._budget.over:
            base = self._tours
            found = part(self._columns, self._budget, base, rng)
            if found is not None:
                self._take(base, found)

    def _take(self, base: Tours, found: Tours) -> None:
        """Put what a part has changed into the roster, which others may have changed meanwhile."""
        with self._lock:
            new = {a: found[a] if found[a] != base[a] else tour for a, tour in self._tours.items()}
            cost = self._columns.cost(new)
            if cost > self._cost + TINY:
                return
            better = cost < self._cost - TINY
            self._tours, self._cost = new, cost
            if better and not self._offer(new):
                self._over = True


def part(
    columns: Columns, budget: Budget, tours: Tours, rng: np.random.Generator
) -> dict[int, Tour] | None:
    """Draw a part of a roster and decide it anew.

    Returns
    -------
    dict of int to Tour
        Of everybody, not always better; None when the budget ends first.
    """
    free, days = _drawn(columns, rng)
    others = {a: tour for a, tour in tours.items() if a not in free}
    heads = [left_by(h, others) for h in columns.heads]
    few = Columns(columns.kit, int(rng.integers(2**31)), lambda bound: None, (free, heads))
    _close(few, tours, days)
    few.start({a: tours[a] for a in free})
    own = set(free)
    for i, tour, cost in columns.master.columns:
        a = columns.agents[i]
        if a in own and few.keeps(a, tour):
            few.add(a, tour, cost)
    few.generate(free, budget, budget.left, rounds=2 * ROUNDS, hold=HOLD)
    found = Dive(few, budget, NOISE).run()
    return None if found is None else {**others, **found}


def _drawn(columns: Columns, rng: np.random.Generator) -> tuple[list[int], BoolArray]:
    """Agents who are free, and the days on which they are."""
    n, n_days = len(columns.agents), columns.view.n_days
    share = min(1.0, int(rng.integers(*FREED, endpoint=True)) / n)
    # All days, everybody, or something between.
    for_agents = share ** float(rng.choice([1.0, 0.0, 0.5]))
    some = min(n, max(1, round(for_agents * n)))
    free = sorted(rng.choice(columns.agents, some, replace=False).tolist())
    length = min(n_days, max(2, round(share / for_agents * n_days)))
    first = int(rng.integers(n_days - length + 1))
    days = np.zeros(n_days, dtype=bool)
    days[first : first + length] = True
    return free, days


def _close(few: Columns, tours: Tours, days: BoolArray) -> None:
    """Leave open what is drawn alone."""
    for a in few.agents:
        for d in np.flatnonzero(~days).tolist():
            s = tours[a][d]
            few.open[a, d] = False
            few.open[a, d, few.view.n_shifts if s == OFF else s] = True
