"""Leave granted: nobody works on a day of granted leave, and no night shift runs into one."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from wfm.core.people import LeaveType
from wfm.core.problem import RuleEntry
from wfm.core.score import Unit
from wfm.core.time import DAY_MIN
from wfm.core.view import IntArray, ProblemView
from wfm.rules.contract import Parameters, RuleWords, Strength, Words
from wfm.rules.unary import UnaryRule


class LeaveGrantedParameters(Parameters):
    """Parameters of `LeaveGranted`."""

    run_in_min: int = Field(
        default=0,
        ge=0,
        le=720,
        description="A shift of the evening before may run this far into a leave day (minutes)",
    )
    run_in_types: tuple[LeaveType, ...] = Field(
        default=(LeaveType.SICK,),
        description="Leave that a shift of the evening before may run into all the way: "
        "who is ill on a day has worked, or may have, the night that belongs to the day before",
    )


class LeaveGranted(UnaryRule[LeaveGrantedParameters]):
    """Minutes of work, handover included, inside days of granted leave (art. 38, 39)."""

    id = "leave_granted"
    parameters = LeaveGrantedParameters
    unit = Unit.MINUTES
    strength = Strength.HARD
    words = RuleWords(
        title=Words("Leave granted", "已批休假"),
        description=Words(
            "Granted leave stands: no shift on its days, and no night shift of the evening before "
            "that runs into it, unless it is sick leave.",
            "已批准的休假必须兑现：休假日不排班，前一晚的夜班也不得延入休假日（病假除外）。",
        ),
        violation=Words(
            "{agent} is on leave: shift {shift} of {day} takes {minutes} minutes of it",
            "{agent} 休假中：{day} 的班次 {shift} 占用休假 {minutes} 分钟",
        ),
    )

    @staticmethod
    def taken_min(view: ProblemView, p: LeaveGrantedParameters, a: int, d: int, s: int) -> int:
        """Minutes of leave that a shift of an agent's day would take."""
        spans = view.shifts[s].work_spans
        first = sum(max(0, min(end, DAY_MIN) - start) for start, end in spans)
        tail = sum(max(0, end - max(start, DAY_MIN)) for start, end in spans)
        today = first if view.on_leave[a, d] else 0
        after = view.leave_on(a, view.day(d + 1))
        if not tail or after is None or (not today and after.type in p.run_in_types):
            return today
        return today + (tail if today or tail > p.run_in_min else 0)

    def amounts(self, view: ProblemView, entry: RuleEntry, p: LeaveGrantedParameters) -> IntArray:
        """Minutes of leave taken."""
        table = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=np.int64)
        away = {view.agent_index[leave.agent_id] for leave in view.problem.leave}
        for a in sorted(away):
            for d in range(view.n_days):
                for s in range(view.n_shifts):
                    table[a, d, s] = self.taken_min(view, p, a, d, s)
        return table

    def values(
        self, view: ProblemView, p: LeaveGrantedParameters, a: int, d: int, s: int
    ) -> dict[str, object]:
        """Minutes of leave taken."""
        return {"minutes": self.taken_min(view, p, a, d, s)}
