"""Averaged hours: paid hours a week on average over a reference period."""

from __future__ import annotations

from math import gcd
from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import (
    credit_min,
    paid_min,
    past_paid_min,
    reference_periods,
    whole_weeks,
)
from wfm.rules.inforce import Week
from wfm.rules.memory import BARRED, Memory


class AveragedHoursParameters(Parameters):
    """Parameters of `AveragedHours`."""

    weeks: int = Field(default=4, ge=1, le=52, description="Reference period (weeks)")
    max_hours: float = Field(
        default=40.0, ge=1, le=100, description="Most paid hours a week on average (hours)"
    )
    account: bool = Field(
        default=False,
        description="An agent's time account stands for the weeks that the past roster does not "
        "reach",
    )


class AveragedHours(Rule[AveragedHoursParameters]):
    """Minutes above the average, in each period that ends with a week of the horizon.

    Leave counts as worked at a day's share, so that it neither saves nor costs hours. Where the
    past roster does not reach back far enough the period is the whole weeks that are known; with
    `account` the agent's opening balance stands for the others: hours above the average then are
    taken off, hours short of it are added.
    """

    id = "averaged_hours"
    parameters = AveragedHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Averaged hours", "综合计算工时"),
        description=Words(
            "Paid hours a week stay below a maximum on average over the reference period.",
            "参考周期内平均每周计薪工时不超过上限。",
        ),
        violation=Words(
            "{agent} averages {hours} h a week over the {weeks} weeks from {day}; "
            "at most {max_h} h may be",
            "{agent} 自 {day} 起 {weeks} 周平均每周 {hours} 小时，上限 {max_h} 小时",
        ),
    )

    @classmethod
    def cap(
        cls, view: ProblemView, p: AveragedHoursParameters, a: int, period: tuple[Week, ...]
    ) -> int:
        """Most paid minutes of an agent in a period; what the past holds is a fact."""
        account = cls.account(view, p, a, period)
        credit = sum(credit_min(view, a, week) for week in period)
        past = sum(past_paid_min(view, a, week) for week in period)
        return max(0, round(p.max_hours * 60) * len(period) - credit - account, past)

    @staticmethod
    def account(
        view: ProblemView, p: AveragedHoursParameters, a: int, period: tuple[Week, ...]
    ) -> int:
        """Balance that an agent brings into a period of which not every week is known."""
        return view.agents[a].account_min if p.account and len(period) < p.weeks else 0

    def model(self, ctx: ModelContext, entry: RuleEntry, p: AveragedHoursParameters) -> None:
        """Bound the paid minutes of each period."""
        view = ctx.view
        for period in reference_periods(view, entry, p.weeks):
            for a in view.scoped(entry):
                paid = ctx.total(((a, d) for week in period for d in week), view.shift_paid)
                ctx.at_most(entry, paid, self.cap(view, p, a, period))

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: AveragedHoursParameters, a: int
    ) -> Memory | None:
        """Remember the paid time since the first whole week; None for a soft entry.

        Periods that begin later, where the horizon is longer than the reference period, are left
        to the judge of tours.
        """
        periods = reference_periods(view, entry, p.weeks) if entry.hard else []
        whole = whole_weeks(view)
        # What a period may hold beside its past, by the day on which it ends.
        caps = {
            period[-1][-1]: self.cap(view, p, a, period)
            - sum(past_paid_min(view, a, week) for week in period)
            for period in periods
            if period[0][0] <= whole[0][0]
        }
        if not caps:
            return None
        unit = gcd(*(int(paid) for paid in view.shift_paid)) or 1
        paid = np.append(view.shift_paid // unit, 0)
        done = np.arange(max(caps.values()) // unit + 1)
        step = np.zeros((view.n_days, len(done), view.n_shifts + 1), dtype=np.int64)
        first, last = max(0, whole[0][0]), max(caps)
        for d in range(last + 1):
            # Sums only grow: what a later period forbids is forbidden already.
            most = min(cap for end, cap in caps.items() if end >= d) // unit
            after = done[:, None] + (paid[None] if d >= first else 0)
            step[d] = np.where(after > most, BARRED, after if d < last else 0)
        far = int(paid.max()) * (last - first + 1)
        return Memory(0, step, None, np.zeros(len(done)), min(caps.values()) // unit / max(1, far))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: AveragedHoursParameters
    ) -> list[Violation]:
        """Add up the paid minutes of each period."""
        view, found = seen.view, []
        for period in reference_periods(view, entry, p.weeks):
            for a in view.scoped(entry):
                paid = sum(paid_min(seen, a, week) for week in period)
                off = paid - self.cap(view, p, a, period)
                if off > 0:
                    credit = sum(credit_min(view, a, week) for week in period)
                    credit += self.account(view, p, a, period)
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(period[0][0]),
                            values={
                                "hours": round((paid + credit) / 60 / len(period), 2),
                                "weeks": len(period),
                                "max_h": p.max_hours,
                            },
                        )
                    )
        return found
