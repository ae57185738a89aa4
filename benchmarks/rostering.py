"""Generated centres: cost over the proven bound, docs/benchmarks.md.

``python -m benchmarks.rostering --cases 100 300 --seeds 1 2 3 4 5`` runs some cases; what is kept
of a day holds all cases of that day. Each run is a process of its own, so that its memory is its
own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from wfm.core.problem import Problem, RuleEntry
from wfm.rostering.engine import solve
from wfm.rostering.result import RosterResult
from wfm.rostering.synthetic import synthetic_problem


@dataclass(frozen=True)
class Case:
    """Problems of one kind, the time for each, and the most excess that they are to have."""

    make: Callable[[int], Problem]
    time_s: float
    bar_pct: float


def four_weeks(seed: int) -> Problem:
    """Hours averaged over four weeks of 32 to 48, nights and weekends shared fairly.

    A fair share is two nights and six weekend shifts in the four weeks: a little more than what
    the requirement needs of everybody on average.
    """
    problem = synthetic_problem(100, seed, weeks=4)
    rules = [e for e in problem.rules if e.rule != "weekly_hours"]
    rules += [
        RuleEntry("weekly_hours", {"tolerance_min": 480, "max_hours": 48}),
        RuleEntry("averaged_hours", {"weeks": 4, "max_hours": 40}),
        RuleEntry("fairness_nights", {"per_week": 0.5}, hard=False, weight=10),
        RuleEntry("fairness_weekends", {"per_week": 1.5}, hard=False, weight=5),
    ]
    contracts = tuple(replace(c, week_max_min=2880) for c in problem.contracts)
    return replace(problem, rules=tuple(rules), contracts=contracts)


CASES = {
    "30": Case(lambda seed: synthetic_problem(30, seed), 60.0, 1.5),
    "100": Case(lambda seed: synthetic_problem(100, seed), 120.0, 0.6),
    "300": Case(lambda seed: synthetic_problem(300, seed), 300.0, 0.5),
    "1000": Case(lambda seed: synthetic_problem(1000, seed), 600.0, 0.5),
    "100, 15 min": Case(lambda seed: synthetic_problem(100, seed, interval_min=15), 300.0, 0.7),
    "100, 4 weeks": Case(four_weeks, 600.0, 0.8),
}
SMOKE = Case(lambda seed: synthetic_problem(12, seed), 3.0, 100.0)
SEEDS = (1, 2, 3, 4, 5)
STAFFING = frozenset({"coverage", "shift_leader", "safety_minimum", "skill_minimum"})
"""Rules whose price is that of coverage alone."""


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a case, the median of its seeds."""
    if smoke:
        return [summary("smoke", [run("smoke", 1)])]
    return [summary(name, [run(name, seed) for seed in SEEDS]) for name in CASES]


def run(name: str, seed: int) -> dict[str, Any]:
    """Solve one problem in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.rostering", "--one", name, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(name: str, seed: int) -> dict[str, Any]:
    """Solve one problem here."""
    case = CASES.get(name, SMOKE)
    return solved(case.make(seed), case.time_s, seed)


def solved(problem: Problem, time_s: float, seed: int) -> dict[str, Any]:
    """Solve a problem; costs are the audit's."""
    result = solve(problem, time_s=time_s, seed=seed)
    about = result.to_dict()
    return {
        "agents": len(problem.agents),
        "seed": seed,
        "first roster s": about["first_roster_s"],
        "hard violations": about["hard_violations"],
        f"cost at {time_s:g} s": about["objective"],
        "bound": None if about["bound"] is None else round(about["bound"], 1),
        f"excess % at {time_s:g} s": _percent(about["excess"]),
        "coverage alone %": _percent(coverage_excess(result)),
        "gap %": _percent(about["gap"]),
        "MiB": about["peak_rss_mib"],
    }


def coverage_excess(result: RosterResult) -> float | None:
    """Excess of what staffing costs, other prices left out."""
    if result.report is None or result.bound is None:
        return None
    cost = sum(v.cost for v in result.report.violations if v.rule in STAFFING)
    problem = result.problem
    return (cost - result.bound) / (sum(problem.demands[0].required) * problem.reference_price)


def summary(name: str, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Median of the runs of a case beside its bar."""
    case = CASES.get(name, SMOKE)

    def median(key: str) -> float:
        return round(statistics.median(r[key] for r in runs), 2)

    excess = f"excess % at {case.time_s:g} s"
    return {
        "case": name,
        "time s": case.time_s,
        "seeds": len(runs),
        "first roster s": median("first roster s"),
        "hard violations": sum(r["hard violations"] for r in runs),
        "excess %": median(excess),
        "worst %": max(r[excess] for r in runs),
        "bar %": case.bar_pct,
        "coverage alone %": median("coverage alone %"),
        "gap %": median("gap %"),
        "MiB": max(r["MiB"] for r in runs),
    }


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(100 * fraction, 2)


def main() -> None:
    """Run some cases, and keep them with the others of the day."""
    from benchmarks.__main__ import about, kept, table
    from benchmarks.registry import BENCHMARKS

    parser = argparse.ArgumentParser(prog="python -m benchmarks.rostering")
    parser.add_argument("--one", nargs=2, metavar=("CASE", "SEED"), help="one run, nothing kept")
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES))
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(one(chosen.one[0], int(chosen.one[1]))))
        return
    benchmark = next(b for b in BENCHMARKS if b.name == "rostering")
    for name in chosen.cases:
        facts = about()
        row = summary(name, [run(name, seed) for seed in chosen.seeds])
        kept(benchmark, facts, [row], by="case")
        print(table([row]), flush=True)


if __name__ == "__main__":
    main()
