"""Nursing hour: every shift of an agent who nurses holds a paid hour for it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wfm.core.people import ConditionKind
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Limit, Limits, Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on
from wfm.rules.windows import match_breaks


class NursingHourParameters(Parameters):
    """Parameters of `NursingHour`."""

    length_min: int = Field(
        default=60, ge=30, le=240, description="Paid nursing time a shift (minutes)"
    )
    earliest_min: int = Field(
        default=60, ge=0, le=720, description="Earliest start after the shift begins (minutes)"
    )
    before_end_min: int = Field(
        default=0, ge=0, le=720, description="Latest end before the shift ends (minutes)"
    )


class NursingHour(Rule[NursingHourParameters]):
    """Minutes of nursing time that a shift lacks (women workers' protection rules art. 9).

    The rule gives the shift a break; `needs_breaks` because only then it can be placed.
    """

    id = "nursing_hour"
    parameters = NursingHourParameters
    unit = Unit.MINUTES
    strength = Strength.HARD
    needs_breaks = True
    limits: ClassVar[Limits] = {"length_min": Limit.AT_LEAST}
    words = RuleWords(
        title=Words("Nursing hour", "哺乳时间"),
        description=Words(
            "Every shift of an agent with a child below one year holds a paid nursing hour.",
            "哺乳未满一周岁婴儿的坐席，每个班次安排一小时带薪哺乳时间。",
        ),
        violation=Words(
            "{agent} has no nursing time of {minutes} minutes in the shift of {day}",
            "{agent} {day} 的班次未安排 {minutes} 分钟哺乳时间",
        ),
    )

    @staticmethod
    def owed(view: ProblemView, entry: RuleEntry, a: int, d: int) -> bool:
        """Whether an agent's shift of a day must hold the break."""
        agent = view.agents[a]
        return (
            agent.has(ConditionKind.NURSING, view.day(d))
            and entry.scope.holds_for(agent)
            and holds_on(view, entry, d)
        )

    def windows(
        self,
        view: ProblemView,
        entry: RuleEntry,
        p: NursingHourParameters,
        a: int,
        d: int,
        s: int,
    ) -> tuple[BreakWindow, ...]:
        """Return the break of nursing agents; a shift too short to hold it has it at its start.

        A split shift has it in its longer part.
        """
        if not self.owed(view, entry, a, d):
            return ()
        shift = view.shifts[s]
        first, last = max(shift.parts, key=lambda part: part[1] - part[0])
        end = min(last, shift.length_min - p.before_end_min)
        latest = max(first, end - p.length_min)
        earliest = min(max(first, p.earliest_min), latest)
        return (BreakWindow(BreakKind.NURSING, p.length_min, earliest, latest, paid=True),)

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NursingHourParameters) -> None:
        """Add nothing: the context places every break that `windows` gives."""

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: NursingHourParameters
    ) -> list[Violation]:
        """Look for the break in every shift of nursing agents."""
        view, found = seen.view, []
        for cell in seen.roster:
            a, d = view.agent_index[cell.agent_id], view.day_index(cell.day)
            if not 0 <= d < view.n_days or not self.owed(view, entry, a, d):
                continue
            windows = self.windows(view, entry, p, a, d, view.shift_index[cell.shift_id])
            matched, _ = match_breaks(windows, cell.breaks)
            if None in matched:
                found.append(
                    self.violation(
                        entry,
                        p.length_min,
                        agent_id=cell.agent_id,
                        day=cell.day,
                        values={"minutes": p.length_min},
                    )
                )
        return found
