"""Breaks in the count model: how many start when, and how many people take them in which way."""

from __future__ import annotations

from math import prod

from wfm.core.view import IntArray
from wfm.rostering.linear import LinearModel
from wfm.rostering.patterns import BreakPatterns, Breaks, Pattern
from wfm.rules.windows import BreakKey, keyed

MOST_PATTERNS = 60_000
"""Ways to take breaks, over all groups, days and shifts; beyond it breaks stay counted one by one,
which only lowers the bound."""

Terms = list[tuple[int, float]]
"""Variables with their factors."""

Place = tuple[int, int, int]
"""(break group, day, shift)."""


class CountedBreaks:
    """Adds breaks to a linear model of people counted by shift.

    Parameters
    ----------
    linear : LinearModel
    ways : BreakPatterns

    Attributes
    ----------
    starts : dict
        Variables of the breaks that start in an interval, by (group, day, shift, break).
    patterns : dict
        Variables of the people who take all breaks of a shift in one way, by (group, day, shift).
    """

    def __init__(self, linear: LinearModel, ways: BreakPatterns) -> None:
        self.linear, self.ways, self.view = linear, ways, ways.view
        self.starts: dict[tuple[int, int, int, BreakKey], dict[int, int]] = {}
        self.patterns: dict[Place, dict[Breaks, int]] = {}
        self._member: dict[int, int] = {}

    def add(self, g: int, member: int, people: IntArray) -> list[Terms]:
        """Add the breaks of a group, counted one by one.

        Parameters
        ----------
        g, member : int
            The group, and an agent of it.
        people : int array, shape (n_classes, n_days, n_shifts)
            Variable of each count of the group, -1 where there is none.

        Returns
        -------
        list of terms
            Who is on break per interval.
        """
        view, step = self.view, self.view.interval_min
        self._member[g] = member
        out: list[Terms] = [[] for _ in range(view.n_intervals)]
        for d in range(view.n_days):
            for s in range(view.n_shifts):
                columns = [int(c) for c in people[:, d, s] if c >= 0]
                if not columns:
                    continue
                start = int(view.start_interval[d, s])
                for key, w in keyed(self.ways.modeller.windows_of(member, d, s), step):
                    first = start + -(-w.earliest_min // step)
                    last = start + w.latest_min // step
                    taken = self._starts(out, columns, range(first, last + 1), key[2])
                    self.starts[g, d, s, key] = taken
        return out

    def pair(self) -> None:
        """Count people by the ways to take all breaks of a shift, from which the starts follow.

        So counts of starts that nobody could take, too close to each other, are cut off (a
        transport problem with forbidden pairs), and what is left can be dealt to people.
        """
        places: dict[Place, dict[BreakKey, dict[int, int]]] = {}
        for (g, d, s, key), starts in self.starts.items():
            places.setdefault((g, d, s), {})[key] = starts
        wanted: dict[Place, Pattern] = {}
        for (g, d, s), by_key in places.items():
            a = self._member[g]
            ways = self.ways.of(a, d, s)
            n, free = len(ways.breaks), prod(map(len, by_key.values()))
            # Without spacing only what excludes nothing is known to hold of every roster.
            if n and not self.ways.dated and (self.ways.spacing(a) or n == free):
                wanted[g, d, s] = ways
        if sum(len(ways.breaks) for ways in wanted.values()) <= MOST_PATTERNS:
            for place, ways in wanted.items():
                self.patterns[place] = self._paired(place, ways, places[place])

    def _paired(
        self, place: Place, ways: Pattern, starts: dict[BreakKey, dict[int, int]]
    ) -> dict[Breaks, int]:
        linear, (_, d, s) = self.linear, place
        first = int(self.view.start_interval[d, s])
        most = max(linear.high[c] for at in starts.values() for c in at.values())
        columns = {way: linear.variable(0, most, whole=False) for way in ways.breaks}
        begun: dict[int, list[int]] = {c: [] for at in starts.values() for c in at.values()}
        for begins, column in zip(ways.begins, columns.values(), strict=True):
            for key, t in begins.items():
                begun[starts[key][first + t]].append(column)
        for start, there in begun.items():
            linear.row([start, *there], [-1.0, *([1.0] * len(there))], 0, 0)
        return columns

    def _starts(
        self, out: list[Terms], columns: list[int], starts: range, length: int
    ) -> dict[int, int]:
        """Breaks of one kind in one shift: a count per start, together as many as the shift."""
        linear = self.linear
        most = sum(linear.high[c] for c in columns)
        taken = {t: linear.variable(0, most, whole=False) for t in starts}
        ones, minus = [1.0] * len(taken), [-1.0] * len(columns)
        linear.row([*taken.values(), *columns], [*ones, *minus], 0, 0)
        for t, variable in taken.items():
            for k in range(max(t, 0), min(t + length, len(out))):
                out[k].append((variable, 1.0))
        return taken
