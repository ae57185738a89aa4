"""Everything that is needed to make, audit or score a roster, without a database.

A problem is a frozen value. `wfm.core.interchange` writes it to and reads it from ``problem.json``;
its fingerprint names it in the provenance of every roster made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from wfm.core.activities import PlannedActivity
from wfm.core.people import Agent, Contract, Leave
from wfm.core.roster import Assignment
from wfm.core.shifts import Shift
from wfm.core.traffic import Traffic

POOLED = "all"
"""Name of the pooled group (every agent on the phones counts)."""

HUNDREDTHS = 100
"""Widths of price steps are whole hundredths of an agent."""

FORMAT = 1
"""Version of problem.json and roster.json; a reader refuses what is newer."""


class Enforcement(StrEnum):
    """What the software does about an entry of a rule set."""

    ENFORCED = "enforced"  # every roster is made and audited by it
    ON_REQUEST = "on_request"  # checked when leave or a swap is asked for
    RECORDED = "recorded"  # written down, checked by people


class ScopeKind(StrEnum):
    """Whom an entry applies to."""

    ALL = "all"
    TEAM = "team"
    CONTRACT = "contract"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Scope:
    """Agents that an entry applies to; `names` are teams, contracts or agent ids."""

    kind: ScopeKind = ScopeKind.ALL
    names: tuple[str, ...] = ()

    def holds_for(self, agent: Agent) -> bool:
        """Whether the entry applies to an agent."""
        match self.kind:
            case ScopeKind.ALL:
                return True
            case ScopeKind.TEAM:
                return agent.team in self.names
            case ScopeKind.CONTRACT:
                return agent.contract in self.names
            case ScopeKind.AGENT:
                return agent.id in self.names


@dataclass(frozen=True)
class RuleEntry:
    """One entry of the rule set in force.

    Parameters
    ----------
    rule : str
        Id of the rule in the registry; free for entries that are recorded only.
    parameters : dict
        Checked by the rule's own parameter model.
    hard : bool
        Hard entries hold in every roster; the others are priced.
    weight : int
        Cost of one natural unit of violation, in points; 0 for hard entries.
    source : str
        Article, shown beside every finding.
    enforcement : Enforcement
    scope : Scope
    first_day, last_day : date or None
        Days of validity, both included.
    title_en, title_zh : str
        For recorded entries, which have no rule file to take words from.
    """

    rule: str
    parameters: dict[str, Any] = field(default_factory=dict)
    hard: bool = True
    weight: int = 0
    source: str = ""
    enforcement: Enforcement = Enforcement.ENFORCED
    scope: Scope = Scope()
    first_day: date | None = None
    last_day: date | None = None
    title_en: str = ""
    title_zh: str = ""

    def valid_on(self, day: date) -> bool:
        """Whether the entry is in force on a day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


@dataclass(frozen=True)
class Demand:
    """Agents required on the phones, for one skill group.

    Parameters
    ----------
    group : str
        ``all`` is the pooled sum over every agent; any other group has a skill.
    skill : str or None
        Skill that an agent needs to count; None counts everybody.
    required : tuple of int
        Per interval from midnight of the first day, shape (n_intervals,). It runs past the last
        day to the end of the last shift's tail, so that the last night is not short by design;
        intervals beyond it are not scored.
    steps : tuple or None
        What a missing agent costs: per interval (width in hundredths of an agent, whole points
        per agent), the step next to the requirement first. Points never fall; widths add up to
        the requirement. An empty interval, or None for all, leaves the price to the rule set.
    """

    required: tuple[int, ...]
    group: str = POOLED
    skill: str | None = None
    steps: tuple[tuple[tuple[int, int], ...], ...] | None = None


class PinSource(StrEnum):
    """Who fixed a cell; it survives every regeneration."""

    SCHEDULER = "scheduler"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class Pin:
    """A cell that no solve may change; `shift_id` None pins a day off."""

    agent_id: str
    day: date
    shift_id: str | None
    source: PinSource = PinSource.SCHEDULER


@dataclass(frozen=True, slots=True)
class SwapRecord:
    """An entry of the swap ledger: an approved swap of the published roster (art. 34, 35).

    Parameters
    ----------
    initiator, partner : str
        Agent ids; the swap counts for the initiator.
    initiator_day, partner_day : date
        The days whose shifts changed hands.
    asked_at : datetime
        When it was asked for, with a zone.
    own_initiative : bool
        False for moves by the centre (art. 33), which never count.
    override_reason : str
        Reason the approver gave for passing an "in principle" limit; empty otherwise.
    """

    initiator: str
    partner: str
    initiator_day: date
    partner_day: date
    asked_at: datetime
    own_initiative: bool = True
    approved_by: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent would like on a day; granted where it costs less than refusing it.

    Parameters
    ----------
    agent_id, day
    shift_ids : tuple of str
        Shifts it is about; empty for any of them.
    wanted : bool
        True wants one of the shifts, False wants none of them (with no shifts named: a day off).
    weight : int
        How much it means to the agent, 1 or more; the rule set prices one unit.
    """

    agent_id: str
    day: date
    shift_ids: tuple[str, ...] = ()
    wanted: bool = False
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """A rostering problem.

    Parameters
    ----------
    name, zone, interval_min, first_day, n_days
        The horizon: whole local days on a grid.
    agents, contracts, shifts
        People and the catalogue; ids are unique.
    demands : tuple of Demand
        At least the pooled one.
    rules : tuple of RuleEntry
        The rule set in force with its law pack.
    leave : tuple of Leave
        Granted leave that touches the horizon or the past roster.
    past : tuple of Assignment
        The last weeks before `first_day`; a cell without one was a day off.
    past_first_day : date or None
        First day that `past` speaks of; None when there is no past roster.
    pins, swaps : tuple
        Fixed cells and the swap ledger of the months touched.
    wishes : tuple of Wish
        What agents would like; the rule ``preferences`` prices what is refused.
    base : tuple of Assignment or None
        Roster that changes are counted against.
    published : bool
        Whether `base` has been published.
    holidays : tuple of date
        Statutory holidays in the past roster, the horizon and the week after it.
    reference_price : int
        Points that one missing agent-interval costs in the normal tier (DESIGN.md 6).
    traffic : Traffic or None
        Calls that the demands were sized from; None where nobody knows them.
    activities : tuple of PlannedActivity
        Work off the phones that shifts have to hold; the rule ``activities_placed`` prices what
        is missing.
    provenance : dict of str to str
        Where the parts came from: centre, forecast version, scenario, rule set.
    """

    name: str
    zone: str
    interval_min: int
    first_day: date
    n_days: int
    agents: tuple[Agent, ...]
    contracts: tuple[Contract, ...]
    shifts: tuple[Shift, ...]
    demands: tuple[Demand, ...]
    rules: tuple[RuleEntry, ...]
    leave: tuple[Leave, ...] = ()
    past: tuple[Assignment, ...] = ()
    past_first_day: date | None = None
    pins: tuple[Pin, ...] = ()
    swaps: tuple[SwapRecord, ...] = ()
    wishes: tuple[Wish, ...] = ()
    base: tuple[Assignment, ...] | None = None
    published: bool = False
    holidays: tuple[date, ...] = ()
    reference_price: int = 10
    traffic: Traffic | None = None
    activities: tuple[PlannedActivity, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT
