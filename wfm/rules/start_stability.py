"""Start stability: shifts on days that follow each other start at about the same time."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import clock
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days, holds_on
from wfm.rules.linear import Lin
from wfm.rules.memory import Memory, pairs


class StartStabilityParameters(Parameters):
    """Parameters of `StartStability`."""

    max_shift_min: int = Field(
        default=120,
        ge=0,
        le=1440,
        description="Starts of two days in a row may differ by; 0 keeps one start through a block "
        "of working days (minutes)",
    )


class StartStability(Rule[StartStabilityParameters]):
    """Changes of the start time from one working day to the next.

    Compared by the clock on adjacent days; a day off between lets the start change freely.
    """

    id = "start_stability"
    parameters = StartStabilityParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Stable start", "上班时间稳定"),
        description=Words(
            "From one working day to the next the start of the shift moves little.",
            "相邻工作日的上班时间变化不大。",
        ),
        violation=Words(
            "{agent} starts at {start} on {day} and at {before} the day before",
            "{agent} {day} {start} 上班，前一天为 {before}",
        ),
    )

    @staticmethod
    def far(view: ProblemView, p: StartStabilityParameters) -> list[list[int]]:
        """1 where two shifts start too far apart, (n_shifts, n_shifts)."""
        starts = [s.start_min for s in view.shifts]
        return [[int(abs(x - y) > p.max_shift_min) for y in starts] for x in starts]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: StartStabilityParameters) -> None:
        """Forbid or price pairs; one helper a pair of days."""
        view = ctx.view
        groups: dict[tuple[int, ...], list[int]] = {}
        for s, row in enumerate(self.far(view, p)):
            if any(row):
                groups.setdefault(tuple(row), [0] * view.n_shifts)[s] = 1
        for a in view.scoped(entry):
            for d in days(view, entry):
                pairs = []
                for second, first in groups.items():
                    pair = ctx.shifts(a, d - 1, first).extend(ctx.shifts(a, d, second))
                    if pair.highest() > 1:
                        pairs.append(pair)
                if entry.hard:
                    for pair in pairs:
                        ctx.at_most(entry, pair, 1)
                elif pairs:
                    ctx.price(entry, one_pair(ctx, pairs))

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: StartStabilityParameters, a: int
    ) -> Memory:
        """Remember yesterday's shift."""
        points = None if entry.hard else float(entry.weight)
        table = np.array(self.far(view, p))
        return pairs(view, a, table, lambda d: holds_on(view, entry, d), points)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: StartStabilityParameters
    ) -> list[Violation]:
        """Compare each start with that of the day before."""
        view, found = seen.view, []
        far = self.far(view, p)
        for a in view.scoped(entry):
            for d in days(view, entry):
                s1, s2 = seen.shift(a, d - 1), seen.shift(a, d)
                if s1 != OFF and s2 != OFF and far[s1][s2]:
                    found.append(
                        self.violation(
                            entry,
                            1,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={
                                "start": clock(view.shifts[s2].start_min),
                                "before": clock(view.shifts[s1].start_min),
                            },
                        )
                    )
        return found


def one_pair(ctx: ModelContext, pairs: list[Lin]) -> Lin:
    """1 when a pair of shifts is there: one of the expressions, of which one can be, is above 1."""
    if not any(pair.variables for pair in pairs):
        return Lin(constant=max(pair.constant for pair in pairs) - 1)
    moved = ctx.new_bool(lambda values: int(any(pair.value(values) > 1 for pair in pairs)))
    for pair in pairs:
        ctx.model.add(pair.expr() - 1 <= moved)
    return Lin([moved], [1], decided=True)
