"""The year's finer shape, learned from its past returns.

Two waves a year follow summers and winters; a ramp to Christmas or to a deadline takes more. How
strong the finer waves may be is weighed by the evidence of the history: the likelihood of the
days' totals when the waves are drawn from a prior and the level wanders underneath (MacKay 1992).
What does not come back is taken for a level that moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.level import remember
from wfm.forecasting.profiles import day_totals, share_profiles
from wfm.forecasting.regression import half_life_weights, median
from wfm.forecasting.regressors import YEAR_WAVES, waves, year_phase

FINEST = 26
"""Waves a year of the finest: two weeks each."""
WAVES = np.repeat(np.arange(YEAR_WAVES + 1, FINEST + 1), 2)
PRIORS = ((0.0, 0.0), *((size, decay) for decay in (1.0, 2.0) for size in (0.02, 0.05, 0.12)))
"""Prior standard deviation of the first finer wave on the log of volume, and the power of the
wave's number with which it falls."""
HALF_LIFE_DAYS = 730.0
HUBER = 4.0
ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Season:
    """The finer shape of the year.

    Parameters
    ----------
    effects : ndarray, shape (2 * n_waves,)
        Sine and cosine of each wave from the third on, on the log of volume; empty for none.
    """

    effects: FloatArray

    def factors(self, days: Sequence[date]) -> FloatArray:
        """Factor of each day on the volume, shape (n_days,)."""
        if not self.effects.size:
            return np.ones(len(days))
        return np.asarray(np.exp(_columns(days) @ self.effects))

    def freed(self, history: DayMatrix) -> DayMatrix:
        """Divide the season out of a history."""
        if not self.effects.size:
            return history
        return replace(history, counts=history.counts / self.factors(history.days)[:, None])


NO_SEASON = Season(np.empty(0))


def learn_season(history: DayMatrix, calendar: LearnedCalendar) -> Season:
    """Learn the finer shape of the year; none before two years of history are there.

    Parameters
    ----------
    history : DayMatrix
        The past, freed of events.
    calendar : LearnedCalendar
        The calendar as this history behaves under it.
    """
    if not calendar.has_years:
        return NO_SEASON
    types = calendar.types(history.days)
    _, rates = share_profiles(history.counts, types, calendar.opening)
    totals, counted = day_totals(history.counts, types, rates)
    rows = np.flatnonzero(np.isfinite(totals))
    days = [history.days[row] for row in rows]
    ages = (len(history.days) - 1 - rows).astype(float)
    weights = half_life_weights(ages, HALF_LIFE_DAYS) * counted[rows]
    if not weights.sum() > 0:
        return NO_SEASON
    noise = 1.0 / max(float(np.average(totals[rows], weights=weights)), 1.0)
    columns = np.column_stack(
        [calendar.regressors(days), _columns(days), np.log(totals[rows] + 0.5)]
    )
    columns = columns - np.average(columns, axis=0, weights=weights)
    usual = calendar.prior_sd
    priors = [np.r_[usual, _finer_sd(*prior)] for prior in PRIORS]
    unturned = _Evidence(columns, weights, priors[-1])
    # Without the finer waves a level seems to wander more: both views have a say.
    errors = [columns[:, -1] - columns[:, :-1] @ unturned.under(priors[i])[1] for i in (0, -1)]
    likeliest = {remember(one, noise).likeliest for one in errors}
    logs, effects = [], []
    for process in sorted(likeliest, key=lambda one: one.variance):
        evidence = _Evidence(process.innovations(columns), weights, priors[-1])
        for prior in priors:
            log, beta = evidence.under(prior)
            logs.append(log)
            effects.append(beta[len(usual) :])
    share = np.exp(np.array(logs) - max(logs))
    return Season(np.asarray(share @ np.array(effects) / share.sum()))


def _columns(days: Sequence[date]) -> FloatArray:
    return np.stack(waves(year_phase(days), np.unique(WAVES)), axis=1)


def _finer_sd(size: float, decay: float) -> FloatArray:
    return np.asarray(size * (WAVES[0] / WAVES) ** decay)


class _Evidence:
    """Regression of the last column on the others, for any prior of the effects.

    Parameters
    ----------
    columns : ndarray, shape (n_days, n + 1)
        Regressors and the observed, both through the filter of a process.
    weights : ndarray, shape (n_days,)
        Weights of the days; wild ones lose some, by Huber's weights under a prior.
    prior_sd : ndarray, shape (n,)
        That prior.
    """

    def __init__(self, columns: FloatArray, weights: FloatArray, prior_sd: FloatArray) -> None:
        self.total = float(weights.sum())
        robust = np.ones(len(weights))
        for _ in range(2):
            scaled = columns * np.sqrt(weights * robust)[:, None]
            self.gram = scaled.T @ scaled
            rest = columns[:, -1] - columns[:, :-1] @ self.under(prior_sd)[1]
            spread = 1.4826 * median(np.abs(rest)) + 1e-9
            robust = np.minimum(1.0, HUBER * spread / np.maximum(np.abs(rest), 1e-12))

    def under(self, prior_sd: FloatArray) -> tuple[float, FloatArray]:
        """Log of the marginal likelihood, but for a constant, and the shrunken effects."""
        free = np.flatnonzero(prior_sd)
        sd = prior_sd[free]
        gram = self.gram[np.ix_(free, free)] * np.outer(sd, sd)
        both = self.gram[free, -1] * sd
        variance = float(self.gram[-1, -1]) / self.total + 1e-12
        for _ in range(ROUNDS):
            solved = np.linalg.solve(gram + variance * np.eye(len(sd)), both)
            variance = float(self.gram[-1, -1] - both @ solved) / self.total + 1e-12
        logdet = float(np.linalg.slogdet(gram / variance + np.eye(len(sd)))[1])
        effects = np.zeros(len(prior_sd))
        effects[free] = sd * solved
        return -0.5 * (self.total * np.log(variance) + logdet), effects
