"""Shift staffing: so many people in a shift, whatever the calls: posts that are filled by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on


class Post(Parameters):
    """People wanted in one shift on some days."""

    shift: str = Field(description="Shift id")
    required: int = Field(ge=0, le=2000, description="People wanted in the shift")
    short: int = Field(default=1, ge=0, le=10000, description="Price of one missing, in weights")
    surplus: int = Field(default=0, ge=0, le=10000, description="Price of one too many, in weights")
    weekdays: tuple[int, ...] = Field(
        default=(), description="Weekdays it holds on, 0 Monday to 6 Sunday; empty for every day"
    )
    dates: tuple[date, ...] = Field(
        default=(), description="Days it holds on; empty for every day of the weekdays"
    )

    def holds_on(self, day: date) -> bool:
        """Whether the post is to be filled on a day."""
        return (not self.weekdays or day.weekday() in self.weekdays) and (
            not self.dates or day in self.dates
        )


class ShiftStaffingParameters(Parameters):
    """Parameters of `ShiftStaffing`."""

    posts: tuple[Post, ...] = Field(
        min_length=1, description="People wanted per shift and day; each post is priced by itself"
    )


class ShiftStaffing(Rule[ShiftStaffingParameters]):
    """People missing in a shift, and people too many where that is priced."""

    id = "shift_staffing"
    parameters = ShiftStaffingParameters
    unit = Unit.AGENTS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("People in a shift", "班次人数"),
        description=Words(
            "A shift has the people that it wants on each day, whatever the calls ask for.",
            "各班次每天的人数符合设定，与话务需求无关。",
        ),
        violation=Words(
            "{day}: shift {shift} has {n} people, {required} are wanted",
            "{day} 班次 {shift} 有 {n} 人，应为 {required} 人",
        ),
    )

    @staticmethod
    def posts(
        view: ProblemView, entry: RuleEntry, p: ShiftStaffingParameters
    ) -> Iterator[tuple[Post, int, int]]:
        """Each post with a day of the horizon on which it is to be filled, and its shift.

        Raises
        ------
        BadInputError
            When a shift is not in the catalogue.
        """
        for post in p.posts:
            if post.shift not in view.shift_index:
                raise BadInputError(
                    Fault(
                        "rule shift_staffing: the shift is unknown",
                        "use ids of the shift catalogue",
                        column="shift_staffing.posts",
                        value=post.shift,
                    )
                )
            for d in range(view.n_days):
                if post.holds_on(view.day(d)) and holds_on(view, entry, d):
                    yield post, d, view.shift_index[post.shift]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: ShiftStaffingParameters) -> None:
        """Price what each post is short or over."""
        agents = ctx.view.scoped(entry)
        for post, d, s in self.posts(ctx.view, entry, p):
            only = [int(k == s) for k in range(ctx.view.n_shifts)]
            there = ctx.total(((a, d) for a in agents), only)
            if post.surplus:
                over = ctx.excess(there, post.required)
                ctx.price(entry, over, points=post.surplus * entry.weight)
            if post.short:
                steps = [(0, float(post.short * entry.weight))]
                ctx.ladder(entry, there, post.required, steps, unit=1)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: ShiftStaffingParameters
    ) -> list[Violation]:
        """Count the people of each post."""
        view, found = seen.view, []
        agents = view.scoped(entry)
        for post, d, s in self.posts(view, entry, p):
            n = sum(1 for a in agents if seen.shift(a, d) == s)
            price = post.short if n < post.required else post.surplus
            if n != post.required and price:
                found.append(
                    self.violation(
                        entry,
                        abs(n - post.required),
                        cost=float(abs(n - post.required) * price * entry.weight),
                        day=view.day(d),
                        values={"shift": post.shift, "n": n, "required": post.required},
                    )
                )
        return found
