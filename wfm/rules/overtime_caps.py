"""Overtime caps: hours above the standard per day, per week for the exempt, and per month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import (
    credit_min,
    overtime_barred,
    paid_min,
    past_paid_min,
    sunday_month,
    whole_weeks_before,
)
from wfm.rules.inforce import Week, days, weeks
from wfm.rules.linear import Lin


class OvertimeCapsParameters(Parameters):
    """Parameters of `OvertimeCaps`."""

    day_max_hours: float = Field(
        default=3.0, ge=0, le=12, description="Most overtime a day (hours)"
    )
    month_max_hours: float = Field(
        default=36.0, ge=0, le=200, description="Most overtime a calendar month (hours)"
    )


class OvertimeCaps(Rule[OvertimeCapsParameters]):
    """Paid minutes above the standard, where they are more than may be.

    A day's overtime is what is paid above the standard day (week_min / days_a_week); a week's is
    what is paid above week_min less the credit for leave, and it counts in the month of the
    week's Sunday, when it is settled. The past roster counts. Agents who are pregnant, nursing or
    exempt, and contracts without overtime, have none at all: not on a day, not in a week that
    holds a day of theirs.
    """

    id = "overtime_caps"
    parameters = OvertimeCapsParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"day_max_hours": Limit.AT_MOST, "month_max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Overtime caps", "加班上限"),
        description=Words(
            "Overtime stays below a daily and a monthly maximum; agents who are pregnant, nursing "
            "or exempt have none.",
            "加班不超过每日与每月上限；孕期、哺乳期及免加班人员不得安排加班。",
        ),
        violation=Words(
            "{agent} has {hours} h of overtime {span}; at most {max_h} h may be",
            "{agent} {span}加班 {hours} 小时，上限 {max_h} 小时",
        ),
    )

    @staticmethod
    def day_cap(view: ProblemView, p: OvertimeCapsParameters, a: int, d: int) -> int:
        """Most overtime of an agent on a day, in minutes."""
        return 0 if overtime_barred(view, a, d) else round(p.day_max_hours * 60)

    def day_excess(self, view: ProblemView, p: OvertimeCapsParameters, a: int, d: int) -> list[int]:
        """Minutes that each shift's overtime is above the day's cap, per shift."""
        most = view.contracts[a].leave_day_min + self.day_cap(view, p, a, d)
        return [max(0, int(paid) - most) for paid in view.shift_paid]

    @staticmethod
    def standard(view: ProblemView, a: int, week: Week) -> int:
        """Paid minutes of a week above which overtime begins."""
        return max(0, view.contracts[a].week_min - credit_min(view, a, week))

    @staticmethod
    def barred(view: ProblemView, a: int, week: Week) -> bool:
        """Whether a day of the week inside the horizon allows the agent no overtime."""
        return any(overtime_barred(view, a, d) for d in week if 0 <= d < view.n_days)

    def week_cap(self, view: ProblemView, a: int, week: Week) -> int:
        """Paid minutes that a barred agent may have in a week."""
        return max(self.standard(view, a, week), past_paid_min(view, a, week))

    @staticmethod
    def months(view: ProblemView, entry: RuleEntry) -> dict[tuple[int, int], list[Week]]:
        """Weeks of every month that a week of the horizon is settled in, past ones included."""
        found: dict[tuple[int, int], list[Week]] = {}
        for week in weeks(view, entry):
            found.setdefault(sunday_month(view, week), []).append(week)
        for week in whole_weeks_before(view, 6):
            if sunday_month(view, week) in found:
                found[sunday_month(view, week)].append(week)
        return found

    def month_cap(
        self, view: ProblemView, p: OvertimeCapsParameters, a: int, span: Iterable[Week]
    ) -> int:
        """Most overtime minutes of an agent in a month; what the past holds is a fact."""
        past = sum(max(0, past_paid_min(view, a, w) - self.standard(view, a, w)) for w in span)
        return max(round(p.month_max_hours * 60), past)

    def forbidden(
        self, view: ProblemView, entry: RuleEntry, p: OvertimeCapsParameters
    ) -> BoolArray | None:
        """Rule out shifts whose overtime alone is above the day's cap."""
        mask = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        for a in view.scoped(entry):
            for d in days(view, entry):
                mask[a, d] = np.array(self.day_excess(view, p, a, d)) > 0
        return mask

    def model(self, ctx: ModelContext, entry: RuleEntry, p: OvertimeCapsParameters) -> None:
        """Bound the overtime of exempt agents' weeks and of everybody's months."""
        view = ctx.view
        months = self.months(view, entry)
        for a in view.scoped(entry):
            if not entry.hard:
                for d in days(view, entry):
                    ctx.price(entry, ctx.shifts(a, d, self.day_excess(view, p, a, d)))
            for week in weeks(view, entry):
                if self.barred(view, a, week):
                    paid = ctx.total(((a, d) for d in week), view.shift_paid)
                    ctx.at_most(entry, paid, self.week_cap(view, a, week))
            for span in months.values():
                over = Lin()
                for week in span:
                    paid = ctx.total(((a, d) for d in week), view.shift_paid)
                    over.extend(ctx.excess(paid, self.standard(view, a, week)))
                ctx.at_most(entry, over, self.month_cap(view, p, a, span))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: OvertimeCapsParameters
    ) -> list[Violation]:
        """Add up the overtime of days, weeks and months."""
        view, found = seen.view, []

        def find(a: int, d: int, off: int, over: int, cap: int, span: Words) -> None:
            if off > 0:
                found.append(
                    self.violation(
                        entry,
                        off,
                        agent_id=view.agents[a].id,
                        day=view.day(d),
                        values={"hours": over / 60, "max_h": cap / 60, "span": span},
                    )
                )

        months = self.months(view, entry)
        for a in view.scoped(entry):
            for d in days(view, entry):
                s = seen.shift(a, d)
                if s != OFF:
                    off, cap = self.day_excess(view, p, a, d)[s], self.day_cap(view, p, a, d)
                    day = f"{view.day(d)}"
                    find(a, d, off, off + cap, cap, Words(f"on {day}", f"{day} "))
            for week in weeks(view, entry):
                if self.barred(view, a, week):
                    paid, cap = paid_min(seen, a, week), self.week_cap(view, a, week)
                    over, day = paid - self.standard(view, a, week), f"{view.day(week[0])}"
                    span = Words(f"in the week of {day}", f"{day} 起的一周")
                    find(a, week[0], paid - cap, over, 0, span)
            for (year, month), weeks_of in months.items():
                over = sum(
                    max(0, paid_min(seen, a, w) - self.standard(view, a, w)) for w in weeks_of
                )
                cap = self.month_cap(view, p, a, weeks_of)
                span = Words(f"in {year}-{month:02d}", f"{year}年{month}月")
                find(a, weeks_of[0][0], over - cap, over, cap, span)
        return found
