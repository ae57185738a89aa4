"""Forecasts of other libraries, run by `benchmarks.forecasting_peers` in their own environment.

``python peer_models.py FOLDER METHOD``: reads every ``origin_*.npz`` of a folder, fits the method
to what lies before the origin, and writes ``METHOD_*.npy``, shape (n_days ahead, n_slots), and
``METHOD.json`` with the CPU seconds. It knows nothing of this project: numpy, pandas and the
peer's own package are all that is there.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd


def statsforecast_mstl(case: dict) -> np.ndarray:
    """MSTL with a day and a week as seasons and its own automatic ETS for the trend."""
    from statsforecast.models import MSTL

    values, kinds, columns = regular(case)
    width = len(columns)
    ahead = len(case["ahead"])
    model = MSTL(season_length=[width, width * len(kinds)])
    at = np.flatnonzero(np.isin(case["ahead_weekday"], kinds))
    model.fit(values.ravel())
    flat = model.predict(h=len(at) * width)["mean"]
    out = np.zeros((ahead, case["counts"].shape[1]))
    out[np.ix_(at, columns)] = np.maximum(flat.reshape(len(at), width), 0.0)
    return out


def prophet_default(case: dict) -> np.ndarray:
    """Prophet as it comes, with the country's holidays, on the counted intervals."""
    from prophet import Prophet

    model = Prophet(uncertainty_samples=0)
    model.add_country_holidays(country_name=str(case["country"]))
    return prophet(model, case, with_regressors=False)


def prophet_tuned(case: dict) -> np.ndarray:
    """Prophet with multiplicative seasons, finer day shapes, a stiff trend and our calendar.

    The calendar is that of our own models: first, second and third day after a closure, eve,
    holiday, month and pay days, as learned before the origin.
    """
    from prophet import Prophet

    model = Prophet(
        growth="linear",
        changepoint_prior_scale=0.01,
        seasonality_mode="multiplicative",
        daily_seasonality=False,
        weekly_seasonality=False,
        yearly_seasonality=False,
        uncertainty_samples=0,
    )
    model.add_seasonality("week", period=7, fourier_order=6)
    # Each group of weekdays has a day shape of its own.
    for name in ("middle", "end"):
        model.add_seasonality(name, period=1, fourier_order=12, condition_name=name)
    for k in range(case["regressors"].shape[1]):
        model.add_regressor(f"r{k}", prior_scale=0.5, standardize=False, mode="multiplicative")
    return prophet(model, case, with_regressors=True)


METHODS = {
    "statsforecast_mstl": statsforecast_mstl,
    "prophet_default": prophet_default,
    "prophet_tuned": prophet_tuned,
}


def regular(case: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Open weekdays and slots only, gaps filled by the mean of the weekday."""
    counts, weekday = case["counts"], case["weekday"]
    seen = np.isfinite(counts)
    kinds = np.unique(weekday[seen.any(axis=1)])
    columns = np.flatnonzero(seen.any(axis=0))
    rows = np.flatnonzero(np.isin(weekday, kinds))
    values = counts[np.ix_(rows, columns)]
    for kind in kinds:
        mine = weekday[rows] == kind
        usual = np.nan_to_num(np.nanmean(values[mine], axis=0))
        values[mine] = np.where(np.isfinite(values[mine]), values[mine], usual)
    return values, kinds, columns


def prophet(model, case: dict, *, with_regressors: bool) -> np.ndarray:
    """Fit on the counted intervals and predict every slot of the days ahead."""
    counts = case["counts"]
    n_slots = counts.shape[1]
    steps = pd.to_timedelta(np.arange(n_slots) * (1440 // n_slots), unit="min")
    n_past = len(counts)

    def table(days, first):
        stamps = (pd.DatetimeIndex(days).to_numpy()[:, None] + steps.to_numpy()[None]).ravel()
        frame = pd.DataFrame({"ds": stamps})
        weekday = frame["ds"].dt.dayofweek
        frame["end"] = weekday >= 4
        frame["middle"] = ~frame["end"]
        if with_regressors:
            values = case["regressors"][first : first + len(days)]
            for k in range(values.shape[1]):
                frame[f"r{k}"] = np.repeat(values[:, k], n_slots)
        return frame

    past = table(case["days"], 0).assign(y=counts.ravel())
    model.fit(past[past["y"].notna()])
    found = model.predict(table(case["ahead"], n_past))["yhat"].to_numpy()
    return np.maximum(found.reshape(-1, n_slots), 0.0)


def main() -> None:
    """Run one method on every origin of a folder."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    folder, method = Path(sys.argv[1]), sys.argv[2]
    cpu_s = 0.0
    for path in sorted(folder.glob("origin_*.npz")):
        case = dict(np.load(path))
        for name in ("days", "ahead"):
            days = case[name] = pd.DatetimeIndex(case[name].astype("datetime64[D]"))
            case["weekday" if name == "days" else "ahead_weekday"] = days.dayofweek.to_numpy()
        started = cpu_seconds()
        np.save(folder / f"{method}_{path.stem.removeprefix('origin_')}.npy", METHODS[method](case))
        cpu_s += cpu_seconds() - started
    written = {"cpu_s": cpu_s, "version": version(method)}
    (folder / f"{method}.json").write_text(json.dumps(written))


def cpu_seconds() -> float:
    """CPU seconds of this process and of those that it waited for."""
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def version(method: str) -> str:
    """Package and version behind a method."""
    from importlib.metadata import version as of

    package = method.split("_")[0]
    return f"{package} {of(package)}"


if __name__ == "__main__":
    main()
