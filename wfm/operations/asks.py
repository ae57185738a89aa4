"""What agents ask for on the published roster, and what a check of it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from wfm.core.people import Agent, Leave, LeaveType
from wfm.core.problem import Problem, RuleEntry, SwapRecord
from wfm.core.roster import Roster
from wfm.rules.contract import Words


@dataclass(frozen=True, slots=True)
class LeaveAsk:
    """Leave that an agent asks for; `last_day` is included.

    Parameters
    ----------
    retrospective : bool
        Told afterwards: only sudden illness may (art. 38).
    evidence : bool
        Whether proof (a medical note) has been shown.
    """

    agent_id: str
    type: LeaveType
    first_day: date
    last_day: date
    reason: str = ""
    retrospective: bool = False
    evidence: bool = False

    def granted(self) -> Leave:
        """Leave as it stands once approved."""
        return Leave(self.agent_id, self.type, self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class SwapAsk:
    """A swap: the initiator's shift of one day for the partner's of the same or another day."""

    initiator: str
    partner: str
    initiator_day: date
    partner_day: date
    reason: str = ""
    own_initiative: bool = True

    def record(self, asked_at: datetime, approved_by: str, override: str = "") -> SwapRecord:
        """Entry of the swap ledger once approved."""
        return SwapRecord(
            self.initiator,
            self.partner,
            self.initiator_day,
            self.partner_day,
            asked_at,
            self.own_initiative,
            approved_by,
            override,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of an ask.

    Parameters
    ----------
    rule, source : str
        Rule id and article.
    ok : bool
    overridable : bool
        Whether an approver may pass it with a logged reason ("in principle" in the article).
    words : Words
        A sentence in both languages.
    """

    rule: str
    source: str
    ok: bool
    overridable: bool
    words: Words


@dataclass(frozen=True)
class Desktop:
    """What a check looks at: the published roster and what is around it.

    Parameters
    ----------
    now : datetime
        When it is asked, with a zone.
    rules : tuple of RuleEntry
        The rule set in force.
    agents : tuple of Agent
    leave : tuple of Leave
        All granted leave.
    swaps : tuple of SwapRecord
        The swap ledger.
    is_workday : callable
        Working-day calendar.
    problem, roster
        The published week that holds the days asked for; None when it is not published.
    following : (Problem, Roster) or None
        The published week after it, whose past this one is; None when it is not published.
    """

    now: datetime
    rules: tuple[RuleEntry, ...]
    agents: tuple[Agent, ...]
    leave: tuple[Leave, ...]
    swaps: tuple[SwapRecord, ...]
    is_workday: Callable[[date], bool]
    problem: Problem | None = None
    roster: Roster | None = None
    following: tuple[Problem, Roster] | None = None

    def entries(self, rule: str) -> tuple[RuleEntry, ...]:
        """Entries of a rule in force."""
        return tuple(e for e in self.rules if e.rule == rule)

    def agent(self, agent_id: str) -> Agent | None:
        """Agent of an id."""
        return next((a for a in self.agents if a.id == agent_id), None)
