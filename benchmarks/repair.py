"""Repair of a week of 300 agents after three sick calls, at most 12 changed cells.

The reference is the better of two long searches under the same cap and prices: the engine's own
from the same start, and the repair's with the same time. Each case runs in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import numpy as np

from wfm.core.roster import Cell, Roster
from wfm.rostering.engine import solve
from wfm.rostering.patch import Caps
from wfm.rostering.repair import Disruption, repair, repair_problem
from wfm.rostering.synthetic import synthetic_problem

SEEDS = (1, 2, 3)
AGENTS, CAPS, SICK = 300, Caps(12), 3
BASE_S, REPAIR_S, REFERENCE_S = 40.0, 5.0, 25.0
SMOKE = (12, 3.0, 1.0, 3.0)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a seed."""
    found = []
    for seed in SEEDS[:1] if smoke else SEEDS:
        size = [str(x) for x in (SMOKE if smoke else (AGENTS, BASE_S, REPAIR_S, REFERENCE_S))]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.repair", str(seed), *size],
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def case(
    seed: int, n_agents: int, base_s: float, repair_s: float, reference_s: float
) -> dict[str, Any]:
    """Make a base, take three agents out of its second day, repair it twice."""
    problem = synthetic_problem(n_agents, seed)
    base = solve(problem, time_s=base_s, seed=seed, workers=1).roster
    if base is None:
        raise RuntimeError(f"no base roster for seed {seed}")
    return compared(seed, n_agents, base, repair_s, reference_s)


def compared(
    seed: int, n_agents: int, base: Roster, repair_s: float, reference_s: float
) -> dict[str, Any]:
    """Compare a short repair of a base with long searches."""
    problem = synthetic_problem(n_agents, seed)
    happened = Disruption(sick(base, seed))
    wall, cpu = time.monotonic(), time.process_time()
    found = repair(problem, base, happened, caps=CAPS, time_s=repair_s, seed=seed)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    objective = found.result.objective
    if objective is None:
        raise RuntimeError(f"no repair for seed {seed}")
    long = repair(problem, base, happened, caps=CAPS, time_s=reference_s, seed=seed)
    start = base.with_cells((cell, None) for cell in happened.absences)
    changed = repair_problem(problem, base, happened, CAPS)
    free = solve(changed, time_s=reference_s, seed=seed, base=start, workers=1)
    costs = [r.objective for r in (long.result, free) if r.objective is not None]
    return {
        "agents": n_agents,
        "seed": seed,
        "published": found.published.cost,
        "unmended": found.unmended.cost,
        "repaired": objective,
        "changed cells": len(found.made),
        "hard violations": found.result.hard_violations,
        "wall s": round(wall, 2),
        "cpu s": round(cpu, 2),
        f"repair {reference_s:g} s": long.result.objective,
        f"engine {reference_s:g} s": free.objective,
        "over reference %": round(100 * (objective / min(costs) - 1), 2),
    }


def sick(base: Roster, seed: int) -> tuple[Cell, ...]:
    """Three agents drawn from those at work on the second day."""
    day = min(a.day for a in base) + timedelta(days=1)
    there = [a.agent_id for a in base if a.day == day]
    drawn = np.random.default_rng(seed).choice(there, size=min(SICK, len(there)), replace=False)
    return tuple((str(agent), day) for agent in drawn)


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]), int(sys.argv[2]), *map(float, sys.argv[3:]))))
