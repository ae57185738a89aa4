"""CP-SAT behind one typed door: limits, cancel, and an answer that can't be misread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

Value = Callable[[cp_model.IntVar], int]
"""Value of a variable in a solution."""

ShouldStop = Callable[[], bool]


class Outcome(StrEnum):
    """How one solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"  # out of time without an answer


@dataclass(frozen=True)
class Answer:
    """Answer of one solve; `value` and `objective` are None without a solution."""

    outcome: Outcome
    value: Value | None
    objective: float | None
    bound: float
    work: float


class Budget:
    """What may still be spent, in seconds of the clock or in deterministic units.

    A deterministic budget never looks at the clock, so that the same input and seed take the same
    decisions on any machine.

    Parameters
    ----------
    time_s : float
    deterministic : float, optional
        CP-SAT's units of work, about a second each; replaces the clock.
    should_stop : callable, optional
        Asked several times a second; true ends the work and keeps the best so far.
    """

    def __init__(
        self,
        time_s: float,
        deterministic: float | None = None,
        should_stop: ShouldStop | None = None,
    ) -> None:
        self.deterministic = deterministic
        self.total = time_s if deterministic is None else deterministic
        self._began = time.monotonic()
        self._worked = 0.0
        self._should_stop = should_stop

    @property
    def wall_s(self) -> float:
        """Seconds of the clock since the beginning."""
        return time.monotonic() - self._began

    @property
    def spent(self) -> float:
        """What has been spent."""
        return self.wall_s if self.deterministic is None else self._worked

    @property
    def left(self) -> float:
        """What is left; below 0 when overdrawn."""
        return self.total - self.spent

    def charge(self, work: float) -> None:
        """Count deterministic work."""
        self._worked += work

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._should_stop is not None and self._should_stop()

    @property
    def over(self) -> bool:
        """Whether the work must end."""
        return self.left <= 0 or self.stopped


def run(
    model: cp_model.CpModel,
    budget: Budget,
    limit: float,
    seed: int,
    *,
    workers: int = 1,
    first: bool = False,
    lean: bool = True,
) -> Answer:
    """Solve a model within a limit of the budget's unit.

    Parameters
    ----------
    model : CpModel
    budget : Budget
    limit : float
        Seconds or deterministic units, whichever the budget counts.
    seed : int
    workers : int
        One when the budget is deterministic, whatever is asked.
    first : bool
        End with the first solution.
    lean : bool
        Strong linear relaxation and little presolve: best for models that come by the hundred.
    """
    solver = cp_model.CpSolver()
    p = solver.parameters
    p.random_seed = seed
    p.num_workers = 1 if budget.deterministic is not None else workers
    if budget.deterministic is None:
        p.max_time_in_seconds = max(0.05, limit)
    else:
        p.max_deterministic_time = max(0.01, limit)
    p.stop_after_first_solution = first
    p.cp_model_probing_level = 0
    p.linearization_level = 2
    if lean:
        p.symmetry_level = 0
        p.max_presolve_iterations = 1
    with _watched(solver, budget):
        status = solver.solve(model)
    work = float(solver.response_proto.deterministic_time)
    budget.charge(work)
    outcome = {
        cp_model.OPTIMAL: Outcome.OPTIMAL,
        cp_model.FEASIBLE: Outcome.FEASIBLE,
        cp_model.INFEASIBLE: Outcome.INFEASIBLE,
    }.get(status, Outcome.UNKNOWN)
    if outcome in (Outcome.INFEASIBLE, Outcome.UNKNOWN):
        return Answer(outcome, None, None, float("-inf"), work)
    return Answer(outcome, solver.value, solver.objective_value, solver.best_objective_bound, work)


@contextmanager
def _watched(solver: cp_model.CpSolver, budget: Budget) -> Iterator[None]:
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if budget.stopped:
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
