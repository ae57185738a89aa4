"""Pairing: people who work, or have their days off, on the same days."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away
from wfm.rules.inforce import days
from wfm.rules.linear import Lin

DAY_OFF = Words("a day off", "休息")


class Bond(Parameters):
    """People who go together."""

    agents: tuple[str, ...] = Field(min_length=2, description="Agents; each goes with the first")


class PairingParameters(Parameters):
    """Parameters of `Pairing`."""

    same: Literal["days_off", "shift"] = Field(
        default="days_off", description="What they have in common: days_off, or shift and days off"
    )
    bonds: tuple[Bond, ...] = Field(default=(), description="People who go together")
    mentors: bool = Field(default=False, description="Trainees go with their mentors too")

    @model_validator(mode="after")
    def _somebody(self) -> PairingParameters:
        if not self.bonds and not self.mentors:
            raise ValueError("name people who go together, or mentors = true")
        return self


class Pairing(Rule[PairingParameters]):
    """Days on which one of a pair works and the other does not, or not the same shift.

    Days on which one of the two is on leave or not employed are left out, and so are people whom
    the problem does not know. An entry applies to pairs of which both are in its scope.
    """

    id = "pairing"
    parameters = PairingParameters
    unit = Unit.DAYS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Pairs", "结对排班"),
        description=Words(
            "People who go together, such as a couple or trainee and mentor, have the same days "
            "off or the same shifts.",
            "结对人员（如夫妻、师徒）同日休息或同班。",
        ),
        violation=Words(
            "{agent} has {mine} on {day} and {partner} has {theirs}",
            "{agent} {day} 为{mine}，{partner} 为{theirs}",
        ),
    )

    def key(self, p: PairingParameters) -> tuple[object, ...]:
        """Other people, or something else in common, stand side by side."""
        return (p.same, p.bonds, p.mentors)

    @staticmethod
    def pairs(view: ProblemView, entry: RuleEntry, p: PairingParameters) -> list[tuple[int, int]]:
        """Agent and the one that the agent goes with, each pair once."""
        scoped = set(view.scoped(entry))
        bonds = [(name, bond.agents[0]) for bond in p.bonds for name in bond.agents[1:]]
        if p.mentors:
            bonds += [(x.id, x.mentor) for x in view.agents if x.mentor is not None]
        found = dict.fromkeys(
            (view.agent_index[one], view.agent_index[other])
            for one, other in bonds
            if one in view.agent_index and other in view.agent_index and one != other
        )
        return [pair for pair in found if scoped.issuperset(pair)]

    def cells(
        self, view: ProblemView, entry: RuleEntry, p: PairingParameters
    ) -> list[tuple[int, int, int]]:
        """(agent, partner, day) of everything that is compared."""
        return [
            (a, b, d)
            for a, b in self.pairs(view, entry, p)
            for d in days(view, entry)
            if not away(view, a, d) and not away(view, b, d)
        ]

    def model(self, ctx: ModelContext, entry: RuleEntry, p: PairingParameters) -> None:
        """Tie both sides together, or price a helper that is 1 where they differ."""
        n = ctx.view.n_shifts
        for a, b, d in self.cells(ctx.view, entry, p):
            if p.same == "days_off":
                sides = [(ctx.works(a, d), ctx.works(b, d))]
            else:
                sides = [(ctx.x(a, d, s), ctx.x(b, d, s)) for s in range(n)]
            gaps = []
            for one, other in sides:
                gaps.append(Lin().extend(one).extend(other, -1))
                gaps.append(Lin().extend(other).extend(one, -1))
            if entry.hard:
                for gap in gaps:
                    ctx.at_most(entry, gap, 0)
            else:
                ctx.price(entry, self._differ(ctx, gaps))

    @staticmethod
    def _differ(ctx: ModelContext, gaps: list[Lin]) -> Lin:
        """1 when one of the gaps is above 0."""
        if not any(gap.variables for gap in gaps):
            return Lin(constant=max(0, *(gap.constant for gap in gaps)))
        open_gaps = [gap for gap in gaps if gap.highest() > 0]
        if not open_gaps:
            return Lin()
        differ = ctx.new_bool(lambda values: int(any(gap.value(values) > 0 for gap in open_gaps)))
        for gap in open_gaps:
            ctx.model.add(gap.expr() <= differ)
        return Lin([differ], [1], decided=True)

    def audit(self, seen: RosterView, entry: RuleEntry, p: PairingParameters) -> list[Violation]:
        """Compare the two cells of every pair and day."""
        view, found = seen.view, []
        for a, b, d in self.cells(view, entry, p):
            s1, s2 = seen.shift(a, d), seen.shift(b, d)
            same = (s1 == OFF) == (s2 == OFF) if p.same == "days_off" else s1 == s2
            if not same:
                found.append(
                    self.violation(
                        entry,
                        1,
                        agent_id=view.agents[a].id,
                        day=view.day(d),
                        values={
                            "mine": DAY_OFF if s1 == OFF else view.shifts[s1].id,
                            "partner": view.agents[b].id,
                            "theirs": DAY_OFF if s2 == OFF else view.shifts[s2].id,
                        },
                    )
                )
        return found
