"""Rules that judge each cell by itself: one table says how much each shift is wrong there."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.core.score import Violation
from wfm.core.view import OFF, BoolArray, IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import P, Rule
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin


class UnaryRule(Rule[P]):
    """A rule whose amount depends on the agent, the day and the shift alone."""

    @abstractmethod
    def amounts(self, view: ProblemView, entry: RuleEntry, p: P) -> IntArray:
        """How much each shift violates in each cell, shape (n_agents, n_days, n_shifts).

        Scope and days of validity are applied by the callers.
        """

    def values(self, view: ProblemView, p: P, a: int, d: int, s: int) -> Mapping[str, object]:
        """Values for the violation's sentence."""
        return {}

    def in_force(self, view: ProblemView, entry: RuleEntry, p: P) -> IntArray:
        """`amounts` where the entry applies, 0 elsewhere."""
        table = np.asarray(self.amounts(view, entry, p)).copy()
        out = sorted(set(range(view.n_agents)) - set(view.scoped(entry)))
        table[out] = 0
        table[:, [d for d in range(view.n_days) if not holds_on(view, entry, d)]] = 0
        return table

    def forbidden(self, view: ProblemView, entry: RuleEntry, p: P) -> BoolArray | None:
        """Return the cells with any amount."""
        return self.in_force(view, entry, p) > 0

    def model(self, ctx: ModelContext, entry: RuleEntry, p: P) -> None:
        """Price each cell when soft; `forbidden` says it all when hard."""
        if entry.hard:
            return
        table = self.in_force(ctx.view, entry, p)
        total = Lin()
        for a, d in zip(*np.nonzero(table.any(axis=2)), strict=True):
            total.extend(ctx.shifts(int(a), int(d), table[a, d]))
        ctx.price(entry, total)

    def audit(self, seen: RosterView, entry: RuleEntry, p: P) -> list[Violation]:
        """Look up every worked cell."""
        view, found = seen.view, []
        table = self.in_force(view, entry, p)
        for a in view.scoped(entry):
            for d in range(view.n_days):
                s = seen.shift(a, d)
                if s != OFF and table[a, d, s] > 0:
                    found.append(
                        self.violation(
                            entry,
                            int(table[a, d, s]),
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={
                                "shift": view.shifts[s].id,
                                **self.values(view, p, a, d, s),
                            },
                        )
                    )
        return found
