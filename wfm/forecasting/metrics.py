"""How good a forecast was: pure functions of counts, forecasts and quantiles.

All take arrays of the same shape without NaN and pool over every entry.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from wfm.forecasting.days import FloatArray


def wape(actual: FloatArray, forecast: FloatArray) -> float:
    """Weighted absolute percentage error, ``sum |f - a| / sum a``, as a fraction.

    Examples
    --------
    >>> wape(np.array([10.0, 30.0]), np.array([12.0, 28.0]))
    0.1
    """
    return _ratio(float(np.abs(forecast - actual).sum()), float(actual.sum()))


def bias(actual: FloatArray, forecast: FloatArray) -> float:
    """Relative bias, ``sum (f - a) / sum a``; positive when too much was forecast."""
    return _ratio(float((forecast - actual).sum()), float(actual.sum()))


def rmse(actual: FloatArray, forecast: FloatArray) -> float:
    """Root mean squared error, in contacts an interval."""
    return float(np.sqrt(np.mean((forecast - actual) ** 2))) if actual.size else float("nan")


def mase(actual: FloatArray, forecast: FloatArray, naive: FloatArray) -> float:
    """Mean absolute error as a multiple of the seasonal-naive week's on the same intervals."""
    return _ratio(float(np.abs(forecast - actual).sum()), float(np.abs(naive - actual).sum()))


def pinball(actual: FloatArray, quantile: FloatArray, level: float) -> float:
    """Mean pinball (quantile) loss of one level, in contacts.

    Examples
    --------
    >>> pinball(np.array([10.0]), np.array([8.0]), 0.9)
    1.8
    """
    gap = actual - quantile
    return float(np.mean(np.maximum(level * gap, (level - 1) * gap)))


def coverage(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Share of the counts that lie within an interval, ends included."""
    return float(np.mean((actual >= low) & (actual <= high))) if actual.size else float("nan")


def poisson_quantile(forecast: FloatArray, level: float) -> FloatArray:
    """Quantile that a Poisson count with the forecast as its mean would have."""
    return np.asarray(stats.poisson.ppf(level, np.maximum(forecast, 0.0)), dtype=float)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")
