"""All public instances of a folder: ``python -m benchmarks.nrp_table DIR --time 600``.

DIR holds instances as published (``Instance2.txt`` and so on); a ``best_known.csv`` beside DIR
(columns instance, best_known_ub) adds the gaps. Results are written after each run; the grids go
with them, so that others can recompute every figure.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.__main__ import RESULTS, about, keep, table
from benchmarks.registry import Benchmark, Row

TITLE = "Public instances of Curtois & Qu by the rules and the engine of the product"


def order(path: Path) -> int:
    """Number of an instance, from its file's name."""
    return int("".join(c for c in path.stem if c.isdigit()) or 0)


def best_known(folder: Path) -> dict[str, float]:
    """Best known penalty by instance; empty when the file is not there."""
    file = folder.parent / "best_known.csv"
    if not file.exists():
        return {}
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {f"Instance{row['instance']}": float(row["best_known_ub"]) for row in rows}


def solved(path: Path, time_s: float, seed: int, grid: Path) -> Row:
    """Solve one instance in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.nrp", str(path), "--time", str(time_s)]
    done = subprocess.run(
        [*command, "--seed", str(seed), "--out", str(grid)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def summary(rows: list[Row], best: dict[str, float]) -> list[Row]:
    """Return a row an instance: median over seeds, gaps to the best known and to our own bound."""
    table_rows = []
    for name in dict.fromkeys(row["instance"] for row in rows):
        own = [row for row in rows if row["instance"] == name]
        penalties = [row["penalty"] for row in own if row["penalty"] is not None]
        row: Row = {
            "instance": name,
            "best known": best.get(name, ""),
            "penalty": statistics.median(penalties) if penalties else "none",
            "least": min(penalties, default=""),
            "hard violations": sum(r.get("hard violations", 0) for r in own),
            "own bound": max(r["bound"] or 0.0 for r in own),
            "seeds": len(own),
            "first roster s": statistics.median([r["first roster s"] or 0.0 for r in own]),
            "wall s": statistics.median([r["wall s"] for r in own]),
        }
        if penalties and name in best:
            row["above best %"] = round(100 * (row["penalty"] / best[name] - 1), 2)
        if penalties:
            row["above bound %"] = round(100 * (row["penalty"] / row["own bound"] - 1), 2)
        table_rows.append(row)
    return table_rows


def runs(chosen: argparse.Namespace, folder: Path) -> Iterator[list[Row]]:
    """Solve everything; yields the rows so far after each."""
    paths = sorted(chosen.folder.glob("*.txt"), key=order)
    paths = [p for p in paths if not chosen.only or order(p) in chosen.only]
    done: list[Row] = []
    with ThreadPoolExecutor(chosen.at_once) as pool:
        jobs = [
            pool.submit(solved, path, chosen.time, seed, folder / f"{path.stem}-{seed}.txt")
            for seed in chosen.seeds
            for path in paths
        ]
        for job in jobs:
            done.append(job.result())
            yield done


def main(arguments: list[str] | None = None) -> None:
    """Solve the instances and keep the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nrp_table")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time", type=float, default=600.0, help="seconds each")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--only", type=int, nargs="*", help="numbers of instances")
    parser.add_argument("--at-once", type=int, default=1, help="runs side by side: less for each")
    chosen = parser.parse_args(arguments)
    facts: dict[str, Any] = {
        **about(),
        "time_s": chosen.time,
        "seeds": chosen.seeds,
        "at_once": chosen.at_once,
    }
    best = best_known(chosen.folder)
    benchmark = Benchmark("nrp", f"{TITLE}, {chosen.time:g} s each", lambda smoke: [])
    folder = RESULTS / f"{facts['at'][:10]}-nrp-grids"
    folder.mkdir(parents=True, exist_ok=True)
    for rows in runs(chosen, folder):
        keep(benchmark, {**facts, "runs": rows}, summary(rows, best))
        print(json.dumps(rows[-1]), flush=True)
    print(table(summary(rows, best)))


if __name__ == "__main__":
    main()
