"""What a repair proposes: its changes, and what they do to staffing and cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView, RosterView
from wfm.rostering.result import RosterResult
from wfm.rules.coverage import PERCENT, Coverage

STABILITY = "stability"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell with its shift before and after, None for a day off.

    `fact` is true where an absence, leave or a pin decides the cell.
    """

    agent_id: str
    day: date
    before: str | None
    after: str | None
    fact: bool = False

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "agent": self.agent_id,
            "day": self.day.isoformat(),
            "before": self.before,
            "after": self.after,
            "fact": self.fact,
        }


@dataclass(frozen=True, slots=True)
class Effect:
    """How a roster serves.

    Parameters
    ----------
    cost : float
        Audited points, without the price of changes.
    missing : dict of str to float
        Agent-intervals below the requirement, per group.
    short : dict of str to int
        Intervals below the requirement, per group.
    hard : int
        Hard findings.
    """

    cost: float
    missing: dict[str, float]
    short: dict[str, int]
    hard: int

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "cost": self.cost,
            "missing_agent_intervals": self.missing,
            "short_intervals": self.short,
            "hard_violations": self.hard,
        }


@dataclass(frozen=True)
class Proposal:
    """A repaired roster beside the one before.

    Parameters
    ----------
    result : RosterResult
        Its roster is None when nothing legal was found.
    changes : tuple of Change
        Every cell that differs from the published roster; facts first.
    published, unmended : Effect
        The roster as it was under the old facts, and under the new ones with nothing done.
    mended : Effect or None
    """

    result: RosterResult
    changes: tuple[Change, ...]
    published: Effect
    unmended: Effect
    mended: Effect | None

    @property
    def made(self) -> tuple[Change, ...]:
        """Changes that the repair made, without facts."""
        return tuple(c for c in self.changes if not c.fact)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "changes": [c.to_dict() for c in self.changes],
            "published": self.published.to_dict(),
            "unmended": self.unmended.to_dict(),
            "mended": None if self.mended is None else self.mended.to_dict(),
        }


def effect_of(view: ProblemView, roster: Roster, report: AuditReport) -> Effect:
    """How a roster serves under a problem's demands."""
    seen = RosterView(view, roster)
    missing: dict[str, float] = {}
    short: dict[str, int] = {}
    for demand in view.problem.demands:
        staffed = Coverage.weight(view, demand) @ seen.presence.phone
        required = view.required(demand) * PERCENT
        n = min(len(staffed), len(required))
        gap = np.clip(required[:n] - staffed[:n], 0, None)
        missing[demand.group] = float(gap.sum()) / PERCENT
        short[demand.group] = int((gap > 0).sum())
    price = report.penalties.get(STABILITY)
    cost = report.cost - (0.0 if price is None else price.cost)
    return Effect(cost, missing, short, len(report.hard))


def changes_of(base: Roster, roster: Roster, facts: frozenset[tuple[str, date]]) -> list[Change]:
    """List every cell whose shift differs, facts first."""
    found = []
    for agent_id, day in roster.changed_cells(base):
        before, after = base.get(agent_id, day), roster.get(agent_id, day)
        found.append(
            Change(
                agent_id,
                day,
                None if before is None else before.shift_id,
                None if after is None else after.shift_id,
                (agent_id, day) in facts,
            )
        )
    return sorted(found, key=lambda c: (not c.fact, c.day, c.agent_id))
