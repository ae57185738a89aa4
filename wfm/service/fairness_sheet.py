"""Fairness of a roster in the shape that the workbook shows."""

from __future__ import annotations

from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.operations.fairness import Burden, fairness
from wfm.sheets.fairness_table import FairnessTable, ShareRow, SpreadRow

WEEKS = 4
"""Past weeks that the sheet counts, as the page does unless told otherwise."""


def fairness_table(problem: Problem, roster: Roster, weeks: int = WEEKS) -> FairnessTable:
    """Measure a roster over its past weeks."""
    report = fairness(problem, roster, weeks=weeks)
    return FairnessTable(
        report.weeks,
        tuple(
            SpreadRow(str(burden), x.n, x.low, x.mean, x.high, x.gini)
            for burden in Burden
            for x in [report.spreads[burden]]
        ),
        tuple(
            ShareRow(
                x.agent_id,
                x.team,
                x.days,
                {str(b): n for b, n in x.past.items()},
                {str(b): n for b, n in x.now.items()},
                x.wishes,
            )
            for x in report.agents
        ),
    )
