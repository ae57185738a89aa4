"""What a request does to training, meetings and the like, as findings."""

from __future__ import annotations

from wfm.core.problem import Problem
from wfm.operations.asks import Finding
from wfm.rostering.carried import Carried, Fate
from wfm.rules.activities_placed import ActivitiesPlaced


def activity_findings(carried: Carried, problem: Problem, *, to_know: bool) -> list[Finding]:
    """Say what becomes of each activity that a change touches.

    Parameters
    ----------
    to_know : bool
        Nothing is refused: nobody works on a day of leave. Otherwise an approver needs a reason
        to drop an activity.
    """
    named = (entry.source for entry in problem.rules if entry.rule == ActivitiesPlaced.id)
    source = next(named, "")
    return [
        Finding(ActivitiesPlaced.id, source, to_know or x.fate is not Fate.DROPPED, True, x.words)
        for x in carried.moves
    ]
