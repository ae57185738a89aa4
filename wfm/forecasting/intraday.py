"""The running day: the rest of a day, given what its first hours brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.optimize import nnls

from wfm.forecasting.contract import clean
from wfm.forecasting.days import BoolArray, FloatArray, any_of
from wfm.forecasting.folds import Fold

BLOCK_MIN = 30
MIN_DAYS = 10
FIRST_HOURS_MIN = 120
"""Before two open hours are seen, the frozen forecast stands."""
FADE_HOURS = (1.0, 2.0, 4.0, 8.0)
"""How long what two intervals have in common may last; the days say which."""
OWN_WEIGHT_PER_BLOCK = 9.0
"""Days for each open block at which the own covariance and the smooth one count the same."""
LEAST_VARIANCE = 0.25
"""Counting noise alone is worth so much in every root."""
NEAR_BLOCKS = 3
NEAR_DAYS = 100.0
"""Days at which a block's own variance and that of the blocks around it count the same."""


@dataclass(frozen=True, eq=False)
class Intraday:
    """Best linear prediction of the rest of a day's square-root residuals.

    Parameters
    ----------
    covariance : ndarray, shape (n_blocks, n_blocks)
        Shrunken covariance of the residuals ``sqrt(N + 1/4) - sqrt(f + 1/4)`` across blocks.
    interval_min : int
        Length of a slot.
    block : int
        Slots in a block: slots shorter than half an hour are too noisy alone.
    n_days : int
        Different days that it was learned from.

    Notes
    -----
    Shen & Huang (2008) penalise the later scores towards their forecast; with the covariance
    shrunk towards a smooth one this is the same best linear unbiased prediction.
    """

    covariance: FloatArray
    interval_min: int
    block: int = 1
    n_days: int = 0

    def update(self, mean: FloatArray, actual: FloatArray, now_slot: int) -> FloatArray:
        """Forecast of a whole day after `now_slot` slots have passed, shape (n_slots,).

        Parameters
        ----------
        mean : ndarray, shape (n_slots,)
            The frozen forecast; 0 where closed.
        actual : ndarray, shape (n_slots,)
            Counts so far; NaN where unknown.
        now_slot : int
            Slots before this one have passed.

        Returns
        -------
        ndarray
            The frozen forecast with the open slots from `now_slot` on revised.
        """
        return self.outlook(mean, actual, now_slot).mean

    def outlook(self, mean: FloatArray, actual: FloatArray, now_slot: int) -> Outlook:
        """Revise the rest of a day and say how much surer it is; parameters as of `update`."""
        whole = _blocks(mean[None], mean[None], self.block)[0]
        so_far = np.where(np.arange(len(mean)) < now_slot, actual, np.nan)
        counted = _blocks(so_far[None], mean[None], self.block)[0]
        seen = np.isfinite(counted) & (whole > 0)
        rest = (np.arange(len(whole)) * self.block + self.block > now_slot) & (whole > 0)
        if seen.sum() * self.block * self.interval_min < FIRST_HOURS_MIN or not rest.any():
            return Outlook(mean, np.ones(len(mean)), None)
        residual = np.sqrt(counted[seen] + 0.25) - np.sqrt(whole[seen] + 0.25)
        # A single wild interval (an outage, a burst) must not turn the whole day.
        scale = np.sqrt(np.diag(self.covariance)[seen])
        residual = np.clip(residual, -4 * scale, 4 * scale)
        cross = self.covariance[np.ix_(rest, seen)]
        weights = np.linalg.solve(self.covariance[np.ix_(seen, seen)], cross.T).T
        left = self.covariance[np.ix_(rest, rest)] - weights @ cross.T
        factor, narrower = np.ones(len(whole)), np.ones(len(whole))
        roots = np.maximum(np.sqrt(whole[rest] + 0.25) + weights @ residual, 0.0)
        factor[rest] = clean(roots**2 - 0.25) / whole[rest]
        # What is learned is about the rate: a slot that is a part of a block has noise of its own.
        known = 1 - np.diag(left) / np.diag(self.covariance)[rest]
        narrower[rest] = np.sqrt(np.clip(1 - known / self.block, 0.0, 1.0))
        revised = mean * np.repeat(factor, self.block)
        passed = np.arange(len(mean)) < now_slot
        # A count is a square: its spread is twice the root times the root's own. Weights that
        # were learned from few days are wrong by themselves, too, as far as they are the days'.
        total_sd = 2 * float(np.sqrt(np.maximum(roots @ left @ roots, 0.0)))
        own = _own_share(self.n_days, int((whole > 0).sum()))
        total_sd *= np.sqrt(1 + own * seen.sum() / max(self.n_days, 1))
        return Outlook(
            np.where(passed, mean, revised),
            np.where(passed, 1.0, np.repeat(narrower, self.block)),
            total_sd,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `from_dict` reads them back."""
        return {
            "covariance": np.round(self.covariance, 6).tolist(),
            "interval_min": self.interval_min,
            "block": self.block,
            "n_days": self.n_days,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> Intraday:
        """Read what `to_dict` wrote."""
        return Intraday(
            np.array(values["covariance"], dtype=float),
            int(values["interval_min"]),
            int(values["block"]),
            int(values["n_days"]),
        )


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is expected of the rest of a day.

    Parameters
    ----------
    mean : ndarray, shape (n_slots,)
        The frozen forecast with the open slots to come revised.
    narrower : ndarray, shape (n_slots,)
        Spread of each slot's square root as a share of what it was before the day began, 0 to 1.
    total_sd : float or None
        Standard deviation of the sum of the slots to come; None while nothing was learned.
    """

    mean: FloatArray
    narrower: FloatArray
    total_sd: float | None


def fit_intraday(folds: Sequence[Fold], interval_min: int, max_lead: int = 14) -> Intraday | None:
    """Learn how residuals hang together within a day; None with fewer than ten days.

    Parameters
    ----------
    folds : sequence of Fold
        Forecasts at past origins.
    interval_min : int
        Length of a slot.
    max_lead : int
        Only leads up to this many days are used: later ones stray more as a whole.
    """
    block = max(BLOCK_MIN // interval_min, 1)
    residuals, known, n_days = _residual_days(folds, max_lead, block)
    if n_days < MIN_DAYS:
        return None
    pairs = known.T.astype(float) @ known.astype(float)
    own = (residuals.T @ residuals) / np.maximum(pairs, 1.0)
    variance = _shared_variance(np.diag(own), np.diag(pairs) * n_days / len(residuals))
    sd, own_sd = np.sqrt(variance), np.sqrt(np.maximum(np.diag(own), LEAST_VARIANCE))
    correlation = own / np.outer(own_sd, own_sd)
    smooth = _smooth_correlation(correlation, pairs, block * interval_min)
    weight = _own_share(n_days, int(known.any(axis=0).sum()))
    mixed = weight * np.where(pairs >= 3, correlation, 0.0) + (1 - weight) * smooth
    mixed *= np.outer(sd, sd)
    values, vectors = np.linalg.eigh((mixed + mixed.T) / 2)
    # Less than some of the counting noise can't be true.
    floor = 0.1 * float(np.median(variance))
    covariance = (vectors * np.maximum(values, floor)) @ vectors.T
    return Intraday(covariance, interval_min, block, n_days)


def _shared_variance(measured: FloatArray, n_days: FloatArray) -> FloatArray:
    """Variance of each block's residuals, leaning on those of the hours around it."""
    n = np.where(n_days >= 3, n_days, 0.0)
    around = np.ones(2 * NEAR_BLOCKS + 1)
    near = np.convolve(n * measured, around, "same") / np.maximum(np.convolve(n, around, "same"), 1)
    shared = (n * measured + NEAR_DAYS * near) / (n + NEAR_DAYS)
    return np.asarray(np.maximum(shared, LEAST_VARIANCE))


def _own_share(n_days: int, n_blocks: int) -> float:
    """Weight of the days' own covariance against the smooth one."""
    return n_days / max(n_days + OWN_WEIGHT_PER_BLOCK * n_blocks, 1.0)


def _residual_days(
    folds: Sequence[Fold], max_lead: int, block: int
) -> tuple[FloatArray, BoolArray, int]:
    """Residuals and what is known of them, a row for each forecast of a day; different days."""
    rows, masks = [], []
    days: set[date] = set()
    for fold in folds:
        part = fold.leads <= max_lead
        mean = _blocks(fold.mean[part], fold.mean[part], block)
        actual = _blocks(fold.actual[part], fold.mean[part], block)
        known = np.isfinite(actual) & (mean > 0)
        both = np.where(known, actual, 0.0)
        residual = np.where(known, np.sqrt(both + 0.25) - np.sqrt(mean + 0.25), 0.0)
        seen = any_of(known, 1)
        rows.append(residual[seen])
        masks.append(known[seen])
        # Forecasts of a day from two origins go wrong together: they are one day's evidence.
        days.update(day for day, is_seen in zip(fold.days, seen, strict=False) if is_seen)
    if not rows:
        return np.empty((0, 0)), np.empty((0, 0), dtype=bool), 0
    return np.concatenate(rows), np.concatenate(masks), len(days)


def _blocks(values: FloatArray, mean: FloatArray, block: int) -> FloatArray:
    """Sum slots into blocks, shape (n_days, n_blocks); NaN where an open slot is not known."""
    n_days = len(values)
    is_open = (mean > 0).reshape(n_days, -1, block)
    parts = values.reshape(n_days, -1, block)
    known = np.isfinite(parts) | ~is_open
    total = np.where(is_open & np.isfinite(parts), parts, 0.0).sum(axis=2)
    return np.where(known.all(axis=2), total, np.nan)


def _smooth_correlation(
    correlation: FloatArray, pairs: FloatArray, interval_min: int
) -> FloatArray:
    """Correlation as a whole-day part plus a part that fades with the hours between.

    Fits ``c0 + c1 exp(-hours / fade)`` to the off-diagonal correlations, both parts not negative,
    for each of `FADE_HOURS`, and takes the closest.
    """
    n = len(correlation)
    hours = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) * interval_min / 60
    off = (pairs >= 3) & (hours > 0)
    if not off.any():
        return np.eye(n)
    weight = np.sqrt(pairs[off])
    fits = []
    for fade in FADE_HOURS:
        columns = np.stack([np.ones(len(weight)), np.exp(-hours[off] / fade)], axis=1)
        parts, miss = nnls(columns * weight[:, None], correlation[off] * weight)
        fits.append((float(miss), fade, parts))
    _, fade, (whole_day, passing) = min(fits, key=lambda fit: fit[0])
    c1 = min(float(passing), 0.9)
    c0 = min(float(whole_day), 0.95 - c1)
    out = c0 + c1 * np.exp(-hours / fade)
    np.fill_diagonal(out, 1.0)
    return np.asarray(out)
