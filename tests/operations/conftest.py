"""A desktop with a published week of half a dozen agents, for the checks of leave and swaps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.problems import agents, roster, small_problem

from wfm.core.problem import Enforcement, RuleEntry
from wfm.forecasting.calendar import build_calendar
from wfm.operations.asks import Desktop

ROSTER_RULES = (
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
    RuleEntry("leave_granted", source="art. 38, 39"),
    RuleEntry("pinned_cells", source="art. 34"),
    RuleEntry("swap_limits", {"max_per_month": 2}, hard=False, weight=5, source="art. 35"),
)
REQUEST_RULES = tuple(
    RuleEntry(rule, parameters, source=source, enforcement=Enforcement.ON_REQUEST)
    for rule, parameters, source in (
        ("swap_notice", {"working_days": 1}, "art. 34"),
        ("swap_class", {}, "art. 35"),
        ("swap_roster", {}, "art. 34"),
        ("leave_notice", {}, "art. 38, 39"),
        ("leave_retrospective", {}, "art. 38"),
        ("leave_evidence", {}, "art. 38"),
        ("leave_cap", {"max_agents": 1, "group": "team"}, "art. 40"),
    )
)
WEEK = {
    "A001": "EEEEE..",
    "A002": "MMMMM..",
    "A003": "LLLLL..",
    "A004": "..NNN..",
    "A005": "E...EE.",
    "A006": "MM...MM",
}
"""Monday 2026-11-23 to Sunday 2026-11-29."""


@pytest.fixture
def desktop():
    """Make a desktop; anything in it can be given otherwise."""

    def make(*, now="2026-11-10 09:00", rules=(), week=WEEK, extra_rules=(), **about):
        everything = rules or (*ROSTER_RULES, *REQUEST_RULES, *extra_rules)
        people = (*agents(4), *(a for a in agents(6)[4:]))
        problem = small_problem(*everything, agents=people)
        values = {
            "now": datetime.fromisoformat(now).replace(tzinfo=UTC),
            "rules": everything,
            "agents": people,
            "leave": (),
            "swaps": (),
            "is_workday": build_calendar("CN", range(2026, 2028)).is_workday,
            "problem": problem,
            "roster": roster(problem, **week),
        }
        return Desktop(**{**values, **about})

    return make


@pytest.fixture
def verdicts():
    """Findings as {rule: ok}; a rule that is refused once is refused."""

    def of(findings) -> dict[str, bool]:
        said: dict[str, bool] = {}
        for f in findings:
            said[f.rule] = said.get(f.rule, True) and f.ok
        return said

    return of
