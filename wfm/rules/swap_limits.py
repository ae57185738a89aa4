"""Swap limits: so many swaps a calendar month on the agent's own initiative."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pydantic import Field

from wfm.core.problem import RuleEntry, SwapRecord
from wfm.core.score import Unit, Violation
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.linear import Lin


class SwapLimitsParameters(Parameters):
    """Parameters of `SwapLimits`, read too when a swap is asked for."""

    max_per_month: int = Field(
        default=2, ge=0, le=31, description="Most own-initiative swaps a calendar month (swaps)"
    )


def counts(swap: SwapRecord) -> bool:
    """Whether a swap counts against the limit: asked by the agent and not passed by override."""
    return swap.own_initiative and not swap.override_reason


class SwapLimits(Rule[SwapLimitsParameters]):
    """Approved swaps above the limit, per initiator and calendar month (art. 35).

    The month is that of the initiator's day. Moves by the centre never count, and swaps that an
    approver passed with a logged reason don't. What is approved is a fact: the model's price is a
    constant.
    """

    id = "swap_limits"
    parameters = SwapLimitsParameters
    unit = Unit.REQUESTS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("Swap limit", "换班次数上限"),
        description=Words(
            "In principle an agent has at most so many own-initiative swaps a calendar month.",
            "原则上坐席每自然月主动换班不超过规定次数。",
        ),
        violation=Words(
            "{agent} has {n} own swaps in {month}, at most {max_n} without an override",
            "{agent} 在 {month} 主动换班 {n} 次，未经特批上限为 {max_n} 次",
        ),
    )

    @staticmethod
    def above(
        view: ProblemView, entry: RuleEntry, p: SwapLimitsParameters
    ) -> list[tuple[str, date, int]]:
        """(agent, first day of the month, swaps) wherever the limit is passed."""
        scoped = {view.agents[a].id for a in view.scoped(entry)}
        tally = Counter(
            (x.initiator, x.initiator_day.replace(day=1))
            for x in view.problem.swaps
            if counts(x) and x.initiator in scoped and entry.valid_on(x.initiator_day)
        )
        return [(who, month, n) for (who, month), n in sorted(tally.items()) if n > p.max_per_month]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: SwapLimitsParameters) -> None:
        """Price what is above the limit: a constant."""
        over = sum(n - p.max_per_month for _, _, n in self.above(ctx.view, entry, p))
        ctx.price(entry, Lin(constant=over))

    def audit(self, seen: RosterView, entry: RuleEntry, p: SwapLimitsParameters) -> list[Violation]:
        """Report every agent and month above the limit."""
        return [
            self.violation(
                entry,
                n - p.max_per_month,
                agent_id=who,
                day=month,
                values={"n": n, "month": f"{month:%Y-%m}", "max_n": p.max_per_month},
            )
            for who, month, n in self.above(seen.view, entry, p)
        ]
