"""What an audit finds in a finished roster, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class Unit(StrEnum):
    """Natural units that violations are measured in."""

    MINUTES = "minutes"
    DAYS = "days"
    SHIFTS = "shifts"
    AGENT_INTERVALS = "agent-intervals"
    BREAKS = "breaks"
    CELLS = "cells"
    AGENTS = "agents"
    REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Violation:
    """One finding of one entry.

    Parameters
    ----------
    rule, source : str
        Rule id and article.
    hard : bool
    amount : float
        How much, in `unit`.
    unit : Unit
    cost : float
        Points; 0 for hard findings.
    agent_id, day, at
        Whom, on which day, and from when (local ``YYYY-MM-DD HH:MM``); empty where it does not
        apply.
    values : mapping of str to object
        Fills the placeholders of the rule's violation sentence.
    """

    rule: str
    hard: bool
    amount: float
    unit: Unit
    cost: float = 0.0
    agent_id: str | None = None
    day: date | None = None
    at: str = ""
    source: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Penalty:
    """What one rule costs in all."""

    amount: float
    unit: Unit
    cost: float


@dataclass(frozen=True)
class AuditReport:
    """Every violation of a roster, and the entries that the audit did not check.

    `checked` and `unchecked` are ids of rule-set entries.
    """

    violations: tuple[Violation, ...]
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]

    @cached_property
    def hard(self) -> tuple[Violation, ...]:
        """Violations of hard entries."""
        return tuple(v for v in self.violations if v.hard)

    @cached_property
    def cost(self) -> float:
        """Points of all priced violations."""
        return round(sum(v.cost for v in self.violations), 6)

    @cached_property
    def penalties(self) -> dict[str, Penalty]:
        """Amount and cost per rule, most costly first."""
        sums: dict[str, Penalty] = {}
        for v in self.violations:
            if v.hard:
                continue
            old = sums.get(v.rule, Penalty(0.0, v.unit, 0.0))
            sums[v.rule] = Penalty(old.amount + v.amount, v.unit, round(old.cost + v.cost, 6))
        return dict(sorted(sums.items(), key=lambda item: -item[1].cost))
