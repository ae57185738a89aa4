"""Local contradictions in a generated centre of 100 agents: seconds to a set, and is it minimal.

Minimal is shown apart from the explanation: without any one entry of the set a plain solve finds
a roster, with all of them it proves that there is none.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin, Problem
from wfm.rostering.questions import why_infeasible
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.wording import title

AGENTS, SMOKE_AGENTS = 100, 12
SEEDS = (1, 2, 3, 4, 5)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a seed and kind of contradiction."""
    found = []
    for seed in SEEDS[:1] if smoke else SEEDS:
        problem = synthetic_problem(SMOKE_AGENTS if smoke else AGENTS, seed)
        for kind, stuck in contradictions(problem, seed).items():
            began, cpu = time.monotonic(), time.process_time()
            conflicts = why_infeasible(stuck)
            wall, cpu = time.monotonic() - began, time.process_time() - cpu
            found.append(
                {
                    "agents": len(problem.agents),
                    "seed": seed,
                    "contradiction": kind,
                    "wall s": round(wall, 2),
                    "cpu s": round(cpu, 2),
                    "sets": len(conflicts),
                    "entries": "; ".join(conflicts[0].entries),
                    "minimal": all(minimal(stuck, c.entries) for c in conflicts),
                }
            )
    return found


def contradictions(problem: Problem, seed: int) -> dict[str, Problem]:
    """Three local contradictions of one agent who is not on leave."""
    away = {x.agent_id for x in problem.leave}
    there = [a.id for a in problem.agents if a.id not in away]
    agent = str(np.random.default_rng(seed).choice(there))
    days = [problem.first_day + timedelta(days=d) for d in range(problem.n_days)]
    rest = (Pin(agent, days[1], "N22"), Pin(agent, days[2], "D07"))
    hours = tuple(Pin(agent, day, None) for day in days[:4])
    leave = (*problem.leave, Leave(agent, LeaveType.ANNUAL, days[3], days[4]))
    return {
        "two pins too close": replace(problem, pins=rest),
        "too few days for the hours": replace(problem, pins=hours),
        "a pin on leave": replace(problem, leave=leave, pins=(Pin(agent, days[3], "D08"),)),
    }


def minimal(problem: Problem, entries: tuple[str, ...]) -> bool:
    """Whether leaving out any one entry of the set frees the problem."""
    chosen = [e for e in problem.rules if f"{title(e.rule)} ({e.source})" in entries]
    return len(chosen) == len(entries) and all(
        not why_infeasible(replace(problem, rules=tuple(e for e in problem.rules if e is not one)))
        for one in chosen
    )
