"""A roster played against its traffic: the service that it gives, with confidence bands."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Agent
from wfm.core.roster import Roster
from wfm.core.traffic import Traffic
from wfm.core.view import ProblemView, RosterView
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.simulation.arrivals import Arrivals, BusyDays, KnownRates, ScenarioPaths
from wfm.sizing.simulation.callers import Demand
from wfm.sizing.simulation.crew import make_crew, roster_stretches
from wfm.sizing.simulation.figures import frame_of, grouped
from wfm.sizing.simulation.replications import KernelName, Plan, kernel_of, replicate
from wfm.sizing.simulation.routing import NONE, Routing, make_routing
from wfm.sizing.simulation.shapes import Exponential, LogNormal, Shape
from wfm.sizing.simulation.statistics import Counts


@dataclass(frozen=True)
class SimulationOptions:
    """Choices of a simulation beside the roster and its traffic.

    Parameters
    ----------
    plan : Plan
        Replications, seed, warm-up, absence; its threshold is replaced by the traffic's.
    confidence : float
        Of the bands, above 0 and below 1.
    handling : Shape
        Of handle times around their mean.
    patience : Shape
        Of patience around its mean.
    patience_s : float or None
        Mean patience of all callers instead of the traffic's.
    day_cv : float
        Coefficient of variation of a day's rate (gamma), 0 for Poisson arrivals at the forecast.
    paths : ndarray or None
        Scenario paths of the forecast instead, shape (n_paths, n_intervals, n_queues).
    redial_share : float or None
        Of all callers who gave up, instead of the traffic's.
    redial_delay_s : float
        Mean time until a caller who gave up calls again.
    """

    plan: Plan = field(default_factory=Plan)
    confidence: float = 0.95
    handling: Shape = field(default_factory=LogNormal)
    patience: Shape = field(default_factory=Exponential)
    patience_s: float | None = None
    day_cv: float = 0.0
    paths: FloatArray | None = None
    redial_share: float | None = None
    redial_delay_s: float = 300.0

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            mend = "give a probability above 0 and below 1, e.g. 0.95"
            what = "the confidence is out of range"
            raise BadInputError(Fault(what, mend, "", None, "confidence", str(self.confidence)))
        if self.patience_s is not None and not self.patience_s > 0:
            mend = "give the mean patience in seconds, above 0"
            what = "the patience is out of range"
            raise BadInputError(Fault(what, mend, "", None, "patience_s", str(self.patience_s)))
        if self.redial_share is not None and not 0 <= self.redial_share < 1:
            mend = "give a share of 0 or more and below 1"
            what = "the share of redials is out of range"
            raise BadInputError(Fault(what, mend, "", None, "redial", str(self.redial_share)))
        if not 0 <= self.day_cv < math.inf:
            mend = "give the day's standard deviation over its mean, e.g. 0.1"
            what = "the doubt of a day's volume is out of range"
            raise BadInputError(Fault(what, mend, "", None, "day_cv", str(self.day_cv)))


@dataclass(frozen=True)
class Simulation:
    """What the replications of a roster gave.

    Attributes
    ----------
    intervals, days, total : DataFrame
        A row an interval (timestamp, local), day, or one row, and queue; ``all`` first. Columns
        as `wfm.sizing.simulation.figures`, each with ``_low`` and ``_high``.
    replications : int
        Done, fewer than planned when it was stopped.
    confidence, threshold_s, warmup_s : float
        Without anybody on the phones at the start there is no warm-up.
    definition : str
        The service level that was promised; all four are there.
    kernel : KernelName
        Which event loop ran.
    """

    intervals: pd.DataFrame
    days: pd.DataFrame
    total: pd.DataFrame
    replications: int
    confidence: float
    threshold_s: float
    warmup_s: float
    definition: str
    kernel: KernelName


def simulate(
    view: ProblemView,
    roster: Roster,
    traffic: Traffic,
    options: SimulationOptions | None = None,
    *,
    on_progress: Callable[[int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Simulation:
    """Play a roster against its traffic.

    The days of the problem are reported; what the traffic holds beyond them is played too, so
    that the last night ends as it does in life.

    Parameters
    ----------
    view : ProblemView
    roster : Roster
        Of the view's problem; the past roster's last shifts last into the horizon.
    traffic : Traffic
        Over the problem's intervals, from its first.
    options : SimulationOptions, optional
    on_progress, should_stop : callable, optional
        As `wfm.sizing.simulation.replications.replicate`.

    Raises
    ------
    BadInputError
        When an option is out of range or the traffic does not fit the problem.
    """
    chosen = options or SimulationOptions()
    plan = replace(chosen.plan, threshold_s=traffic.threshold_s)
    n_days = int(view.grid.day_starts[view.n_days])
    if not traffic.queues or len(traffic.queues[0].volume) < n_days:
        mend = f"give the calls of at least {n_days} intervals"
        raise BadInputError(Fault("the traffic does not cover the horizon", mend))
    stretches = roster_stretches(RosterView(view, roster))
    on_phones = [a for a in range(view.n_agents) if view.productivity[a] > 0]
    agents = tuple(view.agents[a] for a in on_phones)
    crew = make_crew([stretches[a] for a in on_phones], view.productivity[on_phones] / 100)
    counts = replicate(
        demand_of(view, traffic, chosen),
        crew,
        routing_of(agents, traffic),
        plan,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    done = len(counts.offered)
    queues = tuple(t.queue for t in traffic.queues)
    day = _days(view, len(traffic.queues[0].volume))
    inside = day < view.n_days
    whole = _first(counts, int(inside.sum()))
    interval_s = view.interval_min * 60.0
    seconds = np.full(int(inside.sum()), interval_s)
    local = view.grid.local[: seconds.size].rename("timestamp")
    of_day = np.bincount(day[inside]).astype(np.float64) * interval_s

    def frame(part: Counts, index: pd.Index, length: FloatArray) -> pd.DataFrame:
        return frame_of(part, queues, index, length, chosen.confidence)

    return Simulation(
        intervals=frame(whole, local, seconds),
        days=frame(grouped(whole, day[inside]), pd.Index(view.days, name="day"), of_day),
        total=frame(
            grouped(whole, np.zeros(seconds.size, dtype=np.int64)),
            pd.Index([view.days[0]], name="first_day"),
            np.array([float(seconds.sum())]),
        ),
        replications=done,
        confidence=chosen.confidence,
        threshold_s=traffic.threshold_s,
        warmup_s=plan.warmup_s if crew.present_at(0.0) else 0.0,
        definition=traffic.definition,
        kernel=kernel_of(plan.kernel)[0],
    )


def demand_of(view: ProblemView, traffic: Traffic, options: SimulationOptions) -> Demand:
    """Who calls, by the traffic and what the options say instead."""
    volume = np.array([t.volume for t in traffic.queues]).T
    patience = [
        options.patience_s if options.patience_s is not None else t.patience_s
        for t in traffic.queues
    ]
    redial = [
        options.redial_share if options.redial_share is not None else t.redial_share
        for t in traffic.queues
    ]
    arrivals: Arrivals = KnownRates(volume)
    if options.paths is not None:
        arrivals = ScenarioPaths(options.paths)
    elif options.day_cv != 0:
        arrivals = BusyDays(volume, _days(view, len(volume)), options.day_cv)
    return Demand(
        arrivals=arrivals,
        aht_s=np.array([t.aht_s for t in traffic.queues]).T,
        interval_s=view.interval_min * 60.0,
        patience_s=np.array([math.inf if p is None else p for p in patience]),
        handling=options.handling,
        patience=options.patience,
        redial_share=np.array(redial),
        redial_delay_s=options.redial_delay_s,
    )


def routing_of(agents: tuple[Agent, ...], traffic: Traffic) -> Routing:
    """Skill levels of agents for the queues of a traffic.

    An agent may take a queue that asks for no skill or one that the agent has. The fewer skilled
    queues an agent could take beside it, the better the level: who can do less is used first,
    so that the rare skill stays free.
    """
    skills = [t.skill for t in traffic.queues]
    rare = sorted({s for s in skills if s is not None})
    levels = np.full((len(agents), len(skills)), NONE, dtype=np.int64)
    for a, agent in enumerate(agents):
        mine = {s for s in rare if s in agent.skills}
        for q, skill in enumerate(skills):
            if skill is None or skill in mine:
                levels[a, q] = 1 + len(mine - {skill})
    return make_routing(levels, np.array([t.priority for t in traffic.queues]))


def _days(view: ProblemView, n: int) -> IntArray:
    """Day of each of the first `n` intervals, shape (n,)."""
    starts = np.asarray(view.grid.day_starts, dtype=np.int64)
    return np.searchsorted(starts, np.arange(n), side="right") - 1


def _first(counts: Counts, n: int) -> Counts:
    """Counts of the first `n` intervals."""
    cut = {f.name: getattr(counts, f.name)[:, :n] for f in fields(Counts)}
    return Counts(**cut)
