"""Holiday run: working days in a row around statutory holidays."""

from __future__ import annotations

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.view import ProblemView
from wfm.rules.consecutive_days import ConsecutiveDays, ConsecutiveDaysParameters
from wfm.rules.contract import RuleWords, Words
from wfm.rules.inforce import days


class HolidayRunParameters(ConsecutiveDaysParameters):
    """Parameters of `HolidayRun`."""

    around_days: int = Field(
        default=7,
        ge=0,
        le=30,
        description="Days before and after a holiday that are looked at (days)",
    )


class HolidayRun(ConsecutiveDays):
    """Working days beyond the longest run, found near statutory holidays only.

    Make-up workdays lengthen runs there; the holiday regulation asks for six days at most as a
    rule, so that an entry is soft where `consecutive_days` allows more.
    """

    id = "holiday_run"
    parameters = HolidayRunParameters
    words = RuleWords(
        title=Words("Runs around holidays", "节假日前后连续工作"),
        description=Words(
            "Around statutory holidays nobody works more than so many days in a row.",
            "法定节假日前后连续工作天数不超过上限。",
        ),
        violation=Words(
            "{agent} works {n} days in a row up to {day}, near a holiday; at most {max_days} "
            "should be",
            "{agent} 在节假日前后至 {day} 已连续工作 {n} 天，不宜超过 {max_days} 天",
        ),
    )

    def judged(
        self, view: ProblemView, entry: RuleEntry, p: ConsecutiveDaysParameters
    ) -> tuple[int, ...]:
        """Days in force that are near a holiday."""
        near = p.around_days if isinstance(p, HolidayRunParameters) else 0
        holidays = [view.day_index(day) for day in view.problem.holidays]
        return tuple(d for d in days(view, entry) if any(abs(d - h) <= near for h in holidays))
