"""A close guess of the agents needed. Nothing rests on it but speed: wfm.sizing.inverse proves."""

from __future__ import annotations

import numpy as np

from wfm.sizing.arrays import FloatArray
from wfm.sizing.bounds import half_square, normal_parts
from wfm.sizing.target import Target

_EDGE = 1e-3
"""Standard deviations of load above the load below which no guess falls."""


def guess_agents(
    load: FloatArray, aht_s: FloatArray, target: Target, patience_s: float | None
) -> FloatArray:
    """Return real-valued agents near the requirement.

    Parameters
    ----------
    load, aht_s : ndarray
        Flat; every load is above 0.
    target : Target
    patience_s : float or None
        Mean patience under Erlang A, for which the guess is rough.
    """
    if patience_s is not None:
        # Those who give up lighten the load: square-root staffing with next to no margin.
        share = target.answer_rate or 1.0
        return np.maximum(load * share + 0.25 * np.sqrt(load), 1.0)
    if target.sl is None:
        return np.asarray(load + np.sqrt(load))
    return service_level_guess(load, target.threshold_s / aht_s, 1.0 - target.sl)


def service_level_guess(load: FloatArray, reach: FloatArray, late: float) -> FloatArray:
    """Solve ``C(n, a) * exp(-(n - a) * reach) = late`` for real n by one Newton step.

    C is the upper bound of `wfm.sizing.bounds`.

    Parameters
    ----------
    load : ndarray
        Erlangs above 0.
    reach : ndarray
        Threshold in handle times.
    late : float
        Share allowed to be late, in (0, 1).
    """
    wanted = -np.log(late)
    root = np.sqrt(load)
    # Where ln(1 / C) is about 1.2533 b + 0.2146 b**2 in b = (n - a) / sqrt(a), its expansion at
    # 0 in the diffusion limit, the margin b is the root of a quadratic.
    linear = 1.2533 + reach * root
    n = load + root * (2.0 * wanted / (linear + np.sqrt(linear * linear + 0.8584 * wanted)))
    ratio = load / n
    inverse_root = 1.0 / np.sqrt(n)
    spare = n - load
    margin = spare * inverse_root
    peak, upper_mills = normal_parts(half_square(n, ratio))
    mills = peak - upper_mills + (2 / 3) * inverse_root
    inverse_c = ratio + margin * mills
    slope = inverse_root * (mills + margin + margin * margin * mills) / inverse_c + reach
    step = (np.log(inverse_c) + spare * reach - wanted) / slope
    return np.asarray(np.maximum(n - step, load + _EDGE * root))
