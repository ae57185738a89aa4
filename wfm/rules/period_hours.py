"""Period hours: paid hours of the whole horizon between a minimum and a maximum."""

from __future__ import annotations

from math import gcd
from typing import ClassVar

from pydantic import Field, model_validator

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away, paid_min
from wfm.rules.inforce import days
from wfm.rules.memory import Memory, counter


class PeriodHoursParameters(Parameters):
    """Parameters of `PeriodHours`."""

    min_hours: float = Field(
        default=0.0, ge=0, le=2000, description="Fewest paid hours in the horizon (hours)"
    )
    max_hours: float = Field(
        default=2000.0, ge=0, le=2000, description="Most paid hours in the horizon (hours)"
    )
    account: bool = Field(
        default=False, description="The agents' time accounts count as hours of the period"
    )

    @model_validator(mode="after")
    def _in_order(self) -> PeriodHoursParameters:
        if self.max_hours < self.min_hours:
            raise ValueError("max_hours must not be below min_hours")
        return self


class PeriodHours(Rule[PeriodHoursParameters]):
    """Minutes outside the bounds over the horizon's days of validity; leave credits its share.

    With `account` an opening balance counts as paid: who brings hours along works fewer.
    """

    id = "period_hours"
    parameters = PeriodHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Hours of the period", "周期工时"),
        description=Words(
            "Paid hours over the whole roster stay between a minimum and a maximum.",
            "整个排班周期的计薪工时介于下限与上限之间。",
        ),
        violation=Words(
            "{agent} has {hours} h in the period; {low} to {high} h may be",
            "{agent} 周期工时 {hours} 小时，应为 {low} 至 {high} 小时",
        ),
    )

    @staticmethod
    def account(view: ProblemView, p: PeriodHoursParameters, a: int) -> int:
        """Balance that an agent brings into the period."""
        return view.agents[a].account_min if p.account else 0

    @classmethod
    def bounds(
        cls, view: ProblemView, p: PeriodHoursParameters, a: int, period: tuple[int, ...]
    ) -> tuple[int, int]:
        """Least and most paid minutes of an agent, leave and the account taken off both."""
        contract, gone = view.contracts[a], {d for d in period if away(view, a, d)}
        credited = sum(min(contract.days_a_week, len(gone & set(week))) for week in view.weeks)
        credit = credited * contract.leave_day_min + cls.account(view, p, a)
        low, high = round(p.min_hours * 60), round(p.max_hours * 60)
        return max(0, low - credit), max(0, high - credit)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: PeriodHoursParameters) -> None:
        """Bound the paid minutes of the horizon."""
        view, period = ctx.view, days(ctx.view, entry)
        for a in view.scoped(entry) if period else ():
            low, high = self.bounds(view, p, a, period)
            paid = ctx.total(((a, d) for d in period), view.shift_paid)
            ctx.at_most(entry, paid, high)
            if low:
                ctx.at_least(entry, paid, low)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: PeriodHoursParameters, a: int
    ) -> Memory | None:
        """Remember the paid time so far; None for a soft entry."""
        period = days(view, entry)
        if not entry.hard or not period:
            return None
        low, high = self.bounds(view, p, a, period)
        unit = gcd(*(int(paid) for paid in view.shift_paid)) or 1
        return counter(view, view.shift_paid // unit, high // unit, -(-low // unit), period)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: PeriodHoursParameters
    ) -> list[Violation]:
        """Add up the paid minutes of the horizon."""
        view, found, period = seen.view, [], days(seen.view, entry)
        for a in view.scoped(entry) if period else ():
            low, high = self.bounds(view, p, a, period)
            paid = paid_min(seen, a, period)
            off = max(low - paid, paid - high, 0)
            if off:
                found.append(
                    self.violation(
                        entry,
                        off,
                        agent_id=view.agents[a].id,
                        day=view.day(period[0]),
                        values={"hours": paid / 60, "low": low / 60, "high": high / 60},
                    )
                )
        return found
