"""Our forecasts beside statsforecast's MSTL and Prophet, on identical origins in one run.

Run ``python -m benchmarks.forecasting_peers DATA_DIR``. The peers live in an environment of their
own (``build/peers``), made at the first run with pip: statsforecast does not run with our pandas.
A peer that can't be installed or fails is named as such. Series, protocol and DATA_DIR are those
of `benchmarks.forecasting`; results are kept in benchmarks/results/.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.__main__ import RESULTS, about, table
from benchmarks.forecasting import CASES, Case, history_of
from wfm.forecasting import metrics
from wfm.forecasting.backtest import backtest
from wfm.forecasting.calendar import Calendar, build_calendar
from wfm.forecasting.closures import with_closures
from wfm.forecasting.days import day_matrix, days_from
from wfm.forecasting.folds import fit_at, known_openings
from wfm.forecasting.registry import forecaster

PEERS = {
    "statsforecast_mstl": "statsforecast",
    "prophet_default": "prophet",
    "prophet_tuned": "prophet",
}
OWN = "mean_of_three"
HABIT = "weekday_median_6"
HORIZON = 28
BANDS = {"S (1-7)": (1, 7), "L (15-28)": (15, 28)}
MEASURED = ("bank 30 min", "anonymous bank")
ENVIRONMENT = Path(__file__).parent.parent / "build" / "peers"
SCRIPT = Path(__file__).parent / "peer_models.py"


def environment() -> Path:
    """Python of the peers' environment, made and filled if need be."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    for package in sorted(set(PEERS.values())):
        known = subprocess.run([python, "-c", f"import {package}"], capture_output=True)
        if known.returncode:
            subprocess.run([python, "-m", "pip", "install", "-q", package], check=False)
    return python


def hand_over(history: pd.DataFrame, calendar: Calendar, case: Case, origins: list[str], to: Path):
    """Write what each origin knows as ``origin_DAY.npz``: counts, days, calendar regressors."""
    history = with_closures(history, calendar)
    matrix = day_matrix(history, str(history["queue"].iloc[0]), case.interval_min).trimmed()
    known = known_openings(matrix, calendar)
    for origin in origins:
        ahead = days_from(pd.Timestamp(origin).date(), HORIZON)
        past = matrix.until((ahead[0] - matrix.days[0]).days)
        _, learned = fit_at(forecaster(HABIT), past, known)
        np.savez(
            to / f"origin_{origin}.npz",
            counts=past.counts,
            days=np.array(past.days, dtype="datetime64[D]"),
            ahead=np.array(ahead, dtype="datetime64[D]"),
            regressors=learned.regressors((*past.days, *ahead)),
            country=case.country,
        )


def measure(case: Case, data_dir: Path, python: Path) -> list[dict[str, Any]]:
    """One row for each method and band of leads."""
    history = history_of(case, data_dir)
    years = history["timestamp"].dt.year
    calendar = build_calendar(case.country, range(years.min(), years.max() + 2))
    own = backtest(history, calendar=calendar, origins=case.n_origins)
    rows = own.predictions
    origins = sorted(rows["origin"].unique())
    stamps = pd.DatetimeIndex(rows["timestamp"])
    slot = (stamps.hour * 60 + stamps.minute) // case.interval_min
    # Our own fits include those before the first scored origin, which the intervals learn from.
    found = {
        OWN: (rows["forecast"].to_numpy(), own.cpu_s, "this project"),
        HABIT: (rows[HABIT].to_numpy(), float("nan"), "this project"),
    }
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder)
        hand_over(history, calendar, case, origins, to)
        for method in PEERS:
            ran = subprocess.run(
                [python, SCRIPT, to, method], capture_output=True, text=True, check=False
            )
            if ran.returncode:
                print(f"{method} failed: {ran.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            values = np.zeros(len(rows))
            for origin in origins:
                mine = (rows["origin"] == origin).to_numpy()
                days = np.load(to / f"{method}_{origin}.npy")
                values[mine] = days[rows["lead_day"].to_numpy()[mine] - 1, slot[mine]]
            said = json.loads((to / f"{method}.json").read_text())
            found[method] = (values, said["cpu_s"], said["version"])
    actual, lead = rows["volume"].to_numpy(), rows["lead_day"].to_numpy()
    out = []
    for method, (values, cpu_s, source) in found.items():
        row: dict[str, Any] = {"series": case.name, "method": method, "from": source}
        for band, (first, last) in BANDS.items():
            part = (lead >= first) & (lead <= last)
            error = metrics.wape(actual[part], values[part])
            ours = metrics.wape(actual[part], found[OWN][0][part])
            row[f"WAPE {band}"] = round(error, 4)
            row[f"ours / theirs {band}"] = round(ours / error, 3)
        row["origins"] = len(origins)
        row["CPU-s"] = "" if np.isnan(cpu_s) else round(cpu_s, 2)
        out.append(row)
    return out


def main() -> None:
    """Measure both series and keep the table."""
    parser = argparse.ArgumentParser(description="Our forecasts beside those of other libraries")
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--only", help="one series, nothing is kept", choices=MEASURED)
    options = parser.parse_args()
    python = environment()
    facts = about()
    rows = []
    for case in CASES:
        if (
            case.name in ([options.only] if options.only else MEASURED)
            and (options.data_dir / case.file).is_file()
        ):
            rows += measure(case, options.data_dir, python)
    print(table(rows))
    if options.only:
        return
    stem = RESULTS / f"{facts['at'][:10]}-forecasting-peers"
    written = {"benchmark": "forecasting peers", **facts, "rows": rows}
    stem.with_suffix(".json").write_text(json.dumps(written, indent=1) + "\n")
    stem.with_suffix(".md").write_text(
        f"# Forecasts beside other libraries, identical origins\n\n{facts['at']}, commit "
        f"{facts['commit']}, {facts['cores']} cores, load at start {facts['load_at_start']}\n\n"
        f"{table(rows)}\n"
    )


if __name__ == "__main__":
    main()
