"""Fairness of holidays: work on statutory holidays is shared evenly."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.view import BoolArray, ProblemView
from wfm.rules.contract import RuleWords, Words
from wfm.rules.fairness import FairnessRule, RollingParameters


class FairnessHolidaysParameters(RollingParameters):
    """Parameters of `FairnessHolidays`."""

    per_holiday: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Fair share of the holidays that an agent works; empty for the average of the "
        "past weeks",
    )

    def fair_a_day(self) -> float | None:
        """Fair number a holiday."""
        return self.per_holiday


class FairnessHolidays(FairnessRule[FairnessHolidaysParameters]):
    """Shifts on statutory holidays beyond the fair share of the holidays there were."""

    id = "fairness_holidays"
    parameters = FairnessHolidaysParameters
    DEFAULT_A_DAY = 0.5
    words = RuleWords(
        title=Words("Fair holidays", "节假日公平"),
        description=Words(
            "Shifts on statutory holidays are shared evenly, the last weeks included.",
            "法定节假日班次均衡分配，含近几周。",
        ),
        violation=Words(
            "{agent} has {n} holiday shifts after {before} in the last {weeks} weeks; the fair "
            "share is {share}",
            "{agent} 节假日班 {n} 个（前 {weeks} 周 {before} 个），公平份额为 {share} 个",
        ),
    )

    def counted(self, view: ProblemView, p: FairnessHolidaysParameters, d: int) -> BoolArray:
        """Every shift that starts on a holiday."""
        return np.full(view.n_shifts, self.offered(view, d))

    def offered(self, view: ProblemView, d: int) -> bool:
        """Holidays alone."""
        return view.day(d) in view.problem.holidays
