"""Polish: large-neighbourhood search over shifts and breaks together, never to a worse roster."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.rostering.breaks import place_breaks
from wfm.rostering.compact import CompactModel, Days
from wfm.rostering.counts import CountModel
from wfm.rostering.deal import deal
from wfm.rostering.neighbourhoods import Chooser, Neighbourhood, Scene
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.auditing import audit
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.modelling import Modeller

STEP_LIMIT = 2.0
"""Seconds or deterministic units for one neighbourhood."""

COUNTED_LIMIT = 5.0
"""The same for one whose breaks are decided by count."""

BREAKS_LIMIT = 1.0
"""The same for the breaks of one day."""

AUDITS = {True: 25.0, False: 3.0}
"""How long the first step takes at least, in audits of a roster: with breaks by count, without."""

TINY = 1e-6


@dataclass(frozen=True)
class Scored:
    """A roster with its audit."""

    roster: Roster
    report: AuditReport

    @property
    def rank(self) -> tuple[int, float]:
        """Hard findings first, then cost."""
        return len(self.report.hard), self.report.cost


class Polisher:
    """Improves one roster, by one thread or several.

    Parameters
    ----------
    modeller : Modeller
    counts : CountModel
    start : Scored
    budget : Budget
    seed : int
    on_better : callable
        Called with each better roster and the kind of neighbourhood that found it.
    bound : callable
        Best proven bound so far; the work ends when the cost reaches it.
    until : float
        The work ends when so much of the budget is spent.
    audit_s : float
        Seconds that an audit of a roster takes: the pace of this machine on this problem.
    """

    def __init__(
        self,
        modeller: Modeller,
        counts: CountModel,
        start: Scored,
        budget: Budget,
        seed: int,
        on_better: Callable[[Scored, str], None],
        bound: Callable[[], float],
        until: float = float("inf"),
        audit_s: float = 0.0,
    ) -> None:
        self.modeller = modeller
        self.best = start
        self.budget = budget
        self.seed = seed
        self._on_better = on_better
        self._bound = bound
        self._until = until
        self._lock = threading.Lock()
        self._steps = 0
        self._least = {counted: n * audit_s for counted, n in AUDITS.items()}
        self._taken: dict[bool, float] = {}
        self.counts = counts
        self._compact: CompactModel | None = None
        places = {place[:3] for place in counts.starts}
        self._deals = counts.patterns.keys() == places
        # Rules on breaks that counts do not know may forbid, or price, what is dealt.
        self._picky = any(
            rule.needs_breaks and entry not in counts.priced and not isinstance(rule, MealAndRest)
            for entry, rule, _ in modeller.entries
        )
        # Breaks by count leave no room for activities that stand.
        busy = any(cell.activities for cell in start.roster)
        self.chooser = Chooser(random.Random(seed), counted=not (start.report.hard or busy))

    @property
    def proven(self) -> bool:
        """Whether the roster can't be better."""
        hard, cost = self.best.rank
        return hard == 0 and cost <= self._bound() + TINY

    def offer(self, roster: Roster, kind: str) -> float:
        """Keep a roster if it is better; returns by how much."""
        found = self._scored(roster)
        with self._lock:
            gain = self.best.report.cost - found.report.cost
            if found.rank > self.best.rank:
                return 0.0
            better = found.rank < self.best.rank
            self.best = found
        if better:
            self._on_better(found, kind)
        return max(gain, 0.0)

    def _scored(self, roster: Roster) -> Scored:
        return Scored(roster, audit(self.modeller.view.problem, roster, self.modeller.view))

    def work(self) -> None:
        """Polish until told to stop, out of budget, or proven."""
        if not self.modeller.view.n_agents:
            return
        while not (self.budget.over or self.proven or self.budget.spent >= self._until):
            if not self.step():
                return

    def step(self) -> bool:
        """Decide one neighbourhood anew; false when the time left is too short for it."""
        counted = self._fits(counted=True)
        if not (counted or self._fits(counted=False)):
            return False
        with self._lock:
            self._steps += 1
            seed = self.seed * 100_003 + self._steps
            base = self.best
            scene = Scene(self.modeller.view, base.roster, base.report, random.Random(seed))
            chosen = self.chooser.choose(scene, counted=counted)
        began = self.budget.spent
        outcome, work, roster = self._solve(chosen, base.roster, seed % 2**31)
        gain = 0.0
        if roster is not None and roster != base.roster:
            gain = self._accept(base, roster, chosen.kind)
        if self.budget.deterministic is None:
            work = self.budget.spent - began
        with self._lock:
            self.chooser.learn(chosen.kind, gain, work, finished=outcome is Outcome.OPTIMAL)
            self._taken[chosen.counted] = min(work, self._taken.get(chosen.counted, work))
        return True

    def _fits(self, *, counted: bool) -> bool:
        """Whether the shortest step so far, with breaks by count or without, could end in time.

        A model takes its time to make and to presolve, whatever limit the search gets.
        """
        if self.budget.deterministic is not None:
            return True
        least = self._taken.get(counted, self._least[counted])
        return least <= min(self.budget.left, self._until - self.budget.spent)

    def _solve(
        self, chosen: Neighbourhood, base: Roster, seed: int
    ) -> tuple[Outcome, float, Roster | None]:
        if chosen.counted:
            return self._solve_counted(chosen, base, seed)
        ctx = self.modeller.context(
            base=base, free=set(chosen.free), free_breaks=set(chosen.free_breaks)
        )
        ctx.hint(base)
        limit = min(STEP_LIMIT, self.budget.left)
        answer = run(ctx.model, self.budget, limit, seed)
        roster = None if answer.value is None else ctx.read(answer.value)
        return answer.outcome, answer.work, roster

    def _solve_counted(
        self, chosen: Neighbourhood, base: Roster, seed: int
    ) -> tuple[Outcome, float, Roster | None]:
        """Decide shifts with breaks by count, then give the breaks to people."""
        with self._lock:
            if self._compact is None:
                self._compact = CompactModel(self.modeller, self.counts)
        limit = min(COUNTED_LIMIT, self.budget.left)
        days = {d for _, d in chosen.free_breaks}
        found = self._compact.decide(base, chosen.free, self.budget, limit, seed, days)
        roster = found.roster
        if roster is not None:
            roster = self._with_breaks(roster, base, found, seed)
        return found.outcome, found.work, roster

    def _with_breaks(self, roster: Roster, base: Roster, found: Days, seed: int) -> Roster | None:
        """Give people the breaks that were counted, or others where rules forbid to deal them."""
        if self._deals:
            dealt = deal(self.modeller, self.counts, roster, base, found.taken)
            if not self._picky or self._scored(dealt).rank < self.best.rank:
                return dealt
        share = min(BREAKS_LIMIT * len(found.bare), max(0.0, self.budget.left))
        return place_breaks(self.modeller, roster, self.budget, share, seed, found.bare)

    def _accept(self, base: Scored, roster: Roster, kind: str) -> float:
        with self._lock:
            current = self.best
        if current is not base:
            # Another thread was faster: carry this one's changes over to its roster.
            keys = base.roster.cells.keys() | roster.cells.keys()
            changed = [k for k in keys if base.roster.cells.get(k) != roster.cells.get(k)]
            roster = current.roster.with_cells((k, roster.cells.get(k)) for k in changed)
        return self.offer(roster, kind)
