"""Sizing for nine days in ten: how many of 5,000 drawn days keep the target.

The two-peak day of benchmarks/data/day_shapes.csv with a gamma factor of 10 % coefficient of
variation on each day. A day's service is that of all its calls, by the transient model at the
day's factor; it is worked out on a grid of factors around the one that matters and read off
between them (more calls never serve better). Beside it: the same days with one agent fewer in
every interval, and with the plain requirement of the forecast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.two_peak import INTERVAL_S, SHAPES, TARGET
from wfm.sizing.arrays import FloatArray
from wfm.sizing.certainty import DayFactor, Per, size_surely
from wfm.sizing.options import SizingOptions
from wfm.sizing.timed import Calls, size_calls
from wfm.sizing.transient import Start, transient_service

CV, CONFIDENCE = 0.1, 0.9
DAYS, SEED = 5_000, 20261121
GRID = np.linspace(0.9, 1.22, 17)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a handle time and staffing."""
    days = pd.read_csv(SHAPES)
    volume = days["two_peak"].to_numpy(dtype=np.float64)
    found = []
    for aht in (180.0,) if smoke else (180.0, 300.0):
        calls = Calls(
            np.arange(volume.size) * int(INTERVAL_S),
            volume,
            np.full(volume.size, aht),
            INTERVAL_S,
        )
        found += judge(calls, GRID[::4] if smoke else GRID)
    return found


def judge(calls: Calls, grid: FloatArray) -> list[dict[str, Any]]:
    """Share of drawn days kept by every staffing of one handle time."""
    factors = np.random.default_rng(SEED).gamma(1 / CV**2, CV**2, DAYS)
    sized = {
        f"per {per.value}": size_surely(calls, DayFactor(CV), CONFIDENCE, TARGET, per=per)
        for per in Per
    }
    staff = {"forecast alone": size_calls(calls, TARGET, SizingOptions())}
    for name, agents in sized.items():
        staff[name] = agents
        staff[f"{name}, one agent fewer"] = np.maximum(agents - 1, 0)
    plain = int(staff["forecast alone"].sum())
    result = []
    for name, agents in staff.items():
        served = transient_service(
            np.outer(grid, calls.volume),
            calls.aht_s,
            agents,
            TARGET,
            interval_s=INTERVAL_S,
            start=Start.REPEATING,
        )
        level = served.service_level @ calls.volume / calls.volume.sum()
        kept = int((np.interp(factors, grid, level, left=1.0, right=0.0) >= TARGET.sl).sum())
        band = stats.binomtest(kept, DAYS).proportion_ci(0.95, method="wilson")
        result.append(
            {
                "aht_s": int(calls.aht_s[0]),
                "sized": name,
                "agents": int(agents.sum()),
                "agents against the forecast alone": f"{agents.sum() / plain - 1:+.1%}",
                "days kept": f"{kept / DAYS:.1%}",
                "95 % interval": f"{band.low:.1%} to {band.high:.1%}",
            }
        )
    return result
