"""The independent audit: every enforced entry over a finished roster, without a solver."""

from __future__ import annotations

from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView, RosterView
from wfm.rules.registry import enforced
from wfm.rules.windows import BreakWindows


def audit(problem: Problem, roster: Roster, view: ProblemView | None = None) -> AuditReport:
    """Audit a roster by the rule set in force.

    Parameters
    ----------
    problem : Problem
    roster : Roster
    view : ProblemView, optional
        Index of the same problem, to save making it again.

    Raises
    ------
    BadInputError
        When an entry's parameters are out of range.
    """
    triples = enforced(problem.rules)
    view = view or ProblemView(problem)
    seen = RosterView(view, roster, BreakWindows(view, triples))
    found = [v for entry, rule, p in triples for v in rule.audit(seen, entry, p)]
    found.sort(key=lambda v: (not v.hard, -v.cost, v.rule, v.at, str(v.day), v.agent_id or ""))
    checked = tuple(dict.fromkeys(entry.rule for entry, _, _ in triples))
    unchecked = tuple(_name(e) for e in problem.rules if e.enforcement != "enforced")
    return AuditReport(tuple(found), checked, unchecked)


def _name(entry: RuleEntry) -> str:
    return f"{entry.rule} ({entry.enforcement}; {entry.source})"
