"""Shrunken regression with errors that follow an AR(1) process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecasting.days import FloatArray

ROUNDS = 4
HUBER = 4.0
MAX_RHO = 0.98


@dataclass(frozen=True, eq=False)
class ArFit:
    """A fitted regression.

    Parameters
    ----------
    intercept : float
        Level at which all regressors are zero.
    effects : ndarray, shape (n_regressors,)
        Shrunken effects.
    rho : float
        Autocorrelation of the errors from one observed day to the next, in [0, 0.98].
    sd : float
        Standard deviation of the one-step innovations.
    """

    intercept: float
    effects: FloatArray
    rho: float
    sd: float


def fit_ar_regression(
    y: FloatArray,
    regressors: FloatArray,
    prior_sd: FloatArray,
    weights: FloatArray,
) -> ArFit:
    """Fit ``y = a + X b + u``, ``u_t = rho u_(t-1) + e_t``, with ``b ~ N(0, prior_sd^2)``.

    Iterated Cochrane-Orcutt with the first observation kept (Prais-Winsten), ridge penalties from
    the prior, and Huber weights against single wild days.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Observed days in order; a gap counts as one step.
    regressors : ndarray, shape (n, k)
        Regressors without intercept.
    prior_sd : ndarray, shape (k,)
        Prior standard deviations of the effects, in units of y.
    weights : ndarray, shape (n,)
        Weights of the days, 1 for a full one.
    """
    n = len(y)
    design = np.column_stack([np.ones(n), regressors])
    penalty = np.concatenate([[0.0], 1.0 / np.maximum(prior_sd, 1e-9) ** 2])
    rho = 0.0
    variance = float(np.var(y)) * 0.1 + 1e-9
    robust = np.ones(n)
    beta = np.zeros(design.shape[1])
    errors = y - y.mean()
    for _ in range(ROUNDS):
        scale = np.sqrt(weights * robust)
        turned_y, turned_x = _turn(y[:, None], rho)[:, 0], _turn(design, rho)
        lhs = (turned_x * (scale**2)[:, None]).T @ turned_x
        lhs += variance * np.diag(penalty) + 1e-10 * np.eye(len(penalty))
        beta = np.linalg.solve(lhs, turned_x.T @ (scale**2 * turned_y))
        errors = y - design @ beta
        innovations = _turn(errors[:, None], rho)[:, 0]
        spread = 1.4826 * median(np.abs(innovations)) + 1e-9
        robust = np.minimum(1.0, HUBER * spread / np.maximum(np.abs(innovations), 1e-12))
        rho = _autocorrelation(errors, 1.25 * HUBER * spread)
        total = float((weights * robust).sum())
        variance = float((weights * robust * innovations**2).sum()) / max(total, 1.0) + 1e-9
    return ArFit(float(beta[0]), beta[1:], rho, float(np.sqrt(variance)))


def median(values: FloatArray) -> float:
    """Median; numpy's own spends most of its time on cases that do not occur here."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    ordered = np.partition(values, (half - 1, half))
    return float(ordered[half - 1] + ordered[half]) / 2


def _autocorrelation(errors: FloatArray, limit: float) -> float:
    """Lag-one autocorrelation of held errors, 0 to `MAX_RHO`."""
    held = np.clip(errors, -limit, limit)
    below = float((held[:-1] ** 2).sum())
    rho = float((held[1:] * held[:-1]).sum()) / below if below > 1e-12 else 0.0
    return min(max(rho, 0.0), MAX_RHO)


def _turn(columns: FloatArray, rho: float) -> FloatArray:
    """Take out the autocorrelation, keeping the first row."""
    turned = columns.copy()
    turned[1:] -= rho * columns[:-1]
    turned[0] *= np.sqrt(1 - rho**2)
    return turned


def half_life_weights(ages_days: FloatArray, half_life_days: float) -> FloatArray:
    """Weights that halve every so many days.

    Examples
    --------
    >>> half_life_weights(np.array([0.0, 60.0]), 60.0).tolist()
    [1.0, 0.5]
    """
    return np.asarray(0.5 ** (ages_days / half_life_days))
