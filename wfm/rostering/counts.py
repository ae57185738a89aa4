"""The count model: how many agents of each kind have each shift, and when their breaks start.

A relaxation of the roster problem. Agents that count alike are one class, so that the model has
counts instead of people; breaks are counted by when they start, and where those of one shift are
spaced, by the ways to take them all (Aykin 1996). Every roster that keeps the hard rules has
counts that satisfy it and cost no more in it, therefore its optimum, and every bound on that, is a
bound for the roster. What is left out (blocks of days, all prices but coverage and minimums) only
lowers the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from wfm.core.problem import RuleEntry
from wfm.core.view import OFF, BoolArray, IntArray, ProblemView
from wfm.rostering.counted_breaks import CountedBreaks, Place, Terms
from wfm.rostering.linear import LinearModel
from wfm.rostering.patterns import BreakPatterns, Breaks
from wfm.rostering.pricing import convex_points, prices_below
from wfm.rostering.relief import due_inside, stretches
from wfm.rules.averaged_hours import AveragedHours
from wfm.rules.coverage import PERCENT, Coverage, CoverageParameters
from wfm.rules.hours import reference_periods
from wfm.rules.minimum import MinimumParameters, MinimumRule
from wfm.rules.modelling import Modeller
from wfm.rules.rest_between_shifts import RestBetweenShifts
from wfm.rules.weekly_hours import WeeklyHours
from wfm.rules.windows import BreakKey, Entry


@dataclass(frozen=True)
class Price:
    """One convex price: `need` units of `terms`, what is missing in `slacks`, in their order.

    Parameters
    ----------
    terms : list of (variable, factor)
    need : float
    slacks : list of (variable, width)
        Cheapest first.
    over : int
        Variable of what is there beyond the need.
    """

    terms: Terms
    need: float
    slacks: list[tuple[int, float]]
    over: int


@dataclass(frozen=True)
class CountModel:
    """The relaxation of one problem.

    Parameters
    ----------
    linear : LinearModel
    classes : tuple of int arrays
        Agents of each class.
    n : int array, shape (n_classes, n_days, n_shifts)
        Variable of each count, -1 where nobody may have the shift.
    break_group : tuple of int
        Of each class: classes of one group share their break counts.
    starts : dict
        Variables of the breaks that start in an interval, by (group, day, shift, break).
    patterns : dict
        Variables of the agents who take all breaks of a shift in one way, by (group, day, shift);
        empty where there would be too many.
    prices : tuple of Price
        What staffing costs, per interval.
    priced : tuple of RuleEntry
        Entries whose whole price is in the model.
    """

    linear: LinearModel
    classes: tuple[IntArray, ...]
    n: IntArray
    break_group: tuple[int, ...]
    starts: dict[tuple[int, int, int, BreakKey], dict[int, int]]
    patterns: dict[Place, dict[Breaks, int]]
    prices: tuple[Price, ...]
    priced: tuple[RuleEntry, ...]

    def counts(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Agents per class, day and shift in a solution, shape (n_classes, n_days, n_shifts)."""
        found = np.zeros(self.n.shape)
        there = self.n >= 0
        found[there] = values[self.n[there]]
        return found


def count_model(modeller: Modeller) -> CountModel:
    """Make the count model of a problem."""
    return _Builder(modeller).build()


class _Builder:
    def __init__(self, modeller: Modeller) -> None:
        self.modeller = modeller
        self.view: ProblemView = modeller.view
        self.allowed: BoolArray = modeller.allowed
        self.linear = LinearModel()
        self.ways = BreakPatterns(modeller)
        self.breaks = CountedBreaks(self.linear, self.ways)
        self.prices: list[Price] = []
        self.priced: list[RuleEntry] = []

    def build(self) -> CountModel:
        view = self.view
        self.weights = [Coverage.weight(view, d) for d in view.problem.demands]
        self.minimums = [
            (entry, rule, p, PERCENT * rule.members(view, entry, p))
            for entry, rule, p in self._entries(MinimumRule)
            if not entry.hard and isinstance(rule, MinimumRule)
        ]
        keys: dict[tuple[object, ...], list[int]] = {}
        for a in range(view.n_agents):
            keys.setdefault(self._alike(a), []).append(a)
        self.classes = tuple(np.array(members) for members in keys.values())
        self.break_group = list(self._groups(keys))
        self.n = np.full((len(self.classes), view.n_days, view.n_shifts), -1, dtype=np.int64)
        for k, members in enumerate(self.classes):
            self._counts(k, members)
            self._rest(k, members)
            self._hours(k, members)
        self.duty = self._duty_terms()
        self.on_break = self._break_terms()
        for entry, _, p in self._entries(Coverage):
            self._coverage(entry, p)
            self.priced.append(entry)
        for entry, rule, p, members in self.minimums:
            self._minimum(entry, rule, p, members)
            self.priced.append(entry)
        return CountModel(
            self.linear,
            self.classes,
            self.n,
            tuple(self.break_group),
            self.breaks.starts,
            self.breaks.patterns,
            tuple(self.prices),
            tuple(self.priced),
        )

    def _entries(self, rule: type) -> list[Entry]:
        """Entries of a rule in force on every day; others are left out of the bound."""
        return [
            e
            for e in self.modeller.entries
            if isinstance(e[1], rule) and e[0].first_day is None and e[0].last_day is None
        ]

    def _binding(self, rule: type, members: IntArray) -> list[Entry]:
        """Hard entries of a rule that hold for every agent of a class."""
        chosen = set(members.tolist())
        return [
            e for e in self._entries(rule) if e[0].hard and chosen <= set(self.view.scoped(e[0]))
        ]

    def _alike(self, a: int) -> tuple[object, ...]:
        agent = self.view.agents[a]
        windows = tuple(
            self.modeller.windows_of(a, d, s)
            for d in range(self.view.n_days)
            for s in range(self.view.n_shifts)
        )
        off_phone = [m for _, _, p, m in self.minimums if not p.breaks_count]
        on_phone = tuple(int(w[a]) for w in (*self.weights, *off_phone))
        on_duty = tuple(int(m[a]) for _, _, _, m in self.minimums)
        return (on_phone, (windows, self.ways.spacing(a)), on_duty, agent.contract)

    @staticmethod
    def _groups(keys: Iterable[tuple[object, ...]]) -> Iterable[int]:
        # Breaks need only tell apart what coverage tells apart.
        seen: dict[tuple[object, ...], int] = {}
        for key in keys:
            yield seen.setdefault(key[:2], len(seen))

    # -- shifts --------------------------------------------------------------------------------

    def _counts(self, k: int, members: IntArray) -> None:
        view, linear = self.view, self.linear
        everything = np.ones(view.n_shifts, dtype=bool)
        for d in range(view.n_days):
            allowed = self.allowed[members, d]
            for s in range(view.n_shifts):
                able = int(allowed[:, s].sum())
                if able:
                    self.n[k, d, s] = linear.variable(0, able)
            self._bounded(k, d, everything, int(allowed.any(axis=1).sum()))
            # Agents with the same options: the shifts outside them are left to the others.
            for options in {row.tobytes(): row for row in allowed}.values():
                self._bounded(k, d, ~options, int((allowed & ~options).any(axis=1).sum()))

    def _bounded(self, k: int, d: int, chosen: BoolArray, most: int) -> None:
        columns = [int(c) for c in self.n[k, d, chosen] if c >= 0]
        if columns and most < sum(self.linear.high[c] for c in columns):
            self.linear.row(columns, [1.0] * len(columns), 0, most)

    def _rest(self, k: int, members: IntArray) -> None:
        view = self.view
        needs = [p.min_hours * 60 for _, _, p in self._binding(RestBetweenShifts, members)]
        if not needs:
            return
        n = range(view.n_shifts)
        soon = np.array([[view.gap_min(s1, s2, 1) < max(needs) for s2 in n] for s1 in n])
        for later in {row.tobytes(): row for row in soon if row.any()}.values():
            # Every first shift that rules out all of `later` shares one agent with it.
            first = np.array([bool((row >= later).all()) for row in soon])
            if view.n_past:
                last = view.past_shift[members, -1]
                tired = (last != OFF) & first[np.maximum(last, 0)]
                able = self.allowed[members, 0][:, later].any(axis=1) & ~tired
                self._bounded(k, 0, later, int(able.sum()))
            for d in range(view.n_days - 1):
                able = self.allowed[members, d][:, first].any(axis=1)
                able |= self.allowed[members, d + 1][:, later].any(axis=1)
                pair = (*self.n[k, d, first], *self.n[k, d + 1, later])
                columns = [int(c) for c in pair if c >= 0]
                if columns:
                    self.linear.row(columns, [1.0] * len(columns), 0, int(able.sum()))

    def _hours(self, k: int, members: IntArray) -> None:
        view = self.view
        for _, _, p in self._binding(WeeklyHours, members):
            for w, days in enumerate(view.weeks):
                bounds = [WeeklyHours.bounds(view, p, int(a), w) for a in members]
                self._paid(k, members, days, *(sum(b[i] for b in bounds) for i in (0, 1)))
        for entry, _, p in self._binding(AveragedHours, members):
            for period in reference_periods(view, entry, p.weeks):
                all_days = [d for week in period for d in week]
                most = sum(AveragedHours.cap(view, p, int(a), period) for a in members)
                self._paid(k, members, all_days, 0, most)

    def _paid(self, k: int, members: IntArray, days: Sequence[int], low: int, high: int) -> None:
        """Bound the paid minutes of all agents of a class together, the past included."""
        view = self.view
        past = [view.n_past + d for d in days if -view.n_past <= d < 0]
        shifts = view.past_shift[members][:, past]
        done = int(view.shift_paid[shifts[shifts != OFF]].sum())
        there = [
            (int(self.n[k, d, s]), int(view.shift_paid[s]))
            for d in days
            for s in range(view.n_shifts)
            if 0 <= d < view.n_days and self.n[k, d, s] >= 0
        ]
        if there:
            # With shifts of one length the hours are whole shifts.
            unit = gcd(*(paid for _, paid in there)) or 1
            self.linear.row(
                [c for c, _ in there],
                [paid / unit for _, paid in there],
                -(-(low - done) // unit),
                (high - done) // unit,
            )

    # -- presence ------------------------------------------------------------------------------

    def _duty_terms(self) -> list[list[list[int]]]:
        """Variables on duty per class and interval."""
        view = self.view
        duty: list[list[list[int]]] = [[[] for _ in range(view.n_intervals)] for _ in self.classes]
        for k, d, s in zip(*(axis.tolist() for axis in np.nonzero(self.n >= 0)), strict=True):
            for t in view.duty_intervals(d, s):
                duty[k][t].append(int(self.n[k, d, s]))
        return duty

    def _break_terms(self) -> list[list[Terms]]:
        """Agents on break per break group and interval, from the breaks started so far."""
        out = []
        for g in range(max(self.break_group, default=-1) + 1):
            mine = [k for k in range(len(self.classes)) if self.break_group[k] == g]
            out.append(self.breaks.add(g, int(self.classes[mine[0]][0]), self.n[mine]))
        self.breaks.pair()
        return out

    # -- prices --------------------------------------------------------------------------------

    def _coverage(self, entry: RuleEntry, p: CoverageParameters) -> None:
        view = self.view
        tails = view.presence(()).phone
        for demand, weight in zip(view.problem.demands, self.weights, strict=True):
            surplus = p.surplus * entry.weight if demand.skill is None else 0.0
            fixed = weight @ tails
            for t, required in enumerate(demand.required):
                below = prices_below(Coverage.steps(p, entry, demand, t))
                self._convex(t, weight, True, int(fixed[t]), required * PERCENT, below, surplus)

    def _minimum(
        self,
        entry: RuleEntry,
        rule: MinimumRule[MinimumParameters],
        p: MinimumParameters,
        members: IntArray,
    ) -> None:
        view = self.view
        tails = view.presence(())
        fixed = members @ (tails.duty if p.breaks_count else tails.phone)
        below = [(0, float(entry.weight))]
        slacks: dict[int, list[int]] = {}
        for t in rule.spans(view, entry, p):
            target = p.min_agents * PERCENT
            self._convex(t, members, not p.breaks_count, int(fixed[t]), target, below, 0.0)
            slacks[t] = [column for column, _ in self.prices[-1].slacks]
        if not p.breaks_count:
            alone = [t for t in slacks if not fixed[t]]
            self._relief(members, p.min_agents, alone, slacks)

    def _relief(
        self, members: IntArray, least: int, intervals: list[int], slacks: dict[int, list[int]]
    ) -> None:
        """Add the rows of `wfm.rostering.relief`."""
        view, linear = self.view, self.linear
        of = {
            int(self.n[k, d, s]): (k, d, s)
            for k, d, s in zip(*(x.tolist() for x in np.nonzero(self.n >= 0)), strict=True)
        }
        counted = [k for k, people in enumerate(self.classes) if members[people[0]]]
        on_duty = [
            frozenset(c for k in counted for c in self.duty[k][t]) for t in range(view.n_intervals)
        ]
        for stretch in stretches(on_duty, intervals):
            length = len(stretch.intervals)
            due = min(
                (
                    due_inside(
                        self.modeller.windows_of(int(self.classes[k][0]), d, s),
                        int(view.start_interval[d, s]),
                        stretch.intervals,
                        view.interval_min,
                    )
                    for k, d, s in (of[c] for c in stretch.columns)
                ),
                default=0,
            )
            if due and (least + 1) * due <= length:
                short = [c for t in stretch.intervals for c in slacks[t]]
                people = list(stretch.columns)
                factors = [1.0] * len(short) + [float(least * due)] * len(people)
                need = float(least * due * (least + 1))
                linear.row([*short, *people], factors, need, float("inf"))

    def _terms(self, t: int, weight: IntArray, unit: int, phone: bool) -> Terms:
        """Staffing of an interval in whole units, without the tails of the past."""
        terms: Terms = []
        done: set[int] = set()
        for k, members in enumerate(self.classes):
            w, g = int(weight[members[0]]), self.break_group[k]
            if not w:
                continue
            terms += [(c, w / unit) for c in self.duty[k][t]]
            if phone and g not in done:
                done.add(g)
                terms += [(c, -f * w / unit) for c, f in self.on_break[g][t]]
        return terms

    def _convex(
        self,
        t: int,
        weight: IntArray,
        phone: bool,
        fixed: int,
        target: int,
        below: list[tuple[int, float]],
        above: float,
    ) -> None:
        """Price staffing at the whole counts that it can have, straight between them."""
        linear = self.linear
        unit = gcd(*(int(w) for w in weight)) or PERCENT
        terms = self._terms(t, weight, unit, phone)
        top, price, slopes = convex_points(target, unit, below, above)
        linear.constant += price
        over = linear.variable(0, float("inf"), cost=above * unit / PERCENT, whole=False)
        slacks = [linear.variable(0, width, cost=slope, whole=False) for width, slope in slopes]
        columns = [c for c, _ in terms] + [over, *slacks]
        factors = [f for _, f in terms] + [-1.0, *([1.0] * len(slacks))]
        need = top - fixed // unit
        linear.row(columns, factors, need, need)
        widths = [width for width, _ in slopes]
        self.prices.append(Price(terms, need, list(zip(slacks, widths, strict=True)), over))
