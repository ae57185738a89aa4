"""The sample centre: one week, 60 agents, the model bank's rule set with the China law pack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.rostering import solved
from wfm.service.chain import problem_folder
from wfm.service.settings import settings

TIMES_S = (10.0, 60.0, 120.0)
SMOKE_S = (4.0,)
SEEDS = (1, 2, 3)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a time limit and seed, each in a process of its own."""
    found = []
    for time_s in SMOKE_S if smoke else TIMES_S:
        for seed in SEEDS[:1] if smoke or time_s < max(TIMES_S) else SEEDS:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.sample", str(time_s), str(seed)],
                capture_output=True,
                text=True,
                check=True,
            )
            found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def case(time_s: float, seed: int) -> dict[str, Any]:
    """Solve the sample week once."""
    folder = Path(settings().centres_dir / settings().sample_centre)
    return {"time s": time_s, **solved(problem_folder(folder, None, None, 1), time_s, seed)}


if __name__ == "__main__":
    print(json.dumps(case(float(sys.argv[1]), int(sys.argv[2]))))
