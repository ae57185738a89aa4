"""Split shifts: who may have them, how many a week, how long their gap and their whole day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from pydantic import Field, model_validator

from wfm.core.interchange import SPLIT_RULE
from wfm.core.problem import Enforcement, RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.shifts import Shift
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import Week, holds_on, weeks

NOT_NAMED = Words("split shifts are not agreed with the agent", "未约定该坐席可上分段班")
NONE_AT_ALL = Words("no split shift is allowed", "不允许分段班")


class SplitShiftsParameters(Parameters):
    """Parameters of `SplitShifts`."""

    names: tuple[str, ...] = Field(
        default=(),
        description="Teams, contracts or agents who may have split shifts; empty for everybody "
        "the entry is about",
    )
    max_week: int = Field(
        default=2, ge=0, le=7, description="Most split shifts a calendar week; 0 for none at all"
    )
    min_gap_min: int = Field(
        default=60, ge=0, le=720, description="Shortest gap between the parts (minutes)"
    )
    max_gap_min: int = Field(
        default=300, ge=0, le=1200, description="Longest gap between the parts (minutes)"
    )
    max_spread_min: int = Field(
        default=780,
        ge=60,
        le=1440,
        description="Longest time from the start of the first part to the end of the second, "
        "handover included (minutes)",
    )
    elsewhere: bool = Field(
        default=False,
        description="Speaks of the people and days alone that no other entry of this rule is "
        "about; max_week is then 0",
    )

    @model_validator(mode="after")
    def _in_order(self) -> SplitShiftsParameters:
        if self.max_gap_min < self.min_gap_min:
            raise ValueError("max_gap_min must not be below min_gap_min")
        if self.elsewhere and self.max_week:
            raise ValueError("an entry for everybody else has max_week 0")
        return self


class SplitShifts(Rule[SplitShiftsParameters]):
    """Split shifts that somebody may not have, whose gap or spread is wrong, or too many a week.

    Planning adds an entry that bars them wherever a rule set says nothing of them
    (`with_bar`): they are allowed only where a rule set says so.
    """

    id = SPLIT_RULE
    parameters = SplitShiftsParameters
    unit = Unit.SHIFTS
    strength = Strength.HARD
    limits: ClassVar[Limits] = {
        "max_week": Limit.AT_MOST,
        "min_gap_min": Limit.AT_LEAST,
        "max_gap_min": Limit.AT_MOST,
        "max_spread_min": Limit.AT_MOST,
    }
    words = RuleWords(
        title=Words("Split shifts", "分段班"),
        description=Words(
            "Shifts of two parts are given only to those who agreed to them, so many a week, with "
            "a gap and a whole day within limits.",
            "分段班只排给约定的坐席，每周次数、间隔时长与全天跨度均在限度之内。",
        ),
        violation=Words("{agent}, {day}: {what}", "{agent} {day}：{what}"),
    )

    def key(self, p: SplitShiftsParameters) -> tuple[object, ...]:
        """The entry for everybody else stands beside the others."""
        return (p.elsewhere,)

    @staticmethod
    def split(view: ProblemView) -> list[int]:
        """1 per split shift."""
        return [int(shift.gap is not None) for shift in view.shifts]

    @staticmethod
    def wrong(view: ProblemView, p: SplitShiftsParameters, a: int, s: int) -> Words | None:
        """Say why an agent may not have a split shift; None when the agent may."""
        shift, agent = view.shifts[s], view.agents[a]
        if shift.gap is None:
            return None
        if not p.max_week:
            return NONE_AT_ALL
        if p.names and not {agent.id, agent.team, agent.contract} & set(p.names):
            return NOT_NAMED
        gap, spread = shift.gap.length_min, shift.length_min + shift.before_min + shift.after_min
        if not p.min_gap_min <= gap <= p.max_gap_min:
            return Words(
                "a gap of {gap} minutes; {least} to {most} may be",
                "间隔 {gap} 分钟，应为 {least} 至 {most} 分钟",
            ).with_values(gap=gap, least=p.min_gap_min, most=p.max_gap_min)
        if spread > p.max_spread_min:
            return Words(
                "{spread} minutes from first start to last end; at most {most} may be",
                "从首段开始到末段结束 {spread} 分钟，上限 {most} 分钟",
            ).with_values(spread=spread, most=p.max_spread_min)
        return None

    @staticmethod
    def speaks_of(
        view: ProblemView, entry: RuleEntry, p: SplitShiftsParameters, a: int, d: int
    ) -> bool:
        """Whether an entry is about an agent's day."""
        if not entry.scope.holds_for(view.agents[a]) or not holds_on(view, entry, d):
            return False
        return not p.elsewhere or not any(
            other.rule == entry.rule
            and other.enforcement is Enforcement.ENFORCED
            and not other.parameters.get("elsewhere", False)
            and other.scope.holds_for(view.agents[a])
            and holds_on(view, other, d)
            for other in view.problem.rules
        )

    def forbidden(self, view: ProblemView, entry: RuleEntry, p: SplitShiftsParameters) -> BoolArray:
        """Return the split shifts that are wrong by themselves."""
        out = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        for s in np.flatnonzero(self.split(view)).tolist():
            for a in view.scoped(entry):
                if self.wrong(view, p, a, s) is not None:
                    out[a, :, s] = [
                        self.speaks_of(view, entry, p, a, d) for d in range(view.n_days)
                    ]
        return out

    @classmethod
    def week_cap(cls, view: ProblemView, p: SplitShiftsParameters, a: int, week: Week) -> int:
        """Most of a week; what the past holds is a fact."""
        split = cls.split(view)
        past = [int(view.past_shift[a, d]) for d in week if -view.n_past <= d < 0]
        return max(p.max_week, sum(split[s] for s in past if s != OFF))

    def model(self, ctx: ModelContext, entry: RuleEntry, p: SplitShiftsParameters) -> None:
        """Bound the split shifts of each week; `forbidden` says the rest."""
        view = ctx.view
        split = self.split(view)
        if not p.max_week or not any(split):
            return
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                total = ctx.total(((a, d) for d in week), split)
                ctx.at_most(entry, total, self.week_cap(view, p, a, week))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: SplitShiftsParameters
    ) -> list[Violation]:
        """Look at every split shift, and count those of each week."""
        view, found = seen.view, []
        split = self.split(view)
        if not any(split):
            return []
        for a in view.scoped(entry):
            agent_id = view.agents[a].id
            for d in range(view.n_days):
                s = seen.shift(a, d)
                what = None if s == OFF else self.wrong(view, p, a, s)
                if what is not None and self.speaks_of(view, entry, p, a, d):
                    found.append(
                        self.violation(
                            entry, 1, agent_id=agent_id, day=view.day(d), values={"what": what}
                        )
                    )
            for week in weeks(view, entry) if p.max_week else ():
                shifts = (seen.shift(a, d) for d in week)
                n = sum(split[s] for s in shifts if s != OFF)
                cap = self.week_cap(view, p, a, week)
                if n > cap:
                    what = Words(
                        "{n} split shifts in the week; at most {most} may be",
                        "本周 {n} 个分段班，上限 {most} 个",
                    ).with_values(n=n, most=cap)
                    found.append(
                        self.violation(
                            entry,
                            n - cap,
                            agent_id=agent_id,
                            day=view.day(week[0]),
                            values={"what": what},
                        )
                    )
        return found


def with_bar(rules: Iterable[RuleEntry], shifts: Iterable[Shift]) -> tuple[RuleEntry, ...]:
    """Rules that bar split shifts wherever none of them allows them, where there are any."""
    rules = tuple(rules)
    barred = any(r.rule == SplitShifts.id and r.parameters.get("elsewhere") for r in rules)
    if barred or not any(shift.gap is not None for shift in shifts):
        return rules
    return (*rules, RuleEntry(SplitShifts.id, {"max_week": 0, "elsewhere": True}))
