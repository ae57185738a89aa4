"""Break stagger: only a share of the people on duty is off the phones at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import IntArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import intervals

CENTRE = Words("the centre", "全中心")


class BreakStaggerParameters(Parameters):
    """Parameters of `BreakStagger`."""

    max_share_pct: int = Field(
        default=33,
        ge=1,
        le=100,
        description="Largest share of the people on duty who are on a break at once (percent)",
    )
    group: Literal["team", "centre"] = Field(
        default="team", description="Whose people are counted together: team or centre"
    )


class BreakStagger(Rule[BreakStaggerParameters]):
    """People on a break beyond the share, per interval and group (art. 32, 57).

    The share is rounded up to whole people, so that one person may always take a break, and so
    that the bound stays linear in who is on duty. Intervals in which the past roster's people
    alone are beyond it are facts, and left out.
    """

    id = "break_stagger"
    parameters = BreakStaggerParameters
    unit = Unit.AGENT_INTERVALS
    strength = Strength.EITHER
    needs_breaks = True
    words = RuleWords(
        title=Words("Break stagger", "错峰休息"),
        description=Words(
            "Meals and rest breaks are staggered: only a share of the people on duty is off the "
            "phones at once, rounded up.",
            "用餐与小休错峰安排：同时离线人数不超过在岗人数的规定比例（向上取整）。",
        ),
        violation=Words(
            "{group} at {at}: {off} of {duty} are on a break, at most {cap} may be",
            "{group} {at}：在岗 {duty} 人中 {off} 人同时休息，上限 {cap} 人",
        ),
    )

    @staticmethod
    def groups(
        view: ProblemView, entry: RuleEntry, p: BreakStaggerParameters
    ) -> list[tuple[str | Words, IntArray]]:
        """Name and members (1 per agent) of every group."""
        found: dict[str | Words, IntArray] = {}
        for a in view.scoped(entry):
            name = view.agents[a].team if p.group == "team" else CENTRE
            found.setdefault(name, np.zeros(view.n_agents, dtype=np.int64))[a] = 1
        return list(found.items())

    @staticmethod
    def cap(p: BreakStaggerParameters, duty: int) -> int:
        """Most people on a break among so many on duty."""
        return -(-p.max_share_pct * duty // 100)

    def spans(
        self, view: ProblemView, entry: RuleEntry, p: BreakStaggerParameters, members: IntArray
    ) -> list[int]:
        """Intervals to look at."""
        past = view.presence(())
        duty = members @ past.duty
        off = members @ past.resting
        spans = intervals(view, entry, view.n_intervals)
        return [t for t in spans if off[t] <= self.cap(p, int(duty[t]))]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: BreakStaggerParameters) -> None:
        """Bound 100 x people on a break by share x people on duty, rounded up."""
        view = ctx.view
        for _, members in self.groups(view, entry, p):
            for t in self.spans(view, entry, p, members):
                over = ctx.off_phone(t, 100 * members)
                if over.highest() <= 100:
                    continue
                over.extend(ctx.on_duty(t, members), -p.max_share_pct)
                if entry.hard:
                    ctx.at_most(entry, over, 99)
                else:
                    ctx.price(entry, ctx.excess(over, 99, per=100))

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: BreakStaggerParameters
    ) -> list[Violation]:
        """Count who is on duty and who on a break."""
        view, found = seen.view, []
        presence = seen.presence
        for name, members in self.groups(view, entry, p):
            duty = members @ presence.duty
            off = members @ presence.resting
            for t in self.spans(view, entry, p, members):
                cap = self.cap(p, int(duty[t]))
                if off[t] > cap:
                    found.append(
                        self.violation(
                            entry,
                            int(off[t]) - cap,
                            at=view.instant_of(t),
                            values={
                                "group": name,
                                "off": int(off[t]),
                                "duty": int(duty[t]),
                                "cap": cap,
                            },
                        )
                    )
        return found
