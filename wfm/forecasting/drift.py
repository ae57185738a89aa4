"""Profiles that drift: how days have spread over their slots lately, against half a year."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from wfm.forecasting.days import FloatArray, IntArray
from wfm.forecasting.profiles import PROFILE_HALF_LIFE_DAYS
from wfm.forecasting.regression import half_life_weights, median

HALF_LIVES_DAYS = (PROFILE_HALF_LIFE_DAYS, 90.0, 45.0, 22.0, 11.0)
AHEAD_WEEKS = 2
"""A half-life is judged by how it foretold the second week after what it had seen."""
START_WEEKS = 8
MOST_WEEKS = 57
WORTH_HALF_LIFE_WEEKS = 52.0
WORTH = 1 / 7
"""What it foretold is much the same from one day to the next: a day counts as a seventh."""
HELD_CONTACTS = 10.0
"""Times the overdispersion: so many contacts as usual stand beside those that were counted."""
CHI_SQUARED_MEDIAN = 0.455


def drifted(shares: FloatArray, counts: FloatArray, types: IntArray) -> FloatArray:
    """Turn profiles to where the spread of the day has drifted, all day types alike.

    The past is forgotten at several rates, each weighed by the quasi-likelihood of the days that
    it foretold: counts given their day's total are multinomial, times an overdispersion. A
    profile that stands still keeps its long memory.

    Parameters
    ----------
    shares : ndarray, shape (7, n_slots)
        Share of the day per slot, rows sum to 1, or to 0 for a type that is never open.
    counts : ndarray, shape (n_days, n_slots)
        Contacts; NaN where not counted.
    types : ndarray of int, shape (n_days,)
        Day type of each day.

    Returns
    -------
    ndarray, shape (7, n_slots)
        As `shares`, unchanged before sixteen weeks of history.
    """
    n_weeks = min(len(counts) // 7, MOST_WEEKS)
    if n_weeks < 2 * START_WEEKS:
        return shares
    counts, types = counts[-7 * n_weeks :], types[-7 * n_weeks :]
    usual = np.where(np.isfinite(counts), shares[types], 0.0)
    came = np.where(usual > 0, counts, 0.0)
    usual *= (came.sum(axis=1) / np.maximum(usual.sum(axis=1), 1e-12))[:, None]
    # By the week: days are alike enough, and there are seven times fewer of them.
    seen, expected = (days.reshape(n_weeks, 7, -1).sum(axis=1) for days in (came, usual))
    squares = ((seen - expected) ** 2 / np.maximum(expected, 1e-12))[expected > 0.5]
    over = max(median(squares) / CHI_SQUARED_MEDIAN, 1.0) if squares.size else 1.0
    ages = np.arange(n_weeks)[::-1].astype(float)
    worth = half_life_weights(ages, WORTH_HALF_LIFE_WEEKS)
    worth[: START_WEEKS + AHEAD_WEEKS] = 0.0
    held = HELD_CONTACTS * over
    logs, turns = [], []
    for half_life in HALF_LIVES_DAYS:
        kept = 0.5 ** (7 / half_life)
        sums = lfilter([1.0], [1.0, -kept], np.stack([seen, expected]), axis=1)
        turn = (sums[0] + held) / (sums[1] + held)
        told = expected[AHEAD_WEEKS:] * turn[:-AHEAD_WEEKS]
        told /= np.maximum(told.sum(axis=1, keepdims=True), 1e-12)
        likelihood = (seen[AHEAD_WEEKS:] * np.log(np.maximum(told, 1e-12))).sum(axis=1)
        logs.append(WORTH / over * float(worth[AHEAD_WEEKS:] @ likelihood))
        turns.append(turn[-1])
    weights = np.exp(np.array(logs) - max(logs))
    turned = shares * (weights @ np.array(turns) / weights.sum())
    return np.asarray(turned / np.maximum(turned.sum(axis=1, keepdims=True), 1e-12))
