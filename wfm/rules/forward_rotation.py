"""Forward rotation: from one working day to the next, shifts do not start earlier."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import clock
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days
from wfm.rules.memory import BARRED, Memory
from wfm.rules.start_stability import one_pair

MOST_STATES = 16
"""Past so many states every agent's graph of tours grows out of hand: tours are judged instead."""


class ForwardRotationParameters(Parameters):
    """Parameters of `ForwardRotation`."""

    max_earlier_min: int = Field(
        default=0,
        ge=0,
        le=1440,
        description="A shift may start earlier than the one before by so much (minutes)",
    )
    within_days: int = Field(
        default=2,
        ge=1,
        le=7,
        description="Days from one shift to the next up to which they are compared; 1 is the next "
        "day alone, 2 one day off between (days)",
    )


class ForwardRotation(Rule[ForwardRotationParameters]):
    """Shifts that start earlier than the shift of the working day before.

    Compared by the clock. After more days off than `within_days` reaches over, a rotation begins
    anew with any shift; days of leave count as days off.
    """

    id = "forward_rotation"
    parameters = ForwardRotationParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {"max_earlier_min": Limit.AT_MOST, "within_days": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Forward rotation", "正向轮班"),
        description=Words(
            "From one working day to the next, over a day off too, shifts start at the same time "
            "or later: early, middle, late, night.",
            "相邻工作日（中间隔休息日亦然）的上班时间只后移不前移：早、中、晚、夜。",
        ),
        violation=Words(
            "{agent} starts at {start} on {day}, earlier than at {before} on {last}",
            "{agent} {day} {start} 上班，早于 {last} 的 {before}",
        ),
    )

    @staticmethod
    def backward(view: ProblemView, p: ForwardRotationParameters) -> BoolArray:
        """Whether the second shift starts too early after the first, (n_shifts, n_shifts)."""
        starts = np.array([s.start_min for s in view.shifts], dtype=np.int64)
        return np.asarray(starts[:, None] - starts[None] > p.max_earlier_min)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ForwardRotationParameters) -> None:
        """Forbid or price pairs of shifts with nothing but days off between."""
        view = ctx.view
        table = self.backward(view, p).astype(np.int64)
        firsts: dict[bytes, list[int]] = {}
        for s, row in enumerate(table):
            if row.any():
                firsts.setdefault(row.tobytes(), [0] * view.n_shifts)[s] = 1
        for a in view.scoped(entry):
            for d in days(view, entry):
                pairs = []
                for key, first in firsts.items():
                    second = np.frombuffer(key, dtype=np.int64)
                    for back in range(1, p.within_days + 1):
                        pair = ctx.shifts(a, d - back, first).extend(ctx.shifts(a, d, second))
                        for e in range(d - back + 1, d):
                            pair.extend(ctx.works(a, e), -1)
                        if pair.highest() > 1:
                            pairs.append(pair)
                if entry.hard:
                    for pair in pairs:
                        ctx.at_most(entry, pair, 1)
                elif pairs:
                    ctx.price(entry, one_pair(ctx, pairs))

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: ForwardRotationParameters, a: int
    ) -> Memory | None:
        """Remember the start of the last shift while it is near enough; None with many starts.

        State 0 is free; state 1 + k x within_days + n is the k-th start, n days off ago.
        """
        starts = sorted({s.start_min for s in view.shifts})
        if len(starts) * p.within_days >= MOST_STATES:
            return None
        of = [starts.index(s.start_min) for s in view.shifts]
        n_states = 1 + len(starts) * p.within_days
        step = np.zeros((view.n_days, n_states, view.n_shifts + 1), dtype=np.int64)
        after = np.arange(n_states) + 1
        after[0] = 0
        after[p.within_days :: p.within_days] = 0  # the last day off that still counts
        step[:, :, -1] = after
        for s, k in enumerate(of):
            step[:, :, s] = 1 + k * p.within_days
        wrong = np.zeros((n_states, view.n_shifts), dtype=bool)
        table = self.backward(view, p)
        for s, k in enumerate(of):
            wrong[1 + k * p.within_days : 1 + (k + 1) * p.within_days] = table[s]
        price = np.zeros(step.shape)
        for d in days(view, entry):
            if entry.hard:
                step[d, :, :-1][wrong] = BARRED
            else:
                price[d, :, :-1] = wrong * float(entry.weight)
        start = 0
        for d in range(-view.n_past, 0):
            s = int(view.past_shift[a, d])
            start = int(after[start]) if s == OFF else 1 + of[s] * p.within_days
        return Memory(start, step, None if entry.hard else price, np.zeros(n_states))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: ForwardRotationParameters
    ) -> list[Violation]:
        """Compare each shift with the last one before it."""
        view, found = seen.view, []
        table = self.backward(view, p)
        for a in view.scoped(entry):
            for d in days(view, entry):
                before = [e for e in range(d - p.within_days, d) if seen.shift(a, e) != OFF]
                s2 = seen.shift(a, d)
                if s2 == OFF or not before:
                    continue
                s1 = seen.shift(a, before[-1])
                if table[s1, s2]:
                    found.append(
                        self.violation(
                            entry,
                            1,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={
                                "start": clock(view.shifts[s2].start_min),
                                "before": clock(view.shifts[s1].start_min),
                                "last": view.day(before[-1]),
                            },
                        )
                    )
        return found
