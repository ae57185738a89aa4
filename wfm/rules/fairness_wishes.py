"""Fairness of wishes: nobody has most of the own wishes refused."""

from __future__ import annotations

from math import ceil

from pydantic import Field

from wfm.core.problem import RuleEntry, Wish
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away
from wfm.rules.inforce import holds_on
from wfm.rules.linear import Lin


class FairnessWishesParameters(Parameters):
    """Parameters of `FairnessWishes`."""

    max_refused_pct: int = Field(
        default=50,
        ge=0,
        le=100,
        description="Largest share of an agent's wishes that may be refused, rounded up (percent)",
    )


class FairnessWishes(Rule[FairnessWishesParameters]):
    """Wishes refused beyond a share of the agent's own, so that no one bears all refusals.

    Wishes of past days count with what the past roster gave, where the problem has them; each
    wish counts one, whatever its weight. Without past wishes this is fairness within the horizon.
    """

    id = "fairness_wishes"
    parameters = FairnessWishesParameters
    unit = Unit.REQUESTS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("Fair wishes", "意愿公平"),
        description=Words(
            "Refused wishes are shared: nobody has more than a part of the own wishes refused.",
            "意愿未满足的情况均衡分担：每人未满足的意愿不超过其意愿的一定比例。",
        ),
        violation=Words(
            "{agent} has {n} of {wishes} wishes refused; at most {cap} should be",
            "{agent} 共 {wishes} 项意愿，未满足 {n} 项，不宜超过 {cap} 项",
        ),
    )

    @staticmethod
    def wishes(view: ProblemView, entry: RuleEntry) -> dict[int, list[tuple[Wish, int, list[int]]]]:
        """Wishes that count, by agent: with their day and 1 per shift that they are about."""
        found: dict[int, list[tuple[Wish, int, list[int]]]] = {}
        scoped = set(view.scoped(entry))
        for wish in view.problem.wishes:
            a, d = view.agent_index[wish.agent_id], view.day_index(wish.day)
            known = -view.n_past <= d < view.n_days and a in scoped
            if known and (d < 0 or holds_on(view, entry, d)) and not away(view, a, d):
                about = [int(not wish.shift_ids or s.id in wish.shift_ids) for s in view.shifts]
                found.setdefault(a, []).append((wish, d, about))
        return {a: each for a, each in found.items() if any(d >= 0 for _, d, _ in each)}

    @staticmethod
    def cap(p: FairnessWishesParameters, n: int, past: int) -> int:
        """Most refusals among so many wishes; what the past refused is a fact."""
        return max(ceil(p.max_refused_pct * n / 100), past)

    @staticmethod
    def refused(wish: Wish, about: list[int], s: int) -> bool:
        """Whether a day with shift s, or OFF, refuses a wish."""
        return (s != OFF and bool(about[s])) is not wish.wanted

    def past_refused(
        self, view: ProblemView, a: int, wishes: list[tuple[Wish, int, list[int]]]
    ) -> int:
        """Wishes that the past roster refused."""
        past = [(w, about, int(view.past_shift[a, d])) for w, d, about in wishes if d < 0]
        return sum(self.refused(w, about, s) for w, about, s in past)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: FairnessWishesParameters) -> None:
        """Price refusals beyond each agent's share."""
        view = ctx.view
        for a, wishes in self.wishes(view, entry).items():
            total = Lin()
            for wish, d, about in wishes:
                given = ctx.shifts(a, d, about)
                total.extend(Lin(constant=1).extend(given, -1) if wish.wanted else given)
            cap = self.cap(p, len(wishes), self.past_refused(view, a, wishes))
            ctx.at_most(entry, total, cap)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: FairnessWishesParameters
    ) -> list[Violation]:
        """Count what each agent was refused."""
        view, found = seen.view, []
        for a, wishes in self.wishes(view, entry).items():
            n = sum(self.refused(w, about, seen.shift(a, d)) for w, d, about in wishes)
            cap = self.cap(p, len(wishes), self.past_refused(view, a, wishes))
            if n > cap:
                found.append(
                    self.violation(
                        entry,
                        n - cap,
                        agent_id=view.agents[a].id,
                        day=view.problem.first_day,
                        values={"n": n, "wishes": len(wishes), "cap": cap},
                    )
                )
        return found
