"""Confidence bands over replications: ratios of sums, with Student's t."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from wfm.sizing.arrays import FloatArray


@dataclass(frozen=True)
class Band:
    """A figure with its confidence band, arrays of one shape; NaN where nothing was counted.

    The band is NaN too with a single replication, which has no spread.
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray

    def holds(self, value: FloatArray | float) -> FloatArray:
        """Whether a value lies in the band."""
        return np.asarray((self.low <= value) & (value <= self.high))


def ratio_band(
    top: FloatArray, base: FloatArray, confidence: float, *, share: bool = False
) -> Band:
    """Band of the sum of `top` over the sum of `base`.

    The error is that of the residuals top - ratio x base (linearised ratio estimator): unlike
    the mean of ratios it weighs a replication by its calls and has no bias from small ones.

    Parameters
    ----------
    top, base : ndarray
        A value a replication, shape (n_replications, ...).
    confidence : float
        E.g. 0.95.
    share : bool
        Whether the figure is a share of calls: it stays within 0 and 1, and where it was 0 or 1
        throughout the band is Wilson's for so many calls instead of a point.
    """
    n = len(top)
    total = base.sum(axis=0)
    known = total > 0
    mean = np.divide(top.sum(axis=0), total, out=np.full(total.shape, np.nan), where=known)
    if n < 2:
        return Band(mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan))
    spread = np.sqrt((((top - np.where(known, mean, 0.0) * base) ** 2).sum(axis=0)) / (n - 1) / n)
    scale = np.divide(n, total, out=np.full(total.shape, np.nan), where=known)
    half = float(stats.t.ppf(0.5 + confidence / 2, n - 1)) * spread * scale
    low, high = mean - half, mean + half
    if share:
        z = float(stats.norm.ppf(0.5 + confidence / 2))
        surely = 1.0 / (1.0 + z * z * scale / n)
        low = np.where(mean >= 1.0, surely, low)
        high = np.where(mean <= 0.0, 1.0 - surely, high)
        low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
    return Band(mean, low, high)


def mean_band(values: FloatArray, confidence: float) -> Band:
    """Band of the mean over replications, shape (n_replications, ...)."""
    return ratio_band(values, np.ones_like(values), confidence)
