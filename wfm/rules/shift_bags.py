"""Shift bags: the agents of an entry are given shifts of its bags only."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.view import IntArray, ProblemView
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.naming import members
from wfm.rules.unary import UnaryRule


class ShiftBagsParameters(Parameters):
    """Parameters of `ShiftBags`."""

    bags: tuple[str, ...] = Field(
        min_length=1, description="Bags, families of flexible shifts or shift ids to choose from"
    )


class ShiftBags(UnaryRule[ShiftBagsParameters]):
    """Shifts outside the bags of a team, a contract or an agent."""

    id = "shift_bags"
    parameters = ShiftBagsParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Shift bags", "班次包"),
        description=Words(
            "A team, a contract or an agent works shifts of its bags.",
            "班组、合同类型或坐席只排其班次包内的班次。",
        ),
        violation=Words(
            "{agent} has shift {shift} on {day}, which is in none of the bags {bags}",
            "{agent} {day} 的班次 {shift} 不在班次包 {bags} 内",
        ),
    )

    def amounts(self, view: ProblemView, entry: RuleEntry, p: ShiftBagsParameters) -> IntArray:
        """1 for each shift outside the bags."""
        outside = ~members(view, p.bags, "shift_bags.bags")
        table = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=np.int64)
        table[:, :, outside] = 1
        return table

    def values(
        self, view: ProblemView, p: ShiftBagsParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Names of the bags."""
        return {"bags": ", ".join(p.bags)}
