"""Meal and rest break of every long shift (art. 32): there, inside their windows, well spaced."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.roster import Activity
from wfm.core.score import Unit, Violation
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on
from wfm.rules.windows import match_breaks

KIND_WORDS = {
    BreakKind.MEAL: Words("meal", "用餐"),
    BreakKind.REST: Words("rest break", "小休"),
    BreakKind.NURSING: Words("nursing break", "哺乳时间"),
}


class MealAndRestParameters(Parameters):
    """Parameters of `MealAndRest`."""

    max_stretch_min: int = Field(
        default=360, ge=60, le=720, description="Longest work without a break (minutes)"
    )
    min_gap_min: int = Field(
        default=60, ge=0, le=360, description="Least work between two breaks (minutes)"
    )


class MealAndRest(Rule[MealAndRestParameters]):
    """Every break that a shift has, inside its window, none touching, no stretch too long.

    The parts of a split shift are looked at one by one. Which breaks a shift has is said by the
    catalogue and by rules with `windows`.
    """

    id = "meal_and_rest"
    parameters = MealAndRestParameters
    unit = Unit.BREAKS
    strength = Strength.HARD
    limits: ClassVar[Limits] = {"max_stretch_min": Limit.AT_MOST}
    needs_breaks = True
    words = RuleWords(
        title=Words("Meal and rest break", "用餐与休息"),
        description=Words(
            "A shift of six hours or more has a meal and a rest break inside their windows; no "
            "stretch of work is longer than six hours.",
            "六小时及以上的班次须在规定窗口内安排用餐与休息；连续工作不得超过六小时。",
        ),
        violation=Words("{agent} on {day}: {what}", "{agent} {day}：{what}"),
    )

    def model(self, ctx: ModelContext, entry: RuleEntry, p: MealAndRestParameters) -> None:
        """Keep breaks apart, and put one into every stretch that would be too long.

        That each break is there and inside its window is how the context makes the variables.
        """
        view, step = ctx.view, ctx.view.interval_min
        gap, stretch = -(-p.min_gap_min // step), p.max_stretch_min // step
        scoped = set(view.scoped(entry))
        for a, d in sorted(ctx.free_breaks):
            if a not in scoped or not holds_on(view, entry, d):
                continue
            starts = ctx.break_starts(a, d)
            options = ctx.cell_options(a, d)
            keys = list(starts)
            for i, one in enumerate(keys):
                for other in keys[i + 1 :]:
                    for t, variable in starts[one].items():
                        close = [
                            v
                            for u, v in starts[other].items()
                            if t - other[2] - gap < u < t + one[2] + gap
                        ]
                        if close:
                            ctx.enforce(entry, ctx.model.add_at_most_one([variable, *close]))
            for s, chosen in options:
                begin = int(view.start_interval[d, s])
                for opens, closes in view.shift_parts[s]:
                    for first in range(begin + opens, begin + closes - stretch):
                        # A break that covers any interval of the stretch splits it.
                        splits = [
                            v
                            for key in keys
                            for t, v in starts[key].items()
                            if first - key[2] < t <= first + stretch
                        ]
                        need = sum(splits) >= (1 if chosen is None else chosen)
                        ctx.enforce(entry, ctx.model.add(need))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: MealAndRestParameters
    ) -> list[Violation]:
        """Look at every shift's breaks one by one."""
        view, found = seen.view, []
        scoped = set(view.scoped(entry))
        for cell in seen.roster:
            a, d = view.agent_index[cell.agent_id], view.day_index(cell.day)
            if a not in scoped or not 0 <= d < view.n_days or not holds_on(view, entry, d):
                continue
            s = view.shift_index[cell.shift_id]
            faults = self.faults(view, p, seen.windows_of(a, d, s), cell.breaks, s)
            found += [
                self.violation(
                    entry, 1, agent_id=cell.agent_id, day=cell.day, values={"what": what}
                )
                for what in faults
            ]
        return found

    @staticmethod
    def faults(
        view: ProblemView,
        p: MealAndRestParameters,
        windows: tuple[BreakWindow, ...],
        breaks: tuple[Activity, ...],
        s: int,
    ) -> list[Words]:
        """Say what is wrong with the breaks of one shift.

        A nursing break that is missing is left to the rule that gives it.
        """
        matched, left = match_breaks(windows, breaks)
        faults = [
            Words("no {kind} inside its window", "规定窗口内没有{kind}").with_values(
                kind=KIND_WORDS[window.kind]
            )
            for window, pause in zip(windows, matched, strict=True)
            if pause is None and window.kind is not BreakKind.NURSING
        ]
        faults += [
            Words(
                "a {kind} that has no place at {at} min", "第 {at} 分钟的{kind}不应安排"
            ).with_values(kind=KIND_WORDS[pause.kind], at=pause.start_min)
            for pause in left
        ]
        works = []
        for first, last in view.shifts[s].parts:
            mine = [b for b in sorted(breaks) if first <= b.start_min < last]
            ends = [first, *(b.end_min for b in mine)]
            starts = [*(b.start_min for b in mine), last]
            works += [start - end for start, end in zip(starts, ends, strict=True)]
        # Between breaks in different parts the gap counts: it keeps them apart as well as work.
        between = [y.start_min - x.end_min for x, y in pairwise(sorted(breaks))]
        faults += [
            Words("{n} minutes of work without a break", "连续工作 {n} 分钟未休息").with_values(
                n=work
            )
            for work in works
            if work > p.max_stretch_min
        ]
        faults += [
            Words(
                "only {n} minutes of work between two breaks", "两次休息之间只工作 {n} 分钟"
            ).with_values(n=work)
            for work in between
            if work < p.min_gap_min
        ]
        return faults
