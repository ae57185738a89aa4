"""Runs of days that are too short: single working days, single days off."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, Strength
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin


class ShortRunParameters(Parameters):
    """Parameters of the rules on short runs."""

    min_days: int = Field(default=2, ge=2, le=14, description="Fewest days in a row (days)")


class ShortRunRule(Rule[ShortRunParameters]):
    """Runs shorter than asked for, each day that is missing counted.

    A run is judged when the day before it and the day after it are known, so that the ends of
    what is known leave a run open. Leave is neither work nor a day off: runs that touch it are
    left alone.
    """

    parameters = ShortRunParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"min_days": Limit.AT_LEAST}
    worked: ClassVar[bool]

    @staticmethod
    def spans(
        view: ProblemView, entry: RuleEntry, p: ShortRunParameters, a: int
    ) -> list[tuple[int, int]]:
        """First day and length of every span that may be a short run of an agent."""
        spans = []
        for length in range(1, p.min_days):
            for d in range(max(1 - view.n_past, -length), view.n_days - length):
                if holds_on(view, entry, d) and not any(
                    away(view, a, e) for e in range(d - 1, d + length + 1)
                ):
                    spans.append((d, length))
        return spans

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ShortRunParameters) -> None:
        """Forbid or price the other kind of day on both sides of a short span."""
        for a in ctx.view.scoped(entry):
            for d, length in self.spans(ctx.view, entry, p, a):
                run = Lin(constant=0 if self.worked else length)
                for e in range(d, d + length):
                    run.extend(ctx.works(a, e), 1 if self.worked else -1)
                run.constant += 2 if self.worked else 0
                for e in (d - 1, d + length):
                    run.extend(ctx.works(a, e), -1 if self.worked else 1)
                if entry.hard:
                    ctx.at_most(entry, run, length + 1)
                else:
                    points = entry.weight * (p.min_days - length)
                    ctx.price(entry, ctx.excess(run, length + 1), points=points)

    def audit(self, seen: RosterView, entry: RuleEntry, p: ShortRunParameters) -> list[Violation]:
        """Look for spans of one kind of day between two of the other."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            for d, length in self.spans(view, entry, p, a):
                inside = (seen.shift(a, e) != OFF for e in range(d, d + length))
                around = (seen.shift(a, e) != OFF for e in (d - 1, d + length))
                if all(w is self.worked for w in inside) and not any(
                    w is self.worked for w in around
                ):
                    found.append(
                        self.violation(
                            entry,
                            p.min_days - length,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={"n": length, "min_days": p.min_days},
                        )
                    )
        return found
