"""Visitor blackout: nobody is on a break while visitors are on the floor."""

from __future__ import annotations

from datetime import date

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import DAY_MIN, parse_clock
from wfm.core.view import BoolArray, IntArray, Presence, ProblemView, RosterView
from wfm.rules.clockspan import SpanParameters
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import intervals


class Visit(SpanParameters):
    """Visitors on one day; a span that ends at or before its start runs into the next day."""

    day: date = Field(description="Day on which the visit begins")


class VisitorBlackoutParameters(Parameters):
    """Parameters of `VisitorBlackout`."""

    visits: tuple[Visit, ...] = Field(
        min_length=1, description="Days and times of day at which visitors are on the floor"
    )


class VisitorBlackout(Rule[VisitorBlackoutParameters]):
    """People on a meal or break in an interval that a visit touches (art. 57).

    Teams whom a visit does not concern are left out by the entry's scope. What the past roster's
    people do after midnight is a fact. The handover of art. 57 is not looked at: it follows the
    shifts, not the breaks.
    """

    id = "visitor_blackout"
    parameters = VisitorBlackoutParameters
    unit = Unit.AGENT_INTERVALS
    strength = Strength.EITHER
    needs_breaks = True
    words = RuleWords(
        title=Words("No breaks during visits", "参观期间不休息"),
        description=Words(
            "While visitors are on the floor nobody has a meal or a rest break.",
            "参观期间不安排用餐与小休。",
        ),
        violation=Words(
            "At {at} {off} on a break while visitors are there: {who}",
            "{at} 参观期间有 {off} 人休息：{who}",
        ),
    )

    def key(self, p: VisitorBlackoutParameters) -> tuple[object, ...]:
        """Entries on different visits stand side by side."""
        return (p.visits,)

    @staticmethod
    def touched(view: ProblemView, entry: RuleEntry, p: VisitorBlackoutParameters) -> list[int]:
        """Intervals that a visit touches."""
        mask = np.zeros(view.n_intervals, dtype=bool)
        for visit in p.visits:
            d = view.day_index(visit.day)
            if not -1 <= d < view.n_days + 1:
                continue
            first, last = parse_clock(visit.from_clock), parse_clock(visit.to_clock)
            last += DAY_MIN if last <= first else 0
            begin = _interval(view, d, first)
            end = _interval(view, d, last, up=True)
            mask[max(0, begin) : max(0, end)] = True
        return [t for t in intervals(view, entry, view.n_intervals) if mask[t]]

    @staticmethod
    def members(view: ProblemView, entry: RuleEntry) -> IntArray:
        """1 per agent whom the entry is about."""
        found = np.zeros(view.n_agents, dtype=np.int64)
        found[list(view.scoped(entry))] = 1
        return found

    def forbidden(
        self, view: ProblemView, entry: RuleEntry, p: VisitorBlackoutParameters
    ) -> BoolArray | None:
        """Return the shifts with a break that has no start outside the visits."""
        touched = set(self.touched(view, entry, p))
        out = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        step = view.interval_min
        for d in range(view.n_days):
            for s, shift in enumerate(view.shifts):
                start = int(view.start_interval[d, s])
                for w in shift.breaks:
                    starts = range(-(-w.earliest_min // step), w.latest_min // step + 1)
                    length = -(-w.length_min // step)
                    if starts and all(
                        touched & set(range(start + k, start + k + length)) for k in starts
                    ):
                        out[list(view.scoped(entry)), d, s] = True
        return out

    def model(self, ctx: ModelContext, entry: RuleEntry, p: VisitorBlackoutParameters) -> None:
        """Allow nobody beyond the past roster's people on a break."""
        view = ctx.view
        members = self.members(view, entry)
        past = self.off(view.presence(()), members)
        for t in self.touched(view, entry, p):
            ctx.at_most(entry, ctx.off_phone(t, members), int(past[t].sum()))

    @staticmethod
    def off(presence: Presence, members: IntArray) -> IntArray:
        """Who is on a break, shape (n_intervals, n_agents)."""
        return (presence.resting.astype(np.int64) * members[:, None]).T

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: VisitorBlackoutParameters
    ) -> list[Violation]:
        """Look at who is on a break in each interval."""
        view, found = seen.view, []
        members = self.members(view, entry)
        off, past = self.off(seen.presence, members), self.off(view.presence(()), members)
        for t in self.touched(view, entry, p):
            extra = int(off[t].sum() - past[t].sum())
            if extra > 0:
                names = [view.agents[a].id for a in np.flatnonzero(off[t]).tolist()]
                found.append(
                    self.violation(
                        entry,
                        extra,
                        at=view.instant_of(t),
                        values={"off": int(off[t].sum()), "who": ", ".join(names)},
                    )
                )
        return found


def _interval(view: ProblemView, d: int, minute: int, *, up: bool = False) -> int:
    """Interval of a minute of a day index; `up` gives the first that begins at or after it."""
    minute += view.interval_min - 1 if up else 0
    return view.grid.index_of(view.day(d), minute // view.interval_min * view.interval_min)
