"""Fairness of weekends: shifts on Saturdays, Sundays and holidays are shared evenly."""

from __future__ import annotations

import numpy as np

from wfm.core.view import BoolArray, ProblemView
from wfm.rules.contract import RuleWords, Words
from wfm.rules.fairness import FairnessParameters, FairnessRule

SATURDAY = 5


class FairnessWeekends(FairnessRule[FairnessParameters]):
    """Shifts on weekends and statutory holidays beyond the fair share."""

    id = "fairness_weekends"
    parameters = FairnessParameters
    DEFAULT_A_DAY = 1.5 / 7
    words = RuleWords(
        title=Words("Fair weekends", "周末公平"),
        description=Words(
            "Shifts on weekends and holidays are shared evenly, the last weeks included.",
            "周末与节假日班次均衡分配，含近几周。",
        ),
        violation=Words(
            "{agent} has {n} weekend shifts after {before} in the last {weeks} weeks; the fair "
            "share is {share}",
            "{agent} 周末班 {n} 个（前 {weeks} 周 {before} 个），公平份额为 {share} 个",
        ),
    )

    def counted(self, view: ProblemView, p: FairnessParameters, d: int) -> BoolArray:
        """Every shift that starts on a weekend day or a holiday."""
        day = view.day(d)
        special = day.weekday() >= SATURDAY or day in view.problem.holidays
        return np.full(view.n_shifts, special)
