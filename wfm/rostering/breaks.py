"""Meals and rest breaks of a roster whose shifts are fixed: they separate by day."""

from __future__ import annotations

from collections.abc import Collection

from wfm.core.roster import Assignment, Roster
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.modelling import Modeller

MOST_CELLS = 130
"""Cells of a day placed together; larger days are placed in parts."""


def place_breaks(
    modeller: Modeller,
    roster: Roster,
    budget: Budget,
    share: float,
    seed: int,
    days: Collection[int] | None = None,
) -> Roster | None:
    """Place every break of a roster, day by day, coverage in view.

    Parameters
    ----------
    modeller : Modeller
    roster : Roster
        Its shifts are kept; its breaks are ignored.
    budget : Budget
    share : float
        What may be spent, in the budget's unit; each part gets enough to end with a solution.
    seed : int
    days : collection of int, optional
        Place those of some days only and keep the others; by default all.

    Returns
    -------
    Roster or None
        None when the breaks of some shifts can't be placed.
    """
    view = modeller.view
    parts: list[set[tuple[int, int]]] = []
    for d, day in enumerate(view.days):
        if days is not None and d not in days:
            continue
        cells = [(view.agent_index[c.agent_id], d) for c in roster if c.day == day]
        n_parts = -(-len(cells) // MOST_CELLS)
        parts += [set(cells[i::n_parts]) for i in range(n_parts)]
    bare = Roster(
        tuple(
            c
            if days is not None and view.day_index(c.day) not in days
            else Assignment(c.agent_id, c.day, c.shift_id)
            for c in roster
        )
    )
    for part in parts:
        placed = _place(modeller, bare, part, budget, share / len(parts), seed)
        if placed is None:
            return None
        bare = placed
    return bare


def _place(
    modeller: Modeller,
    roster: Roster,
    cells: set[tuple[int, int]],
    budget: Budget,
    limit: float,
    seed: int,
) -> Roster | None:
    ctx = modeller.context(base=roster, free=set(), free_breaks=cells)
    answer = run(ctx.model, budget, limit, seed)
    if answer.outcome is Outcome.UNKNOWN:
        ctx.model.clear_objective()  # type: ignore[no-untyped-call]
        answer = run(ctx.model, budget, max(60.0, limit), seed, first=True)
    return None if answer.value is None else ctx.read(answer.value)
