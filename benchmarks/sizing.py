"""Throughput of sizing: least agents at 80/20 for many distinct intervals, beside pyworkforce.

Run ``python -m benchmarks.sizing`` (``--smoke`` for a quick look). The peer is measured in the
same run when it is installed, one row after the other as its interface asks for.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.sizing import erlang_c
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

FloatArray = npt.NDArray[np.float64]
INTERVAL_S = 1800.0
SHARE, THRESHOLD_S = 0.8, 20.0
REPEATS = 5
SEED = 20260301
SHOWN = 10


def rows(count: int) -> tuple[FloatArray, FloatArray]:
    """Distinct intervals: volume 5 to 1,000 calls a half-hour, handle time 120 to 420 s."""
    random = np.random.default_rng(SEED)
    return random.uniform(5, 1000, count), random.uniform(120, 420, count)


def run(smoke: bool = False) -> dict[str, Any]:
    """Measure both sizes; figures in microseconds a row and rows a second.

    Parameters
    ----------
    smoke : bool
        Small sizes, to see that it works.
    """
    sizes = (30, 300) if smoke else (3_000, 175_200)
    return {"target": "80/20", "sizes": [measure(size) for size in sizes]}


def table(smoke: bool) -> list[dict[str, Any]]:
    """One row a size, for the registry."""
    found = []
    for size in run(smoke)["sizes"]:
        theirs = size["peer"] or {}
        found.append(
            {
                "rows": size["rows"],
                "us a row": round(size["us_per_row"], 3),
                "rows a second": round(size["rows_per_s"]),
                "not minimal": size["not_minimal"],
                "times pyworkforce": round(theirs["times_slower"]) if theirs else "not installed",
                "rows that differ": theirs.get("differs_in_rows", ""),
            }
        )
    return found


def measure(count: int) -> dict[str, Any]:
    """Time one size, ours as the median of several runs on other rows each, the peer once."""
    target = Target(SHARE, THRESHOLD_S)
    volume, aht = rows(count * (REPEATS + 1))
    parts = [slice(count * k, count * (k + 1)) for k in range(REPEATS + 1)]
    agents_needed(volume[parts[0]] * aht[parts[0]] / INTERVAL_S, aht[parts[0]], target)
    times = []
    for part in parts[1:]:
        begin = time.perf_counter()
        agents = agents_needed(volume[part] * aht[part] / INTERVAL_S, aht[part], target)
        times.append(time.perf_counter() - begin)
    own_s = float(np.median(times))
    last = parts[-1]
    load = volume[last] * aht[last] / INTERVAL_S
    result: dict[str, Any] = {
        "rows": count,
        "us_per_row": own_s / count * 1e6,
        "rows_per_s": count / own_s,
        "not_minimal": int(np.sum(~minimal(load, aht[last], agents))),
        "peer": None,
    }
    solve = peer()
    if solve is not None:
        solve(float(volume[0]), float(aht[0]))
        begin = time.perf_counter()
        theirs = [solve(float(v), float(h)) for v, h in zip(volume[last], aht[last], strict=True)]
        peer_s = time.perf_counter() - begin
        differ = np.flatnonzero(np.array(theirs) != agents)
        result["peer"] = {
            "name": "pyworkforce",
            "us_per_row": peer_s / count * 1e6,
            "times_slower": peer_s / own_s,
            "differs_in_rows": int(differ.size),
            "differences": [
                {
                    "volume": float(volume[last][k]),
                    "aht_s": float(aht[last][k]),
                    "ours": int(agents[k]),
                    "peer": int(theirs[k]),
                }
                for k in differ[:SHOWN]
            ],
        }
    return result


def minimal(load: FloatArray, aht_s: FloatArray, agents: npt.NDArray[np.int64]) -> Any:
    """Whether n meets the target and n - 1 does not, by the exact queue."""
    meets = erlang_c.service_level(load, agents, aht_s, THRESHOLD_S) >= SHARE - 1e-12
    fewer = erlang_c.service_level(load, np.maximum(agents - 1, 0), aht_s, THRESHOLD_S)
    return meets & (fewer < SHARE)


def peer() -> Callable[[float, float], int] | None:
    """The peer's solver for one row, or None where it is not installed."""
    try:
        from pyworkforce.queuing import ErlangC
    except ImportError:
        return None

    def solve(volume: float, aht_s: float) -> int:
        queue = ErlangC(
            transactions=volume,
            aht=aht_s / 60,
            asa=THRESHOLD_S / 60,
            interval=int(INTERVAL_S / 60),
            shrinkage=0.0,
        )
        return int(queue.required_positions(service_level=SHARE)["positions"])

    return solve


if __name__ == "__main__":
    print(json.dumps(run("--smoke" in sys.argv), indent=2))
