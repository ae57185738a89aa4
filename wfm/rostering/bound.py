"""The proven bound: the count model, solved beside everything else."""

from __future__ import annotations

from collections.abc import Callable

from wfm.rostering.counts import CountModel
from wfm.rostering.linear import LinearProcess, solve_linear

NO_BOUND = 0.0
"""Every price is 0 or more: so is the cost of any roster."""

WHOLE_FROM = 30.0
"""Deterministic units from which the bound's search tree gets its root node."""

ROOT_NODES = 1
"""Nodes that a deterministic bound may look at: counted, not timed."""


class Bounder:
    """Bounds from the count model: its linear relaxation first, its search tree in time.

    Parameters
    ----------
    counts : CountModel
    on_bound : callable
        Called with each better bound, from a side thread too.
    relief : float
        Points that a roster may save by what the count model does not know; taken off bounds.
    """

    def __init__(
        self, counts: CountModel, on_bound: Callable[[float], None], relief: float = 0.0
    ) -> None:
        self.counts = counts
        self._relief = relief
        self.bound = NO_BOUND
        self._on_bound = on_bound
        self._process: LinearProcess | None = None

    def start(self, time_s: float) -> None:
        """Start the search in a process of its own."""
        self._process = LinearProcess(self.counts.linear, time_s, on_bound=self._improve)

    def wait(self, time_s: float) -> bool:
        """Wait for the search to end; returns whether it did."""
        return self._process is None or self._process.wait(time_s)

    def here(self, work: float) -> None:
        """Solve in this process without looking at the clock, for repeatable runs."""
        self._improve(solve_linear(self.counts.linear, float("inf"), whole=False).bound)
        if work >= WHOLE_FROM:
            root = solve_linear(self.counts.linear, float("inf"), most_nodes=ROOT_NODES)
            self._improve(root.bound)

    def raise_to(self, bound: float) -> None:
        """Take a bound that was proven elsewhere."""
        self._improve(bound)

    def stop(self) -> None:
        """End the process; what it proved stays."""
        if self._process is not None:
            self._process.answer()
            self._process.stop()
            self._process = None

    def _improve(self, bound: float) -> None:
        if bound - self._relief > self.bound:
            self.bound = bound - self._relief
            self._on_bound(self.bound)
