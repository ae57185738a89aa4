"""Parts of a roster decided anew, by a program of tours and a dive of their own.

A part is a few agents, or everybody for a few days, or more agents for more days: its program is
small, and its dive never far from the roster that it starts from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wfm.core.view import OFF, BoolArray
from wfm.rostering.columns import HOLD, Columns, left_by
from wfm.rostering.dive import NOISE, ROUNDS, Dive
from wfm.rostering.judge import Tour
from wfm.rostering.solving import Budget

FREED = (3, 15)
"""Fewest and most agents who are freed; with days left out, as many cells."""


def part(columns: Columns, budget: Budget, tours: Mapping[int, Tour]) -> dict[int, Tour] | None:
    """Draw a part of a roster and decide it anew.

    Parameters
    ----------
    columns : Columns
        Of everybody; its tours are where the part's program starts.
    budget : Budget
    tours : mapping of int to Tour
        Of everybody.

    Returns
    -------
    dict of int to Tour
        Of everybody, not always better; None when the budget ends first.
    """
    free, days = _drawn(columns)
    others = {a: tour for a, tour in tours.items() if a not in free}
    heads = [left_by(h, others) for h in columns.heads]
    seed = int(columns.rng.integers(2**31))
    few = Columns(columns.kit, seed, lambda bound: None, (free, heads))
    _close(few, tours, days)
    few.start({a: tours[a] for a in free})
    for i, tour, cost in columns.master.columns:
        few.add(columns.agents[i], tour, cost)
    few.hold()
    few.generate(free, budget, budget.left, rounds=2 * ROUNDS, hold=HOLD)
    found = Dive(few, budget, NOISE).run()
    return None if found is None else {**others, **found}


def _drawn(columns: Columns) -> tuple[list[int], BoolArray]:
    """Agents who are free, and the days on which they are."""
    rng, n_days = columns.rng, columns.view.n_days
    n = len(columns.agents)
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


def _close(few: Columns, tours: Mapping[int, Tour], days: BoolArray) -> None:
    """Leave open what is drawn alone."""
    for a in few.agents:
        for d in np.flatnonzero(~days).tolist():
            s = tours[a][d]
            few.open[a, d] = False
            few.open[a, d, few.view.n_shifts if s == OFF else s] = True
