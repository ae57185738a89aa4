"""Accuracy of the forecasts on real call series, beside the planners' habits.

Run ``python -m benchmarks.forecasting DATA_DIR [--out results.json]``. The series are not part of
the project: DATA_DIR holds ``bank_calls_2003_5min.csv.gz`` (Weinberg, Brown & Stroud 2007) and
``anonymous_bank_1999_kpi_30min.csv.gz`` / ``anonymous_bank_1999_by_queue_30min.csv.gz`` (Technion,
I. Guedj and A. Mandelbaum 2000). A series that is not there is left out.

The protocol is that of the back-test: expanding window, origins at the end of each week, leads in
calendar days, all origins pooled, holidays and closures known in advance.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.__main__ import about, table
from benchmarks.forecasting_bars import bars, queue_rows
from benchmarks.forecasting_today import of_history
from wfm.forecasting.aht import fit_aht
from wfm.forecasting.backtest import backtest
from wfm.forecasting.calendar import build_calendar
from wfm.forecasting.days import day_matrix
from wfm.forecasting.forecast import make_forecast, next_monday
from wfm.forecasting.history import to_history
from wfm.forecasting.metrics import wape

BASELINE = "weekday_median_6"
REPEATS = 5
"""CPU seconds are the median of so many forecasts."""


@dataclass(frozen=True)
class Case:
    """One series and how it is read."""

    name: str
    file: str
    interval_min: int
    zone: str
    country: str
    absent: str
    n_origins: int


CASES = (
    Case("bank 30 min", "bank_calls_2003_5min.csv.gz", 30, "America/New_York", "US", "missing", 14),
    Case("bank 5 min", "bank_calls_2003_5min.csv.gz", 5, "America/New_York", "US", "missing", 14),
    Case(
        "anonymous bank",
        "anonymous_bank_1999_kpi_30min.csv.gz",
        30,
        "Asia/Jerusalem",
        "IL",
        "zero",
        19,
    ),
    Case(
        "anonymous bank by queue",
        "anonymous_bank_1999_by_queue_30min.csv.gz",
        30,
        "Asia/Jerusalem",
        "IL",
        "zero",
        19,
    ),
)


def history_of(case: Case, data_dir: Path) -> pd.DataFrame:
    """Read a series as a history frame."""
    raw = pd.read_csv(data_dir / case.file, dtype=str).rename(columns={"offered": "volume"})
    return to_history(
        raw, zone=case.zone, interval_min=case.interval_min, absent=case.absent, file=case.file
    )


def measure(case: Case, data_dir: Path) -> dict[str, Any]:
    """Back-test a series; ratios are WAPE against the best habit of practitioners."""
    history = history_of(case, data_dir)
    years = history["timestamp"].dt.year
    calendar = build_calendar(case.country, range(years.min(), years.max() + 2))
    report = backtest(history, calendar=calendar, origins=case.n_origins).to_dict()
    for scores in report["leads"].values():
        scores["ratio_to_median_6"] = round(
            scores["wape"] / scores["baselines"][BASELINE]["wape"], 4
        )
        scores["pinball_ratio"] = round(scores["pinball"] / scores["pinball_poisson"], 4)
    n_queues = history["queue"].nunique()
    spent = []
    for _ in range(REPEATS):
        started = time.process_time()
        make_forecast(history, next_monday(history), 28, calendar=calendar)
        spent.append((time.process_time() - started) / n_queues)
    report["cpu_s_per_queue_28_days"] = round(sorted(spent)[REPEATS // 2], 4)
    return report


def measure_handle_time(data_dir: Path) -> dict[str, float]:
    """WAPE of handle time a week ahead, weighted by contacts, beside last week's value."""
    case = CASES[-1]
    history = history_of(case, data_dir)
    part = history[history["queue"] == "regular"]
    times = day_matrix(part.assign(volume=part["aht_s"]), "regular", 30)
    handled = day_matrix(part.assign(volume=part["volume"] - part["abandoned"]), "regular", 30)
    errors: dict[str, list[pd.DataFrame]] = {"profile": [], "last_week": []}
    for origin in range(112, len(times.days) - 7, 7):
        past = slice(0, origin)
        fit = fit_aht(times.counts[past], handled.counts[past], times.weekdays[past])
        week = slice(origin, origin + 7)
        truth, weight = times.counts[week], handled.counts[week]
        guesses = {
            "profile": fit.predict(times.weekdays[week]),
            "last_week": times.counts[origin - 7 : origin],
        }
        both = pd.notna(truth) & pd.notna(guesses["last_week"]) & (weight > 0)
        for name, guess in guesses.items():
            errors[name].append(
                pd.DataFrame({"a": (truth * weight)[both], "f": (guess * weight)[both]})
            )
    pooled = {name: pd.concat(frames) for name, frames in errors.items()}
    return {
        name: round(wape(frame["a"].to_numpy(), frame["f"].to_numpy()), 4)
        for name, frame in pooled.items()
    }


def main(write: Callable[[str], Any] = print) -> None:
    """Measure every series that is there and print one line for each band of leads."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument(
        "--out", type=Path, help="write the full report as JSON, and the bars as Markdown beside it"
    )
    options = parser.parse_args()
    facts = about()
    report: dict[str, Any] = {}
    for case in CASES:
        if not (options.data_dir / case.file).is_file():
            write(f"{case.name}: {case.file} is not there")
            continue
        report[case.name] = measured = measure(case, options.data_dir)
        write(
            f"{case.name}: {measured['origins']} origins, {measured['cpu_s']} CPU-s, "
            f"{measured['cpu_s_per_queue_28_days']} CPU-s a queue for fit and 28 days"
        )
        for lead, scores in measured["leads"].items():
            write(
                f"  leads {lead}: WAPE {scores['wape']:.4f} "
                f"({scores['ratio_to_median_6']:.3f} of {BASELINE}), bias {scores['bias']:+.3f}, "
                f"day {scores['day_total_wape']:.4f}, pinball {scores['pinball_ratio']:.3f} of "
                f"Poisson, coverage {scores['coverage_80']:.3f} / {scores['coverage_95']:.3f}, "
                f"day totals {scores['day_total_coverage_95']:.3f}"
            )
        for when, scores in measured["intraday"].items():
            write(
                f"  from {when}: WAPE {scores['wape']:.4f}, frozen {scores['frozen_wape']:.4f} "
                f"({scores['wape'] / scores['frozen_wape']:.3f})"
            )
    if (options.data_dir / CASES[-1].file).is_file():
        report["handle time"] = measure_handle_time(options.data_dir)
        write(f"handle time: {report['handle time']}")
        report["handle time of the running day"] = of_history(
            history_of(CASES[-1], options.data_dir)
        )
        write(table(report["handle time of the running day"]))
    held = bars(report)
    write(table(held))
    queues = queue_rows(report[CASES[-1].name]) if CASES[-1].name in report else []
    write(table(queues))
    if options.out:
        written = {"benchmark": "forecasting", **facts, **report, "bars": held}
        options.out.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        options.out.with_suffix(".md").write_text(
            f"# Forecasts on both banks\n\n{facts['at']}, commit {facts['commit']}, "
            f"{facts['cores']} cores, load at start {facts['load_at_start']}\n\n{table(held)}\n"
            f"\n## Queues of the anonymous bank\n\n{table(queues)}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
