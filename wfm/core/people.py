"""Agents, their contracts, and what is true of them for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SHIFT_LEADER = "shift_leader"
"""Name of the skill that a shift leader has."""


class ConditionKind(StrEnum):
    """What may be true of an agent between two dates and changes what may be rostered."""

    PREGNANT = "pregnant"  # seven months and more: no night work, no overtime (Labour Law art. 61)
    NURSING = "nursing"  # child below one year: no night work, no overtime, a paid hour a day
    NO_NIGHTS = "no_nights"  # not fit for nights, by medical note or agreement
    NO_OVERTIME = "no_overtime"


@dataclass(frozen=True, slots=True)
class Condition:
    """A dated exception of one agent; `last_day` is included, None means until further notice."""

    kind: ConditionKind
    first_day: date | None = None
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the condition holds on a day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


@dataclass(frozen=True, slots=True)
class Contract:
    """Hours agreed with an agent, in paid minutes.

    Parameters
    ----------
    id : str
    week_min : int
        Standard paid minutes a week; the roster owes the agent this much (leave is credited).
    week_max_min : int
        Most paid minutes a week, overtime included.
    day_max_min : int
        Most paid minutes a day, overtime included.
    overtime : bool
        Whether overtime may be rostered at all.
    days_a_week : int
        Working days that the standard week has; a day of leave credits week_min / days_a_week.
    """

    id: str
    week_min: int = 2400
    week_max_min: int = 2400
    day_max_min: int = 480
    overtime: bool = False
    days_a_week: int = 5

    @property
    def leave_day_min(self) -> int:
        """Paid minutes that a working day of leave is credited with."""
        return self.week_min // self.days_a_week


@dataclass(frozen=True, slots=True)
class Agent:
    """One person who is rostered.

    Parameters
    ----------
    id : str
        Unique, e.g. ``"A001"``.
    team, contract : str
    skills : tuple of str
        Sorted names.
    first_day, last_day : date or None
        Of employment, both included; None is open.
    productivity_pct : int
        What one interval on the phones counts for, 0 to 100; a shadowing trainee counts 0.
    mentor : str or None
        Agent beside whom a trainee must sit; None for everybody else.
    shifts : tuple of str
        Shifts that may be given; empty means every shift of the catalogue.
    conditions : tuple of Condition
    account_min : int
        Opening balance of the time account: paid minutes above (or, below 0, short of) what the
        weeks of the reference period before the past roster owed.
    """

    id: str
    team: str
    contract: str
    skills: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    productivity_pct: int = 100
    mentor: str | None = None
    shifts: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    account_min: int = 0

    def has(self, kind: ConditionKind, day: date) -> bool:
        """Whether a condition of that kind holds on a day."""
        return any(c.kind is kind and c.holds_on(day) for c in self.conditions)

    def employed_on(self, day: date) -> bool:
        """Whether the agent is employed on a day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


class LeaveType(StrEnum):
    """Kinds of leave of the model bank (art. 38, 39)."""

    ANNUAL = "annual"
    SICK = "sick"
    PERSONAL = "personal"
    MARRIAGE = "marriage"
    MATERNITY = "maternity"
    BEREAVEMENT = "bereavement"
    COMPENSATORY = "compensatory"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Leave:
    """Granted leave of one agent; `last_day` is included."""

    agent_id: str
    type: LeaveType
    first_day: date
    last_day: date

    def covers(self, day: date) -> bool:
        """Whether the leave covers a day."""
        return self.first_day <= day <= self.last_day
