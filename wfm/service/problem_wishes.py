"""Wishes put into a problem, with a price where the rule set names none."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import timedelta

from wfm.core.problem import Problem, RuleEntry
from wfm.core.wishes import AgentWish, of_problem
from wfm.rules.preferences import Preferences

WISH_WEIGHT = 3
"""Points of a refused wish of normal importance, where the rule set names no price: under a third
of a missing agent's half hour."""


def with_wishes(problem: Problem, wishes: Iterable[AgentWish]) -> Problem:
    """Problem with the wishes of its people, those of the past roster's days too.

    The past ones are no longer priced; ``fairness_wishes`` and the fairness report count them.
    """
    names = {a.id for a in problem.agents}
    found = of_problem(
        (w for w in wishes if w.agent_id in names),
        problem.shifts,
        problem.past_first_day or problem.first_day,
        problem.first_day + timedelta(days=problem.n_days - 1),
    )
    rules = problem.rules
    if found and not any(entry.rule == Preferences.id for entry in rules):
        rules = (*rules, RuleEntry(Preferences.id, hard=False, weight=WISH_WEIGHT))
    return dataclasses.replace(problem, wishes=found, rules=rules)
