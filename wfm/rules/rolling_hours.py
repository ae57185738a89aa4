"""Rolling hours: a cap on paid time in any window of so many days, midnight or not."""

from __future__ import annotations

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

    Windows begin on days in force, or before the horizon and end inside it. A shift that the
    window's end cuts counts by its share inside; wall-clock time, clock changes are left out.
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

        Shape (window_days + 1, n_shifts): row k for a shift of k days later.
        """
        table = np.zeros((p.window_days + 1, view.n_shifts), dtype=np.int64)
        end = start_min + p.window_days * DAY_MIN
        for k in range(p.window_days + 1):
            for s, shift in enumerate(view.shifts):
                first = k * DAY_MIN + shift.start_min
                part = min(end, first + shift.length_min) - max(start_min, first)
                table[k, s] = shift.paid_min * max(0, part) // shift.length_min
        return table

    @staticmethod
    def first_days(
        view: ProblemView, entry: RuleEntry, p: RollingHoursParameters
    ) -> tuple[int, ...]:
        """Days on which windows begin."""
        span = range(max(-p.window_days, -view.n_past), view.n_days)
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
        by_start: dict[int, IntArray] = {}
        for s, shift in enumerate(view.shifts):
            by_start.setdefault(shift.start_min, np.zeros(view.n_shifts, dtype=np.int64))[s] = 1
        tables = {start: self.inside(view, p, start) for start in by_start}
        for a in view.scoped(entry):
            for d in self.first_days(view, entry, p):
                for start, opens in by_start.items():
                    opened = ctx.shifts(a, d, opens)
                    if opened.highest() <= 0:
                        continue
                    table = tables[start]
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
        tables = {s.start_min: self.inside(view, p, s.start_min) for s in view.shifts}
        for a in view.scoped(entry):
            for d in self.first_days(view, entry, p):
                first = seen.shift(a, d)
                if first == OFF:
                    continue
                start = view.shifts[first].start_min
                table = tables[start]
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
