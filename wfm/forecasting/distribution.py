"""A whole distribution from the quantiles and the mean that a forecast frame carries."""

from __future__ import annotations

import numpy as np
from scipy import stats

from wfm.forecasting.days import FloatArray
from wfm.forecasting.intervals import LEVELS

KNOTS = np.array(stats.norm.ppf((*LEVELS[:2], 0.5, *LEVELS[2:])))
"""Normal scores of the knots: q025, q10, the middle, q90, q975."""


def _weights() -> FloatArray:
    """Share of each knot in the mean of the curve through them, shape (5,)."""
    scores = np.array(stats.norm.ppf((np.arange(4000) + 0.5) / 4000))
    unit = np.eye(len(KNOTS))
    return np.array([_through(row[:, None], scores[:, None])[:, 0].mean() for row in unit])


def _through(values: FloatArray, scores: FloatArray) -> FloatArray:
    """Straight lines through knots, in normal scores, the outer ones carried on.

    Parameters
    ----------
    values : ndarray, shape (5, n)
        Value at each knot.
    scores : ndarray, shape (m, n) or (m, 1)
        Normal scores asked for.
    """
    segment = np.clip(np.searchsorted(KNOTS, scores) - 1, 0, len(KNOTS) - 2)
    column = np.arange(values.shape[1])[None, :]
    low, high = values[segment, column], values[segment + 1, column]
    share = (scores - KNOTS[segment]) / (KNOTS[segment + 1] - KNOTS[segment])
    return np.asarray(low + share * (high - low))


WEIGHTS = _weights()


def knots(mean: FloatArray, quantiles: FloatArray) -> FloatArray:
    """Values at the five knots, shape (5, n).

    The middle one is placed so that the mean of the curve is the forecast, as far as it stays
    between q10 and q90.

    Parameters
    ----------
    mean : ndarray, shape (n,)
        Expected counts.
    quantiles : ndarray, shape (4, n)
        At `wfm.forecasting.intervals.LEVELS`, rising.
    """
    outer = WEIGHTS[[0, 1, 3, 4]] @ quantiles
    middle = np.clip((mean - outer) / WEIGHTS[2], quantiles[1], quantiles[2])
    return np.stack([quantiles[0], quantiles[1], middle, quantiles[2], quantiles[3]])


def at_score(curve: FloatArray, scores: FloatArray) -> FloatArray:
    """Counts at normal scores, never negative, shape (m, n).

    Parameters
    ----------
    curve : ndarray, shape (5, n)
        From `knots`.
    scores : ndarray, shape (m, n) or (m, 1)
        Normal scores: 0 is the middle, 1.96 the upper end of the 95 % interval.
    """
    return np.maximum(_through(curve, scores), 0.0)


def central(curve: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Ends of the central interval that should hold a share `level` of the counts."""
    score = float(stats.norm.ppf((1 + level) / 2))
    low, high = at_score(curve, np.array([[-score], [score]]))
    return low, high
