"""Proven bounds on Erlang B, and so on Erlang C, that cost a tenth of the exact value.

With r = a / n < 1 and d = sqrt(-2 n (1 - r + ln r)), for real n > 0,

    sqrt(n) Phi(d) / phi(d) + 2/3  <=  1 / B(n, a)  <=  the same + sqrt(n) t / phi(d),

where t = exp(1 / (12 n)) - 1. One agent fewer follows by 1 / B(n - 1) = (1 / B(n) - 1) a / n, and
Erlang C by 1 / C = r + (1 - r) / B. Janssen, van Leeuwaarden & Zwart
(2008, 2011) have bounds of this kind; docs/sizing.md proves these from scratch in ten lines.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from wfm.sizing.arrays import FloatArray

SLACK = 1e-6
"""Relative error allowed for in what is computed here; rounding and the polynomial make 2e-7."""

MOST_LOAD = 1e8
"""Above so many erlangs rounding eats the slack: nothing is proved there."""

_ROOT_TWO_PI = float(np.sqrt(2 * np.pi))
_STEEPEST = 600.0
"""Exponent at which exp is cut before it overflows; no share that a float holds needs more."""
_MILLS_DEGREE = 10


def inverse_blocking_bounds(load: FloatArray, agents: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a lower and an upper bound of 1 / B, each good to a fifth of `SLACK`.

    Parameters
    ----------
    load : ndarray
        Erlangs above 0.
    agents : ndarray
        1 or more and at least the load; need not be whole.
    """
    peak, upper_mills = normal_parts(half_square(agents, load / agents))
    root = np.sqrt(agents)
    low = root * (peak - upper_mills) + 2 / 3
    # exp(x) - 1 <= x / (1 - x) = 1 / (12 n - 1) for x = 1 / (12 n).
    return low, low + root * peak / (12.0 * agents - 1.0)


def half_square(agents: FloatArray, ratio: FloatArray) -> FloatArray:
    """Half the square of the d in this module's text, for a load of `ratio` an agent."""
    return np.asarray(np.maximum(-agents * (1.0 - ratio + np.log(ratio)), 0.0))


def normal_parts(half_square_: FloatArray) -> tuple[FloatArray, FloatArray]:
    """1 / phi(d) and (1 - Phi(d)) / phi(d) for d >= 0, from d * d / 2.

    The second is a polynomial in 1 / (1 + d / 2), six times as fast as the library's function
    and good to 1e-7.
    """
    t = 1.0 / (1.0 + np.sqrt(0.5 * half_square_))
    upper = np.full_like(t, _MILLS[0])
    for coefficient in _MILLS[1:]:
        upper *= t
        upper += coefficient
    return _ROOT_TWO_PI * np.exp(np.minimum(half_square_, _STEEPEST)), upper


def _upper_mills_coefficients() -> FloatArray:
    """Chebyshev interpolation of (1 - Phi(d)) / phi(d) in t = 1 / (1 + d / 2), as powers of t."""

    def mills(t: FloatArray) -> FloatArray:
        d = 2.0 * (1.0 / t - 1.0)
        return np.asarray(np.sqrt(np.pi / 2) * special.erfcx(d / np.sqrt(2.0)))

    fit = np.polynomial.Chebyshev.interpolate(mills, _MILLS_DEGREE, domain=[1e-6, 1.0])
    return np.asarray(fit.convert(kind=np.polynomial.Polynomial, domain=[-1, 1]).coef)


_MILLS = tuple(float(each) for each in _upper_mills_coefficients()[::-1])
