"""Break windows of an agent, day and shift: the catalogue's and those that rules add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wfm.core.problem import RuleEntry
from wfm.core.roster import Activity
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rules.contract import Rule

Entry = tuple[RuleEntry, Rule[Any], Any]
"""An enforced entry with its rule and parameters."""

BreakKey = tuple[BreakKind, int, int]
"""(kind, ordinal, intervals it lasts): a long shift may have two rest breaks, and the same kind
may last longer in another shift."""


def keyed(windows: Iterable[BreakWindow], interval_min: int) -> list[tuple[BreakKey, BreakWindow]]:
    """Number windows of one kind and length in their order, so that each has a key."""
    seen: dict[tuple[BreakKind, int], int] = {}
    found: list[tuple[BreakKey, BreakWindow]] = []
    for window in windows:
        length = -(-window.length_min // interval_min)
        n = seen.get((window.kind, length), 0)
        seen[window.kind, length] = n + 1
        found.append(((window.kind, n, length), window))
    return found


def match_breaks(
    windows: Sequence[BreakWindow], breaks: Sequence[Activity]
) -> tuple[list[Activity | None], list[Activity]]:
    """Give each window one break that fits into it, as many as can be.

    Taking breaks in order of time, each to the fitting window that closes first, is a largest
    matching because windows are spans.

    Returns
    -------
    matched : list of Activity or None
        Per window.
    left : list of Activity
        Breaks that fit into no window still open.
    """
    matched: list[Activity | None] = [None] * len(windows)
    left = []
    for pause in sorted(breaks):
        fitting = [
            (window.latest_min, i)
            for i, window in enumerate(windows)
            if matched[i] is None
            and window.kind is pause.kind
            and window.length_min == pause.length_min
            and window.earliest_min <= pause.start_min <= window.latest_min
        ]
        if fitting:
            matched[min(fitting)[1]] = pause
        else:
            left.append(pause)
    return matched, left


class BreakWindows:
    """Looks up break windows; what has been looked up is kept.

    Parameters
    ----------
    view : ProblemView
    entries : list of Entry
    """

    def __init__(self, view: ProblemView, entries: list[Entry]) -> None:
        self.view = view
        # Most rules add none: ask those that do.
        self._adders = [e for e in entries if type(e[1]).windows is not Rule.windows]
        self._known: dict[tuple[int, int, int], tuple[BreakWindow, ...]] = {}

    def __call__(self, a: int, d: int, s: int) -> tuple[BreakWindow, ...]:
        """Return the break windows of an agent's shift on a day."""
        key = (a, d, s)
        if key not in self._known:
            found = list(self.view.shifts[s].breaks)
            for entry, rule, p in self._adders:
                found += rule.windows(self.view, entry, p, a, d, s)
            self._known[key] = tuple(sorted(found, key=lambda w: (w.earliest_min, w.latest_min)))
        return self._known[key]
