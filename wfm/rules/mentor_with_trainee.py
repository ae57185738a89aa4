"""Mentor with trainee: a trainee works only while the mentor does."""

from __future__ import annotations

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.time import DAY_MIN
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import days


class MentorWithTraineeParameters(Parameters):
    """Parameters of `MentorWithTrainee`."""

    outside_min: int = Field(
        default=0,
        ge=0,
        le=480,
        description="Minutes of a trainee's shift that may lie outside the mentor's (minutes)",
    )


class MentorWithTrainee(Rule[MentorWithTraineeParameters]):
    """Shifts of trainees that no shift of their mentor holds (art. 12-17)."""

    id = "mentor_with_trainee"
    parameters = MentorWithTraineeParameters
    unit = Unit.SHIFTS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Trainee with mentor", "师徒同班"),
        description=Words(
            "A trainee is on duty only beside the mentor.", "学员仅在其带教师傅在岗时上班。"
        ),
        violation=Words(
            "{agent} works shift {shift} on {day} without mentor {mentor}",
            "{agent} {day} 上班次 {shift} 时带教师傅 {mentor} 不在岗",
        ),
    )

    @staticmethod
    def holds(
        view: ProblemView, p: MentorWithTraineeParameters, s: int, mentor: int, lead: int
    ) -> bool:
        """Whether a mentor's shift, begun `lead` days earlier, holds the trainee's shift s."""
        trainee, ago = view.shifts[s], lead * DAY_MIN
        beside = sum(
            max(0, min(end - ago, last) - max(start - ago, first))
            for first, last in trainee.clock_parts
            for start, end in view.shifts[mentor].clock_parts
        )
        return trainee.duty_min - beside <= p.outside_min

    def model(self, ctx: ModelContext, entry: RuleEntry, p: MentorWithTraineeParameters) -> None:
        """Let a shift imply one of the mentor's shifts that hold it."""
        view = ctx.view
        n = range(view.n_shifts)
        held = {
            (s, lead): [int(self.holds(view, p, s, m, lead)) for m in n]
            for s in n
            for lead in (0, 1)
        }
        for a in view.scoped(entry):
            mentor = view.agents[a].mentor
            if mentor is None:
                continue
            m = view.agent_index[mentor]
            for d in days(view, entry):
                for s in n:
                    alone = ctx.x(a, d, s)
                    if alone.highest() <= 0:
                        continue
                    for lead in (0, 1):
                        alone.extend(ctx.shifts(m, d - lead, held[s, lead]), -1)
                    ctx.at_most(entry, alone, 0)

    def audit(
        self, seen: RosterView, entry: RuleEntry, p: MentorWithTraineeParameters
    ) -> list[Violation]:
        """Look for the mentor in every shift of a trainee."""
        view, found = seen.view, []
        for a in view.scoped(entry):
            mentor = view.agents[a].mentor
            if mentor is None:
                continue
            for d in days(view, entry):
                s = seen.shift(a, d)
                if s == OFF:
                    continue
                beside = [(lead, seen.shift(view.agent_index[mentor], d - lead)) for lead in (0, 1)]
                if not any(m != OFF and self.holds(view, p, s, m, lead) for lead, m in beside):
                    found.append(
                        self.violation(
                            entry,
                            1,
                            agent_id=view.agents[a].id,
                            day=view.day(d),
                            values={"shift": view.shifts[s].id, "mentor": mentor},
                        )
                    )
        return found
