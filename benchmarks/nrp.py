"""The engine on the public instances of Curtois & Qu (2014), told in rules of the catalogue.

``python -m benchmarks.nrp INSTANCE.txt --time 600 --seed 1 --out GRID.txt`` solves one and prints
its figures as JSON. A line of the grid is an employee, cells are parted by commas, ``-`` is a day
off.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.nrp_instance import grid_of, penalty, read_instance, to_problem
from wfm.core.interchange import check_problem
from wfm.rostering.engine import solve
from wfm.rostering.result import Progress


def case(path: Path, time_s: float, seed: int, *, say: bool = False) -> dict[str, Any]:
    """Solve an instance; the penalty is the checker's, never the solver's."""
    instance = read_instance(path)
    problem = to_problem(instance)
    check_problem(problem, path.name)

    def tell(p: Progress) -> None:
        print(f"{p.elapsed_s:7.1f} s  {p.phase:10} {p.objective} / {p.bound}  {p.note}", flush=True)

    result = solve(problem, time_s=time_s, seed=seed, on_progress=tell if say else None)
    row: dict[str, Any] = {
        "instance": instance.name,
        "seed": seed,
        "status": result.status.value,
        "penalty": None,
        "bound": None if result.bound is None else round(result.bound, 2),
        "first roster s": result.first_roster_s,
        "wall s": round(result.wall_s, 1),
    }
    if result.roster is not None:
        grid = grid_of(instance, result.roster)
        cost, broken = penalty(instance, grid)
        row |= {"penalty": cost, "hard violations": len(broken), "grid": grid}
    return row


def main() -> None:
    """Solve one instance."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nrp")
    parser.add_argument("instance", type=Path)
    parser.add_argument("--time", type=float, default=600.0, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where the grid goes")
    parser.add_argument("--verbose", action="store_true")
    chosen = parser.parse_args()
    row = case(chosen.instance, chosen.time, chosen.seed, say=chosen.verbose)
    grid = row.pop("grid", None)
    if chosen.out is not None and grid is not None:
        chosen.out.write_text("\n".join(",".join(cells) for cells in grid) + "\n")
    print(json.dumps(row))


if __name__ == "__main__":
    main()
