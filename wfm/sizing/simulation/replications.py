"""The same centre again and again, each time with other callers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.simulation import kernel
from wfm.sizing.simulation.callers import Callers, Demand, draw_callers
from wfm.sizing.simulation.crew import Crew
from wfm.sizing.simulation.records import Records
from wfm.sizing.simulation.routing import Routing
from wfm.sizing.simulation.statistics import Counts, count, stacked

Kernel = Callable[[Callers, Crew, Routing], Records]


class KernelName(StrEnum):
    """Which event loop runs; all of them give the same result."""

    AUTO = "auto"  # compiled where numba is installed
    PURE = "pure"
    NUMBA = "numba"


@dataclass(frozen=True)
class Plan:
    """How a simulation is run.

    Parameters
    ----------
    replications : int
        1 or more; bands need 2.
    seed : int
        The same seed gives the same callers, whatever the crew (common random numbers).
    threshold_s : float
        Seconds to answer in.
    warmup_s : float
        Time before the first interval that is played and not counted: calls come as in the
        first interval, to the agents who are on the phones at its start. Without any agent then
        there is no warm-up, and the horizon starts empty.
    absence : float
        Probability that a shift is not worked, drawn anew in each replication.
    kernel : KernelName
    """

    replications: int = 50
    seed: int = 1
    threshold_s: float = 20.0
    warmup_s: float = 3600.0
    absence: float = 0.0
    kernel: KernelName = KernelName.AUTO

    def __post_init__(self) -> None:
        faults = []
        for name, value, least, mend in (
            ("replications", self.replications, 1, "give 1 or more"),
            ("seed", self.seed, 0, "give a whole number of 0 or more"),
            ("threshold_s", self.threshold_s, 0, "give seconds, 0 or more"),
            ("warmup_s", self.warmup_s, 0, "give seconds, 0 or more"),
            ("absence", self.absence, 0, "give a share of 0 or more and below 1"),
        ):
            if not least <= value < (1 if name == "absence" else math.inf):
                faults.append(Fault(f"{name} is out of range", mend, "", None, name, str(value)))
        if faults:
            raise BadInputError(faults)


def kernel_of(name: KernelName) -> tuple[KernelName, Kernel]:
    """Return the event loop of a name, and which one it is.

    Raises
    ------
    BadInputError
        When the compiled one is asked for and numba is not installed.
    """
    installed = find_spec("numba") is not None
    if name is KernelName.NUMBA and not installed:
        mend = "install it (pip install numba), or use the pure kernel"
        raise BadInputError(Fault("numba is not installed", mend, column="kernel", value=name))
    if name is KernelName.PURE or not installed:
        return KernelName.PURE, kernel.run
    from wfm.sizing.simulation import kernel_numba

    return KernelName.NUMBA, kernel_numba.run


def replicate(
    demand: Demand,
    crew: Crew,
    routing: Routing,
    plan: Plan,
    *,
    on_progress: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Counts:
    """Run the replications of a plan; returns their counts, shape (n_replications, ...).

    Parameters
    ----------
    demand : Demand
    crew : Crew
    routing : Routing
        Of the crew's agents and the demand's queues.
    plan : Plan
    on_progress : callable, optional
        Told how many replications are done.
    should_stop : callable, optional
        Asked after each; the replications done until then are the result.

    Raises
    ------
    BadInputError
        When the routing is for other agents or queues.
    """
    n_kinds_of, n_queues = routing.kind.size, routing.levels.shape[1]
    if n_kinds_of != crew.n_agents or n_queues != demand.n_queues:
        what = f"the routing is for {n_kinds_of} agents and {n_queues} queues"
        mend = f"give it for the {crew.n_agents} agents and {demand.n_queues} queues"
        raise BadInputError(Fault(what, mend))
    _, play = kernel_of(plan.kernel)
    warmup_s = plan.warmup_s if crew.present_at(0.0) else 0.0
    parts = []
    for number in range(plan.replications):
        callers = draw_callers(demand, number, plan.seed, warmup_s)
        there = crew
        if plan.absence > 0:
            # Apart from the callers, so that they stay the same.
            chance = np.random.default_rng([plan.seed, number, 1])
            there = crew.without(plan.absence, chance)
        there = there.warmed(warmup_s)
        parts.append(
            count(
                play(callers, there, routing),
                callers,
                n_intervals=demand.n_intervals,
                n_queues=n_queues,
                interval_s=demand.interval_s,
                threshold_s=plan.threshold_s,
            )
        )
        if on_progress is not None:
            on_progress(number + 1)
        if should_stop is not None and should_stop():
            break
    return stacked(parts)
