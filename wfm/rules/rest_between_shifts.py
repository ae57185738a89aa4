"""Rest between shifts: hours free of work from the end of one shift to the start of the next."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on
from wfm.rules.memory import Memory, pairs


class RestParameters(Parameters):
    """Parameters of `RestBetweenShifts`."""

    min_hours: float = Field(
        default=11.0, ge=0, le=24, description="Hours free of work between two shifts"
    )


class RestBetweenShifts(Rule[RestParameters]):
    """Minutes between shifts, handover included in the shifts (art. 41)."""

    id = "rest_between_shifts"
    parameters = RestParameters
    unit = Unit.MINUTES
    strength = Strength.HARD
    limits: ClassVar[Limits] = {"min_hours": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Rest between shifts", "班次间休息"),
        description=Words(
            "From the end of a shift, handover included, to the start of the next there is a "
            "minimum rest.",
            "从一个班次结束（含交接）到下一个班次开始，须有最短休息时间。",
        ),
        violation=Words(
            "{agent} has {gap_h} h of rest before the shift of {day}; {min_h} h are due",
            "{agent} 在 {day} 的班次前只有 {gap_h} 小时休息，应有 {min_h} 小时",
        ),
    )

    def model(self, ctx: ModelContext, entry: RuleEntry, p: RestParameters) -> None:
        """Forbid the pairs of shifts that leave too short a rest, up to two days apart."""
        view, need = ctx.view, p.min_hours * 60
        n = range(view.n_shifts)
        for gap in (1, 2):
            # For each first shift: the later shifts that come too soon after it.
            too_soon = [[int(view.gap_min(s1, s2, gap) < need) for s2 in n] for s1 in n]
            binding = [s1 for s1 in n if any(too_soon[s1])]
            if not binding:
                continue
            for a in view.scoped(entry):
                for d in range(-min(gap, view.n_past), view.n_days - gap):
                    if not (ctx.is_free(a, d) or ctx.is_free(a, d + gap)):
                        continue
                    if not holds_on(view, entry, d + gap):
                        continue
                    for s1 in binding:
                        first = ctx.x(a, d, s1)
                        if first.highest() > 0:
                            pair = first.extend(ctx.shifts(a, d + gap, too_soon[s1]))
                            ctx.at_most(entry, pair, 1)

    def memory(self, view: ProblemView, entry: RuleEntry, p: RestParameters, a: int) -> Memory:
        """Remember yesterday's shift; a shift of the day before that is judged afterwards."""
        n = range(view.n_shifts)
        short = [[int(view.gap_min(s1, s2, 1) < p.min_hours * 60) for s2 in n] for s1 in n]
        return pairs(view, a, np.array(short), lambda d: holds_on(view, entry, d), None)

    def audit(self, seen: RosterView, entry: RuleEntry, p: RestParameters) -> list[Violation]:
        """Compare each shift's start with the end of the shift before it."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            last: tuple[int, int] | None = None  # (day, shift)
            for d in range(-view.n_past, view.n_days):
                s = seen.shift(a, d)
                if s == OFF:
                    continue
                if last is not None and d >= 0 and holds_on(view, entry, d):
                    gap = view.gap_min(last[1], s, d - last[0])
                    short = p.min_hours * 60 - gap
                    if short > 0:
                        found.append(
                            self.violation(
                                entry,
                                short,
                                agent_id=view.agents[a].id,
                                day=view.day(d),
                                values={"gap_h": round(gap / 60, 2), "min_h": p.min_hours},
                            )
                        )
                last = (d, s)
        return found
