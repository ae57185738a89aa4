"""How a day's total spreads over its slots, per day type."""

from __future__ import annotations

import numpy as np

from wfm.forecasting.days import BoolArray, FloatArray, IntArray
from wfm.forecasting.regression import half_life_weights

PROFILE_HALF_LIFE_DAYS = 180.0
POOLED_DAYS = 1.0
"""The pooled profile counts as much as this many days of a type's own."""


def share_profiles(
    counts: FloatArray, types: IntArray, is_open: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Share of the day's volume per slot, for each day type and pooled.

    Parameters
    ----------
    counts : ndarray, shape (n_days, n_slots)
        Contacts; NaN where not counted.
    types : ndarray of int, shape (n_days,)
        Day type of each day.
    is_open : ndarray of bool, shape (7, n_slots)
        Usual opening per day type.

    Returns
    -------
    shares : ndarray, shape (7, n_slots)
        Rows sum to 1 (0 for a type that is never open); shrunk to the pooled shape.
    rates : ndarray, shape (7, n_slots)
        The same as mean counts, for filling days that were only partly counted.
    """
    weights = half_life_weights(np.arange(len(counts))[::-1].astype(float), PROFILE_HALF_LIFE_DAYS)
    seen = np.isfinite(counts)
    filled = np.where(seen, counts, 0.0)
    total = (weights[:, None] * filled).sum(axis=0)
    n_seen = (weights[:, None] * seen).sum(axis=0)
    pooled = total / np.maximum(n_seen, 1e-9)
    shares = np.zeros(is_open.shape)
    rates = np.zeros(is_open.shape)
    for kind in range(len(is_open)):
        mask = is_open[kind]
        if not mask.any():
            continue
        rows = types == kind
        own_sum = (weights[rows, None] * filled[rows]).sum(axis=0)
        own_n = (weights[rows, None] * seen[rows]).sum(axis=0)
        own_mean = own_sum / np.maximum(own_n, 1e-9)
        both = mask & (own_n > 0)
        level = own_mean[both].sum() / max(float(pooled[both].sum()), 1e-9) if both.any() else 1.0
        borrowed = pooled * level
        rates[kind] = (own_sum + POOLED_DAYS * borrowed) / (own_n + POOLED_DAYS)
        rates[kind, ~mask] = 0.0
        size = rates[kind].sum()
        shares[kind] = rates[kind] / size if size > 0 else mask / mask.sum()
    return shares, rates


def reshaped(rows: FloatArray, like: FloatArray) -> FloatArray:
    """Spread each row's sum over its own slots as another forecast spreads them.

    Parameters
    ----------
    rows, like : ndarray, shape (n_days, n_slots)
        Contacts. A row whose slots have nothing in the other is left as it is.
    """
    other = np.where(rows > 0, like, 0.0)
    size = other.sum(axis=1, keepdims=True)
    told = other * (rows.sum(axis=1, keepdims=True) / np.maximum(size, 1e-12))
    return np.where(size > 0, told, rows)


def day_totals(
    counts: FloatArray, types: IntArray, rates: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Totals of days, with uncounted slots filled in proportion, and the share that was counted.

    Returns
    -------
    totals : ndarray, shape (n_days,)
        NaN for a day of which less than a quarter was counted.
    counted : ndarray, shape (n_days,)
        Share of the day's usual volume that was counted, 0 to 1.
    """
    seen = np.isfinite(counts)
    usual = rates[types]
    size = usual.sum(axis=1)
    counted = np.where(size > 0, (usual * seen).sum(axis=1) / np.maximum(size, 1e-9), 1.0)
    counted = np.where(seen.any(axis=1), counted, 0.0)
    known = np.nansum(counts, axis=1)
    totals = np.where(counted >= 0.25, known / np.maximum(counted, 0.25), np.nan)
    return np.asarray(totals), np.asarray(counted)
