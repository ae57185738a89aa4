"""What a roster puts on the phones, against the requirement and in service."""

from __future__ import annotations

import pandas as pd

from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView, RosterView
from wfm.rules.coverage import PERCENT, Coverage


def staffing(problem: Problem, roster: Roster, view: ProblemView | None = None) -> pd.Series:
    """Agents on the phones per interval, trainees by their share, indexed by local time."""
    view = view or ProblemView(problem)
    phones = view.productivity @ view.presence(roster).phone / PERCENT
    return pd.Series(phones, index=view.grid.local[: view.n_intervals])


def coverage(problem: Problem, roster: Roster, view: ProblemView | None = None) -> pd.DataFrame:
    """Required and staffed per interval and group over the horizon's own days.

    Columns timestamp, group, required, staffed, difference (staffed - required).
    """
    view = view or ProblemView(problem)
    seen = RosterView(view, roster)
    n = int(view.grid.day_starts[problem.n_days])
    parts = []
    for demand in problem.demands:
        staffed = Coverage.weight(view, demand) @ seen.presence.phone[:, :n] / PERCENT
        required = view.required(demand)[:n]
        parts.append(
            pd.DataFrame(
                {
                    "timestamp": view.grid.local[:n],
                    "group": demand.group,
                    "required": required,
                    "staffed": staffed,
                    "difference": staffed - required,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
