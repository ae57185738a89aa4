"""What past forecasts teach about whole days: how slots, days and queues hang together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from wfm.forecasting.days import FloatArray, IntArray
from wfm.forecasting.folds import Fold
from wfm.forecasting.intervals import Spread
from wfm.forecasting.paths import DayPaths, Paths

MIN_DAYS = 10
STAND_IN_DAYS = 40
STAND_IN_DAY_SHARE = 0.3
"""Share of a day in the variance of its intervals, where too few days were seen to tell."""
MAX_RHO = 0.95


def fit_paths(
    folds: Mapping[str, Sequence[Fold]],
    spreads: Mapping[str, Spread],
    last_days: Mapping[str, date],
    n_slots: int,
) -> Paths:
    """Learn paths from the forecasts at past origins that the intervals were learned from.

    Parameters
    ----------
    folds : mapping of str to sequence of Fold
        Per queue; a queue with fewer than ten days takes a plain stand-in.
    spreads : mapping of str to Spread
        From `wfm.forecasting.intervals.fit_spread` on the same folds.
    last_days : mapping of str to date
        Last day of each queue's history.
    n_slots : int
        Slots of a day.
    """
    queues, levels = {}, {}
    for queue, own in folds.items():
        residuals, logs = _residual_days(own, spreads[queue])
        if len(residuals) < MIN_DAYS:
            residuals = _stand_in(n_slots)
        queues[queue] = DayPaths(
            _ranks(residuals),
            # Rounded here, so that a value read back from JSON gives the same paths.
            spreads[queue].day_widths().round(5),
            round(_persistence(own), 4),
            last_days[queue],
        )
        levels[queue] = logs
    return Paths(queues, _correlation(levels).round(4))


def _residual_days(
    folds: Sequence[Fold], spread: Spread
) -> tuple[FloatArray, dict[tuple[date, date], float]]:
    """Scaled residuals of whole days, emptiest first, and their levels by origin and day."""
    rows, totals, logs = [], [], {}
    for fold in folds:
        scale = np.maximum(spread.scale(fold.mean), 1e-9)
        for i, day in enumerate(fold.days):
            known = np.isfinite(fold.actual[i]) & (fold.mean[i] > 0)
            if not known.any():
                continue
            rows.append(np.where(known, (fold.actual[i] - fold.mean[i]) / scale[i], np.nan))
            log = np.log((fold.actual[i][known].sum() + 0.5) / (fold.mean[i][known].sum() + 0.5))
            totals.append(log)
            logs[fold.days[0], day] = float(log)
    if not rows:
        return np.empty((0, 0)), {}
    return np.stack(rows)[np.argsort(totals, kind="stable")], logs


def _ranks(residuals: FloatArray) -> IntArray:
    """Rank of each day in each slot; a slot that a day lacks is taken from its nearest in level."""
    filled = residuals.copy()
    index = np.arange(len(filled))
    with_some = np.isfinite(filled)
    level = np.array(
        [row[ok].mean() if ok.any() else 0.0 for row, ok in zip(filled, with_some, strict=True)]
    )
    for slot in range(filled.shape[1]):
        known = index[with_some[:, slot]]
        lacking = index[~with_some[:, slot]]
        if not lacking.size:
            continue
        if known.size == 0:
            filled[:, slot] = level
            continue
        nearest = known[np.abs(lacking[:, None] - known[None, :]).argmin(axis=1)]
        filled[lacking, slot] = filled[nearest, slot]
    order = np.argsort(filled, axis=0, kind="stable")
    return np.argsort(order, axis=0, kind="stable").astype(np.int64)


def _stand_in(n_slots: int) -> FloatArray:
    random = np.random.default_rng(0)
    day = np.sort(random.standard_normal(STAND_IN_DAYS))[:, None]
    own = random.standard_normal((STAND_IN_DAYS, n_slots))
    return np.asarray(np.sqrt(STAND_IN_DAY_SHARE) * day + np.sqrt(1 - STAND_IN_DAY_SHARE) * own)


def _persistence(folds: Sequence[Fold]) -> float:
    """Correlation of neighbouring days' levels within a fold, 0 to `MAX_RHO`."""
    above = below = 0.0
    for fold in folds:
        known = np.isfinite(fold.actual) & (fold.mean > 0)
        counted = np.where(known, fold.actual, 0.0).sum(axis=1)
        expected = np.where(known, fold.mean, 0.0).sum(axis=1)
        logs = np.where(expected > 0, np.log((counted + 0.5) / (expected + 0.5)), np.nan)
        logs = logs[np.isfinite(logs)]
        above += float((logs[1:] * logs[:-1]).sum())
        below += float((logs**2).sum())
    return min(max(above / below, 0.0), MAX_RHO) if below > 0 else 0.0


def _correlation(levels: Mapping[str, Mapping[tuple[date, date], float]]) -> FloatArray:
    """Correlation of the queues' day levels, shrunk to none where few days speak for it."""
    keys = sorted(set().union(*levels.values())) if levels else []
    table = np.array([[own.get(key, np.nan) for key in keys] for own in levels.values()])
    n = len(levels)
    out = np.eye(n)
    if not keys or n < 2:
        return out
    known = np.isfinite(table)
    values = np.where(known, table, 0.0)
    pairs = known.astype(float) @ known.T.astype(float)
    cross = values @ values.T
    size = np.sqrt((values**2) @ known.T.astype(float))
    both = np.divide(cross, size * size.T, out=np.zeros_like(cross), where=size * size.T > 0)
    trust = pairs / (pairs + MIN_DAYS + n)
    out = both * trust
    np.fill_diagonal(out, 1.0)
    roots, vectors = np.linalg.eigh((out + out.T) / 2)
    out = (vectors * np.maximum(roots, 1e-6)) @ vectors.T
    scale = np.sqrt(np.diag(out))
    return np.asarray(out / np.outer(scale, scale))
