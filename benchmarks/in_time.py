"""Is there a whole roster in time: ``wfm roster --time T``, then ``wfm audit`` of its file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CASES = ((60, 3.0), (300, 10.0), (1000, 40.0))
SMOKE = ((12, 1.0),)
SEEDS = (1, 2, 3, 4, 5)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a size and time."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for n_agents, time_s in SMOKE if smoke else CASES:
            seeds = SEEDS[:1] if smoke else SEEDS
            runs = [case(n_agents, time_s, seed, Path(folder)) for seed in seeds]
            found.append(
                {
                    "agents": n_agents,
                    "time s": time_s,
                    "seeds": len(runs),
                    "audits clean": sum(not r["hard"] for r in runs),
                    "whole command s": round(max(r["wall"] for r in runs), 1),
                    "first roster s": max(r["first"] for r in runs),
                }
            )
    return found


def case(n_agents: int, time_s: float, seed: int, folder: Path) -> dict[str, Any]:
    """Generate a centre, make its roster by the command, audit the files by another."""
    problem, roster = str(folder / "problem.json"), str(folder / "roster.json")
    wfm("problem", "--synthetic", str(n_agents), "--seed", str(seed), "--out", problem)
    began = time.perf_counter()
    made = wfm("roster", problem, "--time", str(time_s), "--out", roster, "--json")
    wall = time.perf_counter() - began
    report = wfm("audit", problem, roster, "--json")
    return {
        "hard": report["hard_violations"],
        "wall": wall,
        "first": made["first_roster_s"],
    }


def wfm(*arguments: str) -> dict[str, Any]:
    """Run a command; returns what it prints as JSON, empty without ``--json``.

    An audit with findings ends with code 1; a command that fails prints no JSON, which is an error
    here.
    """
    done = subprocess.run(
        [sys.executable, "-m", "wfm.cli", *arguments], capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if "--json" in arguments else {}
