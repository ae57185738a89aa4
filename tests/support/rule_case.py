"""A rule seen at work: a small problem, a roster that keeps it and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from support.problems import (
    MONDAY,
)
from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import Roster

CASES: dict[str, Callable[[], Case]] = {}


@dataclass(frozen=True)
class Case:
    """One violation of one rule.

    `problem` has no rules: the suite adds the entry under test, hard or soft.
    """

    problem: Problem
    bad: Roster
    clean: Roster
    amount: float
    parameters: dict[str, Any] = field(default_factory=dict)
    clean_problem: Problem | None = None
    findings: int = 1

    def with_entry(self, rule: str, *, hard: bool, clean: bool = False) -> Problem:
        """The problem under the entry."""
        entry = RuleEntry(rule, self.parameters, hard, 0 if hard else 10, "art. 1")
        problem = self.clean_problem if clean and self.clean_problem else self.problem
        return replace(problem, rules=(entry,))


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    CASES[make.__name__] = make
    return make


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def without_breaks(found: Roster, kind: str) -> Roster:
    return Roster(
        tuple(replace(c, breaks=tuple(b for b in c.breaks if b.kind != kind)) for c in found)
    )
