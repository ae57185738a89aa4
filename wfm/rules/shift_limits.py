"""Shift limits: how often an agent may, or has to, be given certain shifts in a period."""

from __future__ import annotations

import numpy as np
from pydantic import Field, model_validator

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import Week, days, holds_on
from wfm.rules.memory import Memory, counter
from wfm.rules.naming import members


class ShiftLimitsParameters(Parameters):
    """Parameters of `ShiftLimits`."""

    shifts: tuple[str, ...] = Field(
        min_length=1, description="Shift ids or bags that are counted together"
    )
    least: int = Field(default=0, ge=0, le=400, description="Fewest of them in a period")
    most: int | None = Field(
        default=None, ge=0, le=400, description="Most of them in a period; empty for no limit"
    )
    weekly: bool = Field(
        default=False, description="Count by calendar week; otherwise over the whole horizon"
    )

    @model_validator(mode="after")
    def _in_order(self) -> ShiftLimitsParameters:
        if self.most is not None and self.most < self.least:
            raise ValueError("most must not be below least")
        return self


class ShiftLimits(Rule[ShiftLimitsParameters]):
    """Shifts of a kind too many or too few in a period.

    Weeks that the horizon cuts are held to the upper limit only; their past days count.
    """

    id = "shift_limits"
    parameters = ShiftLimitsParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Shift limits", "班次次数限制"),
        description=Words(
            "An agent has at least and at most so many of certain shifts in a period.",
            "坐席在周期内某些班次的次数不低于下限、不高于上限。",
        ),
        violation=Words(
            "{agent} has {n} of the shifts {shifts} from {day}; {least} to {most} may be",
            "{agent} 自 {day} 起班次 {shifts} 共 {n} 个，应为 {least} 至 {most} 个",
        ),
    )

    def key(self, p: ShiftLimitsParameters) -> tuple[object, ...]:
        """Entries on different shifts or periods stand side by side."""
        return (p.shifts, p.weekly)

    @staticmethod
    def members(view: ProblemView, p: ShiftLimitsParameters) -> list[int]:
        """1 per shift that is counted.

        Raises
        ------
        BadInputError
            When an id is not in the catalogue.
        """
        return [int(x) for x in members(view, p.shifts, "shift_limits.shifts")]

    @staticmethod
    def periods(view: ProblemView, entry: RuleEntry, p: ShiftLimitsParameters) -> list[Week]:
        """Days of each period, those of the past roster included."""
        if not p.weekly:
            period = days(view, entry)
            return [period] if period else []
        return [
            tuple(d for d in week if -view.n_past <= d < view.n_days)
            for week in view.weeks
            if holds_on(view, entry, week[0])
        ]

    @classmethod
    def bounds(
        cls, view: ProblemView, p: ShiftLimitsParameters, a: int, period: Week
    ) -> tuple[int, int]:
        """Fewest and most of a period; what the past holds is a fact."""
        counted = cls.members(view, p)
        past = [int(view.past_shift[a, d]) for d in period if d < 0]
        held = sum(counted[s] for s in past if s != OFF)
        whole = not p.weekly or len(period) == 7
        most = len(period) if p.most is None else p.most
        return (p.least if whole else 0), max(most, held)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ShiftLimitsParameters) -> None:
        """Bound the count of each period from both sides."""
        counted = self.members(ctx.view, p)
        for period in self.periods(ctx.view, entry, p):
            for a in ctx.view.scoped(entry):
                low, high = self.bounds(ctx.view, p, a, period)
                total = ctx.total(((a, d) for d in period), counted)
                ctx.at_most(entry, total, high)
                if low:
                    ctx.at_least(entry, total, low)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: ShiftLimitsParameters, a: int
    ) -> Memory | None:
        """Remember the count so far; None for a soft entry or one by the week."""
        periods = self.periods(view, entry, p)
        if not entry.hard or p.weekly or not periods:
            return None
        low, high = self.bounds(view, p, a, periods[0])
        return counter(view, np.array(self.members(view, p)), high, low, periods[0])

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: ShiftLimitsParameters
    ) -> list[Violation]:
        """Count the shifts of each period."""
        view, found = seen.view, []
        counted = self.members(view, p)
        for period in self.periods(view, entry, p):
            for a in view.scoped(entry):
                low, high = self.bounds(view, p, a, period)
                shifts = (seen.shift(a, d) for d in period)
                n = sum(counted[s] for s in shifts if s != OFF)
                off = max(low - n, n - high, 0)
                if off:
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(period[0]),
                            values={
                                "n": n,
                                "shifts": ", ".join(p.shifts),
                                "least": low,
                                "most": high,
                            },
                        )
                    )
        return found
