"""From a roster that something happened to, to the best one near it: the course of a repair."""

from __future__ import annotations

import dataclasses
import random

from wfm.core.interchange import fingerprint
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.activities import place_activities, with_activities_of
from wfm.rostering.engine import OnProgress, solve
from wfm.rostering.explain import lone_conflicts
from wfm.rostering.kit import TourKit
from wfm.rostering.patch import Caps, Patch
from wfm.rostering.polish import Scored
from wfm.rostering.result import Conflict, Phase, Progress, RosterResult, Status, versions
from wfm.rostering.solving import Budget, Outcome, run
from wfm.rules.auditing import audit
from wfm.rules.changes import base_cells
from wfm.rules.context import Cell
from wfm.rules.max_changes import MaxChanges
from wfm.rules.modelling import Modeller
from wfm.rules.registry import catalogue

WALK_SHARE = 0.75
"""Share of what is left for tours, once there is a legal roster; CP-SAT gets the rest."""

LEAST_WALK = 1.5
"""Seconds or deterministic units that tours get at least: a repair that changes nothing is none."""

ACTIVITIES_SHARE = 0.3
"""Share of what is left then for activities whose shifts have changed."""

NEAR_AGENTS = 16
"""Agents whose days CP-SAT decides anew together."""

STEP_LIMIT = 2.0
"""Seconds or deterministic units of one such model."""

MODEL_WORK = 0.05
"""Deterministic units charged for making one, which CP-SAT does not count."""

CLOSING = 3.0
"""What is kept for the end, in audits: one of the last roster, and what is told of it."""

LEAST_WORK = 5.0
"""The same to make a roster legal, however little is left."""


class Mender:
    """Repairs one roster.

    Parameters
    ----------
    view : ProblemView
        Of a problem with the facts, and with entries of stability and, under caps, on changes.
    start : Roster
        The base under the facts; may break hard rules.
    caps : Caps
    budget : Budget
    seed : int
    on_progress : callable, optional

    Attributes
    ----------
    best : Scored
        Best roster so far; at first the start.
    """

    def __init__(
        self,
        view: ProblemView,
        start: Roster,
        caps: Caps,
        budget: Budget,
        seed: int,
        on_progress: OnProgress | None = None,
    ) -> None:
        self.problem, self.view = view.problem, view
        self.caps, self.budget, self.seed = caps, budget, seed
        self.modeller = Modeller(view)
        began = budget.spent
        self.best = self._scored(start)
        self._closing = CLOSING * (budget.spent - began)
        self._on_progress = on_progress
        self._promising: list[int] = []
        self._first_s: float | None = None

    def run(self) -> RosterResult:
        """Make it legal, exchange tours, then let CP-SAT decide what is near."""
        self._tell(Phase.ASSIGN, "base")
        if self.best.report.hard:
            conflicts = self._make_legal()
            if conflicts:
                return self._result(conflicts)
        if self.best.report.hard:
            # Nothing near is legal: anywhere then, or why not.
            return solve(
                self.problem,
                time_s=max(LEAST_WORK, self.budget.left),
                seed=self.seed,
                base=self.best.roster,
                deterministic=None
                if self.budget.deterministic is None
                else max(LEAST_WORK, self.budget.left),
                on_progress=self._on_progress,
                should_stop=lambda: self.budget.stopped,
            )
        self._first_s = round(self.budget.wall_s, 3)
        if self.view.n_agents:
            self._exchange_tours()
            self._decide_near()
        return self._result()

    # -- stages --------------------------------------------------------------------------------

    def _make_legal(self) -> tuple[Conflict, ...]:
        """Decide anew the days of those whom hard findings name, then of everybody on the days.

        Returns
        -------
        tuple of Conflict
            Why nothing that the others do can help those who are named; empty if something might.
        """
        view, report = self.view, self.best.report
        # A finding names others too: the mentor who is away, beside the trainee who is left alone.
        names = {str(x) for v in report.hard for x in (v.agent_id, *v.values.values())}
        named = [a for a, agent in enumerate(view.agents) if agent.id in names]
        free = {(a, d) for a in named for d in range(view.n_days)}
        for cells in (free, free | self._around(report.hard)):
            if not cells or self.budget.stopped:
                continue
            ctx = self.modeller.context(base=self.best.roster, free=set(cells))
            limit = max(LEAST_WORK, self.budget.left)
            answer = run(ctx.model, self.budget, limit, self.seed)
            if answer.value is not None:
                self._offer(ctx.read(answer.value), Phase.ASSIGN, "made legal")
                if not self.best.report.hard:
                    return ()
            if cells is free and answer.outcome is Outcome.INFEASIBLE:
                conflicts = lone_conflicts(self.modeller, self.budget, self.seed, named)
                if conflicts:
                    return conflicts
        return ()

    def _around(self, findings: tuple[object, ...]) -> set[Cell]:
        """Everybody's cells on the days that findings name."""
        view = self.view
        names = {str(getattr(v, "day", "")) for v in findings}
        names |= {str(getattr(v, "at", ""))[:10] for v in findings}
        days = [d for d, day in enumerate(view.days) if str(day) in names]
        return {(a, d) for a in range(view.n_agents) for d in days}

    def _exchange_tours(self) -> None:
        """Exchange whole tours under the caps; rules over everybody are left to CP-SAT."""
        entry = next(e for e in self.problem.rules if e.rule == "stability")
        held = base_cells(self.view, entry)
        kit = TourKit(Modeller(ProblemView(self._alone())))
        walk = Patch(self.modeller, self.best.roster, held, self.caps, self.seed, kit)
        walk.mend(self.budget, max(self._least_walk, WALK_SHARE * self._left))
        self._promising = walk.promising(NEAR_AGENTS)
        found = walk.roster()
        if self.problem.activities:
            # Tours know no activities: what kept its shift keeps them, the others find a place.
            found = with_activities_of(self.best.roster, found)
            share = ACTIVITIES_SHARE * max(0.0, self._left)
            found = place_activities(self.modeller, found, self.budget, share, self.seed)
        self._offer(found, Phase.RECREATE, "tours")

    def _alone(self) -> Problem:
        """Return the problem without the caps, which the walk counts itself."""
        kept = [
            entry
            for entry in self.problem.rules
            if not isinstance(catalogue().get(entry.rule), MaxChanges)
        ]
        return dataclasses.replace(self.problem, rules=tuple(kept))

    def _decide_near(self) -> None:
        """Decide anew, by CP-SAT, the days of those who changed or promised something."""
        rng = random.Random(self.seed)
        view = self.view
        base = Roster(self.problem.base or ())
        size, making = NEAR_AGENTS, 0.0
        # A model that can't be solved any more is not worth making.
        while self._left > making and not self.budget.stopped:
            changed = {view.agent_index[a] for a, _ in self.best.roster.changed_cells(base)}
            pool = [a for a in self._promising if a not in changed]
            others = [a for a in range(view.n_agents) if a not in changed and a not in pool]
            near = [*sorted(changed), *pool][:size]
            near += rng.sample(others, min(len(others), max(1, size - len(near))))
            length = min(view.n_days, 3)
            first = rng.randrange(view.n_days - length + 1)
            free = {(a, d) for a in near for d in range(first, first + length)}
            began = self.budget.spent
            ctx = self.modeller.context(base=self.best.roster, free=free)
            ctx.hint(self.best.roster)
            making = self.budget.spent - began
            if self._left <= 0 or self.budget.stopped:
                return
            limit = min(STEP_LIMIT, self._left)
            answer = run(ctx.model, self.budget, limit, rng.randrange(2**31))
            self.budget.charge(MODEL_WORK)
            if answer.value is not None:
                self._offer(ctx.read(answer.value), Phase.POLISH, "near")
            full = len(near) >= view.n_agents and length == view.n_days
            if full and answer.outcome is Outcome.OPTIMAL:
                return
            size = size + 4 if answer.outcome is Outcome.OPTIMAL else max(4, size - 4)

    @property
    def _left(self) -> float:
        """What is left for searching."""
        return self.budget.left - self._closing

    @property
    def _least_walk(self) -> float:
        return min(LEAST_WALK, 0.3 * self.budget.total)

    # -- keeping account -----------------------------------------------------------------------

    def _scored(self, roster: Roster) -> Scored:
        return Scored(roster, audit(self.problem, roster, self.view))

    def _offer(self, roster: Roster, phase: Phase, note: str) -> None:
        found = self._scored(roster)
        if found.rank < self.best.rank:
            self.best = found
            self._tell(phase, note)

    def _tell(self, phase: Phase, note: str) -> None:
        if self._on_progress is not None:
            cost = None if self.best.report.hard else self.best.report.cost
            roster = None if self.best.report.hard else self.best.roster
            self._on_progress(Progress(phase, self.budget.wall_s, cost, None, note, roster))

    def _result(self, conflicts: tuple[Conflict, ...] = ()) -> RosterResult:
        """Return the best roster, or why there is none."""
        best = None if conflicts else self.best
        status = Status.INFEASIBLE if conflicts else Status.FEASIBLE
        base = Roster(self.problem.base or ())
        self._tell(Phase.DONE, status.value)
        return RosterResult(
            status=status,
            problem=self.problem,
            roster=None if best is None else best.roster,
            report=None if best is None else best.report,
            objective=None if best is None else best.report.cost,
            bound=None,
            first_roster_s=self._first_s,
            wall_s=round(self.budget.wall_s, 3),
            changed_cells=() if best is None else best.roster.changed_cells(base),
            seed=self.seed,
            fingerprint=fingerprint(self.problem),
            versions=versions(),
            conflicts=conflicts,
        )
