"""The proven bound and the target: the count model, solved beside everything else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from wfm.rostering.counts import CountModel
from wfm.rostering.linear import LinearProcess, solve_linear

NO_BOUND = 0.0
"""Every price is 0 or more: so is the cost of any roster."""

ROOT_NODES = 1
"""Nodes that a deterministic bound may look at: counted, not timed."""

Target = npt.NDArray[np.float64]
"""Agents per class, day and shift, shape (n_classes, n_days, n_shifts)."""


class Bounder:
    """Bounds from the count model: its linear relaxation at once, its integer optimum in time.

    Parameters
    ----------
    counts : CountModel
    on_bound : callable
        Called with each better bound, from side threads too.
    """

    def __init__(self, counts: CountModel, on_bound: Callable[[float], None]) -> None:
        self.counts = counts
        self.bound = NO_BOUND
        self._on_bound = on_bound
        self._whole: LinearProcess | None = None
        self._relaxed: LinearProcess | None = None

    def start(self, time_s: float) -> None:
        """Start both solves, each in its own process."""
        self._relaxed = LinearProcess(self.counts.linear, time_s, whole=False)
        self._whole = LinearProcess(self.counts.linear, time_s, on_bound=self._improve)

    def relaxed_target(self, wait_s: float) -> Target | None:
        """Counts of the linear relaxation; None when it is not done in time."""
        if self._relaxed is None or not self._relaxed.wait(wait_s):
            return None
        answer = self._relaxed.answer()
        if answer is None or answer.values is None:
            return None
        self._improve(answer.bound)
        return self.counts.counts(answer.values)

    def here(self, *, whole: bool) -> Target | None:
        """Solve in this process without looking at the clock, for repeatable runs."""
        if whole:
            root = solve_linear(self.counts.linear, float("inf"), most_nodes=ROOT_NODES)
            self._improve(root.bound)
        relaxed = solve_linear(self.counts.linear, float("inf"), whole=False)
        self._improve(relaxed.bound)
        return None if relaxed.values is None else self.counts.counts(relaxed.values)

    def stop(self) -> None:
        """End both processes; what they proved stays."""
        if self._whole is not None:
            self._whole.answer()
        for process in (self._relaxed, self._whole):
            if process is not None:
                process.stop()
        self._relaxed = self._whole = None

    def _improve(self, bound: float) -> None:
        if bound > self.bound:
            self.bound = bound
            self._on_bound(bound)
