"""Shrunken regression of days on the calendar, with a level that moves underneath."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecasting.days import FloatArray
from wfm.forecasting.level import Memory, remember
from wfm.forecasting.regression import median

ROUNDS = 2
HUBER = 4.0


@dataclass(frozen=True, eq=False)
class LevelFit:
    """A fitted regression.

    Parameters
    ----------
    intercept : float
        Level at which all regressors are zero.
    effects : ndarray, shape (n_regressors,)
        Shrunken effects.
    memory : Memory
        What the last errors say about the next ones.
    innovations : ndarray, shape (n_days,)
        Errors of each day, of what was expected of it the day before.
    """

    intercept: float
    effects: FloatArray
    memory: Memory
    innovations: FloatArray

    def predict(self, regressors: FloatArray, steps: FloatArray) -> FloatArray:
        """Expected value `steps` (1, 2, ...) observations after the last one."""
        return np.asarray(self.intercept + regressors @ self.effects + self.memory.ahead(steps))


def fit_level_regression(
    y: FloatArray,
    regressors: FloatArray,
    prior_sd: FloatArray,
    weights: FloatArray,
    noise: float,
) -> LevelFit:
    """Fit ``y = a + X b + u``, ``b ~ N(0, prior_sd^2)``, u a process of `wfm.forecasting.level`.

    Generalised least squares: the likeliest process's filter is run over y and X alike, so that
    a wandering level is not taken for an effect of the calendar. Single wild days are held by
    Huber weights.

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
    noise : float
        Variance of y by counting alone.
    """
    design = np.column_stack([np.ones(len(y)), regressors])
    penalty = np.concatenate([[0.0], 1.0 / np.maximum(prior_sd, 1e-9) ** 2])
    middle = float(np.average(y, weights=weights)) if weights.sum() > 0 else float(y.mean())
    columns = np.column_stack([design, y - middle])
    beta, errors, _ = _solve(columns, columns, penalty, weights)
    process = remember(errors, noise).likeliest
    beta, errors, innovations = _solve(process.innovations(columns), columns, penalty, weights)
    memory = remember(errors, noise, process)
    return LevelFit(float(beta[0]) + middle, beta[1:], memory, innovations)


def _solve(
    turned: FloatArray, columns: FloatArray, penalty: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Ridge regression of the last column on the others: effects, errors, turned errors."""
    x, y = turned[:, :-1], turned[:, -1]
    variance = float(np.var(columns[:, -1])) * 0.1 + 1e-9
    robust = np.ones(len(y))
    beta: FloatArray = np.zeros(x.shape[1])
    rest: FloatArray = y
    for _ in range(ROUNDS):
        scale = weights * robust
        lhs = (x * scale[:, None]).T @ x + variance * np.diag(penalty)
        beta = np.asarray(np.linalg.solve(lhs + 1e-8 * np.eye(len(penalty)), x.T @ (scale * y)))
        rest = np.asarray(y - x @ beta)
        spread = 1.4826 * median(np.abs(rest)) + 1e-9
        robust = np.minimum(1.0, HUBER * spread / np.maximum(np.abs(rest), 1e-12))
        total = float((weights * robust).sum())
        variance = float((weights * robust * rest**2).sum()) / max(total, 1.0) + 1e-9
    return beta, columns[:, -1] - columns[:, :-1] @ beta, rest
