"""Throughput of sizing: least agents at 80/20 for many distinct intervals, beside pyworkforce.

Run ``python -m benchmarks.sizing`` (``--smoke`` for a quick look). The peer is measured in the
same run, in an environment of its own that the benchmark makes under build/peers (pip is asked
once for `PYWORKFORCE`), one row after the other as its interface asks for. Both sides get the same
distinct rows and one warm-up call; neither remembers answers. Both sides are timed in seconds of
the processor, so that a busy machine counts less.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.peer_environment import PYWORKFORCE
from wfm.sizing import erlang_c
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
INTERVAL_S = 1800.0
SHARE, THRESHOLD_S = 0.8, 20.0
REPEATS, FEW = 5, 10_000
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
        Small sizes and no peer, to see that it works.
    """
    sizes = (30, 300) if smoke else (3_000, 175_200)
    return {
        "target": "80/20",
        "sizes": [measure(size, peer=not smoke) for size in sizes],
        "other targets": [] if smoke else [compare(*target) for target in OTHER_TARGETS],
    }


OTHER_TARGETS = ((0.8, 60.0), (0.7, 120.0), (0.5, 60.0), (0.8, 300.0))
"""Shares and seconds at which the peer's answers are compared too, without a clock."""


def compare(share: float, threshold_s: float, count: int = 3_000) -> dict[str, Any]:
    """Rows in which the peer is off the minimum at another target."""
    volume, aht = rows(count)
    agents = agents_needed(volume * aht / INTERVAL_S, aht, Target(share, threshold_s))
    theirs = ask_peer(volume, aht, share, threshold_s)
    found = agents if theirs is None else np.array(theirs["agents"])
    label = f"{share * 100:g}/{threshold_s:g}"
    return {"target": label, "rows": count, **differences(volume, aht, agents, found)}


def differences(
    volume: FloatArray, aht_s: FloatArray, ours: IntArray, theirs: IntArray
) -> dict[str, Any]:
    """How many rows differ, how many of them lie above and below, and the first few."""
    differ = np.flatnonzero(theirs != ours)
    return {
        "differs_in_rows": int(differ.size),
        "above_below": f"{int((theirs > ours).sum())} / {int((theirs < ours).sum())}",
        "differences": [
            {
                "volume": float(volume[k]),
                "aht_s": float(aht_s[k]),
                "ours": int(ours[k]),
                "peer": int(theirs[k]),
            }
            for k in differ[:SHOWN]
        ],
    }


def table(smoke: bool) -> list[dict[str, Any]]:
    """One row a size, for the registry."""
    found = []
    measured = run(smoke)
    for size in measured["sizes"]:
        theirs = size["peer"] or {}
        found.append(
            {
                "target": measured["target"],
                "rows": size["rows"],
                "us a row": round(size["us_per_row"], 3),
                "rows a second": round(size["rows_per_s"]),
                "not minimal": size["not_minimal"],
                "pyworkforce us a row": round(theirs["us_per_row"], 1) if theirs else "",
                "times pyworkforce": round(theirs["times_slower"]) if theirs else "not installed",
                "rows in which it is off": theirs.get("differs_in_rows", ""),
                "of them above / below the minimum": theirs.get("above_below", ""),
            }
        )
    for other in measured["other targets"]:
        case = other["differences"][:1]
        found.append(
            {
                "target": other["target"],
                "rows": other["rows"],
                "rows in which it is off": other["differs_in_rows"],
                "of them above / below the minimum": other["above_below"],
                "for example": case[0] if case else "",
            }
        )
    return found


def measure(count: int, peer: bool = True) -> dict[str, Any]:
    """Time one size, ours on other rows each time, the peer before the last of them."""
    target = Target(SHARE, THRESHOLD_S)
    # A millisecond alone says little: small sizes are timed more often.
    repeats = REPEATS if count > FEW else 5 * REPEATS
    volume, aht = rows(count * (repeats + 1))
    parts = [slice(count * k, count * (k + 1)) for k in range(repeats + 1)]
    agents_needed(volume[parts[0]] * aht[parts[0]] / INTERVAL_S, aht[parts[0]], target)
    last = parts[-1]
    theirs = None
    times = []
    for part in parts[1:]:
        if part is last and peer:
            theirs = ask_peer(volume[last], aht[last])
        begin = time.process_time()
        agents = agents_needed(volume[part] * aht[part] / INTERVAL_S, aht[part], target)
        times.append(time.process_time() - begin)
    own_s = float(np.median(times))
    load = volume[last] * aht[last] / INTERVAL_S
    result: dict[str, Any] = {
        "rows": count,
        "us_per_row": own_s / count * 1e6,
        "rows_per_s": count / own_s,
        "not_minimal": int(np.sum(~minimal(load, aht[last], agents))),
        "peer": None,
    }
    if theirs is not None:
        result["peer"] = {
            "name": PYWORKFORCE.requirement,
            "us_per_row": theirs["seconds"] / count * 1e6,
            "times_slower": theirs["seconds"] / own_s,
            **differences(volume[last], aht[last], agents, np.array(theirs["agents"])),
        }
    return result


def minimal(load: FloatArray, aht_s: FloatArray, agents: npt.NDArray[np.int64]) -> Any:
    """Whether n meets the target and n - 1 does not, by the exact queue."""
    meets = erlang_c.service_level(load, agents, aht_s, THRESHOLD_S) >= SHARE - 1e-12
    fewer = erlang_c.service_level(load, np.maximum(agents - 1, 0), aht_s, THRESHOLD_S)
    return meets & (fewer < SHARE)


def ask_peer(
    volume: FloatArray, aht_s: FloatArray, share: float = SHARE, threshold_s: float = THRESHOLD_S
) -> dict[str, Any] | None:
    """The peer's agents and seconds for the rows, or None where it cannot be installed."""
    python = peer_python()
    if python is None:
        return None
    given = json.dumps(
        {
            "volume": volume.tolist(),
            "aht_s": aht_s.tolist(),
            "share": share,
            "threshold_min": threshold_s / 60,
        }
    )
    done = subprocess.run(
        [python, "-c", PEER_SCRIPT], input=given, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def peer_python() -> str | None:
    """Interpreter of the peer's own environment, made the first time."""
    if PYWORKFORCE.missing() and PYWORKFORCE.install():
        return None
    return str(PYWORKFORCE.python)


PEER_SCRIPT = f"""
import json, sys, time
from pyworkforce.queuing import ErlangC

def solve(volume, aht_s):
    queue = ErlangC(transactions=volume, aht=aht_s / 60, asa=rows["threshold_min"],
                    interval={int(INTERVAL_S / 60)}, shrinkage=0.0)
    return int(queue.required_positions(service_level=rows["share"])["positions"])

rows = json.load(sys.stdin)
solve(rows["volume"][0], rows["aht_s"][0])
begin = time.process_time()
agents = [solve(v, h) for v, h in zip(rows["volume"], rows["aht_s"])]
print(json.dumps({{"seconds": time.process_time() - begin, "agents": agents}}))
"""


if __name__ == "__main__":
    print(json.dumps(run("--smoke" in sys.argv), indent=2))
