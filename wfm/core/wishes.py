"""Wishes as agents word them: a shift, a day off, no nights, over a span of days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wfm.core.problem import Wish
from wfm.core.shifts import Shift, named

LONGEST = 92
"""Days that one wish may span."""


class WishKind(StrEnum):
    """What an agent wishes for."""

    SHIFT = "shift"  # one of some shifts on each day
    DAY_OFF = "day_off"
    NO_NIGHTS = "no_nights"


class Importance(StrEnum):
    """Weight class of a wish."""

    NORMAL = "normal"
    IMPORTANT = "important"

    @property
    def weight(self) -> int:
        """Units that the rule set prices."""
        return 3 if self is Importance.IMPORTANT else 1


@dataclass(frozen=True, slots=True)
class AgentWish:
    """A wish of one agent for a span of days, both ends included.

    Parameters
    ----------
    agent_id : str
    kind : WishKind
    first_day, last_day : date
    shift_ids : tuple of str
        Shifts of the catalogue, flexible ones or bags, any of which will do; empty unless the
        kind is `SHIFT`.
    importance : Importance
    """

    agent_id: str
    kind: WishKind
    first_day: date
    last_day: date
    shift_ids: tuple[str, ...] = ()
    importance: Importance = Importance.NORMAL

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the span."""
        n = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=d) for d in range(n))

    def clashes_with(self, other: AgentWish) -> bool:
        """Whether both speak of one day and can't stand side by side."""
        apart = self.last_day < other.first_day or other.last_day < self.first_day
        if self.agent_id != other.agent_id or apart:
            return False
        both = {self.kind, other.kind}
        return len(both) == 1 or both == {WishKind.SHIFT, WishKind.DAY_OFF}


def wish_faults(wish: AgentWish) -> list[tuple[str, str]]:
    """What is wrong with a wish by itself: (what, how to mend it)."""
    found = []
    if wish.last_day < wish.first_day:
        found.append(("the end lies before the start", f"give a day from {wish.first_day} on"))
    elif (wish.last_day - wish.first_day).days >= LONGEST:
        found.append((f"the wish spans more than {LONGEST} days", "give a shorter span"))
    if (wish.kind is WishKind.SHIFT) is not bool(wish.shift_ids):
        found.append(
            (
                "a wish for a shift names one shift or more, any other wish names none",
                "choose the shifts, or another kind of wish",
            )
        )
    return found


def of_problem(
    wishes: Iterable[AgentWish], shifts: Iterable[Shift], first_day: date, last_day: date
) -> tuple[Wish, ...]:
    """Wishes day by day as a problem holds them.

    Parameters
    ----------
    shifts : iterable of Shift
        Of the problem; a bag or a flexible shift stands for its own. Shifts that are gone count
        for nothing, and a wish for none but those is left out.
    first_day, last_day : date
        Days that are spoken of, both included: the past roster's first and the horizon's last.
    """
    shifts = tuple(shifts)
    nights = tuple(s.id for s in shifts if s.night)
    found = []
    for wish in wishes:
        wanted = wish.kind is WishKind.SHIFT
        about: tuple[str, ...] = ()
        if wanted:
            about = tuple(dict.fromkeys(s for name in wish.shift_ids for s in named(shifts, name)))
        elif wish.kind is WishKind.NO_NIGHTS:
            about = nights
        if not about and wish.kind is not WishKind.DAY_OFF:
            continue
        found += [
            Wish(wish.agent_id, day, about, wanted, wish.importance.weight)
            for day in wish.days
            if first_day <= day <= last_day
        ]
    return tuple(found)
