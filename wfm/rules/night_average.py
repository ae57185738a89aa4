"""Night average: hours of night workers in 24 hours over a reference period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import parse_clock
from wfm.core.view import OFF, BoolArray, IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away, reference_periods
from wfm.rules.inforce import Week, overlap_min
from wfm.rules.linear import Lin


class NightAverageParameters(Parameters):
    """Parameters of `NightAverage`."""

    weeks: int = Field(default=17, ge=1, le=52, description="Reference period (weeks)")
    max_hours: float = Field(
        default=8.0, ge=1, le=24, description="Most working hours in 24 hours on average (hours)"
    )
    rest_days: int = Field(
        default=1,
        ge=0,
        le=3,
        description="Days of weekly rest that the average leaves out (days a week)",
    )
    nights_a_week: float = Field(
        default=1.0,
        ge=0,
        le=7,
        description="Nights a week on average over the period from which on somebody works nights "
        "as a normal course (nights)",
    )
    from_clock: str = Field(
        default="23:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Night time begins (local clock)",
    )
    to_clock: str = Field(
        default="06:00",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Night time ends (local clock)",
    )
    night_min: int = Field(
        default=180,
        ge=1,
        le=1440,
        description="Night time that makes a shift a night (minutes)",
    )


class NightAverage(Rule[NightAverageParameters]):
    """Minutes of night workers above the average, in each period that ends in the horizon.

    Somebody who has nights often enough in the period is a night worker of it. The days of weekly
    rest are left out of the average (Directive 2003/88/EC art. 16(c)); so are days of leave and
    outside employment, which neither save nor cost hours. Handover is working time, paid or not.
    Where the past roster does not reach back far enough the period is the whole weeks that are
    known.
    """

    id = "night_average"
    parameters = NightAverageParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {
        "max_hours": Limit.AT_MOST,
        "nights_a_week": Limit.AT_MOST,
        "rest_days": Limit.AT_LEAST,
        "night_min": Limit.AT_MOST,
    }
    words = RuleWords(
        title=Words("Hours of night workers", "夜班人员平均工时"),
        description=Words(
            "Night workers work no more than a maximum of hours in 24 hours on average over the "
            "reference period, days of weekly rest and leave left out.",
            "参考周期内，夜班人员平均每24小时工时不超过上限；每周休息日与休假日不计入。",
        ),
        violation=Words(
            "{agent} with {nights} nights averages {hours} h in 24 h over the {weeks} weeks from "
            "{day}; at most {max_h} h may be",
            "{agent} 自 {day} 起 {weeks} 周内有 {nights} 个夜班，平均每24小时工作 {hours} 小时，"
            "上限 {max_h} 小时",
        ),
    )

    @staticmethod
    def work_min(view: ProblemView) -> IntArray:
        """Working minutes of each shift, unpaid handover included, shape (n_shifts,)."""
        unpaid = [0 if s.handover_paid else s.before_min + s.after_min for s in view.shifts]
        return np.asarray(view.shift_paid + np.array(unpaid, dtype=np.int64))

    @staticmethod
    def nights(view: ProblemView, p: NightAverageParameters) -> BoolArray:
        """Which shifts have enough of night time, shape (n_shifts,)."""
        span = parse_clock(p.from_clock), parse_clock(p.to_clock)
        inside = [sum(overlap_min(*part, *span) for part in s.clock_parts) for s in view.shifts]
        return np.array([x >= p.night_min for x in inside], dtype=bool)

    @staticmethod
    def counted_days(
        view: ProblemView, p: NightAverageParameters, a: int, period: tuple[Week, ...]
    ) -> int:
        """Days that the average is taken over."""
        there = (sum(not away(view, a, d) for d in week) for week in period)
        return sum(max(0, n - p.rest_days) for n in there)

    @classmethod
    def cap(
        cls, view: ProblemView, p: NightAverageParameters, a: int, period: tuple[Week, ...]
    ) -> int:
        """Most working minutes of a night worker; what the past holds is a fact."""
        work = cls.work_min(view)
        past = [int(view.past_shift[a, d]) for week in period for d in week if d < 0]
        had = sum(int(work[s]) for s in past if s != OFF)
        return max(round(p.max_hours * 60) * cls.counted_days(view, p, a, period), had)

    @staticmethod
    def often(p: NightAverageParameters, period: tuple[Week, ...]) -> int:
        """Nights in a period that make a night worker."""
        return max(1, ceil(p.nights_a_week * len(period) - 1e-9))

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NightAverageParameters) -> None:
        """Bound the working minutes of each period by a bool that says who works nights."""
        view = ctx.view
        night, work = self.nights(view, p).astype(np.int64), self.work_min(view)
        for period in reference_periods(view, entry, p.weeks):
            often = self.often(p, period)
            for a in view.scoped(entry):
                cells = [(a, d) for week in period for d in week]
                parts = [ctx.shifts(a, d, work) for a, d in cells]
                worked = Lin()
                for part in parts:
                    worked.extend(part)
                cap = self.cap(view, p, a, period)
                # Only one shift of a day is worked, so a day adds its longest at most.
                spare = sum(x.constant + max(x.factors, default=0) for x in parts) - cap
                nights = ctx.total(cells, night)
                if spare <= 0 or nights.highest() < often:
                    continue
                if nights.constant < often:
                    regular = ctx.new_bool(_reaches(nights, often))
                    most = nights.highest() - often + 1
                    ctx.model.add(nights.expr() <= often - 1 + most * regular)
                    worked.add(regular, spare)
                    cap += spare
                ctx.at_most(entry, worked, cap)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: NightAverageParameters
    ) -> list[Violation]:
        """Count nights and working minutes of each period."""
        view, found = seen.view, []
        night, work = self.nights(view, p), self.work_min(view)
        for period in reference_periods(view, entry, p.weeks):
            for a in view.scoped(entry):
                shifts = [s for week in period for d in week if (s := seen.shift(a, d)) != OFF]
                nights = sum(bool(night[s]) for s in shifts)
                worked = sum(int(work[s]) for s in shifts)
                off = worked - self.cap(view, p, a, period)
                if off > 0 and nights >= self.often(p, period):
                    days = max(1, self.counted_days(view, p, a, period))
                    found.append(
                        self.violation(
                            entry,
                            off,
                            agent_id=view.agents[a].id,
                            day=view.day(period[0][0]),
                            values={
                                "nights": nights,
                                "hours": round(worked / 60 / days, 2),
                                "weeks": len(period),
                                "max_h": p.max_hours,
                            },
                        )
                    )
        return found


def _reaches(nights: Lin, often: int) -> Callable[[Mapping[int, int]], int]:
    return lambda values: int(nights.value(values) >= often)
