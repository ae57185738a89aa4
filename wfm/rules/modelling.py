"""From a rule set to a CP-SAT model: what cells are left, which breaks there are, every entry."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import BoolArray, ProblemView
from wfm.rules.context import Cell, ModelContext
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.placements import Job
from wfm.rules.registry import enforced, one_at_a_time
from wfm.rules.windows import BreakWindows


class Modeller:
    """Makes models of one problem; what all of them share is worked out once.

    Parameters
    ----------
    view : ProblemView
    """

    def __init__(self, view: ProblemView) -> None:
        self.view = view
        self.entries = enforced(view.problem.rules)
        self.windows_of = BreakWindows(view, self.entries)

    @cached_property
    def allowed(self) -> BoolArray:
        """Cells that no hard entry rules out, shape (n_agents, n_days, n_shifts)."""
        view = self.view
        allowed = np.ones((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        for entry, rule, p in self.entries:
            if entry.hard:
                mask = rule.forbidden(view, entry, p)
                if mask is not None:
                    allowed &= ~mask
        return allowed

    @cached_property
    def _unspaced(self) -> tuple[int, ...]:
        """Agents whose breaks no entry keeps apart."""
        spaced: set[int] = set()
        for entry, rule, _ in self.entries:
            if isinstance(rule, MealAndRest) and entry.first_day is entry.last_day is None:
                spaced.update(self.view.scoped(entry))
        return tuple(a for a in range(self.view.n_agents) if a not in spaced)

    def context(
        self,
        *,
        base: Roster | None = None,
        free: set[Cell] | None = None,
        free_breaks: set[Cell] | None = None,
        with_breaks: bool = True,
        guarded: bool = False,
        without: Collection[RuleEntry] = (),
        free_activities: Collection[Job] = (),
        activity_days: Collection[int] | None = None,
    ) -> ModelContext:
        """Make a model of the whole problem, or of a neighbourhood of `base`.

        With `guarded`, every hard entry stands behind a literal of its own; cells that entries
        rule out stay in the model for that, and two shifts at once are out without any entry.
        Entries of `without` are left to the caller.
        """
        allowed = np.ones_like(self.allowed) if guarded else self.allowed
        ctx = ModelContext(
            self.view,
            self.windows_of,
            allowed,
            base=base,
            free=free,
            free_breaks=free_breaks,
            with_breaks=with_breaks,
            guarded=guarded,
            free_activities=free_activities,
            activity_days=activity_days,
        )
        if with_breaks:
            ctx.keep_apart(self._unspaced)
        for entry, rule, p in one_at_a_time(self.entries) if guarded else self.entries:
            if guarded and entry.hard:
                mask = rule.forbidden(self.view, entry, p)
                if mask is not None:
                    ctx.forbid(
                        entry, zip(*(axis.tolist() for axis in np.nonzero(mask)), strict=True)
                    )
            if any(entry is e for e in without):
                continue
            if with_breaks or not rule.needs_breaks:
                rule.model(ctx, entry, p)
        ctx.minimize()
        return ctx
