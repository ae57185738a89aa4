"""Allowed shifts: an agent gets shifts of the own list only, and only while employed."""

from __future__ import annotations

import numpy as np

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.view import IntArray, ProblemView
from wfm.rules.contract import NoParameters, RuleWords, Strength, Words
from wfm.rules.unary import UnaryRule


class AllowedShifts(UnaryRule[NoParameters]):
    """Shifts outside the agent's list or outside the employment dates (art. 8)."""

    id = "allowed_shifts"
    parameters = NoParameters
    unit = Unit.SHIFTS
    strength = Strength.HARD
    words = RuleWords(
        title=Words("Allowed shifts", "可排班次"),
        description=Words(
            "An agent works only shifts agreed for that agent, from the first to the last day of "
            "employment.",
            "坐席只排其可上的班次，且仅限在职期间。",
        ),
        violation=Words(
            "{agent} may not have shift {shift} on {day}: {why}",
            "{agent} 在 {day} 不能上班次 {shift}：{why}",
        ),
    )

    def amounts(self, view: ProblemView, entry: RuleEntry, p: NoParameters) -> IntArray:
        """1 where the shift is not agreed or the agent is not employed."""
        table = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=np.int64)
        for a, agent in enumerate(view.agents):
            if agent.shifts:
                table[a, :, [s.id not in agent.shifts for s in view.shifts]] = 1
            for d, day in enumerate(view.days):
                if not agent.employed_on(day):
                    table[a, d] = 1
        return table

    def values(
        self, view: ProblemView, p: NoParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Say which of the two it is."""
        if not view.agents[a].employed_on(view.day(d)):
            return {"why": Words("not employed on that day", "当日不在职")}
        return {"why": Words("not among the agreed shifts", "不在可排班次之内")}
