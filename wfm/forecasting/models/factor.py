"""Factor model of square-root counts with scores on moving levels (Shen & Huang 2008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecasting.contract import clean
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.learned import N_TYPES, LearnedCalendar
from wfm.forecasting.level_regression import LevelFit, fit_level_regression
from wfm.forecasting.models.top_down import EFFECT_HALF_LIFE_DAYS
from wfm.forecasting.profiles import share_profiles
from wfm.forecasting.regression import half_life_weights

N_FACTORS = 4
FILL_ROUNDS = 5
SIDE_SCORE_SHRINK = 0.15
ROOT_NOISE = 0.25
"""Variance of the root of a Poisson count, whatever its mean."""


@dataclass(frozen=True, eq=False)
class FactorFit:
    """A fitted factor model."""

    calendar: LearnedCalendar
    factors: FloatArray
    scores: tuple[LevelFit, ...]
    extra_variance: FloatArray
    last_day: date
    day_gap: float
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        ahead = np.array([(day - self.last_day).days for day in days], dtype=float)
        steps = np.maximum(ahead / self.day_gap, 1.0)
        regressors = self.calendar.regressors(days)
        scores = np.stack([fit.predict(regressors, steps) for fit in self.scores], axis=1)
        roots = np.maximum(scores @ self.factors, 0.0)
        # The square of a mean root lies below the mean count by the root's variance.
        return clean(roots**2 + self.extra_variance[self.calendar.types(days)])


class Factor:
    """Four factors of sqrt(N + 1/4); scores on day type and calendar with moving levels."""

    name = "factor"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> FactorFit:
        """Fit factors and scores.

        Notes
        -----
        Root-unrooted counts have a nearly constant variance of 1/4 (Brown et al. 2005). Slots
        that were closed or not counted are filled from the factors, a few times over.
        """
        types = calendar.types(history.days)
        rows = np.flatnonzero(history.has_counts)
        counts, types = history.counts[rows], types[rows]
        days = [history.days[row] for row in rows]
        seen = np.isfinite(counts)
        roots = np.sqrt(np.where(seen, counts, 0.0) + 0.25)
        used = seen.any(axis=0)
        _, rates = share_profiles(counts, types, calendar.opening)
        filled = np.where(seen, roots, np.sqrt(rates[types] + 0.25))
        k = min(N_FACTORS, len(rows), int(used.sum()))
        rounds = 0 if seen[:, used].all() else FILL_ROUNDS
        factors = np.zeros((k, counts.shape[1]))
        basis = _leading(filled[:, used], k)
        for _ in range(rounds):
            scores = filled[:, used] @ basis
            filled[:, used] = np.where(seen[:, used], roots[:, used], scores @ basis.T)
            # The filled cells move little: two turns from the last basis find the new one.
            for _ in range(2):
                basis = np.linalg.qr(filled[:, used].T @ (filled[:, used] @ basis))[0]
        basis = _rotated(filled[:, used], basis)
        factors[:, used] = basis.T
        scores = filled @ factors.T
        if scores[:, 0].sum() < 0:
            factors[0], scores[:, 0] = -factors[0], -scores[:, 0]
        regressors = calendar.regressors(days)
        weights = (
            half_life_weights((len(history.days) - 1 - rows).astype(float), EFFECT_HALF_LIFE_DAYS)
            * seen.mean(axis=1)
            / max(float(seen.mean(axis=1).max()), 1e-9)
        )
        # A root moves half as much as the log of the count does.
        unit = 0.5 * float(np.abs(scores[:, 0]).mean())
        free = np.array([name.startswith("type_") for name in calendar.names])
        fits = []
        for i in range(k):
            own = unit if i == 0 else np.where(free, unit, unit * SIDE_SCORE_SHRINK)
            fits.append(
                fit_level_regression(
                    scores[:, i], regressors, calendar.prior_sd * own, weights, ROOT_NOISE
                )
            )
        # Against what was expected the day before: a level that moved is no spread of the roots.
        expected = scores - np.stack([fit.innovations for fit in fits], axis=1)
        error = np.where(seen, roots - expected @ factors, np.nan)
        span = max(len(history.days) - int(rows[0]), 1) / max(len(rows), 1)
        return FactorFit(
            calendar,
            factors,
            tuple(fits),
            _extra_variance(error, types, counts.shape[1]),
            history.days[-1],
            float(span),
        )


def _leading(matrix: FloatArray, k: int) -> FloatArray:
    """First right singular vectors, shape (n_columns, k), by the smaller Gram matrix."""
    n_rows, n_columns = matrix.shape
    if n_columns <= n_rows:
        return np.asarray(np.linalg.eigh(matrix.T @ matrix)[1][:, ::-1][:, :k])
    left = np.linalg.eigh(matrix @ matrix.T)[1][:, ::-1][:, :k]
    return np.asarray(np.linalg.qr(matrix.T @ left)[0])


def _rotated(matrix: FloatArray, basis: FloatArray) -> FloatArray:
    """Turn a basis so that its scores are uncorrelated, the largest first."""
    scores = matrix @ basis
    return np.asarray(basis @ np.linalg.eigh(scores.T @ scores)[1][:, ::-1])


def _extra_variance(error: FloatArray, types: np.ndarray, n_slots: int) -> FloatArray:
    """What is added to a squared mean root to get a mean count, shape (7, n_slots)."""
    out = np.zeros((N_TYPES, n_slots))
    for kind in range(N_TYPES):
        own = error[types == kind]
        if own.size and np.isfinite(own).any():
            variance = np.nansum(own**2, axis=0) / np.maximum(np.isfinite(own).sum(axis=0), 1)
            out[kind] = variance - ROOT_NOISE
    return out
