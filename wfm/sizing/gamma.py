"""Incomplete gamma functions in the two ratios that queues need, safe where either part underflows.

Both ratios divide an incomplete gamma function by its own leading factor, so numerator and
denominator may leave the range of a float together while the ratio stays ordinary. Near the
transition the library's uniform expansions are used, away from it continued fractions, which
converge in a few dozen steps there and have only positive terms.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from wfm.sizing.arrays import BoolArray, FloatArray, IntArray

_HALF_LOG_TWO_PI = 0.5 * float(np.log(2 * np.pi))
_SERIES_FROM = 12.0
_SPREADS = 4.0
"""Standard deviations from the transition at which the continued fractions take over."""
_MAX_TERMS = 5000
_TOLERANCE = 2e-16


def log_poisson(count: FloatArray, mean: FloatArray) -> FloatArray:
    """Log of ``mean**count * exp(-mean) / Gamma(count + 1)``, `count` need not be whole.

    The saddle-point form (Loader 2000) keeps full precision at 100,000 and beyond, where the
    plain form subtracts numbers of a million from each other. Both arrays have the same shape,
    `mean` is above zero.
    """
    large = count >= _SERIES_FROM
    safe = np.where(large, count, _SERIES_FROM)
    change = (mean - safe) / safe
    inverse = 1.0 / safe
    square = inverse * inverse
    stirling = inverse * (
        1 / 12
        - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188))))
    )
    with np.errstate(divide="ignore"):
        deviance = safe * (change - np.log1p(np.maximum(change, -1.0)))
    result = -stirling - deviance - _HALF_LOG_TWO_PI - 0.5 * np.log(safe)
    if not large.all():
        small = count[~large]
        plain = small * np.log(mean[~large]) - mean[~large] - special.gammaln(small + 1.0)
        result[~large] = plain
    return np.asarray(result, dtype=np.float64)


def upper_ratio(count: FloatArray, mean: FloatArray) -> FloatArray:
    """Inverse of Erlang B continued to fractional agents, ``Gamma(n+1, a) / (a**n exp(-a))``.

    Parameters
    ----------
    count : ndarray
        Agents n >= 0, flat.
    mean : ndarray
        Load a > 0 in erlangs, flat, same length.

    Returns
    -------
    ndarray
        1 / B(n, a) >= 1; infinite where blocking is below the smallest float.
    """
    result = np.empty_like(mean)
    overloaded = count < mean - _SPREADS * np.sqrt(mean) - 1.0
    easy = ~overloaded
    if easy.any():
        n, a = count[easy], mean[easy]
        with np.errstate(over="ignore"):
            result[easy] = special.gammaincc(n + 1.0, a) * np.exp(-log_poisson(n, a))
    if overloaded.any():
        result[overloaded] = _overload_fraction(count[overloaded], mean[overloaded])
    return result


def _overload_fraction(count: FloatArray, mean: FloatArray) -> FloatArray:
    """Legendre's continued fraction of ``upper_ratio``: a / (a-n + n/(a-n+2 + ...))."""
    gap = mean - count
    fraction = _lentz(
        gap,
        lambda term, active: term * (count[active] + 1.0 - term),
        lambda term, active: gap[active] + 2.0 * term,
    )
    return mean / fraction


class LowerRatio:
    """J(x, y) = y**x exp(-y) / (x * gamma(x, y)) with gamma the lower incomplete gamma function.

    The inverse of A(x, y) of Erlang A (Palm 1957; Garnett, Mandelbaum & Reiman 2002), where
    x = agents * patience / handle time and y = calls a second * patience.

    Parameters
    ----------
    x, y : ndarray
        Flat, same length, x >= 0 and y > 0.

    Attributes
    ----------
    log_j : ndarray
        Natural logarithm of J, 0 >= log J.
    excess : ndarray
        ``1 - (x / y) * (1 - J)``: the probability that a customer who has to wait gives up. It
        is a small difference of large numbers in light load, hence computed on its own.
    """

    def __init__(self, x: FloatArray, y: FloatArray) -> None:
        self.log_j = np.empty_like(y)
        self.excess = np.empty_like(y)
        light = (y < 0.5 * x) | (y < x - _SPREADS * np.sqrt(x))
        if light.any():
            self._light(x, y, light)
        if not light.all():
            self._heavy(x, y, ~light)

    def _light(self, x: FloatArray, y: FloatArray, where: BoolArray) -> None:
        """Fraction of 1F1(1; x+1; y) = 1/(1 - y/(x+1 + y/(x+2 - (x+1)y/(x+3 + ...)))))."""
        xs, ys = x[where], y[where]
        surplus = 1.0 + ys / _confluent_fraction(xs, ys)
        self.excess[where] = surplus / (xs + surplus)
        self.log_j[where] = np.log1p(-ys / (xs + surplus))

    def _heavy(self, x: FloatArray, y: FloatArray, where: BoolArray) -> None:
        xs, ys = x[where], y[where]
        below = np.where(xs > 0, special.gammainc(np.maximum(xs, 1e-300), ys), 1.0)
        log_j = log_poisson(xs, ys) - np.log(below)
        # Rounding may lift J a hair above 1 when the load all but vanishes.
        self.log_j[where] = np.minimum(log_j, 0.0)
        self.excess[where] = 1.0 + (xs / ys) * np.expm1(self.log_j[where])


def _confluent_fraction(x: FloatArray, y: FloatArray) -> FloatArray:
    """``x+2 - (x+1)y/(x+3 + 2y/(x+4 - (x+2)y/(x+5 + 3y/(...))))``."""

    def top(term: int, active: IntArray) -> FloatArray:
        half = (term + 1) // 2
        if term % 2:
            return -(x[active] + half) * y[active]
        return (half + 1) * y[active]

    return _lentz(x + 2.0, top, lambda term, active: x[active] + 2.0 + term)


def _lentz(
    first: FloatArray,
    top: Callable[[int, IntArray], FloatArray],
    base: Callable[[int, IntArray], FloatArray],
) -> FloatArray:
    """Value of ``first + top1/(base1 + top2/(base2 + ...))`` by the modified Lentz algorithm.

    `top` and `base` give a term's numbers for the elements that have not converged yet.
    """
    value, c, d = first.copy(), first.copy(), np.zeros_like(first)
    active: IntArray = np.arange(first.size)
    for term in range(1, _MAX_TERMS):
        upper, lower = top(term, active), base(term, active)
        d[active] = 1.0 / (lower + upper * d[active])
        c[active] = lower + upper / c[active]
        factor = c[active] * d[active]
        value[active] *= factor
        if term % 8 == 0:
            active = active[np.abs(factor - 1.0) > _TOLERANCE]
            if active.size == 0:
                break
    return value
