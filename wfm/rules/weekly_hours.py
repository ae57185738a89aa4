"""Weekly hours: each agent gets the contract's paid minutes a week, leave credited."""

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
from wfm.rules.hours import credit_min, paid_min, past_paid_min
from wfm.rules.inforce import holds_on
from wfm.rules.memory import BARRED, REFUSED, Memory


class WeeklyHoursParameters(Parameters):
    """Parameters of `WeeklyHours`."""

    tolerance_min: int = Field(
        default=0, ge=0, le=2400, description="Paid minutes a week may fall short by (minutes)"
    )
    max_hours: float = Field(
        default=76.0,
        ge=1,
        le=168,
        description="Most paid hours a week, whatever the contract says (hours)",
    )


class WeeklyHours(Rule[WeeklyHoursParameters]):
    """Paid minutes of each whole week between the contract's minimum and maximum.

    The minimum is owed for weeks that lie wholly in the horizon; a week of which only a part is
    rostered owes nothing yet. Every working day of leave credits a day's share, up to the week's
    working days. The maximum is the contract's `week_max_min`, overtime included. What the past
    roster holds of a week is a fact that no roster can mend, so only more than that counts.
    """

    id = "weekly_hours"
    parameters = WeeklyHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Weekly hours", "周工时"),
        description=Words(
            "Paid hours of each week lie between the contract's standard and its maximum; "
            "leave is credited.",
            "每周计薪工时介于合同标准与上限之间；休假按工作日折算。",
        ),
        violation=Words(
            "{agent} has {hours} paid hours in the week of {day}; {low} to {high} are agreed",
            "{agent} 在 {day} 起的一周有 {hours} 计薪小时，约定为 {low} 至 {high}",
        ),
    )

    @staticmethod
    def bounds(view: ProblemView, p: WeeklyHoursParameters, a: int, week: int) -> tuple[int, int]:
        """Least and most paid minutes of an agent in a week of the view."""
        contract, days = view.contracts[a], view.weeks[week]
        credit = credit_min(view, a, days)
        low = 0
        if days[0] >= 0 and days[-1] < view.n_days:
            low = max(0, contract.week_min - credit - p.tolerance_min)
        most = min(contract.week_max_min, round(p.max_hours * 60))
        return low, max(low, most - credit, past_paid_min(view, a, days))

    def model(self, ctx: ModelContext, entry: RuleEntry, p: WeeklyHoursParameters) -> None:
        """Bound the paid minutes of each week."""
        view = ctx.view
        for a in view.scoped(entry):
            for w, days in enumerate(view.weeks):
                if not holds_on(view, entry, days[0]):
                    continue
                low, high = self.bounds(view, p, a, w)
                paid = ctx.total(((a, d) for d in days), view.shift_paid)
                ctx.at_most(entry, paid, high)
                ctx.at_least(entry, paid, low)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: WeeklyHoursParameters, a: int
    ) -> Memory | None:
        """Remember the paid time of the week so far; None for a soft entry."""
        if not entry.hard:
            return None
        bounds = [self.bounds(view, p, a, w) for w in range(len(view.weeks))]
        judged = [holds_on(view, entry, week[0]) for week in view.weeks]
        unit = gcd(*(int(paid) for paid in view.shift_paid)) or 1
        paid = view.shift_paid // unit
        # A week that is not judged may reach as far as its days allow.
        far = int(paid.max(initial=0)) * 7
        caps = [high // unit if on else far for (_, high), on in zip(bounds, judged, strict=True)]
        done = np.arange(max(caps) + 1)
        step = np.empty((view.n_days, len(done), view.n_shifts + 1), dtype=np.int64)
        end = np.zeros(len(done))
        for week, (low, _), on, cap in zip(view.weeks, bounds, judged, caps, strict=True):
            after = done[:, None] + np.append(paid, 0)[None]
            after = np.where(after > cap, BARRED, after)
            step[[d for d in week if 0 <= d < view.n_days]] = after
            due = -(-low // unit) if on else 0
            if week[-1] == view.n_days - 1:
                end = np.where(done < due, REFUSED, 0.0)
            elif week[-1] < view.n_days:
                step[week[-1]] = np.where(after < due, BARRED, np.minimum(after, 0))
        past = past_paid_min(view, a, view.weeks[0]) // unit
        return Memory(past, step, None, end)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: WeeklyHoursParameters
    ) -> list[Violation]:
        """Add up each week's paid minutes."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            for w, days in enumerate(view.weeks):
                if not holds_on(view, entry, days[0]):
                    continue
                low, high = self.bounds(view, p, a, w)
                paid = paid_min(seen, a, days)
                off = max(low - paid, paid - high, 0)
                if off:
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(days[0]),
                            values={"hours": paid / 60, "low": low / 60, "high": high / 60},
                        )
                    )
        return found
