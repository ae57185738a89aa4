"""Leave cap: so many on annual leave for the same day in each cap group."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wfm.core.people import LeaveType
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import ProblemView, RosterView
from wfm.rules.break_stagger import CENTRE
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days
from wfm.rules.linear import Lin


class LeaveCapParameters(Parameters):
    """Parameters of `LeaveCap`, read too when leave is asked for."""

    max_agents: int = Field(
        default=1, ge=0, le=1000, description="Most agents on annual leave a day (agents)"
    )
    group: Literal["team", "centre"] = Field(
        default="team", description="Cap group: team or centre"
    )


class LeaveCap(Rule[LeaveCapParameters]):
    """Agents on annual leave above the cap (art. 40).

    Leave that has been granted is a fact: a warning, whatever the roster; the model's price is a
    constant. When leave is asked for, the cap is checked before it is granted.
    """

    id = "leave_cap"
    parameters = LeaveCapParameters
    unit = Unit.AGENTS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("Leave cap", "年假同休上限"),
        description=Words(
            "For the same day at most so many agents of a cap group are on annual leave; leave "
            "granted above it stands and is shown.",
            "同一天每个休假组休年假的人数不超过上限；已批准的超额休假照常兑现并提示。",
        ),
        violation=Words(
            "{group} on {day}: {n} on annual leave, the cap is {max_agents}",
            "{group} {day}：年假 {n} 人，上限 {max_agents} 人",
        ),
    )

    def key(self, p: LeaveCapParameters) -> tuple[object, ...]:
        """A team cap and a centre cap may stand beside each other."""
        return (p.group,)

    @staticmethod
    def above(
        view: ProblemView, entry: RuleEntry, p: LeaveCapParameters
    ) -> list[tuple[str | Words, int, int]]:
        """(group, day, agents on annual leave) wherever the cap is passed."""
        annual = [x for x in view.problem.leave if x.type is LeaveType.ANNUAL]
        scoped = {view.agents[a].id: view.agents[a] for a in view.scoped(entry)}
        found = []
        for d in days(view, entry):
            away: dict[str | Words, set[str]] = {}
            for x in annual:
                if x.agent_id in scoped and x.covers(view.day(d)):
                    group = scoped[x.agent_id].team if p.group == "team" else CENTRE
                    away.setdefault(group, set()).add(x.agent_id)
            found += [(g, d, len(ids)) for g, ids in away.items() if len(ids) > p.max_agents]
        return found

    def model(self, ctx: ModelContext, entry: RuleEntry, p: LeaveCapParameters) -> None:
        """Price what is above the cap: a constant."""
        over = sum(n - p.max_agents for _, _, n in self.above(ctx.view, entry, p))
        ctx.price(entry, Lin(constant=over))

    def audit(self, seen: RosterView, entry: RuleEntry, p: LeaveCapParameters) -> list[Violation]:
        """Report every group and day above the cap."""
        return [
            self.violation(
                entry,
                n - p.max_agents,
                day=seen.view.day(d),
                values={"group": group, "n": n, "max_agents": p.max_agents},
            )
            for group, d, n in self.above(seen.view, entry, p)
        ]
