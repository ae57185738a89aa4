"""Forbidden successions: shifts that may not follow each other on the next day."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules import naming
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days, holds_on
from wfm.rules.memory import Memory, pairs


class Succession(Parameters):
    """A shift of `first` may not be followed by one of `second` on the next day."""

    first: tuple[str, ...] = Field(
        min_length=1, description="Shift ids or bags, or night or day for all of them"
    )
    second: tuple[str, ...] = Field(
        min_length=1, description="Shift ids or bags, or night or day for all of them"
    )


class ForbiddenSuccessionsParameters(Parameters):
    """Parameters of `ForbiddenSuccessions`."""

    pairs: tuple[Succession, ...] = Field(
        default=(Succession(first=("night",), second=("day",)),),
        min_length=1,
        description="Pairs of shifts that may not follow each other on the next day",
    )


class ForbiddenSuccessions(Rule[ForbiddenSuccessionsParameters]):
    """Shifts that follow a shift which they may not follow."""

    id = "forbidden_successions"
    parameters = ForbiddenSuccessionsParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Forbidden successions", "禁止的班次衔接"),
        description=Words(
            "Certain shifts may not follow each other on the next day, such as a day shift after "
            "a night.",
            "某些班次次日不得相接，例如夜班后接白班。",
        ),
        violation=Words(
            "{agent} has shift {second} on {day} straight after shift {first}",
            "{agent} 在 {day} 上班次 {second}，前一天为班次 {first}",
        ),
    )

    @staticmethod
    def members(view: ProblemView, names: tuple[str, ...]) -> list[int]:
        """1 per shift that one of the names stands for.

        Raises
        ------
        BadInputError
            When a name is no shift of the catalogue.
        """
        chosen = naming.members(view, names, "forbidden_successions.pairs", classes=True)
        return [int(x) for x in chosen]

    def table(self, view: ProblemView, p: ForbiddenSuccessionsParameters) -> list[list[int]]:
        """1 where the second shift may not follow the first, (n_shifts, n_shifts)."""
        table = [[0] * view.n_shifts for _ in range(view.n_shifts)]
        for pair in p.pairs:
            second = self.members(view, pair.second)
            for s1, chosen in enumerate(self.members(view, pair.first)):
                if chosen:
                    table[s1] = [a | b for a, b in zip(table[s1], second, strict=True)]
        return table

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ForbiddenSuccessionsParameters) -> None:
        """Let at most one of the two be: first shifts with the same successors go together."""
        view = ctx.view
        groups: dict[tuple[int, ...], list[int]] = {}
        for s1, row in enumerate(self.table(view, p)):
            if any(row):
                groups.setdefault(tuple(row), [0] * view.n_shifts)[s1] = 1
        for a in view.scoped(entry):
            for d in days(view, entry):
                for second, first in groups.items():
                    pair = ctx.shifts(a, d - 1, first).extend(ctx.shifts(a, d, second))
                    ctx.at_most(entry, pair, 1)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: ForbiddenSuccessionsParameters, a: int
    ) -> Memory:
        """Remember yesterday's shift."""
        table = np.array(self.table(view, p))
        points = None if entry.hard else float(entry.weight)
        return pairs(view, a, table, lambda d: holds_on(view, entry, d), points)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: ForbiddenSuccessionsParameters
    ) -> list[Violation]:
        """Look at every shift and the one of the day before."""
        view, found = seen.view, []
        table = self.table(view, p)
        for a in view.scoped(entry):
            for d in days(view, entry):
                s1, s2 = seen.shift(a, d - 1), seen.shift(a, d)
                if s1 != OFF and s2 != OFF and table[s1][s2]:
                    found.append(
                        self.violation(
                            entry,
                            1,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={"first": view.shifts[s1].id, "second": view.shifts[s2].id},
                        )
                    )
        return found
