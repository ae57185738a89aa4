"""One series rolled through past origins: what would have been said, beside what came."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from wfm.core.time import TimeGrid
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, FloatArray, IntArray, onto_grid
from wfm.forecasting.folds import Fold, Watch, roll, spread_origins
from wfm.forecasting.intervals import Spread, fit_spread
from wfm.forecasting.intraday import Intraday, fit_intraday
from wfm.forecasting.registry import BASELINES, forecaster
from wfm.forecasting.series import Series

INTRADAY_MIN = (600, 720)
"""Times of day at which the running day's update is scored: 10:00 and 12:00."""
INTRADAY_LEAD = 7
QUANTILES = ("q025", "q10", "q90", "q975")


def updated_column(minute: int) -> str:
    """Name of the column with the rest of the day as updated at a time of day.

    Examples
    --------
    >>> updated_column(600)
    'updated_1000'
    """
    return f"updated_{minute // 60:02d}{minute % 60:02d}"


class Replay:
    """One series rolled through the origins.

    Parameters
    ----------
    series : Series
        One queue with its model.
    calendar : Calendar
        Known in advance, see `wfm.forecasting.folds.known_openings`.
    horizon : int
        Days ahead of each origin.
    scored : list of int
        Origins that are scored; intervals learn from earlier ones, as `spread_origins` says.
    watch : callable
        See `wfm.forecasting.folds.Watch`.
    """

    def __init__(
        self,
        series: Series,
        calendar: Calendar,
        horizon: int,
        scored: list[int],
        watch: Watch = lambda done, of: None,
    ) -> None:
        self.series = series
        history, queue = series.history, series.queue
        self.learned_from = {
            origin: spread_origins(list(range(origin % 7, origin, 7))) for origin in scored
        }
        wanted = sorted({*scored}.union(*self.learned_from.values()))
        started = time.process_time()
        rolled = roll(series.model, history, calendar, wanted, horizon, queue, watch)
        self.cpu_s = time.process_time() - started
        self.by_origin = {fold.origin: fold for fold in rolled}
        self.folds = [self.by_origin[origin] for origin in scored]
        self.baselines = {
            name: roll(forecaster(name), history, calendar, scored, horizon, queue)
            for name in BASELINES
        }

    def table(self, zone: str) -> pd.DataFrame:
        """Every counted interval of every origin; columns as `Backtest.predictions`."""
        parts = [self._of_origin(i, fold, zone) for i, fold in enumerate(self.folds)]
        return pd.concat(parts, ignore_index=True)

    def _of_origin(self, i: int, fold: Fold, zone: str) -> pd.DataFrame:
        history = self.series.history
        past = [
            _as_seen(self.by_origin[origin], fold.origin)
            for origin in self.learned_from[fold.origin]
        ]
        spread = fit_spread(past)
        grid = TimeGrid(fold.days[0], len(fold.days), history.interval_min, zone)
        day = np.repeat(np.arange(len(fold.days)), np.diff(grid.day_starts))
        counted, forecast = onto_grid(fold.actual, grid), onto_grid(fold.mean, grid)
        known = np.isfinite(counted)
        columns = {
            "origin": str(fold.days[0]),
            "lead_day": fold.leads[day],
            "timestamp": grid.local,
            "queue": self.series.queue,
            "volume": counted,
            "forecast": forecast,
        }
        columns |= _named("", spread.quantiles(fold.mean, fold.leads), grid)
        for name, habit in self.baselines.items():
            columns[name] = onto_grid(habit[i].mean, grid)
        # Compare like with like: the day is the intervals that were counted.
        columns |= _day_quantiles(np.where(known, forecast, 0.0), day, fold, spread)
        update = fit_intraday(past, history.interval_min)
        for minute in INTRADAY_MIN:
            columns[updated_column(minute)] = onto_grid(
                _updated(fold, update, history, minute), grid
            )
        return pd.DataFrame(columns)[known]


def _as_seen(fold: Fold, origin: int) -> Fold:
    """Cut a fold to what had been counted before an origin."""
    n_days = min(len(fold.days), origin - fold.origin)
    return Fold(fold.origin, fold.days[:n_days], fold.mean[:n_days], fold.actual[:n_days])


def _named(prefix: str, values: FloatArray, grid: TimeGrid) -> dict[str, FloatArray]:
    return {
        prefix + name: onto_grid(row, grid) for name, row in zip(QUANTILES, values, strict=True)
    }


def _day_quantiles(
    forecast: FloatArray, day: IntArray, fold: Fold, spread: Spread
) -> dict[str, FloatArray]:
    totals = np.bincount(day, weights=forecast, minlength=len(fold.days)).astype(float)
    rows = spread.day_total_quantiles(totals, fold.leads)
    return {f"day_{name}": row[day] for name, row in zip(QUANTILES, rows, strict=True)}


def _updated(fold: Fold, update: Intraday | None, history: DayMatrix, minute: int) -> FloatArray:
    """Rest of each day of the first week as seen at a time of day; NaN where nothing was seen."""
    out = np.full(fold.mean.shape, np.nan)
    if update is None:
        return out
    now = minute // history.interval_min
    for i in np.flatnonzero(fold.leads <= INTRADAY_LEAD):
        mean, actual = fold.mean[i], fold.actual[i]
        if (np.isfinite(actual[:now]) & (mean[:now] > 0)).any():
            out[i, now:] = update.update(mean, actual, now)[now:]
    return out
