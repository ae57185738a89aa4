"""People to shifts: the first legal roster, near the counts that the relaxation asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.core.roster import Roster
from wfm.rostering.counts import CountModel
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.context import COST_SCALE, Cell, Lin, ModelContext
from wfm.rules.modelling import Modeller

PARTS_OF_AN_AGENT = 10
"""Targets from a linear program are kept to a tenth of an agent."""


@dataclass(frozen=True)
class Assigned:
    """Outcome of an assignment; `roster` has no breaks yet and is None without a solution."""

    outcome: Outcome
    roster: Roster | None


def assign(
    modeller: Modeller,
    counts: CountModel,
    target: npt.NDArray[np.float64] | None,
    budget: Budget,
    limit: float,
    seed: int,
    *,
    base: Roster | None = None,
    free: set[Cell] | None = None,
) -> Assigned:
    """Give shifts to people under every hard rule that needs no breaks.

    Parameters
    ----------
    modeller, counts
    target : float array, shape (n_classes, n_days, n_shifts), optional
        Counts to come near to; without it any legal roster will do.
    budget, limit, seed
        `limit` in the budget's unit.
    base, free
        Decide these cells only and keep the others from `base`.
    """
    ctx = modeller.context(base=base, free=free, with_breaks=False)
    if target is not None:
        _aim(ctx, modeller, counts, target)
        ctx.minimize()
    else:
        ctx.model.clear_objective()  # type: ignore[no-untyped-call]
    if base is not None:
        ctx.hint(base)
    answer = run(ctx.model, budget, limit, seed, first=target is None, lean=False)
    if answer.value is None:
        return Assigned(answer.outcome, None)
    return Assigned(answer.outcome, ctx.read(answer.value))


def _aim(
    ctx: ModelContext,
    modeller: Modeller,
    counts: CountModel,
    target: npt.NDArray[np.float64],
) -> None:
    """Price the distance from the target: an agent moved by an interval costs what it uncovers."""
    view = ctx.view
    order = sorted(range(view.n_shifts), key=lambda s: (view.shifts[s].start_min, s))
    starts = [view.shifts[s].start_min for s in order]
    day_min = 24 * 60
    gaps = [b - a for a, b in zip(starts, [*starts[1:], starts[-1] + day_min // 3], strict=True)]
    price = view.problem.reference_price * COST_SCALE // PARTS_OF_AN_AGENT
    for k, members in enumerate(counts.classes):
        for d in range(view.n_days):
            if not any(ctx.is_free(int(a), d) for a in members):
                continue
            so_far, goal = Lin(), 0.0
            for s, gap in zip(order, gaps, strict=True):
                given = ctx.total([(int(a), d) for a in members], np.arange(view.n_shifts) == s)
                number = ctx.new_int(0, len(members), given.value)
                ctx.model.add(given.expr() == number)
                so_far.add(number)
                goal += float(target[k, d, s])
                aim = round(goal * PARTS_OF_AN_AGENT)
                far = PARTS_OF_AN_AGENT * len(members) + aim
                off = ctx.new_int(0, far, _distance(Lin().extend(so_far), aim))
                away = PARTS_OF_AN_AGENT * so_far.expr() - aim
                ctx.model.add(off >= away)
                ctx.model.add(off >= -away)
                ctx.costs.add(off, max(1, price * gap // view.interval_min))


def _distance(so_far: Lin, aim: int) -> Callable[[Mapping[int, int]], int]:
    return lambda values: abs(PARTS_OF_AN_AGENT * so_far.value(values) - aim)
