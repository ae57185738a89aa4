"""Daily hours: no shift is longer than the contract and the law allow on one day."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.view import IntArray, ProblemView
from wfm.rules.contract import Limit, Limits, Parameters, RuleWords, Strength, Words
from wfm.rules.unary import UnaryRule


class DailyHoursParameters(Parameters):
    """Parameters of `DailyHours`."""

    max_hours: float = Field(
        default=11.0,
        ge=1,
        le=24,
        description="Most working hours a day, overtime and handover included (hours)",
    )


class DailyHours(UnaryRule[DailyHoursParameters]):
    """Minutes above the contract's paid day or the law's working day, whichever is passed further.

    The contract counts paid minutes; the law counts handover too when it is not paid (art. 41).
    """

    id = "daily_hours"
    parameters = DailyHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Daily hours", "日工时"),
        description=Words(
            "A day's paid hours stay within the contract; with handover they stay within the "
            "legal maximum.",
            "每日计薪工时不超过合同约定；含交接时间不超过法定上限。",
        ),
        violation=Words(
            "{agent} works {hours} h in shift {shift} on {day}, {amount_min} minutes too many",
            "{agent} {day} 的班次 {shift} 共 {hours} 小时，超出 {amount_min} 分钟",
        ),
    )

    @staticmethod
    def excess(view: ProblemView, p: DailyHoursParameters, a: int, s: int) -> int:
        """Minutes that a shift is too long for an agent."""
        shift = view.shifts[s]
        unpaid = 0 if shift.handover_paid else shift.before_min + shift.after_min
        over_contract = shift.paid_min - view.contracts[a].day_max_min
        over_law = shift.paid_min + unpaid - round(p.max_hours * 60)
        return max(0, over_contract, over_law)

    def amounts(self, view: ProblemView, entry: RuleEntry, p: DailyHoursParameters) -> IntArray:
        """Minutes too many, the same on every day."""
        table = np.array(
            [
                [self.excess(view, p, a, s) for s in range(view.n_shifts)]
                for a in range(view.n_agents)
            ],
            dtype=np.int64,
        ).reshape(view.n_agents, 1, view.n_shifts)
        return np.repeat(table, view.n_days, axis=1)

    def values(
        self, view: ProblemView, p: DailyHoursParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Hours of the shift and minutes too many."""
        return {
            "hours": round(view.shifts[s].paid_min / 60, 2),
            "amount_min": self.excess(view, p, a, s),
        }
