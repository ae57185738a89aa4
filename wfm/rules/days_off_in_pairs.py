"""Days off in pairs: a single day off between two working days is avoided."""

from __future__ import annotations

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import NoParameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.memory import Memory
from wfm.rules.short_runs import short_run_memory


class DaysOffInPairs(Rule[NoParameters]):
    """Single days off: worked the day before and the day after.

    Counted from the last day of the past roster to the last day but one, because the day after
    the horizon is not known. Leave is no day off.
    """

    id = "days_off_in_pairs"
    parameters = NoParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Days off in pairs", "连休"),
        description=Words(
            "Days off come two or more together; a single one is avoided.",
            "休息日尽量两天及以上连休，避免只休单日。",
        ),
        violation=Words("{agent} has a single day off on {day}", "{agent} 在 {day} 只休单日"),
    )

    @staticmethod
    def candidates(view: ProblemView, entry: RuleEntry, a: int) -> list[int]:
        """Days that may be single days off of an agent."""
        span = range(max(-1, 1 - view.n_past), view.n_days - 1)
        return [d for d in span if holds_on(view, entry, d) and not away(view, a, d)]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NoParameters) -> None:
        """Price or forbid work, off, work."""
        for a in ctx.view.scoped(entry):
            for d in self.candidates(ctx.view, entry, a):
                single = ctx.works(a, d - 1).extend(ctx.works(a, d), -1)
                ctx.at_most(entry, single.extend(ctx.works(a, d + 1)), 1)

    def memory(self, view: ProblemView, entry: RuleEntry, p: NoParameters, a: int) -> Memory | None:
        """Remember whether a day off stands alone so far; None for an entry with dates."""
        if entry.first_day is not None or entry.last_day is not None:
            return None
        return short_run_memory(
            view, a, 2, worked=False, points=None if entry.hard else float(entry.weight)
        )

    def audit(self, seen: RosterView, entry: RuleEntry, p: NoParameters) -> list[Violation]:
        """Look for single days off."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            for d in self.candidates(view, entry, a):
                works = [seen.shift(a, e) != OFF for e in (d - 1, d, d + 1)]
                if works == [True, False, True]:
                    found.append(
                        self.violation(entry, 1, agent_id=view.agents[a].id, day=view.day(d))
                    )
        return found
