"""Speed of the simulator: the event loop alone, and whole days of a roster of 300 agents.

Run ``python -m benchmarks simulation-speed`` (``--smoke`` for a quick look). A whole day counts
everything: drawing callers, the loop, counting, and the bands. Rates are by the process's own
processor time, so that a busy machine does not count; the seconds by the clock stand beside it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np

from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.traffic import QueueTraffic, Traffic
from wfm.core.view import ProblemView
from wfm.rostering.engine import solve
from wfm.rostering.synthetic import DIALECT, DIALECT_SHARE, day_shape, synthetic_problem
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.callers import Demand, draw_callers
from wfm.sizing.simulation.crew import steady_crew
from wfm.sizing.simulation.replications import KernelName, Plan, kernel_of
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.simulate import SimulationOptions, simulate

AHT_S, PATIENCE_S, THRESHOLD_S = 180.0, 120.0, 20.0
AGENTS, SEED = 50, 20261121
CALLS_A_DAY = 20_000
DAY = 2
"""Wednesday: the nights of the days before last into it."""


def rows(smoke: bool) -> list[dict[str, Any]]:
    """Calls a second of both kernels, single-skill and multi-skill."""
    found = []
    for kernel in (KernelName.PURE, KernelName.NUMBA):
        for queues in (1, 3):
            found.append(loop_row(kernel, queues, 2_000 if smoke else 200_000, 1 if smoke else 5))
    for kernel in (KernelName.PURE, KernelName.NUMBA):
        for queues in (1, 2):
            found.append(day_row(kernel, queues, 2 if smoke else 100, 3 if smoke else 10))
    return found


def loop_row(kernel: KernelName, queues: int, calls: int, runs: int) -> dict[str, Any]:
    """Time the event loop alone at 50 erlangs on 50 agents, the median of some runs."""
    demand = Demand(
        KnownRates(np.full((1, queues), calls / queues)),
        np.full((1, queues), AHT_S),
        calls / AGENTS * AHT_S,
        np.full(queues, PATIENCE_S),
    )
    levels = np.ones((AGENTS, queues), dtype=np.int64)
    if queues > 1:
        # Three kinds of agents: one for all, two that lack a queue; the last ones second best.
        levels[:30, 1] = levels[20:, 2] = 0
        levels[30:, 0] = 2
    callers = draw_callers(demand, 0, SEED)
    crew, routing = steady_crew(AGENTS, demand.interval_s * 2), make_routing(levels)
    name, play = kernel_of(kernel)
    play(callers, crew, routing)
    times, clock = [], []
    for _ in range(runs):
        begin, since = time.process_time(), time.perf_counter()
        play(callers, crew, routing)
        times.append(time.process_time() - begin)
        clock.append(time.perf_counter() - since)
    return {
        "what": f"event loop, {AGENTS} agents",
        "kernel": str(name),
        "queues": queues,
        "calls": callers.n_tries,
        "processor s": round(float(np.median(times)), 3),
        "clock s": round(float(np.median(clock)), 3),
        "calls a second": round(callers.n_tries / float(np.median(times))),
    }


def day_row(kernel: KernelName, queues: int, replications: int, solve_s: float) -> dict[str, Any]:
    """Time a day of 20,000 calls for a roster of 300 agents."""
    problem, roster = one_day(solve_s)
    view, traffic = ProblemView(problem), day_traffic(problem, queues)
    simulate(view, roster, traffic, SimulationOptions(Plan(2, SEED, kernel=kernel)))
    begin, since = time.process_time(), time.perf_counter()
    played = simulate(
        view, roster, traffic, SimulationOptions(Plan(replications, SEED, kernel=kernel))
    )
    took, clock = time.process_time() - begin, time.perf_counter() - since
    whole = played.total.iloc[0]
    return {
        "what": f"a day x {replications} replications, 300 agents",
        "kernel": str(played.kernel),
        "queues": queues,
        "calls": round(whole["offered"] * replications),
        "processor s": round(took, 2),
        "clock s": round(clock, 2),
        "calls a second": round(whole["offered"] * replications / took),
        "SL": f"{whole['sl_offered']:.4f} ({whole['sl_offered_low']:.4f}"
        f"-{whole['sl_offered_high']:.4f})",
    }


@cache
def one_day(solve_s: float) -> tuple[Problem, Roster]:
    """Wednesday of a roster of the generated centre of 300 agents; the days before are past."""
    whole = synthetic_problem(300, 1)
    made = solve(whole, time_s=solve_s, seed=1)
    assert made.roster is not None
    first = whole.first_day + timedelta(days=DAY)
    problem = replace(
        whole,
        first_day=first,
        n_days=1,
        demands=tuple(replace(d, required=d.required[48 * DAY :]) for d in whole.demands),
        past=tuple(a for a in made.roster if a.day < first),
        past_first_day=whole.first_day,
    )
    return problem, Roster(tuple(a for a in made.roster if a.day >= first))


def day_traffic(problem: Problem, queues: int) -> Traffic:
    """Two-peak day and its night's tail, in one queue or with a part that needs a skill."""
    n = int(ProblemView(problem).grid.day_starts[1]) + 12
    shape = np.array([day_shape(k % 48 / 2) for k in range(n)]) + 0.03
    volume = shape / shape[:48].sum() * CALLS_A_DAY
    shares = {None: 1.0} if queues == 1 else {None: 1 - DIALECT_SHARE, DIALECT: DIALECT_SHARE}
    return Traffic(
        tuple(
            QueueTraffic(
                skill or "general",
                tuple((volume * share).tolist()),
                (AHT_S,) * n,
                skill,
                PATIENCE_S,
            )
            for skill, share in shares.items()
        ),
        threshold_s=THRESHOLD_S,
    )
