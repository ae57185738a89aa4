"""One bag a week: a week's shifts come from one of the bags, not from several."""

from __future__ import annotations

from pydantic import Field

from wfm.core.score import Unit
from wfm.core.view import ProblemView
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.naming import members
from wfm.rules.week_kinds import Kinds, WeekKindsRule


class OneBagAWeekParameters(Parameters):
    """Parameters of `OneBagAWeek`."""

    bags: tuple[str, ...] = Field(
        min_length=2, description="Bags, families of flexible shifts or shift ids not to be mixed"
    )


class OneBagAWeek(WeekKindsRule[OneBagAWeekParameters]):
    """Shifts of a week outside the bag that most of them come from."""

    id = "one_bag_a_week"
    parameters = OneBagAWeekParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("One bag a week", "一周一个班次包"),
        description=Words(
            "In a calendar week an agent's shifts come from one of the bags.",
            "坐席一个自然周内的班次出自同一个班次包。",
        ),
        violation=Words(
            "{agent} has {n} shifts outside bag {kind} in the week from {day}",
            "{agent} 自 {day} 起的一周有 {n} 个班次不在班次包 {kind} 内",
        ),
    )

    def key(self, p: OneBagAWeekParameters) -> tuple[object, ...]:
        """Entries on different bags stand side by side."""
        return (p.bags,)

    def kinds(self, view: ProblemView, p: OneBagAWeekParameters) -> Kinds:
        """Shifts of each bag."""
        return {name: members(view, (name,), "one_bag_a_week.bags") for name in p.bags}
