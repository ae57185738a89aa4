"""Fair shares: what an agent has beyond a fair share of an unpopular thing is priced."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from math import ceil
from typing import ClassVar, TypeVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, Strength
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.memory import Memory


class RollingParameters(Parameters):
    """What all rules on fair shares ask for."""

    weeks: int = Field(
        default=4, ge=0, le=52, description="Weeks of the past roster that count (weeks)"
    )

    def fair_a_day(self) -> float | None:
        """Fair number an agent and day on which there is something to share; None for the past's.

        What the past roster's people had on average stands for None.
        """
        return None


class FairnessParameters(RollingParameters):
    """Parameters of the rules on fair shares by the week."""

    per_week: float | None = Field(
        default=None,
        ge=0,
        le=7,
        description="Fair number an agent and week; empty for the average of the past weeks",
    )

    def fair_a_day(self) -> float | None:
        """A seventh of the fair number a week."""
        return None if self.per_week is None else self.per_week / 7


EASE = 0.2
"""How easily rising prices keep shares: less so than the hours of a period."""

F = TypeVar("F", bound=RollingParameters)


class FairnessRule(Rule[F]):
    """Units beyond an agent's fair share over past weeks and horizon.

    The share comes from facts alone, so that each agent's price is a single slack and the audit
    can recompute it: the fair number a week (the eligible agents' average over the past weeks
    that count, per day of presence; `DEFAULT_A_DAY` when there is no past) x the agent's own
    days of presence in the period, rounded up.
    """

    unit = Unit.SHIFTS
    strength = Strength.SOFT
    DEFAULT_A_DAY: ClassVar[float] = 1 / 7

    @abstractmethod
    def counted(self, view: ProblemView, p: F, d: int) -> BoolArray:
        """Which shifts of a day count, shape (n_shifts,)."""

    def offered(self, view: ProblemView, d: int) -> bool:
        """Whether a day has anything to share; the share is measured over such days."""
        return True

    def eligible(self, view: ProblemView, entry: RuleEntry) -> tuple[int, ...]:
        """Agents who share."""
        return view.scoped(entry)

    def past_days(self, view: ProblemView, p: F) -> range:
        """Day indices of the past roster that count."""
        return range(-min(view.n_past, 7 * p.weeks), 0)

    def history(self, view: ProblemView, p: F, a: int) -> int:
        """Units that an agent had in the past weeks."""
        shifts = ((d, int(view.past_shift[a, d])) for d in self.past_days(view, p))
        return sum(1 for d, s in shifts if s != OFF and self.counted(view, p, d)[s])

    def shares(self, view: ProblemView, entry: RuleEntry, p: F) -> dict[int, int]:
        """Fair number of each eligible agent over the past weeks and the horizon."""
        key = (self.id, "shares", entry.scope, p.model_dump_json())
        return view.once(key, lambda: self._shares(view, entry, p))

    def left(self, view: ProblemView, entry: RuleEntry, p: F) -> dict[int, int]:
        """What the past weeks leave of each eligible agent's share."""

        def make() -> dict[int, int]:
            shares = self.shares(view, entry, p).items()
            return {a: max(0, share - self.history(view, p, a)) for a, share in shares}

        return view.once((self.id, "left", entry.scope, p.model_dump_json()), make)

    def _shares(self, view: ProblemView, entry: RuleEntry, p: F) -> dict[int, int]:
        agents = self.eligible(view, entry)
        past = self.past_days(view, p)

        def chances(a: int, span: Iterable[int]) -> int:
            return sum(1 for d in span if self.offered(view, d) and not away(view, a, d))

        fair, there = p.fair_a_day(), sum(chances(a, past) for a in agents)
        if fair is None and there:
            fair = sum(self.history(view, p, a) for a in agents) / there
        rate = self.DEFAULT_A_DAY if fair is None else fair
        # The nearest billionth below: 2.0000000001 by rounding must not become 3.
        return {a: ceil(rate * chances(a, (*past, *range(view.n_days))) - 1e-9) for a in agents}

    def model(self, ctx: ModelContext, entry: RuleEntry, p: F) -> None:
        """Price what each agent gets beyond the share; what the past took of it is a fact."""
        view = ctx.view
        days = [d for d in range(view.n_days) if holds_on(view, entry, d)]
        for a, left in self.left(view, entry, p).items():
            lin = ctx.total(())
            for d in days:
                lin.extend(ctx.shifts(a, d, self.counted(view, p, d).astype(np.int64)))
            ctx.at_most(entry, lin, left)

    def memory(self, view: ProblemView, entry: RuleEntry, p: F, a: int) -> Memory | None:
        """Remember what is left of the share.

        As many states as the agent has left: graphs of their own for agents of unlike pasts are
        small, a graph for all of them is as large as the longest share asks for.
        """
        left = self.left(view, entry, p)
        days = [d for d in range(view.n_days) if holds_on(view, entry, d)]
        counted = {d: self.counted(view, p, d) for d in days if self.counted(view, p, d).any()}
        if a not in left or not counted:
            return None
        most = min(left[a], len(counted))
        states = np.arange(most + 1)[:, None]
        step = np.broadcast_to(states, (view.n_days, most + 1, view.n_shifts + 1)).copy()
        points = np.zeros(step.shape)
        for d, which in counted.items():
            step[d, :, :-1] -= which
            points[d, 0, :-1] = which * entry.weight
        np.maximum(step, 0, out=step)
        return Memory(most, step, points, np.zeros(most + 1), EASE)

    def audit(self, seen: RosterView, entry: RuleEntry, p: F) -> list[Violation]:
        """Count each agent's units."""
        view, found = seen.view, []
        days = [d for d in range(view.n_days) if holds_on(view, entry, d)]
        for a, share in self.shares(view, entry, p).items():
            shifts = ((d, seen.shift(a, d)) for d in days)
            n = sum(1 for d, s in shifts if s != OFF and self.counted(view, p, d)[s])
            before = self.history(view, p, a)
            over = n - max(0, share - before)
            if over > 0:
                found.append(
                    self.violation(
                        entry,
                        over,
                        agent_id=view.agents[a].id,
                        day=view.problem.first_day,
                        values={"n": n, "before": before, "share": share, "weeks": p.weeks},
                    )
                )
        return found
