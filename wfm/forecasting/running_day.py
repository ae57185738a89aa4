"""A day while it runs: plan, counts so far, and the rest revised, per interval and queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wfm.core.time import DAY_MIN
from wfm.forecasting.days import FloatArray, IntArray, slots_of
from wfm.forecasting.intraday import Intraday
from wfm.forecasting.intraday_aht import AhtCourse
from wfm.forecasting.rescale import QUANTILES

TOTAL_LEVEL = 0.80


@dataclass(frozen=True, eq=False)
class RunningDay:
    """A day as it stands.

    Parameters
    ----------
    frame : DataFrame
        timestamp, queue, plan, actual (NaN where nothing was counted), update (the plan where an
        interval has passed), q025, q10, q90, q975 (of the intervals to come, those of the update;
        of the others, those of the plan), aht_s (planned), actual_aht_s, update_aht_s (as planned
        where an interval has passed), passed (bool).
    totals : DataFrame
        queue, plan, counted (so far), plan_so_far (of the counted intervals), outlook (counted
        and still expected), low, high (80 % interval of the outlook; NaN where not known),
        aht_ratio (of the rest of the day against the plan; 1 where the plan stands).
    until : Timestamp or None
        End of the last interval counted; None before the first.
    revised : tuple of str
        Queues whose rest of the day was revised; the others keep the plan.
    """

    frame: pd.DataFrame
    totals: pd.DataFrame
    until: pd.Timestamp | None
    revised: tuple[str, ...]


def running_day(
    plan: pd.DataFrame,
    counts: pd.DataFrame,
    fits: Mapping[str, Intraday],
    interval_min: int,
    courses: Mapping[str, AhtCourse] | None = None,
) -> RunningDay:
    """Revise the rest of a day, contacts and handle time, by what was counted so far.

    The day stands at the end of the last interval counted, of any queue: an interval before it
    without a count is not known, not zero, and is left out of the revision.

    Parameters
    ----------
    plan : DataFrame
        As `wfm.core.frames.FORECAST`: every interval of one local day.
    counts : DataFrame
        timestamp, queue, volume, aht_s and, if known, abandoned; volume NaN where not known.
    fits : mapping of str to Intraday
        Per queue; a queue without one keeps its plan.
    interval_min : int
        Length of an interval.
    courses : mapping of str to AhtCourse, optional
        Per queue; a queue without one keeps its planned handle time.
    """
    keys = ["timestamp", "queue"]
    told = counts[counts["volume"].notna()]
    told = told.reindex(columns=[*keys, "volume", "aht_s", "abandoned"]).rename(
        columns={"volume": "actual", "aht_s": "actual_aht_s"}
    )
    frame = plan.rename(columns={"volume": "plan"}).merge(told, on=keys, how="left")
    frame = frame.astype({"actual": float, "actual_aht_s": float, "abandoned": float})
    seen = frame.loc[frame["actual"].notna(), "timestamp"]
    until = None if seen.empty else seen.max() + pd.Timedelta(minutes=interval_min)
    frame["passed"] = False if until is None else frame["timestamp"] < until
    frame["update"] = frame["plan"]
    frame["update_aht_s"] = frame["aht_s"]
    totals, revised = [], []
    for queue, rows in frame.groupby("queue", sort=False).groups.items():
        part = frame.loc[rows]
        fit = fits.get(str(queue))
        sd = None
        if fit is not None and until is not None:
            part, sd = _revised(part, fit, interval_min)
            frame.loc[rows] = part
        if sd is not None:
            revised.append(str(queue))
        ratio = _aht_ratio(part, (courses or {}).get(str(queue)))
        coming = ~part["passed"]
        frame.loc[part.index[coming], "update_aht_s"] = part.loc[coming, "aht_s"] * ratio
        totals.append((*_total(str(queue), part, sd), ratio))
    columns = ["queue", "plan", "counted", "plan_so_far", "outlook", "low", "high", "aht_ratio"]
    order = [*keys, "plan", "actual", "update", *QUANTILES]
    order += ["aht_s", "actual_aht_s", "update_aht_s", "passed"]
    return RunningDay(frame[order], pd.DataFrame(totals, columns=columns), until, tuple(revised))


def _revised(
    part: pd.DataFrame, fit: Intraday, interval_min: int
) -> tuple[pd.DataFrame, float | None]:
    """Rows of a queue with the rest of the day revised, and the spread of its sum."""
    slots = slots_of(pd.DatetimeIndex(part["timestamp"]), interval_min)
    size = DAY_MIN // interval_min
    planned = part["plan"].to_numpy(dtype=float)
    mean = _by_slot(planned, slots, size)
    actual = _by_slot(part["actual"].to_numpy(dtype=float), slots, size)
    passed = part["passed"].to_numpy(dtype=bool)
    now = int(slots[passed].max()) + 1
    found = fit.outlook(np.nan_to_num(mean), actual, now)
    if found.total_sd is None:
        return part, None
    factor = np.divide(found.mean, mean, out=np.ones(size), where=np.nan_to_num(mean) > 0)[slots]
    update = np.where(passed, planned, planned * factor)
    root, narrower = np.sqrt(update + 0.25), found.narrower[slots]
    out = part.assign(update=update)
    for name, level in QUANTILES.items():
        old = part[name].to_numpy(dtype=float)
        stray = np.sqrt(old + 0.25) - np.sqrt(planned + 0.25)
        new = np.maximum(np.maximum(root + narrower * stray, 0.0) ** 2 - 0.25, 0.0)
        new = np.minimum(new, update) if level < 0.5 else np.maximum(new, update)
        out[name] = np.where(passed, old, new)
    return out, found.total_sd


def _aht_ratio(part: pd.DataFrame, course: AhtCourse | None) -> float:
    """Handle time of the rest of a day against the plan."""
    if course is None:
        return 1.0
    handled = part["actual"] - part["abandoned"].fillna(0.0)
    return course.ratio(
        part["aht_s"].to_numpy(dtype=float),
        part["actual_aht_s"].to_numpy(dtype=float),
        handled.to_numpy(dtype=float),
    )


def _by_slot(values: FloatArray, slots: IntArray, size: int) -> FloatArray:
    """Mean per wall-clock slot, NaN where nothing is known; an hour may come twice or never."""
    known = np.isfinite(values)
    n = np.bincount(slots[known], minlength=size)
    sums = np.bincount(slots[known], weights=values[known], minlength=size)
    return np.asarray(np.divide(sums, n, out=np.full(size, np.nan), where=n > 0))


def _total(queue: str, part: pd.DataFrame, sd: float | None) -> tuple[object, ...]:
    counted = part["actual"].notna()
    so_far = float(part.loc[counted, "actual"].sum())
    # An interval that passed uncounted is expected as planned.
    rest = float(part.loc[~counted, "update"].sum())
    outlook = so_far + rest
    low, high = np.nan, np.nan
    if sd is not None:
        width = float(stats.norm.ppf((1 + TOTAL_LEVEL) / 2)) * sd
        low, high = max(so_far, outlook - width), outlook + width
    planned_so_far = float(part.loc[counted, "plan"].sum())
    return queue, float(part["plan"].sum()), so_far, planned_so_far, outlook, low, high
