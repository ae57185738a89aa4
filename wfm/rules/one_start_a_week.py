"""One start a week: shifts of a week begin at the same time, also where the start is flexible."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.score import Unit
from wfm.core.time import clock
from wfm.core.view import ProblemView
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.week_kinds import Kinds, WeekKindsRule


class OneStartAWeekParameters(Parameters):
    """Parameters of `OneStartAWeek`."""

    within_min: int = Field(
        default=0, ge=0, le=720, description="Starts this close count as one (minutes)"
    )
    flexible_only: bool = Field(
        default=False, description="Look at flexible shifts alone, the fixed ones are free"
    )


class OneStartAWeek(WeekKindsRule[OneStartAWeekParameters]):
    """Shifts of a week that begin at another time than most of them."""

    id = "one_start_a_week"
    parameters = OneStartAWeekParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("One start a week", "一周同一上班时间"),
        description=Words(
            "Through a calendar week an agent's shifts begin at the same time.",
            "坐席一个自然周内的上班时间一致。",
        ),
        violation=Words(
            "{agent} has {n} shifts that do not begin at {kind} in the week from {day}",
            "{agent} 自 {day} 起的一周有 {n} 个班次不在 {kind} 上班",
        ),
    )

    def kinds(self, view: ProblemView, p: OneStartAWeekParameters) -> Kinds:
        """Shifts that begin within the tolerance after each start."""
        starts = np.array([s.start_min for s in view.shifts], dtype=np.int64)
        counted = np.array([bool(s.family) or not p.flexible_only for s in view.shifts])
        return {
            clock(start): counted & (start <= starts) & (starts <= start + p.within_min)
            for start in sorted(set(starts[counted].tolist()))
        }
