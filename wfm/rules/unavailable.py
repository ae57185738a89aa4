"""Unavailable: agents who can't be there for a span of a day have no shift that touches it."""

from __future__ import annotations

from datetime import date

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import IntArray, ProblemView
from wfm.rules.clockspan import SpanParameters
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.unary import UnaryRule


class Away(SpanParameters):
    """A span of one day; one that ends at or before its start runs into the next day."""

    day: date = Field(description="Day on which the span begins")


class UnavailableParameters(Parameters):
    """Parameters of `Unavailable`."""

    spans: tuple[Away, ...] = Field(
        min_length=1, description="Days and times of day at which nobody of the scope can be there"
    )


class Unavailable(UnaryRule[UnavailableParameters]):
    """Minutes of a shift, handover included, inside spans in which its agent can't be there.

    A repair says with it who is away for part of a day, and that no shift begins in the past.
    A shift that is pinned stands: it is being worked, or somebody wants it in spite of this.
    """

    id = "unavailable"
    parameters = UnavailableParameters
    unit = Unit.MINUTES
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Unavailable", "不可到岗"),
        description=Words(
            "Nobody has a shift at a time at which they can't be there.",
            "坐席无法到岗的时段不排班。",
        ),
        violation=Words(
            "{agent} can't be there for {minutes} minutes of shift {shift} on {day}",
            "{agent} {day} 的班次 {shift} 有 {minutes} 分钟无法到岗",
        ),
    )

    def key(self, p: UnavailableParameters) -> tuple[object, ...]:
        """Entries on different spans stand side by side."""
        return (p.spans,)

    @staticmethod
    def lost_min(view: ProblemView, p: UnavailableParameters, d: int, s: int) -> int:
        """Minutes of a day's shift inside the spans."""
        lost = 0
        for span in p.spans:
            offset = (span.day - view.day(d)).days * DAY_MIN
            first, last = parse_clock(span.from_clock), parse_clock(span.to_clock)
            last += DAY_MIN if last <= first else 0
            for begin, end in view.shifts[s].work_spans:
                lost += max(0, min(end, offset + last) - max(begin, offset + first))
        return lost

    def amounts(self, view: ProblemView, entry: RuleEntry, p: UnavailableParameters) -> IntArray:
        """Minutes lost; 0 for pinned shifts."""
        days = [
            [self.lost_min(view, p, d, s) for s in range(view.n_shifts)] for d in range(view.n_days)
        ]
        shape = (view.n_agents, view.n_days, view.n_shifts)
        table = np.broadcast_to(np.array(days, dtype=np.int64).reshape(shape[1:]), shape).copy()
        for pin in view.problem.pins:
            d = view.day_index(pin.day)
            if pin.shift_id is not None and 0 <= d < view.n_days:
                table[view.agent_index[pin.agent_id], d, view.shift_index[pin.shift_id]] = 0
        return table

    def values(
        self, view: ProblemView, p: UnavailableParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Minutes lost."""
        return {"minutes": self.lost_min(view, p, d, s)}
