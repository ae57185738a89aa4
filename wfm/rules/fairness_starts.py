"""Fairness of starts: shifts that begin at unpopular hours are shared evenly."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import BoolArray, ProblemView
from wfm.rules.clockspan import Clock
from wfm.rules.contract import RuleWords, Words
from wfm.rules.fairness import FairnessParameters, FairnessRule


class FairnessStartsParameters(FairnessParameters):
    """Parameters of `FairnessStarts`."""

    from_clock: Clock = Field(default="14:00", description="Starts from this time of day (HH:MM)")
    to_clock: Clock = Field(
        default="20:00", description="Starts up to this time of day (HH:MM), excluded"
    )


class FairnessStarts(FairnessRule[FairnessStartsParameters]):
    """Shifts that start inside an unpopular clock span, beyond the fair share."""

    id = "fairness_starts"
    parameters = FairnessStartsParameters
    words = RuleWords(
        title=Words("Fair starts", "上班时间公平"),
        description=Words(
            "Shifts that start at unpopular hours, such as late ones, are shared evenly, the last "
            "weeks included.",
            "上班时间不受欢迎的班次（如晚班）均衡分配，含近几周。",
        ),
        violation=Words(
            "{agent} has {n} shifts with an unpopular start after {before} in the last {weeks} "
            "weeks; the fair share is {share}",
            "{agent} 不受欢迎时段上班 {n} 次（前 {weeks} 周 {before} 次），公平份额为 {share} 次",
        ),
    )

    def key(self, p: FairnessStartsParameters) -> tuple[object, ...]:
        """Early and late starts stand side by side."""
        return (p.from_clock, p.to_clock)

    @staticmethod
    def unpopular(view: ProblemView, p: FairnessStartsParameters) -> BoolArray:
        """Which shifts start inside the span, shape (n_shifts,); it may cross midnight."""
        first, last = parse_clock(p.from_clock), parse_clock(p.to_clock)
        length = (last - first) % DAY_MIN or DAY_MIN
        starts = np.array([s.start_min for s in view.shifts], dtype=np.int64)
        return np.asarray((starts - first) % DAY_MIN < length)

    def counted(self, view: ProblemView, p: FairnessStartsParameters, d: int) -> BoolArray:
        """Shifts that start inside the span."""
        return self.unpopular(view, p)
