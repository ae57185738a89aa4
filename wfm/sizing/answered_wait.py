"""How long those wait who are answered in the end, when others give up.

No closed form: the mean over the wait density of Erlang A, weighted by the patience that
survives it, is integrated by Gauss-Legendre over the stretch that holds all but e**-40 of it.
"""

from __future__ import annotations

import numpy as np

from wfm.sizing.arrays import FloatArray

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_DROP = 40.0
_STEPS = 8
_BLOCK = 4096


def answered_wait(x: FloatArray, y: FloatArray) -> FloatArray:
    """Mean wait, in units of the mean patience, of the waiting callers who are answered.

    The mean of s under the weight ``exp(y (1 - exp(-s)) - (x + 1) s)`` on s > 0.

    Parameters
    ----------
    x : ndarray
        Agents times mean patience over mean handle time, flat.
    y : ndarray
        Load in erlangs times the same ratio, flat.
    """
    result = np.empty_like(y)
    for first in range(0, y.size, _BLOCK):
        part = slice(first, first + _BLOCK)
        result[part] = _mean(x[part] + 1.0, y[part])
    return result


def _mean(decay: FloatArray, y: FloatArray) -> FloatArray:
    mode = np.log(np.maximum(y / decay, 1.0))
    bend = y * np.exp(-mode)
    fall = np.maximum(decay - bend, 0.0)
    top = -y * np.expm1(-mode) - decay * mode
    low = np.maximum(mode - np.sqrt(2 * _DROP / bend), 0.0)
    # The bend flattens to the right, so this start lies left of the end and Newton, on a
    # concave curve, passes it once and then closes in from the right.
    high = mode + 2 * _DROP / (fall + np.sqrt(fall * fall + 2 * _DROP * bend))
    for _ in range(_STEPS):
        height = -y * np.expm1(-high) - decay * high - top + _DROP
        high = high - height / (y * np.exp(-high) - decay)
    half = 0.5 * (high - low)
    s = low + half * (1.0 + _NODES[:, np.newaxis])
    weight = np.exp(-y * np.expm1(-s) - decay * s - top) * _WEIGHTS[:, np.newaxis]
    return np.asarray((weight * s).sum(axis=0) / weight.sum(axis=0))
