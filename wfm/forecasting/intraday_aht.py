"""The running day's handle time: how far the rest follows what the first hours took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.signal import lfilter

from wfm.forecasting.aht import LEVEL_HALF_LIFE_DAYS, PROFILE_HALF_LIFE_DAYS, AhtFit, held_times
from wfm.forecasting.days import FloatArray, IntArray

MIN_DAYS = 10
LEAD_DAYS = 7
"""A day is compared with the level known so many days before: as old as a plan is on the day."""
START_DAYS = 14
HELD = 4.0
LEAST_NOISE = 0.05
"""Handle times of single contacts vary at least by so much, as variance against the mean."""


@dataclass(frozen=True)
class AhtCourse:
    """Best linear prediction of a day's ratio of handle time to plan.

    Parameters
    ----------
    signal : float
        Variance of the ratio that a whole day has in common.
    noise : float
        Variance of one contact's handle time against the mean; a mean of n varies by noise / n.
    n_days : int
        Days that both were learned from.

    Notes
    -----
    The ratio of the day so far is shrunk towards 1 by its share of signal,
    ``n signal / (n signal + noise)``, with both variances by moments: the credibility of Buehlmann
    & Straub (1970), which is empirical Bayes with a normal day (Efron & Morris 1975).
    """

    signal: float
    noise: float
    n_days: int

    def ratio(self, planned_s: FloatArray, actual_s: FloatArray, handled: FloatArray) -> float:
        """Expected ratio of handle time to plan in the rest of a day; 1 where nothing is known.

        Parameters
        ----------
        planned_s, actual_s : ndarray, shape (n,)
            Mean handle time of the intervals counted, in seconds; NaN where not known.
        handled : ndarray, shape (n,)
            Contacts behind each.
        """
        known = (
            np.isfinite(actual_s) & (actual_s > 0) & (planned_s > 0) & np.nan_to_num(handled > 0)
        )
        n, due = handled[known], planned_s[known]
        if not known.any():
            return 1.0
        ratios = actual_s[known] / due
        # One endless call must not turn the day; a day that is slow throughout is no such call.
        ratios = np.minimum(ratios, max(_median(ratios, n), 1.0) * (1 + HELD / np.sqrt(n)))
        so_far = float((n * due * ratios).sum() / (n * due).sum())
        trust = n.sum() * self.signal / (n.sum() * self.signal + self.noise)
        return 1.0 + float(trust) * (so_far - 1.0)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `from_dict` reads them back."""
        return asdict(self)

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> AhtCourse:
        """Read what `to_dict` wrote."""
        return AhtCourse(float(values["signal"]), float(values["noise"]), int(values["n_days"]))


def fit_aht_course(
    fit: AhtFit, aht_s: FloatArray, handled: FloatArray, types: IntArray
) -> AhtCourse | None:
    """Learn how much a day's handle times have in common; None with fewer than ten days.

    What two halves of a day stray together is signal, by how much they differ is noise.

    Parameters
    ----------
    fit : AhtFit
        Profile and weekday factors that a day is compared with.
    aht_s, handled, types
        The history, as of `wfm.forecasting.aht.fit_aht`.
    """
    if not fit.known:
        return None
    value, weight = held_times(aht_s, handled)
    due = weight * fit.weekday[types][:, None] * fit.profile[None, :]
    spent = weight * value
    level = _level_before(spent.sum(axis=1), due.sum(axis=1))
    so_far = np.cumsum(weight, axis=1)
    first = so_far <= so_far[:, -1:] / 2
    n = np.stack([np.where(half, weight, 0.0).sum(axis=1) for half in (first, ~first)])
    expected = np.stack([np.where(half, due, 0.0).sum(axis=1) for half in (first, ~first)]) * level
    took = np.stack([np.where(half, spent, 0.0).sum(axis=1) for half in (first, ~first)])
    known = np.isfinite(level) & (n > 0).all(axis=0)
    if known.sum() < MIN_DAYS:
        return None
    n, stray = n[:, known], took[:, known] / expected[:, known] - 1
    limit = HELD * 1.4826 * np.median(np.abs(stray), axis=1, keepdims=True)
    stray = np.clip(stray, -limit, limit)
    newer = 0.5 ** (np.arange(len(level))[::-1][known] / PROFILE_HALF_LIFE_DAYS)
    contacts = n[0] * n[1] / n.sum(axis=0)
    noise = float(newer @ (contacts * (stray[0] - stray[1]) ** 2) / newer.sum())
    worth = newer * contacts / (newer @ contacts)
    shared = stray[0] * stray[1]
    signal = float(worth @ shared)
    # A few odd days can make it up: what they leave in doubt, the plan is given.
    signal -= float(np.sqrt(worth**2 @ (shared - signal) ** 2))
    return AhtCourse(max(signal, 0.0), max(noise, LEAST_NOISE), int(known.sum()))


def _level_before(spent: FloatArray, due: FloatArray) -> FloatArray:
    """Level that was known `LEAD_DAYS` before each day, shape (n_days,); NaN at the start."""
    kept = 0.5 ** (1 / LEVEL_HALF_LIFE_DAYS)
    sums = [np.asarray(lfilter([1.0], [1.0, -kept], part)) for part in (spent, due)]
    level = np.divide(sums[0], sums[1], out=np.full(len(spent), np.nan), where=sums[1] > 0)
    level[:START_DAYS] = np.nan
    return np.concatenate([np.full(LEAD_DAYS, np.nan), level])[: len(spent)]


def _median(values: FloatArray, weight: FloatArray) -> float:
    """Middle of the contacts."""
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])
