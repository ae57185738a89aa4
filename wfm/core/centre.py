"""The centre: what it answers, when, how fast, and with what kinds of people.

A centre is what a folder in forecasts/ says (docs/formats.md), read by `wfm.sheets.centre_folder`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from wfm.core.activities import ActivityPlan
from wfm.core.days import LEARNED_HOURS, Closure, DayOverride, Event, OpeningHours
from wfm.core.people import Agent, Contract, Leave
from wfm.core.problem import Pin, SwapRecord
from wfm.core.roster import Assignment
from wfm.core.shifts import Shift, concrete
from wfm.core.wishes import AgentWish

CENTRE_FORMAT = 1
"""Version of the centre folder; a reader refuses what is newer."""

SL_DEFINITIONS = ("offered", "answered", "net", "either")
"""Service-level definitions: what the share of contacts answered in time is a share of."""

SIZING_MODELS = ("erlang-c", "erlang-a")

CHANNELS = ("phone", "chat", "email", "callback", "outbound", "care")
"""How a queue is worked: phone and chat wait for an agent in seconds, e-mail and call-backs have a
deadline, outbound and care work fills spare time and needs nobody by itself."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id and a name in both languages: a skill, a site."""

    id: str
    name_en: str
    name_zh: str

    def name(self, language: str) -> str:
        """Name in ``en`` or ``zh``."""
        return self.name_zh if language.startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True)
class Skill(Named):
    """What an agent may be able to do, e.g. ``minnan``."""


@dataclass(frozen=True, slots=True)
class Queue(Named):
    """A stream of contacts.

    Parameters
    ----------
    skill : str or None
        What an agent needs to serve it, None for nothing more.
    channel : str
        Of CHANNELS.
    concurrency : int
        Chats that one agent holds at once.
    slowdown : float
        Chat: every further chat at once makes each of them so much longer, e.g. 0.15.
    threshold_s : float or None
        Chat: seconds to the first answer; None for the target's.
    deadline_min : int or None
        E-mail and call-backs: minutes of opening time in which a contact has to be done.
    idle_share : float
        E-mail and call-backs: share of the idle time of agents waiting for calls that this work
        may use, being put aside when a call comes.
    priority : int
        A lower number is served first where an agent could take several queues' contacts.
    patience_s : float or None
        Mean patience of its callers; None for the centre's.
    redial_share : float or None
        Share of those who gave up who call again at once; None for the centre's.
    like : tuple of str
        Queues whose profile a new queue borrows until it has eight weeks of its own.
    weekly_volume : float or None
        A planner's guess of its contacts a week, for as long as it borrows.
    """

    skill: str | None = None
    channel: str = "phone"
    concurrency: int = 1
    slowdown: float = 0.0
    threshold_s: float | None = None
    deadline_min: int | None = None
    idle_share: float = 0.0
    priority: int = 0
    patience_s: float | None = None
    redial_share: float | None = None
    like: tuple[str, ...] = ()
    weekly_volume: float | None = None


@dataclass(frozen=True, slots=True)
class Site(Named):
    """A place of work; `seats` limits the agents there at once, None for no limit."""

    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Team(Named):
    """Agents who are rostered and supervised together; the usual cap group of leave."""

    site: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """Service level promised: `service_level` of contacts answered within `threshold_s` seconds.

    Art. 60 (three rings) fixes the 10 s; the 80 % is a choice and named so.

    Parameters
    ----------
    service_level, threshold_s : float
    definition : str
        Of SL_DEFINITIONS.
    answer_rate : float or None
        Least share of calls answered (接通率), promised too; needs Erlang A.
    asa_s : float or None
        Longest average speed of answer, promised too.
    occupancy_cap : float or None
        Highest share of time on calls.
    promised : bool
        Whether the service level itself is a promise; False leaves it to be shown only, so that
        e.g. an answer rate is the target of its own.
    """

    service_level: float = 0.8
    threshold_s: float = 10.0
    definition: str = "offered"
    answer_rate: float | None = None
    asa_s: float | None = None
    occupancy_cap: float | None = None
    promised: bool = True


@dataclass(frozen=True)
class Centre:
    """A service centre.

    Parameters
    ----------
    id : str
        Name of its folder.
    name_en, name_zh, note_en, note_zh : str
        Name, and what a reader of its figures should know.
    zone : str
        IANA zone of everything that is local.
    country : str or None
        ISO code of the holiday calendar; None for none.
    holidays_move_volume : bool
        Whether the country's holidays show in the volume; if not, only closures and events do.
    interval_min : int
        Planning interval.
    opening : OpeningHours
    queues, skills, teams, sites, contracts
        Ids are unique in each.
    target : ServiceTarget
    model : str
        ``"erlang-c"`` or ``"erlang-a"``.
    patience_s : float or None
        Mean patience; Erlang A needs it.
    redial_share : float
        Share of callers who gave up who call again at once; queues may say otherwise.
    unplanned_shrinkage : float
        Share of agents absent unplanned, 0 or more and below 1.
    shrinkage_by_hour : tuple of tuple of float
        The same by weekday (7, Monday first) and hour (24); empty where it is the same always.
    min_agents : int
        Fewest agents that sizing asks for in any interval, closed ones too.
    absent : str
        What an absent row of the history means: ``"zero"``, ``"missing"`` or ``"closed"``.
    rule_set : str
        File in constraints/.
    closures : tuple of Closure
    events : tuple of Event
    days : tuple of DayOverride
        One a day at most.
    pay_days : tuple of int
        Days of the month on which salaries arrive; 31 is the last day.
    planning_week : date or None
        Monday that pages and the demonstration start from.
    hour_cost : float or None
        What a paid hour costs, in `currency`; None where costs are not to be shown.
    currency : str
        ISO code.
    """

    id: str
    name_en: str
    name_zh: str
    zone: str
    queues: tuple[Queue, ...]
    contracts: tuple[Contract, ...]
    teams: tuple[Team, ...]
    skills: tuple[Skill, ...] = ()
    sites: tuple[Site, ...] = ()
    note_en: str = ""
    note_zh: str = ""
    country: str | None = None
    holidays_move_volume: bool = True
    interval_min: int = 30
    opening: OpeningHours = LEARNED_HOURS
    target: ServiceTarget = ServiceTarget()
    model: str = "erlang-c"
    patience_s: float | None = None
    redial_share: float = 0.0
    unplanned_shrinkage: float = 0.0
    shrinkage_by_hour: tuple[tuple[float, ...], ...] = ()
    min_agents: int = 0
    absent: str = "missing"
    rule_set: str = ""
    closures: tuple[Closure, ...] = ()
    events: tuple[Event, ...] = ()
    days: tuple[DayOverride, ...] = ()
    pay_days: tuple[int, ...] = ()
    planning_week: date | None = None
    hour_cost: float | None = None
    currency: str = "CNY"

    def name(self, language: str) -> str:
        """Name in ``en`` or ``zh``."""
        return self.name_zh if language.startswith("zh") else self.name_en

    def note(self, language: str) -> str:
        """Note in ``en`` or ``zh``."""
        return self.note_zh if language.startswith("zh") else self.note_en

    @property
    def seats(self) -> int | None:
        """Seats of all sites; None when any site has no limit or there is no site."""
        counts = [site.seats for site in self.sites]
        known = [n for n in counts if n is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def closed_on(self, day: date) -> bool:
        """Whether a day is a closure."""
        return any(c.first_day <= day <= c.last_day for c in self.closures)


@dataclass(frozen=True)
class CentreFiles:
    """Files of a centre folder that other rooms read.

    Parameters
    ----------
    folder : Path
    history, scenarios : tuple of Path
        Sorted by name.
    provenance : Path or None
    """

    folder: Path
    history: tuple[Path, ...] = ()
    scenarios: tuple[Path, ...] = ()
    provenance: Path | None = None


@dataclass(frozen=True)
class CentreData:
    """A centre with its people, catalogue and last weeks.

    Parameters
    ----------
    centre : Centre
    agents, shifts, leave
        People, the shift catalogue as it is kept, and granted leave.
    past : tuple of Assignment
        Past roster; a cell without one was a day off.
    past_first_day, past_last_day : date or None
        Days that the past roster speaks of; None without one.
    files : CentreFiles
    fingerprint : str
        First 16 hexadecimal digits of a SHA-256 over every file read.
    provenance : dict of str to object
        Content of provenance.toml; empty without one.
    activities : tuple of ActivityPlan
        Training, meetings and the like that shifts have to hold.
    wishes : tuple of AgentWish
        What agents would like.
    pins, swaps : tuple
        Fixed cells and the swap ledger, where a store knows them.
    """

    centre: Centre
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    leave: tuple[Leave, ...] = ()
    past: tuple[Assignment, ...] = ()
    past_first_day: date | None = None
    past_last_day: date | None = None
    files: CentreFiles = CentreFiles(Path())
    fingerprint: str = ""
    provenance: dict[str, object] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    swaps: tuple[SwapRecord, ...] = ()
    activities: tuple[ActivityPlan, ...] = ()
    wishes: tuple[AgentWish, ...] = ()

    @cached_property
    def concrete_shifts(self) -> tuple[Shift, ...]:
        """The catalogue as rosters name it: a flexible shift as one shift a start."""
        return concrete(self.shifts, self.centre.interval_min)
