"""Night limits: nights a week, nights in a row, and days off after a block of nights."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, BoolArray, IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import Week, days, weeks
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, Memory


class NightLimitsParameters(Parameters):
    """Parameters of `NightLimits`."""

    max_week: int = Field(default=4, ge=0, le=7, description="Most nights a calendar week")
    max_in_row: int = Field(default=3, ge=1, le=14, description="Most nights in a row")
    days_off_after: int = Field(
        default=1, ge=0, le=4, description="Days off after a block of nights (days)"
    )


class NightLimits(Rule[NightLimitsParameters]):
    """Night shifts too many, and shifts too soon after a block of nights.

    A night is a shift that the catalogue marks so. The days after a block count from the day the
    last night began; the day on which it ends is the first of them.
    """

    id = "night_limits"
    parameters = NightLimitsParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    limits: ClassVar[Limits] = {
        "max_week": Limit.AT_MOST,
        "max_in_row": Limit.AT_MOST,
        "days_off_after": Limit.AT_LEAST,
    }
    words = RuleWords(
        title=Words("Night limits", "夜班上限"),
        description=Words(
            "Nobody has too many nights in a week or in a row, and a block of nights is followed "
            "by days off.",
            "每周夜班数与连续夜班数不超过上限，连续夜班之后须安排休息。",
        ),
        violation=Words("{agent}, {day}: {what}", "{agent} {day}：{what}"),
    )

    @staticmethod
    def week_cap(view: ProblemView, p: NightLimitsParameters, a: int, week: Week) -> int:
        """Most nights of a week; what the past holds is a fact."""
        past = [int(view.past_shift[a, d]) for d in week if -view.n_past <= d < 0]
        return max(p.max_week, sum(1 for s in past if s != OFF and view.shift_night[s]))

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NightLimitsParameters) -> None:
        """Bound weeks and windows of nights; keep the days after a block free."""
        view = ctx.view
        night = view.shift_night.astype(int).tolist()
        other = (~view.shift_night).astype(int).tolist()
        for a in view.scoped(entry):
            for week in weeks(view, entry):
                nights = ctx.total(((a, d) for d in week), night)
                ctx.at_most(entry, nights, self.week_cap(view, p, a, week))
            for d in days(view, entry):
                window = ((a, e) for e in range(d - p.max_in_row, d + 1))
                ctx.at_most(entry, ctx.total(window, night), p.max_in_row)
                for k in range(1, p.days_off_after + 1):
                    # A night k days ago, nothing since, and now a shift; straight after a night
                    # another night only makes the block longer.
                    late = Lin().extend(ctx.shifts(a, d - k, night))
                    late.extend(ctx.shifts(a, d, other) if k == 1 else ctx.works(a, d))
                    for e in range(d - k + 1, d):
                        late.extend(ctx.works(a, e), -1)
                    ctx.at_most(entry, late, 1)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: NightLimitsParameters, a: int
    ) -> Memory | None:
        """Remember the nights of the week, and the block or the days off since it.

        None for an entry with dates. The second part of a state: 0 for nothing owed, 1 to
        `max_in_row` for the length of the block, then the days off had of those that are due.
        """
        if entry.first_day is not None or entry.last_day is not None:
            return None
        most, due = p.max_in_row, p.days_off_after
        n = 1 + most + max(0, due - 1)
        off = np.zeros(n, dtype=np.int64)
        if due > 1:
            off[1 : most + 1] = most + 1
            off[most + 1 : -1] = np.arange(most + 2, n)
        block = np.arange(n)
        owed = (block > most) | (block >= 1) if due else np.zeros(n, dtype=bool)
        again = np.where((block >= 1) & (block <= most), np.minimum(block + 1, most), 1)
        wrong = np.where((block == most) | (block > most), 1, 0)
        caps = [self.week_cap(view, p, a, week) for week in view.weeks]
        weeks_n = max(caps) + 1
        part = _NightSteps(weeks_n, n, view.shift_night)
        step = np.empty((view.n_days, weeks_n * n, view.n_shifts + 1), dtype=np.int64)
        price = np.zeros(step.shape)
        for week, cap in zip(view.weeks, caps, strict=True):
            for d in (d for d in week if 0 <= d < view.n_days):
                last = d == week[-1]
                step[d, :, -1] = part.state(off, 0, last)
                step[d, :, :-1] = part.by_kind(
                    part.state(again, 1, last), part.state(off * 0, 0, last)
                )
                broken = part.amounts(wrong, cap)
                price[d, :, :-1] = part.by_kind(broken, np.tile(owed.astype(np.int64), weeks_n))
        if entry.hard:
            step[price > 0] = BARRED
        points = None if entry.hard else price * entry.weight
        return Memory(self._start(view, p, a, n), step, points, np.zeros(weeks_n * n))

    @staticmethod
    def _start(view: ProblemView, p: NightLimitsParameters, a: int, n: int) -> int:
        """State after the past roster."""
        run, since = 0, p.days_off_after
        for d in range(-view.n_past, 0):
            s = int(view.past_shift[a, d])
            if s != OFF and view.shift_night[s]:
                run, since = run + 1, 0
            else:
                run, since = 0, since + 1 if s == OFF else p.days_off_after
        block = min(run, p.max_in_row)
        if not run and 0 < since < p.days_off_after:
            block = p.max_in_row + since
        past = [int(view.past_shift[a, d]) for d in view.weeks[0] if -view.n_past <= d < 0]
        return n * sum(1 for s in past if s != OFF and view.shift_night[s]) + block

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: NightLimitsParameters
    ) -> list[Violation]:
        """Count nights week by week and run by run."""
        view, found = seen.view, []
        in_force = set(days(view, entry))

        def find(a: int, d: int, amount: int, what: Words) -> None:
            agent_id, day = view.agents[a].id, view.day(d)
            found.append(
                self.violation(entry, amount, agent_id=agent_id, day=day, values={"what": what})
            )

        for a in view.scoped(entry):
            for week in weeks(view, entry):
                shifts = [seen.shift(a, d) for d in week]
                n = sum(1 for s in shifts if s != OFF and view.shift_night[s])
                cap = self.week_cap(view, p, a, week)
                if n > cap:
                    what = Words(
                        "{n} nights in the week, at most {cap}", "本周夜班 {n} 个，上限 {cap} 个"
                    )
                    find(a, week[0], n - cap, what.with_values(n=n, cap=cap))
            run, since = 0, p.days_off_after + 1  # nights in a row; days since the last night
            for d in range(-view.n_past, view.n_days):
                s = seen.shift(a, d)
                is_night = s != OFF and bool(view.shift_night[s])
                early = s != OFF and since < p.days_off_after and not (is_night and since == 0)
                if early and d in in_force:
                    what = Words(
                        "{n} days off after a block of nights, {due} are due",
                        "连续夜班后只休 {n} 天，应休 {due} 天",
                    )
                    find(a, d, 1, what.with_values(n=since, due=p.days_off_after))
                run = run + 1 if is_night else 0
                if run > p.max_in_row and d in in_force:
                    what = Words(
                        "{n} nights in a row, at most {cap}", "连续夜班 {n} 个，上限 {cap} 个"
                    )
                    find(a, d, 1, what.with_values(n=run, cap=p.max_in_row))
                if is_night:
                    since = 0
                elif s != OFF:
                    since = p.days_off_after + 1  # the block's time off is over
                else:
                    since += 1
        return found


class _NightSteps:
    """States of the memory: nights of the week so far x what the last block still asks for."""

    def __init__(self, weeks_n: int, n: int, night: BoolArray) -> None:
        self._week = np.repeat(np.arange(weeks_n), n)
        self._block = np.tile(np.arange(n), weeks_n)
        self._n, self._most, self._night = n, weeks_n - 1, night

    def state(self, block: IntArray, nights: int, last: bool) -> IntArray:
        """State after a day: the block that follows each, and so many nights more this week."""
        week = np.minimum(self._week + nights, self._most) * (0 if last else 1)
        return np.asarray(week * self._n + block[self._block])

    def amounts(self, wrong: IntArray, cap: int) -> IntArray:
        """How much a night violates: too soon or too many in a row, and too many in the week."""
        return wrong[self._block] + (self._week >= cap)

    def by_kind(self, nights: IntArray, others: IntArray) -> IntArray:
        """Shape (n_states, n_shifts): one column for nights, one for the other shifts."""
        return np.where(self._night[None, :], nights[:, None], others[:, None])
