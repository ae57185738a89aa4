"""Fairness of a roster over its past weeks, as tables."""

from __future__ import annotations

import pandas as pd

from wfm.operations.fairness import Burden, FairnessReport, fairness
from wfm.service.rosters import RosterState

WEEKS = (4, 8, 13, 26, 52)
"""Past weeks that may be looked at; a past roster that is shorter counts whole."""


def measured(state: RosterState, weeks: int = 4) -> FairnessReport:
    """Measure the roster as things stand."""
    return fairness(state.problem, state.roster, weeks=weeks)


def spread_table(report: FairnessReport) -> pd.DataFrame:
    """One row a burden: burden, compared, low, mean, high, width, gini."""
    rows = [
        (str(b), x.n, x.low, x.mean, x.high, x.width, x.gini)
        for b, x in ((b, report.spreads[b]) for b in Burden)
    ]
    columns = ["burden", "compared", "low", "mean", "high", "width", "gini"]
    return pd.DataFrame(rows, columns=columns)


def agent_table(report: FairnessReport) -> pd.DataFrame:
    """One row an agent: agent_id, team, days there, every burden over the period, wishes."""
    rows = [
        {"agent_id": x.agent_id, "team": x.team, "days": x.days}
        | {str(b): x.total(b) for b in Burden}
        | {"wishes": x.wishes}
        for x in report.agents
    ]
    columns = ["agent_id", "team", "days", *map(str, Burden), "wishes"]
    return pd.DataFrame(rows, columns=columns)


def bars(report: FairnessReport, burden: Burden) -> pd.DataFrame:
    """One row an agent and part (past, now) of a burden: agent_id, part, n, total."""
    rows = [
        (x.agent_id, part, had[burden], x.total(burden))
        for x in report.agents
        for part, had in (("past", x.past), ("now", x.now))
    ]
    return pd.DataFrame(rows, columns=["agent_id", "part", "n", "total"])
