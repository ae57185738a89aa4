"""Seats: no more agents on duty at once than there are seats."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import intervals


class SeatsParameters(Parameters):
    """Parameters of `Seats`."""

    seats: int = Field(ge=1, le=10000, description="Seats on the site (agents)")


class Seats(Rule[SeatsParameters]):
    """Agents beyond the seats, per interval; a break frees no seat.

    The entry's scope says whose site it is. Agents of the past roster who are still on duty keep
    their seats.
    """

    id = "seats"
    parameters = SeatsParameters
    unit = Unit.AGENT_INTERVALS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Seats", "坐席数"),
        description=Words(
            "No more agents are on duty at once than the site has seats.",
            "同时在岗人数不超过职场坐席数。",
        ),
        violation=Words(
            "{at}: {n} agents on duty for {seats} seats", "{at}：在岗 {n} 人，坐席仅 {seats} 个"
        ),
    )

    @staticmethod
    def members(view: ProblemView, entry: RuleEntry) -> IntArray:
        """1 per agent of the site, shape (n_agents,)."""
        members = np.zeros(view.n_agents, dtype=np.int64)
        members[list(view.scoped(entry))] = 1
        return members

    def caps(self, view: ProblemView, entry: RuleEntry, p: SeatsParameters) -> IntArray:
        """Most agents per interval, shape (n_intervals,)."""
        past = self.members(view, entry) @ view.presence(()).duty
        return np.maximum(past, p.seats)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: SeatsParameters) -> None:
        """Bound the agents on duty of every interval."""
        view = ctx.view
        members, caps = self.members(view, entry), self.caps(view, entry, p)
        for t in intervals(view, entry, view.n_intervals):
            ctx.at_most(entry, ctx.on_duty(t, members), int(caps[t]))

    def audit(self, seen: RosterView, entry: RuleEntry, p: SeatsParameters) -> list[Violation]:
        """Count the agents on duty of every interval."""
        view, found = seen.view, []
        duty = self.members(view, entry) @ seen.presence.duty
        caps = self.caps(view, entry, p)
        for t in intervals(view, entry, view.n_intervals):
            over = int(duty[t] - caps[t])
            if over > 0:
                found.append(
                    self.violation(
                        entry,
                        over,
                        at=view.instant_of(t),
                        values={"n": int(duty[t]), "seats": p.seats},
                    )
                )
        return found
