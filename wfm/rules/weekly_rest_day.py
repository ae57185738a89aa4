"""Weekly rest day: in every calendar week at least one day free of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

import numpy as np
from ortools.sat.python import cp_model
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import DAY_MIN
from wfm.core.view import OFF, IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import Week, weeks
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, REFUSED, Memory

ShiftOf = Callable[[int, int], int]
"""Shift index of (agent, day index), OFF for none."""


class WeeklyRestDayParameters(Parameters):
    """Parameters of `WeeklyRestDay`."""

    min_days: int = Field(default=1, ge=0, le=7, description="Rest days a week (days)")
    whole_day: bool = Field(
        default=True,
        description="A rest day is a whole calendar day: the end of a night shift spoils it",
    )
    min_hours: float = Field(
        default=0.0,
        ge=0,
        le=60,
        description="Hours free of work that a rest day must lie in, handover counts (hours)",
    )


class WeeklyRestDay(Rule[WeeklyRestDayParameters]):
    """Rest days that a week lacks.

    A rest day has no shift that starts on it; with `whole_day` none of the day before ends on it
    after midnight; with `min_hours` the time from the shift of the day before to the shift of the
    day after is at least that. Days that are not rostered yet count as free, and no more rest
    days are asked of a week than the past has left possible.
    """

    id = "weekly_rest_day"
    parameters = WeeklyRestDayParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"min_days": Limit.AT_LEAST, "min_hours": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Weekly rest day", "每周休息日"),
        description=Words(
            "Every week has at least one day free of work; a day on which a night shift ends is "
            "none.",
            "每周至少有一个完整休息日；夜班结束的当天不算休息日。",
        ),
        violation=Words(
            "{agent} has {n} rest days in the week of {day}; {min_days} are due",
            "{agent} 在 {day} 起的一周只有 {n} 个休息日，应有 {min_days} 个",
        ),
    )

    @staticmethod
    def tails(view: ProblemView, p: WeeklyRestDayParameters) -> list[int]:
        """1 per shift that spoils the day after by ending on it."""
        return [int(p.whole_day and s.end_min + s.after_min > DAY_MIN) for s in view.shifts]

    @staticmethod
    def too_soon(view: ProblemView, p: WeeklyRestDayParameters) -> list[list[int]]:
        """1 per pair of shifts around a day that leave too few hours between them."""
        n = range(view.n_shifts)
        return [[int(view.gap_min(s1, s2, 2) < p.min_hours * 60) for s2 in n] for s1 in n]

    def is_rest(
        self, view: ProblemView, p: WeeklyRestDayParameters, shift_of: ShiftOf, a: int, d: int
    ) -> bool:
        """Whether a day is a rest day."""
        before, after = shift_of(a, d - 1), shift_of(a, d + 1)
        if shift_of(a, d) != OFF or (before != OFF and self.tails(view, p)[before]):
            return False
        if before == OFF or after == OFF:
            return True
        return view.gap_min(before, after, 2) >= p.min_hours * 60

    def due(self, view: ProblemView, p: WeeklyRestDayParameters, a: int, week: Week) -> int:
        """Rest days that a week must have: no more than the past has left possible."""

        def past_only(a: int, d: int) -> int:
            return int(view.past_shift[a, d]) if -view.n_past <= d < 0 else OFF

        return min(p.min_days, sum(self.is_rest(view, p, past_only, a, d) for d in week))

    def model(self, ctx: ModelContext, entry: RuleEntry, p: WeeklyRestDayParameters) -> None:
        """Count the rest days of each week by a helper a day where nights can spoil them."""
        view = ctx.view
        tails, soon = self.tails(view, p), self.too_soon(view, p)
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                rests = Lin()
                for d in week:
                    rests.extend(self._rest(ctx, p, tails, soon, a, d))
                ctx.at_least(entry, rests, self.due(view, p, a, week))

    def _rest(
        self,
        ctx: ModelContext,
        p: WeeklyRestDayParameters,
        tails: list[int],
        soon: list[list[int]],
        a: int,
        d: int,
    ) -> Lin:
        """1 when the day is a rest day; at most that where a helper is needed."""
        view = ctx.view
        if d >= view.n_days:
            return Lin(constant=1)
        works, tail = ctx.works(a, d), ctx.shifts(a, d - 1, tails)
        pairs = []
        for s1 in range(view.n_shifts):
            if any(soon[s1]) and not tails[s1]:
                first, after = ctx.x(a, d - 1, s1), ctx.shifts(a, d + 1, soon[s1])
                if first.highest() > 0 and after.highest() > 0:
                    pairs.append(first.extend(after))
        if tail.highest() <= 0 and not pairs:
            return Lin(constant=1).extend(works, -1)
        limits = [(works, 0), (tail, 0), *((pair, 1) for pair in pairs)]
        if any(not lin.variables and lin.constant > most for lin, most in limits):
            return Lin()
        if not any(lin.variables for lin, _ in limits):
            return Lin(constant=1)
        rest = self._helper(ctx, limits)
        return Lin([rest], [1], decided=True)

    @staticmethod
    def _helper(ctx: ModelContext, limits: list[tuple[Lin, int]]) -> cp_model.IntVar:
        def value(values: Mapping[int, int]) -> int:
            return int(all(lin.value(values) <= most for lin, most in limits))

        rest = ctx.new_bool(value)
        for lin, most in limits:
            if lin.variables:
                ctx.model.add(lin.expr() + rest <= most + 1)
        return rest

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: WeeklyRestDayParameters, a: int
    ) -> Memory | None:
        """Remember what yesterday left, and the rest days of its week before it."""
        judged = {week[0] for week in weeks(view, entry)}
        dues = [self.due(view, p, a, w) if w[0] in judged else 0 for w in view.weeks]
        if not any(dues):
            return None
        n, off, most = view.n_shifts, view.n_shifts, max(dues)
        left, rested = self._yesterdays(view, p)
        kinds = len(left)
        done = np.minimum(np.arange(most + 1)[:, None, None] + rested, most)
        fresh = np.broadcast_to(left, done.shape).reshape(-1, n + 1)
        step = np.repeat((done * kinds + left).reshape(1, -1, n + 1), view.n_days, axis=0)
        lacking = np.zeros(step.shape)
        if view.weeks[0][0] == 0:
            step[0] = fresh
        for due, week in zip(dues, view.weeks[1:], strict=False):
            step[week[0]] = fresh
            lacking[week[0]] = np.maximum(due - done, 0).reshape(-1, n + 1)
        beyond = sum(d >= view.n_days for d in view.weeks[-1])
        end = np.maximum(dues[-1] - done[:, :, off] - beyond, 0).ravel().astype(float)
        if entry.hard:
            step[lacking > 0] = BARRED
            points, end = None, np.where(end > 0, REFUSED, 0.0)
        else:
            points, end = lacking * entry.weight, end * entry.weight

        def past(a: int, d: int) -> int:
            return int(view.past_shift[a, d]) if d >= -view.n_past else OFF

        yesterday = int(left[past(a, -2) if past(a, -2) != OFF else off + 1, past(a, -1)])
        before = [d for d in view.weeks[0] if d < -1]
        return Memory(
            min(most, sum(self.is_rest(view, p, past, a, d) for d in before)) * kinds + yesterday,
            step,
            points,
            end,
        )

    def _yesterdays(
        self, view: ProblemView, p: WeeklyRestDayParameters
    ) -> tuple[IntArray, IntArray]:
        """Kinds of yesterday: each shift, no day to rest on, one to rest on, one after each shift.

        Returns
        -------
        left : int array, shape (2 n_shifts + 2, n_shifts + 1)
            Kind of yesterday tomorrow, by that of today and today's shift, the last for none.
        rested : int array of the same shape
            1 where yesterday was a rest day.
        """
        n = view.n_shifts
        tails = np.array(self.tails(view, p), dtype=bool)
        soon = np.array(self.too_soon(view, p), dtype=bool).reshape(n, n)
        after = n + 2 + np.arange(n)
        left: IntArray = np.full((2 * n + 2, n + 1), n + 1, dtype=np.int64)
        left[:, :n] = np.arange(n)
        left[:n, n] = np.where(tails, n, np.where(soon.any(axis=1), after, n + 1))
        rested: IntArray = np.zeros(left.shape, dtype=np.int64)
        rested[n + 1 :] = 1
        rested[n + 2 :, :n] = ~soon
        return left, rested

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: WeeklyRestDayParameters
    ) -> list[Violation]:
        """Count the rest days of each week."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                # Days after the horizon are not rostered yet: free.
                n = sum(d >= view.n_days or self.is_rest(view, p, seen.shift, a, d) for d in week)
                due = self.due(view, p, a, week)
                if n < due:
                    found.append(
                        self.violation(
                            entry,
                            due - n,
                            agent_id=view.agents[a].id,
                            day=view.day(week[0]),
                            values={"n": n, "min_days": due},
                        )
                    )
        return found
