"""Consecutive days: at most so many working days in a row, counted across the seam."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days
from wfm.rules.memory import BARRED, Memory


class ConsecutiveDaysParameters(Parameters):
    """Parameters of `ConsecutiveDays`."""

    max_days: int = Field(default=6, ge=1, le=30, description="Most working days in a row (days)")


class ConsecutiveDays(Rule[ConsecutiveDaysParameters]):
    """Working days beyond the longest run; the days of the past roster count."""

    id = "consecutive_days"
    parameters = ConsecutiveDaysParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_days": Limit.AT_MOST}
    words = RuleWords(
        title=Words("Consecutive days", "连续工作天数"),
        description=Words(
            "Nobody works more than so many days in a row, the last weeks included.",
            "连续工作天数不超过上限，跨周期连续计算。",
        ),
        violation=Words(
            "{agent} works {n} days in a row up to {day}; at most {max_days} may be",
            "{agent} 至 {day} 已连续工作 {n} 天，上限 {max_days} 天",
        ),
    )

    def judged(
        self, view: ProblemView, entry: RuleEntry, p: ConsecutiveDaysParameters
    ) -> tuple[int, ...]:
        """Days on which a run that is too long is found."""
        return days(view, entry)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ConsecutiveDaysParameters) -> None:
        """Leave a day off in every window of one day more."""
        for a in ctx.view.scoped(entry):
            for d in self.judged(ctx.view, entry, p):
                window = ((a, e) for e in range(d - p.max_days, d + 1))
                ctx.at_most(entry, ctx.total(window), p.max_days)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: ConsecutiveDaysParameters, a: int
    ) -> Memory:
        """Remember the length of the run, up to the longest that may be."""
        runs = np.arange(p.max_days + 1)
        step = np.zeros((view.n_days, p.max_days + 1, view.n_shifts + 1), dtype=np.int64)
        step[:, :, :-1] = np.minimum(runs + 1, p.max_days)[:, None]
        points = np.zeros(step.shape)
        for d in self.judged(view, entry, p):
            if entry.hard:
                step[d, -1, :-1] = BARRED
            else:
                points[d, -1, :-1] = entry.weight
        off = np.flatnonzero(view.past_shift[a] == OFF)
        run = view.n_past - 1 - int(off[-1]) if len(off) else view.n_past
        return Memory(
            min(run, p.max_days), step, None if entry.hard else points, np.zeros(p.max_days + 1)
        )

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: ConsecutiveDaysParameters
    ) -> list[Violation]:
        """Count each run of working days."""
        view, found = seen.view, []
        in_force = set(self.judged(view, entry, p))
        for a in view.scoped(entry):
            run = 0
            for d in range(-view.n_past, view.n_days):
                run = run + 1 if seen.shift(a, d) != OFF else 0
                if run > p.max_days and d in in_force:
                    found.append(
                        self.violation(
                            entry,
                            1,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={"n": run, "max_days": p.max_days},
                        )
                    )
        return found
