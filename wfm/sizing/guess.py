"""A first guess of the agents needed; a wrong guess costs time, never exactness."""

from __future__ import annotations

import numpy as np
from scipy import special

from wfm.sizing.arrays import FloatArray
from wfm.sizing.target import Target

_ROOT_HALF_PI = float(np.sqrt(np.pi / 2))
_ROOT_HALF = float(np.sqrt(0.5))
_STEPS = 3


def guess_agents(
    load: FloatArray, aht_s: FloatArray, target: Target, patience_s: float | None
) -> FloatArray:
    """Return real-valued agents near the requirement, flat like the load (every load above 0)."""
    if target.sl is None:
        base = load + np.sqrt(load)
    else:
        base = service_level_guess(load, target.threshold_s / aht_s, 1.0 - target.sl)
    if patience_s is not None:
        # Those who give up lighten the load: square-root staffing without its margin.
        base = np.minimum(base, load * (target.answer_rate or 1.0) + 0.25 * np.sqrt(load))
        base = np.maximum(base, 1.0)
    return base


def service_level_guess(load: FloatArray, reach: FloatArray, late: float) -> FloatArray:
    """Solve ``C(n, a) * exp(-(n - a) * reach) = late`` for real n by a few Newton steps.

    C is the corrected diffusion approximation of Janssen, van Leeuwaarden & Zwart (2011),
    ``1 / (r + g * (Phi(s) / phi(s) + 2 / (3 sqrt(n))))`` with r = a / n, g = (n - a) / sqrt(n)
    and s = sqrt(-2 n (1 - r + ln r)).

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
    # Square-root staffing for half the wanted decay, the threshold taking its part.
    n = load + root * np.maximum(-special.ndtri(min(late, 0.49)), 0.1) / (1.0 + reach * root)
    for _ in range(_STEPS):
        ratio = load / n
        inverse_root = 1.0 / np.sqrt(n)
        spare = n - load
        margin = spare * inverse_root
        shift = np.sqrt(np.maximum(-2.0 * n * (1.0 - ratio + np.log(ratio)), 0.0))
        mills = _ROOT_HALF_PI * special.erfcx(-_ROOT_HALF * shift) + (2 / 3) * inverse_root
        inverse_c = ratio + margin * mills
        value = np.log(inverse_c) + spare * reach - wanted
        slope = inverse_root * (mills + margin + margin * margin * mills) / inverse_c + reach
        n = np.maximum(n - value / slope, load + 1e-3 * root)
    return np.asarray(n)
