"""Attendance: how much of what was scheduled was worked, and why not the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AbsenceReason(StrEnum):
    """Why somebody who was scheduled was not there."""

    SICK = "sick"
    ABSENT = "absent"  # without leave
    LATE = "late"
    LEFT_EARLY = "left_early"
    PERSONAL = "personal"  # at short notice
    OTHER = "other"
    LEAVE = "leave"
    TRAINING = "training"
    MEETING = "meeting"
    BREAK = "break"  # meals and rests

    @property
    def planned(self) -> bool:
        """Whether the roster knows of it: then it is no shrinkage."""
        return self in _PLANNED


_PLANNED = frozenset(
    {AbsenceReason.LEAVE, AbsenceReason.TRAINING, AbsenceReason.MEETING, AbsenceReason.BREAK}
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """A scheduled span of an agent.

    Parameters
    ----------
    agent_id : str
    day : date
        On which it starts.
    start_min : int or None
        Local minute of the day at which it starts; None where only the day is known.
    scheduled_min : int
        Minutes scheduled.
    absent_min : int
        Of them not worked, for `reason`.
    reason : AbsenceReason
    """

    agent_id: str
    day: date
    start_min: int | None
    scheduled_min: int
    absent_min: int = 0
    reason: AbsenceReason = AbsenceReason.OTHER
