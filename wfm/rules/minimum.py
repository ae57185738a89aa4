"""Minimums on duty or on the phones: the top price tier, never a reason for no roster."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import IntArray, ProblemView, RosterView
from wfm.rules.clockspan import SpanParameters
from wfm.rules.context import ModelContext
from wfm.rules.contract import Rule, Strength
from wfm.rules.inforce import clock_mask, intervals, owed_intervals


class MinimumParameters(SpanParameters):
    """Parameters that every minimum has."""

    min_agents: int = Field(default=1, ge=0, le=1000, description="Fewest agents at any time")
    breaks_count: bool = Field(default=False, description="Agents on a break count as there")


M = TypeVar("M", bound=MinimumParameters)


class MinimumRule(Rule[M]):
    """Agents missing from a minimum, per interval of a daily clock span.

    Intervals after the last midnight count until the first shift of the next day could begin.
    Trainees beside a mentor and agents who count for nothing on the phones don't count here.
    """

    unit = Unit.AGENT_INTERVALS
    strength = Strength.SOFT

    @abstractmethod
    def skill(self, p: M) -> str | None:
        """Skill that an agent needs to count; None counts everybody."""

    def members(self, view: ProblemView, entry: RuleEntry, p: M) -> IntArray:
        """1 per agent who counts, shape (n_agents,)."""
        able = set(view.scoped(entry)) & set(view.with_skill(self.skill(p)))
        return np.array(
            [
                int(a in able and agent.mentor is None and agent.productivity_pct > 0)
                for a, agent in enumerate(view.agents)
            ],
            dtype=np.int64,
        )

    def spans(self, view: ProblemView, entry: RuleEntry, p: M) -> list[int]:
        """Intervals in which the minimum is owed."""
        inside = clock_mask(view, p.from_clock, p.to_clock)
        return [t for t in intervals(view, entry, owed_intervals(view)) if inside[t]]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: M) -> None:
        """Price each agent missing."""
        members = self.members(ctx.view, entry, p)
        for t in self.spans(ctx.view, entry, p):
            there = ctx.on_duty(t, members) if p.breaks_count else ctx.on_phone(t, members)
            ctx.at_least(entry, there, p.min_agents)

    def audit(self, seen: RosterView, entry: RuleEntry, p: M) -> list[Violation]:
        """Count the agents of every interval."""
        view, found = seen.view, []
        grid = seen.presence.duty if p.breaks_count else seen.presence.phone
        there = self.members(view, entry, p) @ grid
        for t in self.spans(view, entry, p):
            short = p.min_agents - int(there[t])
            if short > 0:
                found.append(
                    self.violation(
                        entry,
                        short,
                        at=view.instant_of(t),
                        values={
                            "n": int(there[t]),
                            "min_agents": p.min_agents,
                            "skill": self.skill(p) or "",
                        },
                    )
                )
        return found
