"""Prediction intervals: split conformal on residuals scaled by a negative-binomial spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from wfm.forecasting.days import FloatArray, IntArray
from wfm.forecasting.folds import Fold

LEVELS = (0.025, 0.10, 0.90, 0.975)
"""Quantiles of every forecast frame: q025, q10, q90, q975."""
LEAD_BANDS = ((1, 7), (8, 14), (15, 28))
MIN_RESIDUALS = 60
MIN_DAYS = 5
DEFAULT_DISPERSION = 1.5
DEFAULT_RATE_CV = 0.15
DEFAULT_DAY_SD = 0.12
WIDENED = (1.02, 1.03, 1.05)
"""Residuals of a few origins know too little of the next weeks: widened, later bands more."""


@dataclass(frozen=True, eq=False)
class Spread:
    """How far counts stray from forecasts.

    Parameters
    ----------
    dispersion, rate_cv : float
        Variance of a count around its forecast m: ``dispersion m + (rate_cv m)^2``.
    scores : dict of int to ndarray, shape (4,)
        Quantiles of the scaled residuals per lead band (index into `LEAD_BANDS`).
    day_sd : dict of int to float
        Spread of the log of (day total / forecast), per lead band, as a t quantile's unit.
    day_freedom : dict of int to int
        Degrees of freedom behind `day_sd`.
    day_outer : dict of int to float
        Conformal half-width of the 95 % interval of a day total on the log, per lead band.
    """

    dispersion: float
    rate_cv: float
    scores: dict[int, FloatArray]
    day_sd: dict[int, float]
    day_freedom: dict[int, int]
    day_outer: dict[int, float]

    def scale(self, mean: FloatArray) -> FloatArray:
        """Standard deviation of a count around a forecast."""
        return np.sqrt(self.dispersion * np.maximum(mean, 0.0) + (self.rate_cv * mean) ** 2)

    def quantiles(self, mean: FloatArray, leads: IntArray) -> FloatArray:
        """Quantiles of counts, shape (4, n_days, n_slots): never negative, around the mean.

        Parameters
        ----------
        mean : ndarray, shape (n_days, n_slots)
            Forecast.
        leads : ndarray of int, shape (n_days,)
            Lead of each day, 1 for the first after the history.
        """
        score = np.stack([self.scores[band_of(int(lead))] for lead in leads], axis=1)
        out = np.maximum(mean[None] + score[:, :, None] * self.scale(mean)[None], 0.0)
        out[:2] = np.minimum(out[:2], mean)
        out[2:] = np.maximum(out[2:], mean)
        return np.sort(out, axis=0)

    def day_widths(self) -> FloatArray:
        """Log of (quantile + 1/2) over (day total + 1/2), shape (n_bands, 4)."""
        rows = []
        for band in range(len(LEAD_BANDS)):
            width = stats.t.ppf(LEVELS, self.day_freedom[band]) * self.day_sd[band]
            outer = self.day_outer[band]
            width[0], width[3] = min(width[0], -outer), max(width[3], outer)
            rows.append(width)
        return np.stack(rows)

    def day_total_quantiles(self, totals: FloatArray, leads: IntArray) -> FloatArray:
        """Quantiles of day totals, shape (4, n_days)."""
        bands = [band_of(int(lead)) for lead in leads]
        return total_quantiles(totals, self.day_widths()[bands].T)


def total_quantiles(totals: FloatArray, widths: FloatArray) -> FloatArray:
    """Quantiles of totals from widths on the log; half a contact keeps small totals honest.

    A total of nothing (a closed day) stays nothing.

    Parameters
    ----------
    totals : ndarray, shape (n,)
        Expected totals.
    widths : ndarray, shape (4, n)
        Logs of (quantile + 1/2) over (total + 1/2).
    """
    found = np.maximum((totals[None] + 0.5) * np.exp(widths) - 0.5, 0.0)
    return np.where(totals[None] > 0, found, 0.0)


def band_of(lead: int) -> int:
    """Index of the lead band of a day; days beyond the last band belong to it."""
    for i, (_, last) in enumerate(LEAD_BANDS):
        if lead <= last:
            return i
    return len(LEAD_BANDS) - 1


def fit_spread(folds: Sequence[Fold]) -> Spread:
    """Learn the spread from forecasts at past origins; wide defaults where there are too few.

    Notes
    -----
    Signed residuals divided by the negative-binomial standard deviation are ranked per lead band
    (split conformal with a locally scaled score). A band with too few residuals takes the wider
    of what all bands say and the default.
    """
    mean, actual, lead = _cells(folds)
    dispersion, rate_cv = _moments(mean, actual)
    base = Spread(dispersion, rate_cv, {}, {}, {}, {})
    score = (actual - mean) / np.maximum(base.scale(mean), 1e-9)
    fallback = np.array(stats.norm.ppf(LEVELS)) * 1.1
    if len(score) >= MIN_RESIDUALS:
        fallback = _ranked(score, WIDENED[-1])
    scores: dict[int, FloatArray] = {}
    day_sd: dict[int, float] = {}
    freedom: dict[int, int] = {}
    outer: dict[int, float] = {}
    day_lead, day_log = _day_logs(folds)
    for i, (first, last) in enumerate(LEAD_BANDS):
        own = score[(lead >= first) & (lead <= last)]
        before = scores[i - 1] if i else fallback
        scores[i] = (
            _ranked(own, WIDENED[i]) if len(own) >= MIN_RESIDUALS else _wider(fallback, before)
        )
        logs = day_log[(day_lead >= first) & (day_lead <= last)]
        if len(logs) >= MIN_DAYS:
            day_sd[i] = float(np.sqrt(np.mean(logs**2))) + 1e-6
            freedom[i] = len(logs)
            level = min(0.95 * (len(logs) + 1) / len(logs), 1.0)
            outer[i] = float(np.quantile(np.abs(logs), level))
        else:
            day_sd[i] = max(day_sd.get(i - 1, 0.0), DEFAULT_DAY_SD)
            freedom[i] = 30
            outer[i] = outer.get(i - 1, 0.0)
    return Spread(dispersion, rate_cv, scores, day_sd, freedom, outer)


def _cells(folds: Sequence[Fold]) -> tuple[FloatArray, FloatArray, IntArray]:
    means, actuals, leads = [np.empty(0)], [np.empty(0)], [np.empty(0, dtype=np.int64)]
    for fold in folds:
        known = np.isfinite(fold.actual) & (fold.mean > 0)
        means.append(fold.mean[known])
        actuals.append(fold.actual[known])
        leads.append(np.broadcast_to(fold.leads[:, None], known.shape)[known])
    return np.concatenate(means), np.concatenate(actuals), np.concatenate(leads)


def _moments(mean: FloatArray, actual: FloatArray) -> tuple[float, float]:
    """Dispersion and rate variation by weighted moments, held to sensible ranges."""
    if len(mean) < MIN_RESIDUALS:
        return DEFAULT_DISPERSION, DEFAULT_RATE_CV
    square = (actual - mean) ** 2
    # Single wild intervals would blow the moments up; the ranks see them anyway.
    square = np.minimum(square, 16 * (mean + (0.3 * mean) ** 2))
    weight = 1.0 / (mean + 0.1 * mean**2 + 0.1) ** 2
    columns = np.stack([mean, mean**2], axis=1)
    lhs = (columns * weight[:, None]).T @ columns
    part = np.linalg.lstsq(lhs, columns.T @ (weight * square), rcond=None)[0]
    dispersion = float(np.clip(part[0], 0.5, 50.0))
    rest = square - dispersion * mean
    rate = float((weight * mean**2 * rest).sum() / max(float((weight * mean**4).sum()), 1e-12))
    return dispersion, float(np.sqrt(np.clip(rate, 1e-4, 4.0)))


def _ranked(score: FloatArray, widened: float) -> FloatArray:
    return np.asarray(np.quantile(score, LEVELS)) * widened


def _wider(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.concatenate([np.minimum(one[:2], other[:2]), np.maximum(one[2:], other[2:])])


def _day_logs(folds: Sequence[Fold]) -> tuple[IntArray, FloatArray]:
    leads, logs = [], []
    for fold in folds:
        for lead, mean, actual in zip(fold.leads, fold.mean, fold.actual, strict=True):
            known = np.isfinite(actual)
            if known.any() and mean[known].sum() > 0:
                leads.append(int(lead))
                logs.append(np.log((actual[known].sum() + 0.5) / (mean[known].sum() + 0.5)))
    return np.array(leads, dtype=np.int64), np.array(logs, dtype=float)
