"""What a solve gives back, and what it says on the way."""

from __future__ import annotations

import resource
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from wfm.core.problem import Problem
from wfm.core.roster import Cell, Roster
from wfm.core.score import AuditReport
from wfm.rules.contract import Words


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"  # the cost equals the proven bound
    FEASIBLE = "feasible"  # a roster that keeps every hard rule
    INFEASIBLE = "infeasible"  # hard rules and facts contradict each other: see the conflicts
    UNKNOWN = "unknown"  # stopped before there was a roster


class Phase(StrEnum):
    """What a solve is doing."""

    BOUND = "bound"
    ASSIGN = "assign"
    BREAKS = "breaks"
    RECREATE = "recreate"
    COLUMNS = "columns"
    ACTIVITIES = "activities"
    POLISH = "polish"
    EXPLAIN = "explain"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """A sign of life; `objective` is None until there is a roster.

    Parameters
    ----------
    phase : Phase
    elapsed_s : float
    objective, bound : float or None
        In points.
    note : str
        What made the roster better, for people who watch.
    roster : Roster or None
        The best so far, when this step made it better: what a killed run can go on from.
    """

    phase: Phase
    elapsed_s: float
    objective: float | None
    bound: float | None
    note: str = ""
    roster: Roster | None = None


@dataclass(frozen=True)
class Conflict:
    """Entries and facts that can't all hold.

    Parameters
    ----------
    what, mend : Words
        The contradiction, and what would free it.
    entries : tuple of str
        Titles of the entries with their articles, in English.
    agent_ids, days : tuples
        Whom and when, where it can be told.
    """

    what: Words
    mend: Words
    entries: tuple[str, ...] = ()
    agent_ids: tuple[str, ...] = ()
    days: tuple[date, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "what": {"en": self.what.en, "zh": self.what.zh},
            "mend": {"en": self.mend.en, "zh": self.mend.zh},
            "entries": list(self.entries),
            "agents": list(self.agent_ids),
            "days": [d.isoformat() for d in self.days],
        }


@dataclass(frozen=True)
class RosterResult:
    """A roster with its audit, its proof, and how it was made.

    Parameters
    ----------
    status : Status
    problem : Problem
        The problem that was solved; a repair adds leave and entries to the one it was given.
    roster : Roster or None
        None when INFEASIBLE or stopped too early.
    report : AuditReport or None
        Of the finished grid.
    objective, bound : float or None
        Audited cost, and a proven lower bound on the cost of every roster; in points.
    first_roster_s, wall_s : float
        Seconds until the first roster that keeps the hard rules (None without one), and in all.
    changed_cells : tuple of cells
        Cells whose shift differs from the base roster's.
    seed : int
    fingerprint : str
        Of the problem.
    versions : dict
    conflicts : tuple of Conflict
        Why there is no roster.
    """

    status: Status
    problem: Problem
    roster: Roster | None
    report: AuditReport | None
    objective: float | None
    bound: float | None
    first_roster_s: float | None
    wall_s: float
    changed_cells: tuple[Cell, ...]
    seed: int
    fingerprint: str
    versions: dict[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    @property
    def gap(self) -> float | None:
        """(objective - bound) / objective; None without both or at an objective of 0."""
        if self.objective is None or self.bound is None or self.objective == 0:
            return None
        return (self.objective - self.bound) / self.objective

    @property
    def excess(self) -> float | None:
        """(objective - bound) / (required agent-intervals x reference price), DESIGN.md 6."""
        if self.objective is None or self.bound is None:
            return None
        pooled = next(d for d in self.problem.demands if d.skill is None)
        scale = sum(pooled.required) * self.problem.reference_price
        return (self.objective - self.bound) / scale if scale else None

    @property
    def hard_violations(self) -> int | None:
        """Hard findings of the audit; None without a roster."""
        return None if self.report is None else len(self.report.hard)

    def to_dict(self) -> dict[str, Any]:
        """Return the values of ``wfm roster --json``."""
        penalties = {} if self.report is None else self.report.penalties
        return {
            "status": self.status.value,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "excess": self.excess,
            "reference_price": self.problem.reference_price,
            "hard_violations": self.hard_violations,
            "penalties": {
                rule: {"amount": p.amount, "unit": p.unit.value, "cost": p.cost}
                for rule, p in penalties.items()
            },
            "first_roster_s": self.first_roster_s,
            "wall_s": self.wall_s,
            "peak_rss_mib": peak_rss_mib(),
            "changed_cells": len(self.changed_cells),
            "seed": self.seed,
            "fingerprint": self.fingerprint,
            "versions": self.versions,
            "conflicts": [c.to_dict() for c in self.conflicts],
        }


def peak_rss_mib() -> float:
    """Most memory held by this process so far, or by one of its children, in MiB."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(w).ru_maxrss for w in who) / 1024, 1)


def versions() -> dict[str, str]:
    """Versions of what decides a roster."""
    found = {}
    for name in ("wfm", "ortools", "scipy", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
