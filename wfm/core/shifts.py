"""The shift catalogue: spans that agents can be given, with the breaks inside them."""

from __future__ import annotations

from dataclasses import dataclass
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
        From start to end, breaks included, handover minutes not.
    swap_class : SwapClass
    night : bool
        Whether it counts as a night (nights per week, in a row, fairness).
    breaks : tuple of BreakWindow
    before_min, after_min : int
        Handover minutes before the start and after the end (art. 41); no coverage.
    handover_paid : bool
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

    @property
    def end_min(self) -> int:
        """End in minutes after midnight of its day; above 1440 past midnight."""
        return self.start_min + self.length_min

    @property
    def paid_min(self) -> int:
        """Paid minutes: the length without unpaid breaks, handover when it is paid."""
        unpaid = sum(b.length_min for b in self.breaks if not b.paid)
        handover = self.before_min + self.after_min if self.handover_paid else 0
        return self.length_min - unpaid + handover

    @property
    def span(self) -> str:
        """Written span, e.g. ``22:00-06:30``."""
        return f"{clock(self.start_min)}-{clock(self.end_min)}"

    def touches_clock(self, first_min: int, last_min: int) -> bool:
        """Whether any minute lies in a daily clock span (which may cross midnight)."""
        spans = [(first_min, last_min if last_min > first_min else last_min + DAY_MIN)]
        spans += [(a - DAY_MIN, b - DAY_MIN) for a, b in spans]
        spans += [(a + DAY_MIN, b + DAY_MIN) for a, b in spans[:1]]
        return any(self.start_min < b and a < self.end_min for a, b in spans)
