"""The roster engine: bound and target, assign, polish (DESIGN.md 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cached_property

from wfm.core.interchange import fingerprint
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.activities import place_activities, surplus_relief
from wfm.rostering.assign import assign
from wfm.rostering.bound import Bounder
from wfm.rostering.breaks import place_breaks
from wfm.rostering.columns import Columns, roster_of, tours_of
from wfm.rostering.counts import count_model
from wfm.rostering.dive import Dive
from wfm.rostering.explain import break_conflict, conflicts_of
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.parts import Parts
from wfm.rostering.polish import TINY, Polisher, Scored
from wfm.rostering.recreate import Recreate
from wfm.rostering.result import Conflict, Phase, Progress, RosterResult, Status, versions
from wfm.rostering.solving import Budget, Outcome, ShouldStop, run
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

OnProgress = Callable[[Progress], None]

RECREATE_SHARE = 0.35
"""Share of what is left after the first roster; polish by CP-SAT gets the rest."""

COLUMNS_SHARE = 0.9
"""The same for columns, where people are wanted per shift."""

BOUND_SHARE = 0.5
"""Share of the time for which the bound has a core to itself."""

SHIFTS_SHARE = 0.4
"""Share of what is left for polishing shifts before activities are put into them."""

ACTIVITIES_SHARE = 0.3
"""The same for putting them there; polish with them in place gets the rest."""

PATIENCE_S = 600.0
"""Beyond the time asked for, to find any legal roster at all: UNKNOWN helps nobody."""


def solve(
    problem: Problem,
    *,
    time_s: float,
    seed: int = 1,
    base: Roster | None = None,
    deterministic: float | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
    workers: int = 2,
) -> RosterResult:
    """Make a roster.

    Parameters
    ----------
    problem : Problem
        Already checked by `wfm.core.interchange.check_problem`.
    time_s : float
        Seconds; a legal roster is looked for longer when there is none by then.
    seed : int
    base : Roster, optional
        Where to start from, if it keeps the hard rules; changes are counted against it too.
    deterministic : float, optional
        Units of deterministic work instead of seconds: one worker, the same roster on every run.
    on_progress : callable, optional
        Called from several threads, one at a time.
    should_stop : callable, optional
        Asked several times a second; the best roster so far is given back.
    workers : int
        Threads that polish, the bound's process included while it runs.

    Raises
    ------
    BadInputError
        When an entry of the rule set is wrong.
    """
    return _Solve(
        problem, Budget(time_s, deterministic, should_stop), seed, base, on_progress, workers
    ).run()


class _Solve:
    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        seed: int,
        base: Roster | None,
        on_progress: OnProgress | None,
        workers: int,
    ) -> None:
        self.problem, self.budget, self.seed, self.base = problem, budget, seed, base
        self.workers = 1 if budget.deterministic is not None else max(1, workers)
        self.view = ProblemView(problem)
        self.modeller = Modeller(self.view)
        self.counts = count_model(self.modeller)
        self.bounder = Bounder(
            self.counts, lambda bound: self._tell(Phase.BOUND, ""), surplus_relief(self.modeller)
        )
        self.best: Scored | None = None
        self.first_s: float | None = None
        self._audit_s = 0.0
        self._on_progress = on_progress
        self._lock = threading.Lock()

    def run(self) -> RosterResult:
        try:
            return self._run()
        finally:
            self.bounder.stop()

    def _run(self) -> RosterResult:
        self._start_bound()
        if self.base is not None:
            self._keep(self.base, Phase.ASSIGN, "base")
        if self.best is None or self.best.report.hard:
            conflicts = self._first_roster()
            if conflicts:
                return self._result(Status.INFEASIBLE, conflicts)
        if self.best is None:
            return self._result(Status.UNKNOWN, ())
        if not any(cell.activities for cell in self.best.roster):
            # Tours know no activities: those that stand already are kept by polish alone.
            if Columns.suits(self._kit):
                self._by_columns()
            else:
                self._recreate()
        if self.problem.activities:
            self._place_activities()
        self._polish()
        self.bounder.stop()
        return self._result(Status.OPTIMAL if self._proven else Status.FEASIBLE, ())

    @cached_property
    def _kit(self) -> TourKit:
        return TourKit(self.modeller)

    @property
    def _proven(self) -> bool:
        return self.best is not None and self.best.rank <= (0, self.bounder.bound + TINY)

    # -- stages --------------------------------------------------------------------------------

    def _start_bound(self) -> None:
        self._tell(Phase.BOUND, "")
        if self.budget.deterministic is not None:
            self.bounder.here(self.budget.total)
        else:
            self.bounder.start(max(5.0, BOUND_SHARE * self.budget.total))

    def _first_roster(self) -> tuple[Conflict, ...]:
        """Find a legal roster, or say why there is none."""
        self._tell(Phase.ASSIGN, "")
        walk = Recreate(self.modeller, Roster(), self.seed, self._kit)
        if walk.build(self.budget):
            self._keep(walk.roster(), Phase.ASSIGN, "tours one by one")
        if (self.best is not None and not self.best.report.hard) or self.budget.stopped:
            return ()
        found = assign(self.modeller, self.budget, PATIENCE_S, self.seed)
        if found.outcome is Outcome.INFEASIBLE:
            self._tell(Phase.EXPLAIN, "")
            return conflicts_of(self.modeller, self.budget, self.seed)
        if found.roster is not None:
            self._tell(Phase.BREAKS, "")
            share = 0.15 * self.budget.total
            placed = place_breaks(self.modeller, found.roster, self.budget, share, self.seed)
            if placed is None:
                return self._jointly()
            self._keep(placed, Phase.BREAKS, "assignment")
        return ()

    def _jointly(self) -> tuple[Conflict, ...]:
        """Decide shifts and breaks in one model, where breaks rule out some shifts."""
        ctx = self.modeller.context()
        ctx.model.clear_objective()  # type: ignore[no-untyped-call]
        answer = run(ctx.model, self.budget, PATIENCE_S, self.seed, first=True, lean=False)
        if answer.outcome is Outcome.INFEASIBLE:
            return (break_conflict(self.modeller),)
        if answer.value is not None:
            self._keep(ctx.read(answer.value), Phase.BREAKS, "one model")
        return ()

    def _recreate(self) -> None:
        """Anneal whole tours; what an audit refuses ends it."""
        assert self.best is not None
        if self.best.report.hard or self.budget.over or self._proven:
            return
        self._tell(Phase.RECREATE, "")
        walk = Recreate(self.modeller, self.best.roster, self.seed, self._kit)

        def offer(roster: Roster) -> bool:
            return self._keep(roster, Phase.RECREATE, "tours") and not self._proven

        walk.walk(self.budget, RECREATE_SHARE * self.budget.left, offer)

    def _by_columns(self) -> None:
        """Prove a bound over all tours, and dive into it for rosters."""
        assert self.best is not None
        if self.best.report.hard or self.budget.over or self._proven:
            return
        self._tell(Phase.COLUMNS, "")
        columns = Columns(self._kit, self.seed, self.bounder.raise_to)
        columns.start(tours_of(self.view, self.best.roster))
        end = self.budget.spent + COLUMNS_SHARE * self.budget.left
        columns.root(self.budget, end - self.budget.spent)
        if columns.converged:
            # Counts prove no more than tours do.
            self.bounder.stop()

        def offer(tours: Mapping[int, Tour], note: str = "part") -> bool:
            legal = self._keep(roster_of(self.view, tours), Phase.COLUMNS, note)
            return legal and not self._proven

        tours = Dive(columns, self.budget).run()
        if tours is not None and offer(tours, "dive"):
            Parts(columns, self.budget, tours, offer).run(end, self.workers)

    def _place_activities(self) -> None:
        """Polish the shifts, then put into them what is due besides the phones."""
        assert self.best is not None
        if not any(cell.activities for cell in self.best.roster):
            self._polish(self.budget.spent + SHIFTS_SHARE * self.budget.left)
        self._tell(Phase.ACTIVITIES, "")
        share = ACTIVITIES_SHARE * max(0.0, self.budget.left)
        placed = place_activities(self.modeller, self.best.roster, self.budget, share, self.seed)
        self._keep(placed, Phase.ACTIVITIES, "activities")

    def _polish(self, until: float = float("inf")) -> None:
        """Polish, until so much of the budget is spent if told so."""
        assert self.best is not None
        polisher = Polisher(
            self.modeller,
            self.counts,
            self.best,
            self.budget,
            self.seed,
            lambda found, kind: self._better(found, Phase.POLISH, kind),
            lambda: self.bounder.bound,
            until,
            self._audit_s,
        )
        threads = [threading.Thread(target=polisher.work) for _ in range(self.workers - 1)]
        for thread in threads:
            thread.start()
        polisher.work()
        for thread in threads:
            thread.join()

    # -- keeping account -----------------------------------------------------------------------

    def _keep(self, roster: Roster, phase: Phase, note: str) -> bool:
        """Keep a roster if it is better; false when it breaks a hard rule."""
        began = self.budget.wall_s
        found = Scored(roster, audit(self.problem, roster, self.view))
        self._audit_s = self.budget.wall_s - began
        self._better(found, phase, note)
        return not found.report.hard

    def _better(self, found: Scored, phase: Phase, note: str) -> None:
        if self.best is None or found.rank < self.best.rank:
            self.best = found
            if self.first_s is None and not found.report.hard:
                self.first_s = round(self.budget.wall_s, 3)
            self._tell(phase, note)

    def _tell(self, phase: Phase, note: str) -> None:
        if self._on_progress is None:
            return
        with self._lock:
            objective = self.best.report.cost if self.best is not None else None
            self._on_progress(
                Progress(
                    phase,
                    self.budget.wall_s,
                    objective,
                    self.bounder.bound,
                    note,
                    None if self.best is None else self.best.roster,
                )
            )

    def _result(self, status: Status, conflicts: tuple[Conflict, ...]) -> RosterResult:
        best = None if status is Status.INFEASIBLE else self.best
        before = self.base if self.problem.base is None else Roster(self.problem.base)
        changed = () if best is None or before is None else best.roster.changed_cells(before)
        bound = None if status is Status.INFEASIBLE else self.bounder.bound
        result = RosterResult(
            status=status,
            problem=self.problem,
            roster=None if best is None else best.roster,
            report=None if best is None else best.report,
            objective=None if best is None else best.report.cost,
            bound=bound,
            first_roster_s=self.first_s,
            wall_s=round(self.budget.wall_s, 3),
            changed_cells=changed,
            seed=self.seed,
            fingerprint=fingerprint(self.problem),
            versions=versions(),
            conflicts=conflicts,
        )
        self._tell(Phase.DONE, status.value)
        return result
