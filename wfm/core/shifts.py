"""The shift catalogue: spans that agents can be given, with the breaks inside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from wfm.core.time import DAY_MIN, clock


class BreakKind(StrEnum):
    """What an agent does off the phones inside a shift."""

    MEAL = "meal"
    REST = "rest"
    NURSING = "nursing"


class SwapClass(StrEnum):
    """Class that art. 35 compares: in principle no swap between day and night staff."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class BreakWindow:
    """A break that a shift has, and where it may start.

    Parameters
    ----------
    kind : BreakKind
    length_min : int
    earliest_min, latest_min : int
        First and last start, in minutes from the shift's start, both included.
    paid : bool
    """

    kind: BreakKind
    length_min: int
    earliest_min: int
    latest_min: int
    paid: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Unpaid time between the two parts of a split shift: neither work nor presence.

    Parameters
    ----------
    start_min : int
        From the shift's start to the end of its first part.
    length_min : int
    """

    start_min: int
    length_min: int

    @property
    def end_min(self) -> int:
        """From the shift's start to the start of its second part."""
        return self.start_min + self.length_min


@dataclass(frozen=True, slots=True)
class Shift:
    """One entry of the catalogue.

    Parameters
    ----------
    id : str
    code_en, code_zh : str
        What a shift sheet shows, e.g. ``E1`` and ``早1``.
    start_min : int
        Local start, minutes after midnight of the day the shift belongs to.
    length_min : int
        From start to end, breaks and gap included, handover minutes not.
    swap_class : SwapClass
    night : bool
        Whether it counts as a night (nights per week, in a row, fairness).
    breaks : tuple of BreakWindow
    before_min, after_min : int
        Handover minutes before the start and after the end (art. 41); no coverage.
    handover_paid : bool
    gap : Gap or None
        Of a split shift.
    bags : tuple of str
        Names under which agents, rules and pages take several shifts together.
    family : str
        Of a shift that a flexible one was opened into: the flexible one's id; else empty.
    latest_start_min : int or None
        Makes it a flexible shift: it may start from `start_min` to this, both included. The
        catalogue holds it as one entry; a problem holds its concrete shifts (`concrete`).
    start_step_min : int
        Minutes between the starts of a flexible shift; 0 for the planning interval.
    """

    id: str
    code_en: str
    code_zh: str
    start_min: int
    length_min: int
    swap_class: SwapClass = SwapClass.DAY
    night: bool = False
    breaks: tuple[BreakWindow, ...] = ()
    before_min: int = 0
    after_min: int = 0
    handover_paid: bool = False
    gap: Gap | None = None
    bags: tuple[str, ...] = ()
    family: str = ""
    latest_start_min: int | None = None
    start_step_min: int = 0

    @property
    def end_min(self) -> int:
        """End in minutes after midnight of its day; above 1440 past midnight."""
        return self.start_min + self.length_min

    @property
    def paid_min(self) -> int:
        """Paid minutes: the parts without unpaid breaks, handover when it is paid."""
        unpaid = sum(b.length_min for b in self.breaks if not b.paid)
        handover = self.before_min + self.after_min if self.handover_paid else 0
        return self.duty_min - unpaid + handover

    @property
    def duty_min(self) -> int:
        """Minutes inside the parts, breaks included."""
        return self.length_min - (self.gap.length_min if self.gap else 0)

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Half-open spans on duty in minutes from the start: one, or two of a split shift."""
        if self.gap is None:
            return ((0, self.length_min),)
        return ((0, self.gap.start_min), (self.gap.end_min, self.length_min))

    @property
    def clock_parts(self) -> tuple[tuple[int, int], ...]:
        """`parts` in minutes after midnight of the shift's day."""
        return tuple((self.start_min + a, self.start_min + b) for a, b in self.parts)

    @property
    def work_spans(self) -> tuple[tuple[int, int], ...]:
        """`clock_parts` with the handover before the first and after the last."""
        (first, last), *rest = self.clock_parts
        spans = [(first - self.before_min, last), *rest]
        spans[-1] = (spans[-1][0], spans[-1][1] + self.after_min)
        return tuple(spans)

    @property
    def flexible(self) -> bool:
        """Whether it stands for several shifts that start at different times."""
        return self.latest_start_min is not None

    @property
    def span(self) -> str:
        """Written span: ``22:00-06:30``, ``08:00-12:00 17:00-21:00``, ``07:00~10:00 +8h``."""
        if self.latest_start_min is not None:
            hours = f"{self.length_min / 60:g}"
            return f"{clock(self.start_min)}~{clock(self.latest_start_min)} +{hours}h"
        return " ".join(f"{clock(a)}-{clock(b)}" for a, b in self.clock_parts)

    def touches_clock(self, first_min: int, last_min: int) -> bool:
        """Whether any minute lies in a daily clock span (which may cross midnight)."""
        spans = [(first_min, last_min if last_min > first_min else last_min + DAY_MIN)]
        spans += [(a - DAY_MIN, b - DAY_MIN) for a, b in spans]
        spans += [(a + DAY_MIN, b + DAY_MIN) for a, b in spans[:1]]
        parts = self.clock_parts
        return any(first < b and a < last for a, b in spans for first, last in parts)


def gap_faults(shift: Shift) -> list[str]:
    """Say what is wrong with the parts of a split shift and the breaks in them."""
    if shift.gap is None:
        return []
    gap, found = shift.gap, []
    if not 0 < gap.start_min < gap.end_min < shift.length_min:
        return ["the gap does not lie inside the shift"]
    for w in shift.breaks:
        if w.latest_min + w.length_min > gap.start_min and w.earliest_min < gap.end_min:
            found.append("a break could fall into the gap")
    return found


def concrete(shifts: Iterable[Shift], interval_min: int) -> tuple[Shift, ...]:
    """Open flexible shifts into one shift a start; the others stay as they are.

    A shift of 07:30 of the flexible shift ``F`` has the id ``F@07:30``, codes that end in the
    start, and the family ``F``; breaks and gap move with the start, class and night stay.

    Parameters
    ----------
    shifts : iterable of Shift
    interval_min : int
        Planning interval, the step where a shift names none.
    """
    found = []
    for shift in shifts:
        if shift.latest_start_min is None:
            found.append(shift)
            continue
        step = shift.start_step_min or interval_min
        for start in range(shift.start_min, shift.latest_start_min + 1, step):
            at = clock(start)
            found.append(
                replace(
                    shift,
                    id=f"{shift.id}@{at}",
                    code_en=f"{shift.code_en} {at}",
                    code_zh=f"{shift.code_zh} {at}",
                    start_min=start,
                    family=shift.id,
                    latest_start_min=None,
                    start_step_min=0,
                )
            )
    return tuple(found)


def named(shifts: Iterable[Shift], name: str) -> tuple[str, ...]:
    """Ids of the shifts that a name stands for: a shift, a flexible shift's family, or a bag."""
    shifts = tuple(shifts)
    own = tuple(s.id for s in shifts if s.id == name)
    return own or tuple(s.id for s in shifts if s.family == name or name in s.bags)


def names_of(shifts: Iterable[Shift]) -> frozenset[str]:
    """Every name that `named` knows."""
    shifts = tuple(shifts)
    ids = {s.id for s in shifts} | {s.family for s in shifts if s.family}
    return frozenset(ids.union(*(s.bags for s in shifts)))
