"""Erlang A against what a real centre served: answer rate, service level and wait by hour.

Run ``python -m benchmarks.kpi DATA_DIR [--out results.json] [--chart chart.svg]``. The data is not
part of the project: DATA_DIR holds ``anonymous_bank_1999_kpi_30min.csv.gz`` (Technion, I. Guedj and
A. Mandelbaum 2000).

Each half-hour is a queue of its own with its calls, handle time and staff; nothing is smoothed.
Patience is the one mean that all waits and lost calls of the odd weeks say. Who was on the phones
is known only as an estimate that is too high, so the staff is that estimate times one factor for
the whole year, set so that as many calls are lost over the odd weeks as were; the even weeks are
what is judged, by hour of the day. The level is therefore theirs, the shape is the model's.

A second column does without the estimate's level: each hour's factor is set so that as many calls
are lost in it as were, and the service level is then what the answer rate says it should be.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from benchmarks.__main__ import about, table
from benchmarks.kpi_chart import chart
from wfm.sizing.erlang_a import ErlangA, ServiceLevelDefinition, erlang_a
from wfm.sizing.patience import Patience, patience_of_intervals

FILE = "anonymous_bank_1999_kpi_30min.csv.gz"
INTERVAL_S = 1800.0
THRESHOLD_S = 20.0
LEAST_CALLS = 200
"""Hours of the day with fewer calls in the even weeks say nothing."""

FACTORS = (0.1, 10.0)


def read(path: Path) -> pd.DataFrame:
    """Half-hours in which somebody called and somebody answered.

    The mean wait is that of all calls offered: times offered it is a whole number of seconds.
    """
    rows = pd.read_csv(path, parse_dates=["timestamp"])
    rows = rows[(rows["offered"] > 0) & rows["aht_s"].notna() & (rows["agents_est"] > 0)]
    return rows.assign(
        hour=rows["timestamp"].dt.hour,
        odd=rows["timestamp"].dt.isocalendar().week % 2 == 1,
        load=rows["offered"] * rows["aht_s"] / INTERVAL_S,
    ).reset_index(drop=True)


def patience(rows: pd.DataFrame) -> Patience:
    """Mean patience that the waits and lost calls of half-hours say."""
    offered, lost, wait = rows[["offered", "abandoned", "wait_mean_s"]].to_numpy(np.float64).T
    return patience_of_intervals(offered, lost, wait)


def served(rows: pd.DataFrame, factor: float, patience_s: float) -> ErlangA:
    """Queue of every half-hour, with so many times the staff that was estimated."""
    return erlang_a(
        rows["load"].to_numpy(),
        factor * rows["agents_est"].to_numpy(),
        rows["aht_s"].to_numpy(),
        patience_s,
        THRESHOLD_S,
    )


def factor_of(rows: pd.DataFrame, patience_s: float) -> float:
    """Times the estimated staff at which as many calls are lost as were."""
    offered, lost = rows["offered"].to_numpy(), float(rows["abandoned"].sum())

    def too_many(factor: float) -> float:
        return float(served(rows, factor, patience_s).p_abandon @ offered) - lost

    return float(brentq(too_many, *FACTORS, xtol=1e-6))


def by_hour(rows: pd.DataFrame, factor: float, patience_s: float) -> list[dict[str, Any]]:
    """Observed and predicted service per hour of the day."""
    found = []
    for hour, part in rows.groupby("hour"):
        offered = part["offered"].to_numpy()
        if offered.sum() < LEAST_CALLS:
            continue
        as_estimated = served(part, factor, patience_s)
        as_lost = served(part, factor_of(part, patience_s), patience_s)

        def mean(values: np.ndarray, calls: np.ndarray = offered) -> float:
            return round(float(values @ calls / calls.sum()), 4)

        found.append(
            {
                "hour": int(str(hour)),
                "calls": int(offered.sum()),
                "answer rate": round(float(part["answered"].sum() / offered.sum()), 4),
                "predicted answer rate": mean(1 - as_estimated.p_abandon),
                "service level": round(float(part["answered_20s"].sum() / offered.sum()), 4),
                "predicted service level": mean(
                    as_estimated.service_level(ServiceLevelDefinition.OFFERED)
                ),
                "service level from answer rate": mean(
                    as_lost.service_level(ServiceLevelDefinition.OFFERED)
                ),
                "wait_s": round(mean(part["wait_mean_s"].to_numpy()), 1),
                "predicted wait_s": round(mean(as_estimated.wait_s), 1),
            }
        )
    return found


def agreement(hours: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How near the predictions are over the hours of the day: plain means over hours."""
    frame = pd.DataFrame(hours)
    pairs = [
        ("answer rate", "predicted answer rate"),
        ("service level", "predicted service level"),
        ("service level", "service level from answer rate"),
        ("wait_s", "predicted wait_s"),
    ]
    return [
        {
            "observed": seen,
            "predicted": said,
            "mean difference": round(float((frame[said] - frame[seen]).mean()), 4),
            "mean absolute difference": round(float((frame[said] - frame[seen]).abs().mean()), 4),
            "correlation": round(float(frame[seen].corr(frame[said])), 3),
        }
        for seen, said in pairs
    ]


def measure(rows: pd.DataFrame) -> dict[str, Any]:
    """Learn from the odd weeks, judge the even ones."""
    odd, even = rows[rows["odd"]], rows[~rows["odd"]]
    learned = patience(odd)
    factor = factor_of(odd, learned.mean_s)
    hours = by_hour(even, factor, learned.mean_s)
    return {
        "half_hours": len(rows),
        "calls": int(rows["offered"].sum()),
        "patience_s": round(learned.mean_s, 1),
        "patience_95": [round(learned.low_s, 1), round(learned.high_s, 1)],
        "staff_factor": round(factor, 4),
        "hours": hours,
        "agreement": agreement(hours),
    }


def main() -> None:
    """Measure, print, and keep what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kpi")
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--chart", type=Path)
    asked = parser.parse_args()
    found = {"benchmark": "kpi", **about(), **measure(read(asked.data / FILE))}
    print(f"patience {found['patience_s']} s, staff x {found['staff_factor']}\n")
    print(f"{table(found['hours'])}\n\n{table(found['agreement'])}")
    if asked.out is not None:
        asked.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        asked.out.with_suffix(".md").write_text(
            f"# Erlang A against a real centre, by hour\n\n{found['at']}, commit "
            f"{found['commit']}, {found['cores']} cores\n\nPatience {found['patience_s']} s, "
            f"staff x {found['staff_factor']}; even weeks.\n\n{table(found['agreement'])}\n\n"
            f"{table(found['hours'])}\n",
            encoding="utf-8",
        )
    if asked.chart is not None:
        asked.chart.parent.mkdir(parents=True, exist_ok=True)
        asked.chart.write_text(chart(found["hours"]), encoding="utf-8")


if __name__ == "__main__":
    main()
