"""Preferences: wishes of agents for or against shifts and days, granted where it costs less."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.core.problem import RuleEntry, Wish
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import NoParameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin


class Preferences(Rule[NoParameters]):
    """Wishes that are not granted, each by its weight.

    A wish for a day on which the agent is on leave or not employed is void.
    """

    id = "preferences"
    parameters = NoParameters
    unit = Unit.REQUESTS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("Preferences", "个人意愿"),
        description=Words(
            "What agents wish for, shifts or days off, is granted where it costs less than "
            "refusing it.",
            "坐席对班次或休息日的意愿，在代价允许时予以满足。",
        ),
        violation=Words("{agent}, {day}: {what}", "{agent} {day}：{what}"),
    )

    @staticmethod
    def wishes(view: ProblemView, entry: RuleEntry) -> Iterator[tuple[Wish, int, int, list[int]]]:
        """Wishes in force with their agent, day, and 1 per shift that they are about."""
        scoped = set(view.scoped(entry))
        for wish in view.problem.wishes:
            a, d = view.agent_index[wish.agent_id], view.day_index(wish.day)
            inside = 0 <= d < view.n_days and a in scoped
            if inside and holds_on(view, entry, d) and not away(view, a, d):
                about = [int(not wish.shift_ids or s.id in wish.shift_ids) for s in view.shifts]
                yield wish, a, d, about

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NoParameters) -> None:
        """Price the shifts wished against, and what is wished for when it is not given."""
        for wish, a, d, about in self.wishes(ctx.view, entry):
            given = ctx.shifts(a, d, about)
            refused = Lin(constant=1).extend(given, -1) if wish.wanted else given
            ctx.price(entry, refused, points=entry.weight * wish.weight)

    def audit(self, seen: RosterView, entry: RuleEntry, p: NoParameters) -> list[Violation]:
        """Look at the shift of every wish's day."""
        view, found = seen.view, []
        for wish, a, d, about in self.wishes(view, entry):
            s = seen.shift(a, d)
            given = s != OFF and bool(about[s])
            if given is not wish.wanted:
                found.append(
                    self.violation(
                        entry,
                        wish.weight,
                        agent_id=wish.agent_id,
                        day=wish.day,
                        values={"what": self._what(wish)},
                    )
                )
        return found

    @staticmethod
    def _what(wish: Wish) -> Words:
        if not wish.shift_ids:
            return (
                Words("wished to work and has the day off", "希望上班，未安排")
                if wish.wanted
                else Words("wished for the day off and works", "希望休息，安排了上班")
            )
        shifts = ", ".join(wish.shift_ids)
        text = (
            Words("wished for shift {shifts} and does not have it", "希望上班次 {shifts}，未安排")
            if wish.wanted
            else Words(
                "wished not to have shift {shifts} and has it", "不希望上班次 {shifts}，已安排"
            )
        )
        return text.with_values(shifts=shifts)
