"""The finished grid: per agent and day a shift with its breaks and activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from wfm.core.activities import ActivityKind
from wfm.core.shifts import BreakKind


@dataclass(frozen=True, slots=True, order=True)
class Activity:
    """A break inside a shift; `start_min` counts from the shift's start."""

    start_min: int
    length_min: int
    kind: BreakKind

    @property
    def end_min(self) -> int:
        """End in minutes from the shift's start."""
        return self.start_min + self.length_min


@dataclass(frozen=True, slots=True, order=True)
class PlacedActivity:
    """A planned activity inside a shift: work, but off the phones; see `Activity` for its times."""

    start_min: int
    length_min: int
    activity_id: str
    kind: ActivityKind

    @property
    def end_min(self) -> int:
        """End in minutes from the shift's start."""
        return self.start_min + self.length_min


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One agent's shift on the day it starts, with breaks and activities in order of time."""

    agent_id: str
    day: date
    shift_id: str
    breaks: tuple[Activity, ...] = ()
    activities: tuple[PlacedActivity, ...] = ()

    @property
    def inside(self) -> tuple[Activity | PlacedActivity, ...]:
        """Breaks, then activities."""
        return (*self.breaks, *self.activities)

    @property
    def away(self) -> tuple[tuple[int, int], ...]:
        """Half-open spans off the phones, in minutes from the shift's start."""
        return tuple((x.start_min, x.end_min) for x in self.inside)


Cell = tuple[str, date]
"""An agent's day: (agent id, day)."""


@dataclass(frozen=True)
class Roster:
    """Assignments of a horizon, at most one per agent and day; a cell without one is a day off.

    Parameters
    ----------
    assignments : tuple of Assignment
        Kept sorted by agent and day.

    Raises
    ------
    ValueError
        When an agent has two shifts on one day.
    """

    assignments: tuple[Assignment, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "assignments", tuple(sorted(self.assignments)))
        if len(self.cells) != len(self.assignments):
            raise ValueError("an agent has two shifts that start on one day")

    @cached_property
    def cells(self) -> Mapping[Cell, Assignment]:
        """Assignment of each worked cell."""
        return {(a.agent_id, a.day): a for a in self.assignments}

    def __iter__(self) -> Iterator[Assignment]:
        return iter(self.assignments)

    def __len__(self) -> int:
        return len(self.assignments)

    def get(self, agent_id: str, day: date) -> Assignment | None:
        """Assignment of a cell, None on a day off."""
        return self.cells.get((agent_id, day))

    def with_cells(self, changes: Iterable[tuple[Cell, Assignment | None]]) -> Roster:
        """Copy with some cells replaced; None makes a day off."""
        cells = dict(self.cells)
        for cell, assignment in changes:
            if assignment is None:
                cells.pop(cell, None)
            else:
                cells[cell] = assignment
        return Roster(tuple(cells.values()))

    def changed_cells(self, other: Roster) -> tuple[Cell, ...]:
        """Cells whose shift differs from another roster's; breaks are not compared."""
        keys = self.cells.keys() | other.cells.keys()
        return tuple(
            sorted(k for k in keys if _shift(self.cells.get(k)) != _shift(other.cells.get(k)))
        )


def _shift(assignment: Assignment | None) -> str | None:
    return assignment.shift_id if assignment else None
