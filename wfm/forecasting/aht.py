"""Average handle time per interval: an empirical-Bayes profile times a decayed level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecasting.days import FloatArray, IntArray

LEVEL_HALF_LIFE_DAYS = 21.0
PROFILE_HALF_LIFE_DAYS = 90.0
DEFAULT_AHT_S = 180.0


@dataclass(frozen=True, eq=False)
class AhtFit:
    """Expected handle time of a queue.

    Parameters
    ----------
    level_s : float
        Decayed mean over all contacts, in seconds.
    profile : ndarray, shape (n_slots,)
        Factor per slot, 1 on contact-weighted average.
    weekday : ndarray, shape (7,)
        Factor per day type.
    known : bool
        False when no handle time was ever given and a default stands in.
    """

    level_s: float
    profile: FloatArray
    weekday: FloatArray
    known: bool

    def predict(self, types: IntArray) -> FloatArray:
        """Expected handle time in seconds, shape (n_days, n_slots)."""
        return self.level_s * self.weekday[types][:, None] * self.profile[None, :]


def fit_aht(
    aht_s: FloatArray, handled: FloatArray, types: IntArray, default_s: float = DEFAULT_AHT_S
) -> AhtFit:
    """Fit a handle-time profile and level.

    Parameters
    ----------
    aht_s : ndarray, shape (n_days, n_slots)
        Mean handle time per interval; NaN where unknown.
    handled : ndarray, shape (n_days, n_slots)
        Contacts behind each mean.
    types : ndarray of int, shape (n_days,)
        Day type of each day.
    default_s : float
        Used when nothing is known.

    Notes
    -----
    Each slot's mean is shrunk to the overall mean by its share of signal variance,
    ``n tau^2 / (n tau^2 + sigma^2)``, with both variances by moments (empirical Bayes); days
    weigh less the older they are.
    """
    n_slots = aht_s.shape[1]
    value, weight = held_times(aht_s, handled)
    if weight.sum() <= 0:
        return AhtFit(default_s, np.ones(n_slots), np.ones(7), False)
    age = np.arange(len(aht_s))[::-1, None].astype(float)
    slow = weight * 0.5 ** (age / PROFILE_HALF_LIFE_DAYS)
    fast = weight * 0.5 ** (age / LEVEL_HALF_LIFE_DAYS)
    mean = float((slow * value).sum() / slow.sum())
    profile = _shrunken(slow, value, mean, axis=0)
    flat = value / profile[None, :]
    flat_mean = float((slow * flat).sum() / slow.sum())
    by_type = np.stack([_by_day(slow, flat, types == kind) for kind in range(7)], axis=0)
    weekday = _shrink(by_type[:, 0], by_type[:, 1], slow, flat, flat_mean)
    level_values = flat / weekday[types][:, None]
    level = float((fast * level_values).sum() / fast.sum())
    return AhtFit(level, profile, weekday, True)


def held_times(aht_s: FloatArray, handled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Handle times with wild ones pulled in, and the contacts behind each; 0 where unknown.

    One endless call in a quiet interval is no habit of that interval.
    """
    weight = np.where(np.isfinite(aht_s) & (aht_s > 0) & (handled > 0), handled, 0.0)
    value = np.where(weight > 0, aht_s, 0.0)
    typical = float((weight * value).sum() / max(float(weight.sum()), 1e-9))
    return np.minimum(value, typical * (1 + 4 / np.sqrt(np.maximum(weight, 1.0)))), weight


def _by_day(weight: FloatArray, value: FloatArray, rows: FloatArray) -> FloatArray:
    size = float(weight[rows].sum())
    mean = float((weight[rows] * value[rows]).sum()) / size if size > 0 else np.nan
    return np.array([size, mean])


def _shrunken(weight: FloatArray, value: FloatArray, mean: float, axis: int) -> FloatArray:
    size = weight.sum(axis=axis)
    means = np.where(size > 0, (weight * value).sum(axis=axis) / np.maximum(size, 1e-9), np.nan)
    return _shrink(size, means, weight, value, mean)


def _shrink(
    size: FloatArray, means: FloatArray, weight: FloatArray, value: FloatArray, mean: float
) -> FloatArray:
    """Factors around 1, each shrunk by how much its mean can be trusted."""
    n_seen = max(int((weight > 0).sum()) - len(size), 1)
    centred = value - mean
    noise = float((weight * centred**2)[weight > 0].sum()) / n_seen
    known = np.isfinite(means) & (size > 0)
    spread = float((size[known] * (means[known] - mean) ** 2).sum())
    signal = (spread - noise * max(int(known.sum()) - 1, 0)) / max(float(size[known].sum()), 1e-9)
    signal = max(signal, 0.0)
    trust = size * signal / np.maximum(size * signal + noise, 1e-9)
    return np.asarray(1 + np.where(known, trust * (np.nan_to_num(means) / mean - 1), 0.0))
