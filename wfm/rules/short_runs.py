"""Runs of days that are too short: single working days, single days off."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, Strength
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, Memory


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

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: ShortRunParameters, a: int
    ) -> Memory | None:
        """Remember the run, up to the length asked for; None for an entry with dates."""
        if entry.first_day is not None or entry.last_day is not None:
            return None
        points = None if entry.hard else float(entry.weight)
        return short_run_memory(view, a, p.min_days, self.worked, points)

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


def short_run_memory(
    view: ProblemView, a: int, least: int, worked: bool, points: float | None
) -> Memory:
    """Remember a run of one kind of day up to the length asked for.

    States: 0 after a day of the other kind; 1 to least - 1 inside a run of that length; `least`
    inside a run that is long enough, or of which not every day is known or judged; least + 1
    after a day that is not judged, so that the run after it is open.

    Parameters
    ----------
    least : int
        Fewest days of a run.
    worked : bool
        Whether runs of work are judged, or runs of days off.
    points : float or None
        Price of a day that a run lacks; None forbids short runs.
    """
    open_run, after_leave = least, least + 1
    states = np.arange(least + 2)
    longer = np.minimum(states + 1, open_run)
    longer[[open_run, after_leave]] = open_run
    short = np.where((states >= 1) & (states < least), least - states, 0)
    step = np.empty((view.n_days, least + 2, view.n_shifts + 1), dtype=np.int64)
    price = np.zeros(step.shape)
    inside, outside = (slice(0, -1), slice(-1, None)) if worked else (slice(-1, None), slice(0, -1))
    step[:, :, inside] = longer[:, None]
    step[:, :, outside] = 0
    if points is None:
        step[:, short > 0, outside] = BARRED
    else:
        price[:, :, outside] = (short * points)[:, None]
    gone = [d for d in range(view.n_days) if away(view, a, d)]
    step[gone, :, -1] = after_leave if worked else open_run
    price[gone, :, -1] = 0.0
    state = after_leave if worked else open_run
    for d in range(-view.n_past, 0):
        if away(view, a, d):
            state = after_leave if worked else open_run
        elif (int(view.past_shift[a, d]) != OFF) is worked:
            state = int(longer[state])
        else:
            state = 0
    return Memory(state, step, None if points is None else price, np.zeros(least + 2))
