"""Rolling hours: a cap on paid time in any window of so many days, midnight or not."""

from __future__ import annotations

from itertools import product
from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import DAY_MIN, clock
from wfm.core.view import OFF, IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin


class RollingHoursParameters(Parameters):
    """Parameters of `RollingHours`."""

    window_days: int = Field(
        default=1, ge=1, le=28, description="Length of the window, in days of 24 hours (days)"
    )
    max_hours: float = Field(
        default=12.0, ge=1, le=1000, description="Most paid hours in any such window (hours)"
    )


class RollingHours(Rule[RollingHoursParameters]):
    """Paid minutes above the cap, in every window that begins with a shift.

    Each part of a split shift begins one. Windows begin on days in force, or before the horizon
    and end inside it. A shift that the window's end cuts counts by its share inside; wall-clock
    time, clock changes are left out.
    """

    id = "rolling_hours"
    parameters = RollingHoursParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_hours": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Rolling hours", "滚动工时"),
        description=Words(
            "In any window of 24 hours, or of several days, paid hours stay below a maximum.",
            "任意连续 24 小时（或连续若干天）内的计薪工时不超过上限。",
        ),
        violation=Words(
            "{agent} has {hours} h from {start} on {day} within {window} days of 24 hours; at most "
            "{max_h} h may be",
            "{agent} 自 {day} {start} 起 {window} 个 24 小时内计薪 {hours} 小时，上限 {max_h} 小时",
        ),
    )

    def key(self, p: RollingHoursParameters) -> tuple[object, ...]:
        """A cap on a day and one on a week may stand beside each other."""
        return (p.window_days,)

    @staticmethod
    def inside(view: ProblemView, p: RollingHoursParameters, start_min: int) -> IntArray:
        """Paid minutes of each shift inside a window from `start_min` of its first day.

        Shape (n, n_shifts): row k for a shift of k days later, as far as the window reaches.
        """
        end = start_min + p.window_days * DAY_MIN
        table = np.zeros((-(-end // DAY_MIN), view.n_shifts), dtype=np.int64)
        for k in range(len(table)):
            for s, shift in enumerate(view.shifts):
                at = k * DAY_MIN
                inside = sum(
                    max(0, min(end, at + last) - max(start_min, at + first))
                    for first, last in shift.clock_parts
                )
                table[k, s] = shift.paid_min * inside // shift.duty_min
        return table

    @staticmethod
    def openings(view: ProblemView) -> dict[int, IntArray]:
        """Minutes of a day at which a part of a shift begins, and 1 per shift that has it."""
        found: dict[int, IntArray] = {}
        for s, shift in enumerate(view.shifts):
            for start, _ in shift.clock_parts:
                found.setdefault(start, np.zeros(view.n_shifts, dtype=np.int64))[s] = 1
        return found

    @staticmethod
    def first_days(
        view: ProblemView, entry: RuleEntry, p: RollingHoursParameters, start_min: int
    ) -> tuple[int, ...]:
        """Days whose shifts begin windows at `start_min`, which may be past midnight."""
        reach = p.window_days + start_min // DAY_MIN
        span = range(max(-reach, -view.n_past), view.n_days)
        return tuple(d for d in span if holds_on(view, entry, d))

    @staticmethod
    def cap(view: ProblemView, p: RollingHoursParameters, a: int, d: int, table: IntArray) -> int:
        """Most paid minutes in a window; what the past holds is a fact."""
        shifts = ((k, int(view.past_shift[a, d + k])) for k in range(min(len(table), -d)))
        past = sum(int(table[k, s]) for k, s in shifts if s != OFF)
        return max(round(p.max_hours * 60), past)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: RollingHoursParameters) -> None:
        """Bound each window; one that no shift begins is relaxed by what may be in it."""
        view = ctx.view
        for start, opens in self.openings(view).items():
            table = self.inside(view, p, start)
            days = self.first_days(view, entry, p, start)
            for a in view.scoped(entry):
                for d in days:
                    opened = ctx.shifts(a, d, opens)
                    if opened.highest() <= 0:
                        continue
                    cap = self.cap(view, p, a, d, table)
                    rest = Lin()
                    for k in range(1, len(table)):
                        rest.extend(ctx.shifts(a, d + k, table[k]))
                    most = rest.highest() + int((table[0] * opens).max())
                    if most <= cap:
                        continue
                    slack = most - cap
                    rest.extend(ctx.shifts(a, d, table[0] * opens))
                    rest.extend(opened, slack)
                    ctx.at_most(entry, rest, cap + slack)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: RollingHoursParameters
    ) -> list[Violation]:
        """Add up the minutes of each window that a shift begins."""
        view, found = seen.view, []
        for start, opens in self.openings(view).items():
            table = self.inside(view, p, start)
            days = self.first_days(view, entry, p, start)
            for a, d in product(view.scoped(entry), days):
                first = seen.shift(a, d)
                if first == OFF or not opens[first]:
                    continue
                shifts = ((k, seen.shift(a, d + k)) for k in range(len(table)))
                paid = sum(int(table[k, s]) for k, s in shifts if s != OFF)
                off = paid - self.cap(view, p, a, d, table)
                if off > 0:
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={
                                "hours": round(paid / 60, 2),
                                "start": clock(start),
                                "window": p.window_days,
                                "max_h": p.max_hours,
                            },
                        )
                    )
        return found
