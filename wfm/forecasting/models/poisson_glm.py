"""Poisson regression of the day's total on day type and calendar, spread by a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecasting.contract import clean
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.drift import drifted
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.level import Memory, remember
from wfm.forecasting.models.top_down import EFFECT_HALF_LIFE_DAYS
from wfm.forecasting.profiles import day_totals, share_profiles
from wfm.forecasting.regression import half_life_weights

DEFAULT_OVERDISPERSION = 5.0
NEWTON_ROUNDS = 25
HALVINGS = 20
LINEAR_LIMIT = 30.0


@dataclass(frozen=True, eq=False)
class PoissonGlmFit:
    """A fitted Poisson regression."""

    calendar: LearnedCalendar
    coefficients: FloatArray
    memory: Memory
    shares: FloatArray
    last_day: date
    day_gap: float
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        ahead = np.array([(day - self.last_day).days for day in days], dtype=float)
        linear = self.coefficients[0] + self.calendar.regressors(days) @ self.coefficients[1:]
        linear += self.memory.ahead(np.maximum(ahead / self.day_gap, 1.0))
        totals = np.exp(np.clip(linear, -LINEAR_LIMIT, LINEAR_LIMIT))
        return clean(totals[:, None] * self.shares[self.calendar.types(days)])


class PoissonGlm:
    """Ridge-penalised quasi-Poisson regression of day totals."""

    name = "poisson_glm"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> PoissonGlmFit:
        """Fit totals and profiles."""
        types = calendar.types(history.days)
        shares, rates = share_profiles(history.counts, types, calendar.opening)
        totals, counted = day_totals(history.counts, types, rates)
        shares = drifted(shares, history.counts, types)
        rows = np.flatnonzero(np.isfinite(totals))
        y = totals[rows]
        design = np.column_stack(
            [np.ones(len(rows)), calendar.regressors([history.days[row] for row in rows])]
        )
        ages = (len(history.days) - 1 - rows).astype(float)
        weights = half_life_weights(ages, EFFECT_HALF_LIFE_DAYS) * counted[rows]
        start = np.zeros(design.shape[1])
        start[0] = np.log(max(float(np.average(y, weights=weights)), 1e-3))
        if not y.any():
            nothing = np.r_[-30.0, start[1:]]
            return PoissonGlmFit(calendar, nothing, Memory.silent(), shares, history.days[-1], 1.0)
        precision = np.concatenate([[0.0], 1.0 / calendar.prior_sd**2])
        dispersion = DEFAULT_OVERDISPERSION
        coefficients = start
        for _ in range(2):
            coefficients = _penalised_newton(
                design, y, weights, coefficients, precision * dispersion
            )
            mean = np.exp(np.clip(design @ coefficients, -LINEAR_LIMIT, LINEAR_LIMIT))
            pearson = weights * (y - mean) ** 2 / np.maximum(mean, 1e-6)
            dispersion = max(float(pearson.sum() / max(float(weights.sum()), 1.0)), 1.0)
        errors = np.log((y + 0.5) / (mean + 0.5))
        span = max(len(history.days) - int(rows[0]), 1) / max(len(rows), 1)
        return PoissonGlmFit(
            calendar,
            coefficients,
            remember(errors, 1.0 / max(float(np.average(y, weights=weights)), 1.0)),
            shares,
            history.days[-1],
            float(span),
        )


def _penalised_newton(
    design: FloatArray,
    y: FloatArray,
    weights: FloatArray,
    start: FloatArray,
    penalty: FloatArray,
) -> FloatArray:
    """Maximise the Poisson log-likelihood less ``penalty b^2 / 2``; steps that lose are halved.

    With a log link the gradient is ``X' w (y - m)`` and the curvature ``X' w m X``: McCullagh &
    Nelder (1989), ch. 6. The same optimum as statsmodels' GLM finds without the penalty.
    """

    def gain(values: FloatArray) -> tuple[float, FloatArray]:
        linear = np.clip(design @ values, -LINEAR_LIMIT, LINEAR_LIMIT)
        mean = np.exp(linear)
        fit = float((weights * (y * linear - mean)).sum())
        return fit - float((penalty * values**2).sum()) / 2, mean

    values = start
    best, mean = gain(values)
    for _ in range(NEWTON_ROUNDS):
        slope = design.T @ (weights * (y - mean)) - penalty * values
        curve = (design.T * (weights * mean)) @ design + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        for _ in range(HALVINGS):
            now, expected = gain(values + step)
            if now >= best:
                break
            step = step / 2
        else:
            return values
        done = now - best < 1e-8 * (abs(best) + 1)
        values, best, mean = values + step, now, expected
        if done:
            break
    return values
