"""Ways to place the breaks of a shift: every choice that its windows and spacing allow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from wfm.core.roster import Activity
from wfm.core.shifts import BreakWindow
from wfm.core.view import IntArray
from wfm.rules.meal_and_rest import MealAndRest, MealAndRestParameters
from wfm.rules.modelling import Modeller
from wfm.rules.windows import BreakKey, keyed, match_breaks

Breaks = tuple[Activity, ...]


@dataclass(frozen=True)
class Pattern:
    """Ways to place the breaks of a shift: starts and ends in intervals from the shift's start.

    `first` and `last` have shape (n_patterns, n_breaks), breaks in the order of the day; `begins`
    says per pattern which break starts when.
    """

    breaks: tuple[Breaks, ...]
    first: IntArray
    last: IntArray
    begins: tuple[dict[BreakKey, int], ...]


class BreakPatterns:
    """Patterns of every agent's shifts; equal windows are worked out once.

    Parameters
    ----------
    modeller : Modeller

    Attributes
    ----------
    dated : bool
        Whether spacing is in force on some days alone; patterns keep it on all days.
    """

    def __init__(self, modeller: Modeller) -> None:
        self.modeller, self.view = modeller, modeller.view
        self._known: dict[tuple[object, ...], Pattern] = {}
        entries = [(e, p) for e, rule, p in modeller.entries if isinstance(rule, MealAndRest)]
        self._spaced = [(p, frozenset(self.view.scoped(e))) for e, p in entries]
        self.dated = any(e.first_day or e.last_day for e, _ in entries)

    def spacing(self, a: int) -> tuple[MealAndRestParameters, ...]:
        """Return what spaces an agent's breaks."""
        return tuple(p for p, who in self._spaced if a in who)

    def of(self, a: int, d: int, s: int) -> Pattern:
        """Return the patterns of an agent's shift on a day; there may be none."""
        view, step = self.view, self.view.interval_min
        windows = self.modeller.windows_of(a, d, s)
        spacing = self.spacing(a)
        key = (windows, view.shifts[s].parts, spacing)
        if key not in self._known:
            starts = [
                range(-(-w.earliest_min // step) * step, w.latest_min + 1, step) for w in windows
            ]
            made: list[Breaks] = []
            for chosen in product(*starts):
                breaks = tuple(
                    sorted(
                        Activity(t, w.length_min, w.kind)
                        for t, w in zip(chosen, windows, strict=True)
                    )
                )
                apart = all(x.end_min <= y.start_min for x, y in pairwise(breaks))
                if apart and not any(
                    MealAndRest.faults(view, p, windows, breaks, s) for p in spacing
                ):
                    made.append(breaks)
            size = (len(made), len(windows))
            first = np.array([[b.start_min // step for b in x] for x in made], dtype=np.int64)
            last = np.array([[-(-b.end_min // step) for b in x] for x in made], dtype=np.int64)
            begins = tuple(_begins(windows, breaks, step) for breaks in made)
            self._known[key] = Pattern(tuple(made), first.reshape(size), last.reshape(size), begins)
        return self._known[key]


def _begins(windows: tuple[BreakWindow, ...], breaks: Breaks, step: int) -> dict[BreakKey, int]:
    matched, _ = match_breaks(windows, breaks)
    return {
        key: pause.start_min // step
        for (key, _), pause in zip(keyed(windows, step), matched, strict=True)
        if pause is not None
    }
