"""People to shifts by CP-SAT: any legal assignment, where tours one by one don't find one."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.core.roster import Roster
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.context import Cell
from wfm.rules.modelling import Modeller


@dataclass(frozen=True)
class Assigned:
    """Outcome of an assignment; `roster` has no breaks yet and is None without a solution."""

    outcome: Outcome
    roster: Roster | None


def assign(
    modeller: Modeller,
    budget: Budget,
    limit: float,
    seed: int,
    *,
    base: Roster | None = None,
    free: set[Cell] | None = None,
) -> Assigned:
    """Give shifts to people under every hard rule that needs no breaks.

    What is only priced is left out: on long horizons it costs more than it brings here.

    Parameters
    ----------
    modeller : Modeller
    budget : Budget
    limit : float
        In the budget's unit.
    seed : int
    base, free
        Decide these cells only and keep the others from `base`.
    """
    priced = [entry for entry in modeller.view.problem.rules if not entry.hard]
    ctx = modeller.context(base=base, free=free, with_breaks=False, without=priced)
    answer = run(ctx.model, budget, limit, seed, first=True, lean=False)
    if answer.value is None:
        return Assigned(answer.outcome, None)
    return Assigned(answer.outcome, ctx.read(answer.value))
