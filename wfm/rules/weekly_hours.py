"""Weekly hours: each agent gets the contract's paid minutes a week, leave credited."""

from __future__ import annotations

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words


class WeeklyHoursParameters(Parameters):
    """Parameters of `WeeklyHours`."""

    tolerance_min: int = Field(
        default=0, ge=0, le=2400, description="Paid minutes a week may fall short by (minutes)"
    )


class WeeklyHours(Rule[WeeklyHoursParameters]):
    """Paid minutes of each whole week between the contract's minimum and maximum.

    The minimum is owed for weeks that lie wholly in the horizon; a week of which only a part is
    rostered owes nothing yet. Every working day of leave credits a day's share, up to the week's
    working days.
    """

    id = "weekly_hours"
    parameters = WeeklyHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
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
        contract, agent = view.contracts[a], view.agents[a]
        days = view.weeks[week]
        inside = [d for d in days if 0 <= d < view.n_days]
        away = sum(1 for d in inside if view.on_leave[a, d] or not agent.employed_on(view.day(d)))
        credit = min(away, contract.days_a_week) * contract.leave_day_min
        low = 0
        if len(inside) == len(days):
            low = max(0, contract.week_min - credit - p.tolerance_min)
        return low, max(low, contract.week_max_min - credit)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: WeeklyHoursParameters) -> None:
        """Bound the paid minutes of each week."""
        view = ctx.view
        for a in view.scoped(entry):
            for w, days in enumerate(view.weeks):
                if not any(ctx.is_free(a, d) for d in days):
                    continue
                low, high = self.bounds(view, p, a, w)
                paid = ctx.total(((a, d) for d in days), view.shift_paid)
                ctx.at_most(entry, paid, high)
                ctx.at_least(entry, paid, low)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: WeeklyHoursParameters
    ) -> list[Violation]:
        """Add up each week's paid minutes."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            for w, days in enumerate(view.weeks):
                low, high = self.bounds(view, p, a, w)
                shifts = [s for s in (seen.shift(a, d) for d in days) if s != OFF]
                paid = sum(int(view.shift_paid[s]) for s in shifts)
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
