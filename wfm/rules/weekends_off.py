"""Weekends off: at most so many weekends are worked in a period."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import Week, holds_on
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, Memory


class WeekendsOffParameters(Parameters):
    """Parameters of `WeekendsOff`."""

    max_worked: int = Field(default=2, ge=0, le=53, description="Most weekends worked in a period")
    weeks: int = Field(
        default=4, ge=0, le=53, description="Length of the period; 0 is the horizon (weeks)"
    )


class WeekendsOff(Rule[WeekendsOffParameters]):
    """Weekends worked beyond the limit, in every period that ends inside the horizon.

    A weekend counts when its Saturday or its Sunday is worked; the past roster counts.
    """

    id = "weekends_off"
    parameters = WeekendsOffParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_worked": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Weekends off", "周末休息"),
        description=Words(
            "At most so many weekends are worked in a period; a weekend counts when either of its "
            "days is worked.",
            "周期内上班的周末不超过上限；周六或周日任一天上班即计入。",
        ),
        violation=Words(
            "{agent} works {n} weekends up to {day}; at most {cap} may be",
            "{agent} 截至 {day} 上班的周末有 {n} 个，上限 {cap} 个",
        ),
    )

    @staticmethod
    def periods(
        view: ProblemView, entry: RuleEntry, p: WeekendsOffParameters
    ) -> list[tuple[Week, ...]]:
        """Weekends of each period, as the known days of Saturday and Sunday."""
        first = view.weeks[0][0]
        known = [
            tuple(d for d in (monday + 5, monday + 6) if -view.n_past <= d < view.n_days)
            for monday in range(first - view.n_past // 7 * 7 - 7, view.n_days, 7)
        ]
        known = [weekend for weekend in known if weekend]
        inside = [k for k, weekend in enumerate(known) if weekend[-1] >= 0]
        if not p.weeks:
            chosen = tuple(known[k] for k in inside if holds_on(view, entry, known[k][0]))
            return [chosen] if chosen else []
        return [
            tuple(known[max(0, k + 1 - p.weeks) : k + 1])
            for k in inside
            if holds_on(view, entry, known[k][0])
        ]

    @staticmethod
    def cap(view: ProblemView, p: WeekendsOffParameters, a: int, period: tuple[Week, ...]) -> int:
        """Most weekends worked in a period; what the past holds is a fact."""
        past = sum(
            1 for weekend in period if any(d < 0 and view.past_shift[a, d] != OFF for d in weekend)
        )
        return max(p.max_worked, past)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: WeekendsOffParameters) -> None:
        """Count weekends by a helper each, and bound the count of every period."""
        view = ctx.view
        periods = self.periods(view, entry, p)
        for a in view.scoped(entry):
            worked = {
                weekend: self._worked(ctx, a, weekend) for period in periods for weekend in period
            }
            for period in periods:
                total = Lin()
                for weekend in period:
                    total.extend(worked[weekend])
                ctx.at_most(entry, total, self.cap(view, p, a, period))

    @staticmethod
    def _worked(ctx: ModelContext, a: int, weekend: Week) -> Lin:
        """1 when a day of the weekend is worked."""
        days = [ctx.works(a, d) for d in weekend]
        fixed = max(day.constant for day in days)
        if fixed or not any(day.variables for day in days):
            return Lin(constant=fixed)
        helper = ctx.new_bool(lambda values: max(day.value(values) for day in days))
        for day in days:
            ctx.model.add(day.expr() <= helper)
        return Lin([helper], [1], decided=True)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: WeekendsOffParameters, a: int
    ) -> Memory | None:
        """Remember the weekends so far, and whether this one is worked already.

        None for a soft entry or a rolling period.
        """
        periods = self.periods(view, entry, p)
        if not entry.hard or p.weeks or not periods:
            return None
        cap = self.cap(view, p, a, periods[0])
        states = np.arange(2 * (cap + 1))  # twice the count, plus 1 when counted this weekend
        step = np.empty((view.n_days, len(states), view.n_shifts + 1), dtype=np.int64)
        step[:] = (states - states % 2)[:, None]
        for weekend in periods[0]:
            for d in (d for d in weekend if d >= 0):
                fresh = states % 2 == 0
                full = np.where(states // 2 < cap, states + 3, BARRED)
                after = np.where(fresh, full, states)
                if d == weekend[-1]:
                    after = np.where(after == BARRED, BARRED, after - after % 2)
                else:
                    step[d, :, -1] = states
                step[d, :, :-1] = after[:, None]
        first = periods[0][0]
        worked = any(view.past_shift[a, d] != OFF for d in first if d < 0)
        return Memory(3 if worked else 0, step, None, np.zeros(len(states)))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: WeekendsOffParameters
    ) -> list[Violation]:
        """Count the weekends of each period."""
        view, found = seen.view, []
        periods = self.periods(view, entry, p)
        for a in view.scoped(entry):
            for period in periods:
                n = sum(1 for weekend in period if any(seen.shift(a, d) != OFF for d in weekend))
                cap = self.cap(view, p, a, period)
                if n > cap:
                    found.append(
                        self.violation(
                            entry,
                            n - cap,
                            agent_id=view.agents[a].id,
                            day=view.day(period[-1][-1]),
                            values={"n": n, "cap": cap},
                        )
                    )
        return found
