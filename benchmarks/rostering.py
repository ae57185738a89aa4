"""Generated centres of 30 to 300 agents, one week of half-hours: docs/benchmarks.md.

Each case runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from wfm.core.problem import Problem
from wfm.rostering.engine import solve
from wfm.rostering.result import Progress
from wfm.rostering.synthetic import synthetic_problem

CASES = ((30, 120.0), (60, 120.0), (100, 120.0), (300, 120.0))
SMOKE = ((12, 3.0),)
HALFWAY_S = 60.0
SEED = 1


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a case."""
    found = []
    for n_agents, time_s in SMOKE if smoke else CASES:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.rostering", str(n_agents), str(time_s), str(SEED)],
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def case(n_agents: int, time_s: float, seed: int) -> dict[str, Any]:
    """Solve one generated centre."""
    return solved(synthetic_problem(n_agents, seed), time_s, seed)


def solved(problem: Problem, time_s: float, seed: int) -> dict[str, Any]:
    """Solve a problem and note what was known halfway."""
    scale = sum(problem.demands[0].required) * problem.reference_price
    halfway: list[Progress] = []

    def note(progress: Progress) -> None:
        if progress.elapsed_s <= HALFWAY_S and progress.objective is not None:
            halfway[:] = [progress]

    result = solve(problem, time_s=time_s, seed=seed, on_progress=note)
    about = result.to_dict()
    row: dict[str, Any] = {
        "agents": len(problem.agents),
        "seed": seed,
        "first roster s": about["first_roster_s"],
        "hard violations": about["hard_violations"],
    }
    if halfway and time_s > HALFWAY_S:
        cost, bound = halfway[0].objective or 0.0, halfway[0].bound or 0.0
        row["excess % at 60 s"] = round(100 * (cost - bound) / scale, 2)
    row |= {
        f"cost at {time_s:g} s": about["objective"],
        "bound": None if about["bound"] is None else round(about["bound"], 1),
        f"excess % at {time_s:g} s": _percent(about["excess"]),
        "gap %": _percent(about["gap"]),
        "MiB": about["peak_rss_mib"],
    }
    return row


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(100 * fraction, 2)


if __name__ == "__main__":
    print(json.dumps(case(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))))
