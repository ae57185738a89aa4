"""Prices of staffing per interval, and what one more agent would save: the tours' currency.

Holds the rules that look at an interval and count agents: coverage and minimums. Prices are
looked up by whole counts, so that taking an agent out and putting it back costs microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np
import numpy.typing as npt

from wfm.core.view import IntArray
from wfm.rostering.pricing import price_of, prices_below
from wfm.rules.coverage import PERCENT, Coverage
from wfm.rules.minimum import MinimumRule
from wfm.rules.modelling import Modeller

FloatArray = npt.NDArray[np.float64]

STAFFING_RULES = (Coverage, MinimumRule)
"""Rules whose prices are held here."""


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


class Staffing:
    """Staffing of every interval and group, with its price.

    Parameters
    ----------
    modeller : Modeller
        Starts with the tails of the past roster alone.
    """

    def __init__(self, modeller: Modeller) -> None:
        self.view = modeller.view
        self.n_intervals = self.view.n_intervals
        self._rows = np.arange(self.n_intervals)
        self.terms: list[Term] = []
        tails = self.view.presence(())
        for entry, rule, p in modeller.entries:
            if entry.hard:
                continue
            if isinstance(rule, Coverage):
                for demand in self.view.problem.demands:
                    weight = Coverage.weight(self.view, demand)
                    above = p.surplus * entry.weight if demand.skill is None else 0.0
                    prices = [
                        (n * PERCENT, prices_below(Coverage.steps(p, entry, n)))
                        for n in demand.required
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

    def cost(self) -> float:
        """Points of all groups and intervals."""
        return float(sum(term.price[self._rows, term.count].sum() for term in self.terms))

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
        return phone, duty

    def change(self, a: int, duty: IntArray, phone: IntArray) -> None:
        """Add to the agents there: intervals on duty and on the phones, 1, 0 or -1 each."""
        for term in self.terms:
            w = term.weight[a]
            if w:
                term.count = term.count + w * (phone if term.phone else duty)
