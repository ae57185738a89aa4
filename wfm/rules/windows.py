"""Break windows of an agent, day and shift: the catalogue's and those that rules add."""

from __future__ import annotations

from typing import Any

from wfm.core.problem import RuleEntry
from wfm.core.shifts import BreakWindow
from wfm.core.view import ProblemView
from wfm.rules.contract import Rule

Entry = tuple[RuleEntry, Rule[Any], Any]
"""An enforced entry with its rule and parameters."""


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
            self._known[key] = tuple(found)
        return self._known[key]
