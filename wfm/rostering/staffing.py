"""Prices of staffing per interval, and what one more agent would save: the tours' currency.

Holds the rules that look at an interval and count agents: coverage and minimums, and breaks while
visitors are there. Prices are looked up by whole counts, so that taking an agent out and putting
it back costs microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from wfm.core.problem import RuleEntry
from wfm.core.view import OFF, BoolArray, IntArray
from wfm.rostering.pricing import price_of, prices_below
from wfm.rules.coverage import PERCENT, Coverage
from wfm.rules.minimum import MinimumRule
from wfm.rules.modelling import Modeller
from wfm.rules.shift_staffing import ShiftStaffing, ShiftStaffingParameters
from wfm.rules.visitor_blackout import VisitorBlackout, VisitorBlackoutParameters

FloatArray = npt.NDArray[np.float64]

STAFFING_RULES = (Coverage, MinimumRule, ShiftStaffing, VisitorBlackout)
"""Rules whose prices are held here."""

BARRED = 1e6
"""Points of an agent-interval that a hard rule forbids: more than any week can save."""


@dataclass
class Term:
    """One group's price: of agents on the phones, or on duty.

    Parameters
    ----------
    weight : int array, shape (n_agents,)
        Units that each agent counts for.
    phone : bool
        Whether an agent on a break is missing.
    price : float array, shape (n_intervals, most + 1)
        Points at each whole count.
    count : int array, shape (n_intervals,)
        Units there now.
    """

    weight: IntArray
    phone: bool
    price: FloatArray
    count: IntArray


@dataclass
class Heads:
    """People per shift and day, and what each count costs.

    Parameters
    ----------
    counts : bool array, shape (n_agents,)
        Who counts.
    price : float array, shape (n_days, n_shifts, n_agents + 1)
        Points at each count.
    count : int array, shape (n_days, n_shifts)
        People there now.
    """

    counts: BoolArray
    price: FloatArray
    count: IntArray


@dataclass
class Rests:
    """Breaks that cost by the interval in which they lie.

    Parameters
    ----------
    counts : bool array, shape (n_agents,)
        Whose breaks do.
    price : float array, shape (n_intervals,)
        Points of one agent on a break.
    count : int array, shape (n_intervals,)
        Agents on a break now.
    """

    counts: BoolArray
    price: FloatArray
    count: IntArray


class Staffing:
    """Staffing of every interval and group, with its price.

    Parameters
    ----------
    modeller : Modeller
        Starts with the tails of the past roster alone.
    breaks : bool
        False for a use in which people off the phones need not be on a break.
    """

    def __init__(self, modeller: Modeller, *, breaks: bool = True) -> None:
        self.view = modeller.view
        self.n_intervals = self.view.n_intervals
        self._rows = np.arange(self.n_intervals)
        self.terms: list[Term] = []
        self.heads: list[Heads] = []
        self.rests: list[Rests] = []
        tails = self.view.presence(())
        for entry, rule, p in modeller.entries:
            if isinstance(rule, VisitorBlackout) and breaks:
                self._add_visits(entry, rule, p)
            if entry.hard:
                continue
            if isinstance(rule, ShiftStaffing):
                self._add_posts(entry, rule, p)
            elif isinstance(rule, Coverage):
                for demand in self.view.problem.demands:
                    weight = Coverage.weight(self.view, demand)
                    above = p.surplus * entry.weight if demand.skill is None else 0.0
                    prices = [
                        (n * PERCENT, prices_below(Coverage.steps(p, entry, demand, t)))
                        for t, n in enumerate(demand.required)
                    ]
                    self._add(weight, True, prices, above, weight @ tails.phone)
            elif isinstance(rule, MinimumRule):
                members = PERCENT * rule.members(self.view, entry, p)
                due = set(rule.spans(self.view, entry, p))
                short = [(0, float(entry.weight))]
                prices = [
                    (p.min_agents * PERCENT if t in due else 0, short)
                    for t in range(self.n_intervals)
                ]
                there = tails.duty if p.breaks_count else tails.phone
                self._add(members, not p.breaks_count, prices, 0.0, members @ there)

    def _add(
        self,
        weight: IntArray,
        phone: bool,
        prices: list[tuple[int, list[tuple[int, float]]]],
        above: float,
        fixed: IntArray,
    ) -> None:
        unit = gcd(*(int(w) for w in weight)) or PERCENT
        most = int(weight.sum() + fixed.max(initial=0)) // unit
        known: dict[tuple[int, tuple[tuple[int, float], ...]], list[float]] = {}
        table = np.zeros((self.n_intervals, most + 1))
        for t, (target, below) in enumerate(prices[: self.n_intervals]):
            key = (target, tuple(below))
            if key not in known:
                known[key] = [price_of(target - unit * n, below, above) for n in range(most + 1)]
            table[t] = known[key]
        # Demands that end early are not scored beyond their end: their rows stay at 0.
        self.terms.append(Term(weight // unit, phone, table, fixed // unit))

    def _add_posts(self, entry: RuleEntry, rule: ShiftStaffing, p: ShiftStaffingParameters) -> None:
        view = self.view
        counts = np.zeros(view.n_agents, dtype=bool)
        counts[list(view.scoped(entry))] = True
        there = np.arange(view.n_agents + 1)
        price = np.zeros((view.n_days, view.n_shifts, len(there)))
        for post, d, s in rule.posts(view, entry, p):
            gap = post.required - there
            price[d, s] += entry.weight * np.where(gap > 0, gap * post.short, -gap * post.surplus)
        count = np.zeros((view.n_days, view.n_shifts), dtype=np.int64)
        self.heads.append(Heads(counts, price, count))

    def _add_visits(
        self, entry: RuleEntry, rule: VisitorBlackout, p: VisitorBlackoutParameters
    ) -> None:
        # Tails of the past roster are facts: counts begin at 0.
        count = np.zeros(self.n_intervals, dtype=np.int64)
        price = np.zeros(self.n_intervals)
        price[rule.touched(self.view, entry, p)] = BARRED if entry.hard else entry.weight
        self.rests.append(Rests(rule.members(self.view, entry).astype(bool), price, count))

    def cost(self) -> float:
        """Points of all groups and intervals, of all posts, and of breaks."""
        cost = float(sum(term.price[self._rows, term.count].sum() for term in self.terms))
        for heads in self.heads:
            cost += float(np.take_along_axis(heads.price, heads.count[..., None], axis=2).sum())
        return cost + float(sum(rests.price @ rests.count for rests in self.rests))

    def posts(self, a: int) -> FloatArray:
        """Points that one more of an agent's shifts costs by the posts, (n_days, n_shifts)."""
        more = np.zeros((self.view.n_days, self.view.n_shifts))
        for heads in self.heads:
            if heads.counts[a]:
                at = np.stack([heads.count, heads.count + 1], axis=2)
                now, then = np.moveaxis(np.take_along_axis(heads.price, at, axis=2), 2, 0)
                more += then - now
        return more

    def fill(self, a: int, tour: Sequence[int], sign: int) -> None:
        """Put an agent into the shifts of a tour, or take the agent out."""
        for heads in self.heads:
            if heads.counts[a]:
                for d, s in enumerate(tour):
                    if s != OFF:
                        heads.count[d, s] += sign

    def marginal(self, a: int) -> tuple[FloatArray, FloatArray]:
        """Points that one more interval of an agent costs, on the phones and on duty.

        Returns
        -------
        phone, duty : float arrays, shape (n_intervals,)
            Below 0 where the agent is needed; `duty` counts on breaks too.
        """
        phone, duty = np.zeros(self.n_intervals), np.zeros(self.n_intervals)
        for term in self.terms:
            w = term.weight[a]
            if w:
                more = term.price[self._rows, term.count + w]
                more = more - term.price[self._rows, term.count]
                if term.phone:
                    phone += more
                else:
                    duty += more
        for rests in self.rests:
            if rests.counts[a]:
                # A break is duty off the phones: nothing else pays.
                duty += rests.price
                phone -= rests.price
        return phone, duty

    def change(self, a: int, duty: IntArray, phone: IntArray) -> None:
        """Add to the agents there: intervals on duty and on the phones, 1, 0 or -1 each."""
        for term in self.terms:
            w = term.weight[a]
            if w:
                term.count = term.count + w * (phone if term.phone else duty)
        for rests in self.rests:
            if rests.counts[a]:
                rests.count = rests.count + duty - phone
