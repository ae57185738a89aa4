"""Coverage: agents on the phones against the requirement, priced convexly."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from wfm.core.problem import Demand, RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import intervals

PERCENT = 100
"""Percent of an agent: trainees count for less than one, sums stay whole."""


class CoverageParameters(Parameters):
    """Parameters of `Coverage`: the price ladder, in units of the entry's weight."""

    price: Literal["ladder", "curve"] = Field(
        default="ladder",
        description="The ladder below, or the requirement's own cost curve where it has one",
    )
    shares: tuple[float, ...] = Field(
        default=(0.10, 0.25),
        description="Shares of the requirement at which the price of a missing agent rises",
    )
    factors: tuple[float, ...] = Field(
        default=(1.0, 2.0, 4.0),
        description="Price of a missing agent-interval in each tier, in weights",
    )
    surplus: float = Field(
        default=0.1, ge=0, description="Price of a surplus agent-interval, in weights"
    )

    @model_validator(mode="after")
    def _convex(self) -> CoverageParameters:
        if len(self.factors) != len(self.shares) + 1:
            raise ValueError("there must be one factor more than there are shares")
        if list(self.shares) != sorted(self.shares) or not all(0 < s < 1 for s in self.shares):
            raise ValueError("shares must rise between 0 and 1")
        if list(self.factors) != sorted(self.factors) or self.factors[0] <= 0:
            raise ValueError("factors must be above 0 and not fall")
        return self


class Coverage(Rule[CoverageParameters]):
    """Shortage and surplus per interval and skill group.

    Surplus is priced in the pooled group only: people who serve another group are not idle.
    """

    id = "coverage"
    parameters = CoverageParameters
    unit = Unit.AGENT_INTERVALS
    strength = Strength.SOFT
    needs_breaks = True
    words = RuleWords(
        title=Words("Coverage", "话务覆盖"),
        description=Words(
            "Agents on the phones meet the requirement of every interval; each one missing costs "
            "more the larger the share that is missing.",
            "每个时段的在线坐席满足需求；缺口占比越大，每缺一人代价越高。",
        ),
        violation=Words(
            "{group} at {at}: {staffed} on the phones, {required} required",
            "{group} {at}：在线 {staffed} 人，需求 {required} 人",
        ),
    )

    def check(self, entry: RuleEntry, p: CoverageParameters) -> str:
        """Ladder and surplus are whole points, because an agent may count for a percent."""
        prices = [factor * entry.weight for factor in (*p.factors, p.surplus)]
        if any(abs(price - round(price)) > 1e-9 for price in prices):
            return "weight x factors and weight x surplus must be whole points"
        return ""

    @staticmethod
    def steps(
        p: CoverageParameters, entry: RuleEntry, demand: Demand, t: int
    ) -> list[tuple[int, float]]:
        """Tiers of an interval: (width in percent of an agent, points per agent).

        The last has no end. The curve's points hold as they stand, whatever the weight; an
        interval without a curve keeps the ladder.
        """
        if p.price == "curve" and demand.steps is not None and demand.steps[t]:
            return [(width, float(points)) for width, points in demand.steps[t]]
        required = demand.required[t]
        edges = [0, *(round(share * required * PERCENT) for share in p.shares)]
        widths = [b - a for a, b in pairwise(edges)] + [0]
        return [
            (width, factor * entry.weight) for width, factor in zip(widths, p.factors, strict=True)
        ]

    @staticmethod
    def weight(view: ProblemView, demand: Demand) -> IntArray:
        """Percent that each agent counts for in a group, shape (n_agents,)."""
        weight = view.productivity.copy()
        members = set(view.with_skill(demand.skill))
        weight[[a for a in range(view.n_agents) if a not in members]] = 0
        return weight

    def model(self, ctx: ModelContext, entry: RuleEntry, p: CoverageParameters) -> None:
        """Price shortage by its steps and surplus linearly, per interval and group."""
        view = ctx.view
        for demand in view.problem.demands:
            weight = self.weight(view, demand)
            for t in intervals(view, entry, len(demand.required)):
                staffed = ctx.on_phone(t, weight)
                target = demand.required[t] * PERCENT
                ctx.ladder(entry, staffed, target, self.steps(p, entry, demand, t), unit=PERCENT)
                if demand.skill is None and p.surplus:
                    over = ctx.excess(staffed, target)
                    ctx.price(entry, over, unit=PERCENT, points=p.surplus * entry.weight)

    def audit(self, seen: RosterView, entry: RuleEntry, p: CoverageParameters) -> list[Violation]:
        """Compare the agents on the phones with the requirement."""
        view, found = seen.view, []
        for demand in view.problem.demands:
            staffed = self.weight(view, demand) @ seen.presence.phone
            for t in intervals(view, entry, len(demand.required)):
                required = demand.required[t]
                gap = required * PERCENT - int(staffed[t])
                if gap > 0:
                    cost = self._short_cost(self.steps(p, entry, demand, t), gap)
                elif gap < 0 and demand.skill is None:
                    cost = -gap / PERCENT * p.surplus * entry.weight
                else:
                    continue
                if cost:
                    found.append(
                        self.violation(
                            entry,
                            abs(gap) / PERCENT,
                            cost=round(cost, 6),
                            at=view.instant_of(t),
                            values={
                                "group": demand.group,
                                "staffed": int(staffed[t]) / PERCENT,
                                "required": required,
                            },
                        )
                    )
        return found

    @staticmethod
    def _short_cost(steps: list[tuple[int, float]], gap: int) -> float:
        cost = 0.0
        for k, (width, points) in enumerate(steps):
            part = gap if k == len(steps) - 1 else min(gap, width)
            cost += part / PERCENT * points
            gap -= part
        return cost
