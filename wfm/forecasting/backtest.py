"""Back-test: what the forecast would have been worth, beside the planners' habits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import TimeGrid, clock
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.closures import with_closures
from wfm.forecasting.contract import Forecaster
from wfm.forecasting.days import DayMatrix, FloatArray, onto_grid
from wfm.forecasting.folds import Fold, known_openings, roll, weekly_origins
from wfm.forecasting.history import interval_of, zone_of
from wfm.forecasting.intervals import fit_spread
from wfm.forecasting.intraday import fit_intraday
from wfm.forecasting.registry import BASELINES, DEFAULT, forecaster
from wfm.forecasting.scores import day_scores, intraday_scores, lead_scores
from wfm.forecasting.series import Series, series_of

WARM_UP_ORIGINS = 8
MIN_DAYS = 21
INTRADAY_MIN = (600, 720)
"""Times of day at which the running day's update is scored: 10:00 and 12:00."""
QUANTILES = ("q025", "q10", "q90", "q975")


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of a model at past origins.

    Parameters
    ----------
    model : str
        Name in the registry.
    n_origins : int
        Origins scored.
    cpu_s : float
        CPU seconds of the model's fits and predictions.
    leads : dict of str to dict
        Scores per band of leads such as ``"1-7"``; see `wfm.forecasting.scores`.
    queues : dict of str to dict
        The same per queue, when there are several.
    intraday : dict of str to dict
        ``wape`` and ``frozen_wape`` of the rest of the day, per time of day.
    predictions : DataFrame
        Columns origin, lead_day, timestamp, queue, volume, forecast, q025, q10, q90, q975 and one
        for each baseline: every counted interval of every origin.
    """

    model: str
    n_origins: int
    cpu_s: float
    leads: dict[str, dict[str, Any]]
    intraday: dict[str, dict[str, float]]
    predictions: pd.DataFrame
    queues: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; shares are fractions, NaN is None."""
        out: dict[str, Any] = {
            "model": self.model,
            "origins": self.n_origins,
            "cpu_s": round(self.cpu_s, 3),
            "leads": self.leads,
            "intraday": self.intraday,
        }
        if self.queues:
            out["queues"] = self.queues
        plain: dict[str, Any] = _plain(out)
        return plain


def backtest(
    history: pd.DataFrame,
    *,
    model: str = DEFAULT,
    calendar: Calendar | None = None,
    leads: Sequence[tuple[int, int]] = ((1, 7), (15, 28)),
    origins: int = 14,
) -> Backtest:
    """Forecast from the ends of past weeks, each with an expanding window, and score.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    model : str
        Name in the registry.
    calendar : Calendar, optional
        Known in advance; the history's own closures count as known, too.
    leads : sequence of (int, int)
        Bands of leads in calendar days, ends included.
    origins : int
        At most this many, the last ones whose longest lead lies within the history.

    Raises
    ------
    BadInputError
        When the leads make no sense or the history is too short for one origin.

    Notes
    -----
    Intervals at an origin are learned from earlier origins and what was counted before it.
    """
    horizon = _horizon(leads)
    chosen = forecaster(model)
    calendar = calendar or Calendar()
    history = with_closures(history, calendar)
    plan, _ = series_of(history, interval_of(history), chosen)
    zone = zone_of(history)
    tables, days, rest = [], [], []
    cpu_s, n_origins = 0.0, 0
    for series in plan:
        scored = weekly_origins(series.history, origins, horizon, MIN_DAYS)
        n_origins = max(n_origins, len(scored))
        if not scored:
            continue
        known = known_openings(series.history, calendar)
        run = _Run(series, known, horizon, scored)
        cpu_s += run.cpu_s
        tables.append(run.table(zone))
        days.append(run.days)
        rest.append(run.rest)
    if not tables:
        raise BadInputError(
            Fault(
                "the history is too short for a back-test",
                f"give at least {MIN_DAYS} days before the first origin and {horizon} after it, "
                "or ask for shorter leads",
            )
        )
    table = pd.concat(tables, ignore_index=True)
    day_table = pd.concat(days, ignore_index=True)
    several = len(plan) > 1
    return Backtest(
        model,
        n_origins,
        cpu_s,
        _by_lead(table, day_table, leads),
        intraday_scores(pd.concat(rest, ignore_index=True)),
        table,
        {
            str(queue): _by_lead(part, day_table[day_table["queue"] == queue], leads)
            for queue, part in table.groupby("queue", sort=True)
        }
        if several
        else {},
    )


def _by_lead(
    table: pd.DataFrame, day_table: pd.DataFrame, leads: Sequence[tuple[int, int]]
) -> dict[str, dict[str, Any]]:
    return {
        f"{first}-{last}": {
            **lead_scores(table[table["lead_day"].between(first, last)]),
            **day_scores(day_table[day_table["lead_day"].between(first, last)]),
        }
        for first, last in leads
    }


class _Run:
    """One series rolled through the origins."""

    def __init__(self, series: Series, calendar: Calendar, horizon: int, scored: list[int]) -> None:
        self.series = series
        history, queue = series.history, series.queue
        early = [
            origin
            for k in range(WARM_UP_ORIGINS, 0, -1)
            if (origin := scored[0] - 7 * k) >= MIN_DAYS
        ]
        started = time.process_time()
        folds = roll(series.model, history, calendar, early + scored, horizon, queue)
        self.cpu_s = time.process_time() - started
        self.folds = folds[len(early) :]
        self.baselines = {
            name: roll(_habit(name), history, calendar, scored, horizon, queue)
            for name in BASELINES
        }
        self.quantiles: list[FloatArray] = []
        day_rows, rest_rows = [], []
        for fold in self.folds:
            past = [_as_seen(old, fold.origin) for old in folds if old.origin < fold.origin]
            spread = fit_spread(past[-WARM_UP_ORIGINS:])
            self.quantiles.append(spread.quantiles(fold.mean, fold.leads))
            day_rows += _day_rows(queue, fold, spread.day_total_quantiles)
            rest_rows += _rest_rows(fold, past, history)
        self.days = pd.DataFrame(
            day_rows, columns=["queue", "lead_day", "volume", "forecast", "q025", "q975"]
        )
        self.rest = pd.DataFrame(rest_rows, columns=["time", "volume", "forecast", "updated"])

    def table(self, zone: str) -> pd.DataFrame:
        """Every counted interval of every origin."""
        parts = []
        history = self.series.history
        for i, fold in enumerate(self.folds):
            grid = TimeGrid(fold.days[0], len(fold.days), history.interval_min, zone)
            counted = onto_grid(fold.actual, grid)
            columns = {
                "origin": str(fold.days[0]),
                "lead_day": np.repeat(fold.leads, np.diff(grid.day_starts)),
                "timestamp": grid.local,
                "queue": self.series.queue,
                "volume": counted,
                "forecast": onto_grid(fold.mean, grid),
            }
            for name, values in zip(QUANTILES, self.quantiles[i], strict=True):
                columns[name] = onto_grid(values, grid)
            for name, habit in self.baselines.items():
                columns[name] = onto_grid(habit[i].mean, grid)
            part = pd.DataFrame(columns)
            parts.append(part[np.isfinite(counted)])
        return pd.concat(parts, ignore_index=True)


def _habit(name: str) -> Forecaster:
    return forecaster(name)


def _as_seen(fold: Fold, origin: int) -> Fold:
    """Cut a fold to what had been counted before an origin."""
    n_days = min(len(fold.days), origin - fold.origin)
    return Fold(fold.origin, fold.days[:n_days], fold.mean[:n_days], fold.actual[:n_days])


def _day_rows(queue: str, fold: Fold, quantiles: Any) -> list[tuple[Any, ...]]:
    known = np.isfinite(fold.actual)
    # Compare like with like: only the intervals that were counted.
    forecast = np.where(known, fold.mean, 0.0).sum(axis=1)
    actual = np.where(known, fold.actual, 0.0).sum(axis=1)
    low, _, _, high = quantiles(forecast, fold.leads)
    return [
        (queue, int(lead), actual[i], forecast[i], low[i], high[i])
        for i, lead in enumerate(fold.leads)
        if known[i].any() and forecast[i] > 0
    ]


def _rest_rows(fold: Fold, past: list[Fold], history: DayMatrix) -> list[tuple[Any, ...]]:
    """Counts, frozen and updated forecast of the rest of each day, per time of day."""
    rows: list[tuple[Any, ...]] = []
    week = fold.leads <= 7
    update = fit_intraday(past, history.interval_min)
    if update is None:
        return rows
    for mean, actual in zip(fold.mean[week], fold.actual[week], strict=True):
        for minute in INTRADAY_MIN:
            now = minute // history.interval_min
            seen = np.isfinite(actual[:now]) & (mean[:now] > 0)
            rest = np.flatnonzero(np.isfinite(actual))
            rest = rest[rest >= now]
            if seen.any() and rest.size:
                revised = update.update(mean, actual, now)
                rows += [(clock(minute), actual[slot], mean[slot], revised[slot]) for slot in rest]
    return rows


def _horizon(leads: Sequence[tuple[int, int]]) -> int:
    for first, last in leads:
        if not 1 <= first <= last <= 400:
            raise BadInputError(
                Fault("a band of leads makes no sense", "write it as 1-7", value=f"{first}-{last}")
            )
    if not leads:
        raise BadInputError(Fault("there is no band of leads", "give at least one, e.g. 1-7"))
    return max(last for _, last in leads)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, float):
        return round(value, 6) if np.isfinite(value) else None
    return value
