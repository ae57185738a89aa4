"""Speed of forecasting: many queues, two years of half-hours, six weeks ahead with intervals.

Run ``python -m benchmarks.forecasting_scale [--queues 200]``; part of ``python -m benchmarks``. The
histories are generated: two peaks a day, a weekly shape, a wandering level, holidays, Poisson
counts from 2 to 110 an interval and, on every tenth queue, fewer than five (a share of the total).
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.time import TimeGrid
from wfm.forecasting.calendar import build_calendar
from wfm.forecasting.forecast import make_forecast

FIRST_DAY = date(2024, 1, 1)
N_DAYS = 731
WEEKS_AHEAD = 6
WEEKDAYS = np.array([1.15, 1.05, 1.0, 1.0, 1.02, 0.7, 0.6])


def history(n_queues: int, n_days: int = N_DAYS, seed: int = 1) -> pd.DataFrame:
    """History frame of so many queues, open round the clock."""
    random = np.random.default_rng(seed)
    grid = TimeGrid(FIRST_DAY, n_days, 30, "Asia/Shanghai")
    n = grid.n_intervals
    hour = np.arange(n) % 48 / 2
    morning, afternoon = ((hour - 10.5) / 2.2) ** 2, ((hour - 15.5) / 2.5) ** 2
    shape = 0.15 + np.exp(-morning) + 0.8 * np.exp(-afternoon)
    day = np.repeat(np.arange(n_days), np.diff(grid.day_starts))
    usual = shape * WEEKDAYS[np.array([d.weekday() for d in grid.days])][day]
    volume, aht_s = np.empty(n_queues * n), np.empty(n_queues * n)
    for k in range(n_queues):
        size = 2.0 if k % 10 == 9 else random.uniform(8, 110)
        level = np.cumsum(random.normal(0, 0.02, n_days))
        part = slice(k * n, (k + 1) * n)
        volume[part] = random.poisson(size * usual * np.exp(level - level.mean())[day])
        aht_s[part] = 180 + 20 * random.standard_normal(n)
    return pd.DataFrame(
        {
            "timestamp": grid.local.take(np.tile(np.arange(n), n_queues)),
            "queue": pd.Categorical.from_codes(
                np.repeat(np.arange(n_queues), n), [f"queue {k:03d}" for k in range(n_queues)]
            ).astype("str"),
            "volume": volume,
            "aht_s": aht_s,
            "abandoned": np.floor(volume * 0.03),
            "state": pd.Series(["open"], dtype="str").repeat(n_queues * n).array,
        }
    )


def measure(n_queues: int, n_days: int = N_DAYS) -> dict[str, Any]:
    """Forecast all queues at once; seconds, CPU and peak memory."""
    calendar = build_calendar("CN", range(FIRST_DAY.year, FIRST_DAY.year + 4))
    frame = history(n_queues, n_days)
    before_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter(), time.process_time()
    made = make_forecast(
        frame, FIRST_DAY + timedelta(days=n_days), 7 * WEEKS_AHEAD, calendar=calendar
    )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "queues": n_queues,
        "days of history": n_days,
        "rows": len(frame),
        "weeks ahead": WEEKS_AHEAD,
        "seconds": round(wall, 1),
        "CPU-s": round(cpu, 1),
        "CPU-s a queue": round(cpu / n_queues, 3),
        "history MiB": round(frame.memory_usage(deep=True).sum() / 2**20),
        "peak MiB before": round(before_mib),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "finite": bool(np.isfinite(made.frame["volume"]).all()),
    }


def rows(smoke: bool) -> list[dict[str, Any]]:
    """Rows for the registry: one queue as a planner has it, and two hundred."""
    if smoke:
        return [measure(2, 120)]
    return [measure(n) for n in (1, 10, 200)]


def main() -> None:
    """Print one size."""
    parser = argparse.ArgumentParser(description="Speed of forecasting many queues")
    parser.add_argument("--queues", type=int, default=200)
    parser.add_argument("--days", type=int, default=N_DAYS)
    options = parser.parse_args()
    for name, value in measure(options.queues, options.days).items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
