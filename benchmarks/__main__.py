"""Run benchmarks: ``python -m benchmarks [NAME ...] [--smoke]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.registry import BENCHMARKS, Benchmark, Row
from wfm.rostering.result import versions

RESULTS = Path(__file__).parent / "results"


def about() -> dict[str, Any]:
    """Date, commit, machine and versions."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "cores": os.cpu_count(),
        "load_at_start": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "versions": versions(),
    }


def table(rows: list[Row]) -> str:
    """Rows as a Markdown table."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(str(row.get(c, "")) for c in columns) + " |" for row in rows]
    return "\n".join(lines)


def keep(benchmark: Benchmark, facts: dict[str, Any], rows: list[Row]) -> Path:
    """Write a result as JSON and Markdown; returns the Markdown file."""
    RESULTS.mkdir(exist_ok=True)
    stem = f"{facts['at'][:10]}-{benchmark.name}"
    written = {"benchmark": benchmark.name, **facts, "rows": rows}
    (RESULTS / f"{stem}.json").write_text(json.dumps(written, indent=1) + "\n")
    text = (
        f"# {benchmark.title}\n\n{facts['at']}, commit {facts['commit']}, {facts['cores']} cores, "
        f"load at start {facts['load_at_start']}\n\n{table(rows)}\n"
    )
    path = RESULTS / f"{stem}.md"
    path.write_text(text)
    return path


def kept(benchmark: Benchmark, facts: dict[str, Any], rows: list[Row], by: str) -> Path:
    """Keep rows beside those of the same day whose column `by` says something else."""
    path = RESULTS / f"{facts['at'][:10]}-{benchmark.name}.json"
    there = json.loads(path.read_text())["rows"] if path.exists() else []
    new = {row[by] for row in rows}
    return keep(benchmark, facts, [*(r for r in there if r.get(by) not in new), *rows])


def main() -> None:
    """Run the benchmarks that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *(b.name for b in BENCHMARKS)])
    parser.add_argument("--smoke", action="store_true", help="seconds; nothing is kept")
    chosen = parser.parse_args()
    for benchmark in BENCHMARKS:
        if chosen.names and benchmark.name not in chosen.names:
            continue
        facts = about()
        rows = benchmark.run(chosen.smoke)
        print(f"## {benchmark.title}\n\n{table(rows)}\n")
        if not chosen.smoke:
            print(f"kept in {keep(benchmark, facts, rows)}")


if __name__ == "__main__":
    main()
