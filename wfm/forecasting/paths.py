"""Scenario paths: whole days as they may come, for staffing that has to hold on most of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import DAY_MIN
from wfm.forecasting.days import FloatArray, IntArray
from wfm.forecasting.distribution import at_score, knots
from wfm.forecasting.intervals import band_of, total_quantiles

ROUNDS = 4
POOL = 200
"""Paths are drawn at least so many at a time: quantiles of a handful mean nothing."""
MAX_PATHS = 5000


@dataclass(frozen=True, eq=False)
class DayPaths:
    """How the days of one queue stray from their forecast, as a whole.

    Parameters
    ----------
    ranks : ndarray of int, shape (n_seen, n_slots)
        Whole-day residual vectors of past forecasts, each slot as its rank among the days; the
        day with the least contacts for its forecast comes first.
    day_width : ndarray, shape (n_bands, 4)
        Widths of day totals per lead band, as `Spread.day_widths`.
    rho : float
        Correlation of one day's total with the next one's.
    last_day : date
        The day before lead 1.
    """

    ranks: IntArray
    day_width: FloatArray
    rho: float
    last_day: date


@dataclass(frozen=True, eq=False)
class Paths:
    """Everything needed to draw whole days of all queues together.

    Parameters
    ----------
    queues : dict of str to DayPaths
        One for each queue, from `wfm.forecasting.path_learning.fit_paths`.
    correlation : ndarray, shape (n_queues, n_queues)
        Correlation of the queues' day totals, in the order of `queues`.

    Notes
    -----
    Each slot's counts follow the forecast's own quantiles and each day's total the day-total
    quantiles; the ranks of past whole-day residuals say how the slots of a day hang together
    (an empirical copula, as in Schefzik, Thorarinsdottir & Gneiting 2013). Both are met by a few
    turns of scaling to the total and reordering to the slots' own quantiles.
    """

    queues: dict[str, DayPaths]
    correlation: FloatArray

    def sample(self, frame: pd.DataFrame, n_paths: int, seed: int) -> dict[str, FloatArray]:
        """Draw paths of a forecast frame.

        Parameters
        ----------
        frame : DataFrame
            As `wfm.core.frames.FORECAST`, possibly changed by scenarios or a planner: its volume
            and quantiles are what the paths keep to.
        n_paths : int
            1 to 5000.
        seed : int
            The same seed gives the same paths.

        Returns
        -------
        dict of str to ndarray, shape (n_paths, n_intervals)
            Volume per queue, in the order of the queue's rows.

        Raises
        ------
        BadInputError
            When the frame holds a queue that the paths do not know, or `n_paths` is out of range.
        """
        if not 1 <= n_paths <= MAX_PATHS:
            raise BadInputError(
                Fault(
                    "the number of paths is out of range",
                    f"use 1 to {MAX_PATHS}",
                    value=str(n_paths),
                )
            )
        names = list(self.queues)
        asked = [str(queue) for queue in frame["queue"].unique()]
        for queue in asked:
            if queue not in self.queues:
                raise BadInputError(
                    Fault(
                        "no paths are known for this queue",
                        "forecast it again",
                        column="queue",
                        value=queue,
                    )
                )
        random = np.random.default_rng(seed)
        drawn = max(n_paths, POOL)
        ordinals = pd.DatetimeIndex(frame["timestamp"]).tz_localize(None).normalize()
        days = sorted(set(ordinals.date))
        root = np.linalg.cholesky(self.correlation + 1e-9 * np.eye(len(names)))
        latent = random.standard_normal((len(days), drawn, len(names))) @ root.T
        rho = np.array([self.queues[name].rho for name in names])
        for i in range(1, len(days)):
            latent[i] = rho * latent[i - 1] + np.sqrt(1 - rho**2) * latent[i]
        out = {}
        for queue in asked:
            rows = np.flatnonzero((frame["queue"] == queue).to_numpy())
            part = frame.iloc[rows]
            level = latent[:, :, names.index(queue)]
            out[queue] = _draw(self.queues[queue], part, days, level, random)[:n_paths]
        return out

    @staticmethod
    def empty() -> Paths:
        """Paths of no queue."""
        return Paths({}, np.eye(0))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `from_dict` reads them back."""
        return {
            "queues": {
                name: {
                    "ranks": one.ranks.tolist(),
                    "day_width": one.day_width.tolist(),
                    "rho": one.rho,
                    "last_day": one.last_day.isoformat(),
                }
                for name, one in self.queues.items()
            },
            "correlation": self.correlation.tolist(),
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> Paths:
        """Read what `to_dict` wrote."""
        return Paths(
            {
                str(name): DayPaths(
                    np.array(one["ranks"], dtype=np.int64),
                    np.array(one["day_width"], dtype=float),
                    float(one["rho"]),
                    date.fromisoformat(one["last_day"]),
                )
                for name, one in values["queues"].items()
            },
            np.array(values["correlation"], dtype=float),
        )


def _draw(
    one: DayPaths,
    part: pd.DataFrame,
    days: Sequence[date],
    level: FloatArray,
    random: np.random.Generator,
) -> FloatArray:
    """Paths of one queue, shape (n_paths, n_rows); `level` has shape (n_days, n_paths)."""
    local = pd.DatetimeIndex(part["timestamp"])
    slots = (local.hour.to_numpy() * 60 + local.minute.to_numpy()) * one.ranks.shape[1] // DAY_MIN
    dates = local.date
    mean = part["volume"].to_numpy(dtype=float)
    quantiles = part[["q025", "q10", "q90", "q975"]].to_numpy(dtype=float).T
    n_seen, n_paths = len(one.ranks), level.shape[1]
    spread_out = np.array(stats.norm.ppf((np.arange(n_paths) + 0.5) / n_paths))
    out = np.zeros((n_paths, len(part)))
    for i, day in enumerate(days):
        rows = np.flatnonzero((dates == day) & (mean > 0))
        if rows.size == 0:
            continue
        curve = knots(mean[rows], quantiles[:, rows])
        order = np.argsort(np.argsort(level[i], kind="stable"), kind="stable")
        total = _totals(one, mean[rows].sum(), (day - one.last_day).days, spread_out[order])
        like = one.ranks[(order * n_seen) // n_paths][:, slots[rows]]
        values = (like + random.random(like.shape)) / n_seen
        for _ in range(ROUNDS):
            place = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
            own = at_score(curve, spread_out[place])
            size = own.sum(axis=1)
            values = own * (total / np.maximum(size, 1e-9))[:, None]
        out[:, rows] = values
    return out


def _totals(one: DayPaths, expected: float, lead: int, scores: FloatArray) -> FloatArray:
    """Totals of a day at normal scores, shape (n_paths,)."""
    width = one.day_width[band_of(lead)]
    total = np.array([expected])
    curve = knots(total, total_quantiles(total, width[:, None]))
    found = at_score(curve, scores[:, None])[:, 0]
    # A few contacts a day have quantiles that no curve meets with their mean: the mean goes first,
    # or small queues would be staffed for half as much again.
    return found * expected / max(float(found.mean()), 1e-9)
