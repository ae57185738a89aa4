"""Night eligibility: who is pregnant, nursing or not fit for nights works none of it."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.people import ConditionKind
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import IntArray, ProblemView
from wfm.rules.clockspan import Clock
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.inforce import overlap_min
from wfm.rules.unary import UnaryRule

NO_NIGHT_KINDS = (ConditionKind.PREGNANT, ConditionKind.NURSING, ConditionKind.NO_NIGHTS)


class NightEligibilityParameters(Parameters):
    """Parameters of `NightEligibility`."""

    from_clock: Clock = Field(default="22:00", description="The night begins (HH:MM)")
    to_clock: Clock = Field(default="06:00", description="The night ends (HH:MM)")
    handover: bool = Field(
        default=True, description="Handover minutes before and after the shift count as work"
    )


class NightEligibility(UnaryRule[NightEligibilityParameters]):
    """Minutes of the night that an agent works who may work none.

    A shift counts when the condition holds on the day it starts or on the day it ends.
    """

    id = "night_eligibility"
    parameters = NightEligibilityParameters
    unit = Unit.MINUTES
    strength = Strength.HARD
    words = RuleWords(
        title=Words("Night eligibility", "夜班资格"),
        description=Words(
            "Agents who are pregnant (seven months and more), nursing or not fit for nights work "
            "no minute of the night.",
            "怀孕满七个月、哺乳期或不宜上夜班的坐席，夜间时段一分钟也不得排班。",
        ),
        violation=Words(
            "{agent} may not work nights: shift {shift} on {day} has {minutes} night minutes",
            "{agent} 不得上夜班：{day} 的班次 {shift} 含 {minutes} 分钟夜间时段",
        ),
    )

    @staticmethod
    def night_min(view: ProblemView, p: NightEligibilityParameters, s: int) -> int:
        """Minutes of the night that a shift touches."""
        shift = view.shifts[s]
        spans = shift.work_spans if p.handover else shift.clock_parts
        night = parse_clock(p.from_clock), parse_clock(p.to_clock)
        return sum(overlap_min(first, last, *night) for first, last in spans)

    @staticmethod
    def barred(view: ProblemView, a: int, d: int) -> bool:
        """Whether a condition of an agent bars nights on a day index."""
        return any(view.agents[a].has(kind, view.day(d)) for kind in NO_NIGHT_KINDS)

    def amounts(
        self, view: ProblemView, entry: RuleEntry, p: NightEligibilityParameters
    ) -> IntArray:
        """Night minutes where nights are barred."""
        night = np.array([self.night_min(view, p, s) for s in range(view.n_shifts)], np.int64)
        crosses = np.array([s.end_min + s.after_min > DAY_MIN for s in view.shifts], dtype=bool)
        table = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=np.int64)
        for a in range(view.n_agents):
            if not view.agents[a].conditions:
                continue
            for d in range(view.n_days):
                if self.barred(view, a, d):
                    table[a, d] = night
                elif self.barred(view, a, d + 1):
                    table[a, d] = night * crosses
        return table

    def values(
        self, view: ProblemView, p: NightEligibilityParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Night minutes of the shift."""
        return {"minutes": self.night_min(view, p, s)}
