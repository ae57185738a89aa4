"""What awaits a caller, by how many are before them: closed forms for a steady staff.

A caller who finds k in a system of n agents waits for q + 1 = k - n + 1 departures, each at the
rate of n agents and of the patience of those still before them. That wait is a sum of
exponentials of rates c, c + p, ..., c + q p (c = n / AHT, p = 1 / patience), which has the law of
``-ln(X) / p`` with X from Beta(c / p, q + 1) (Renyi 1953); without patience it is Erlang's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from wfm.sizing.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class StateWait:
    """Probabilities and waits of a caller by the number found in the system, one shape.

    Attributes
    ----------
    in_time : ndarray
        Answered within the threshold.
    short_abandon : ndarray
        Given up within the threshold; 0 without patience.
    abandon : ndarray
        Given up at all; 0 without patience.
    wait_s : ndarray
        Mean seconds until answered or gone; infinite where nobody ever answers or gives up.
    """

    in_time: FloatArray
    short_abandon: FloatArray
    abandon: FloatArray
    wait_s: FloatArray


def state_wait(
    found: FloatArray,
    agents: FloatArray,
    aht_s: FloatArray,
    threshold_s: float,
    patience_s: float | None,
) -> StateWait:
    """Return what awaits a caller who finds `found` callers in the system.

    Parameters
    ----------
    found : ndarray
        Callers served or waiting, whole numbers.
    agents, aht_s : ndarray
        Agents (whole) and mean handle time, seconds; broadcast with `found`. The agents stay.
    threshold_s : float
    patience_s : float or None
        Mean patience, seconds; None when nobody gives up.
    """
    found, agents, aht = np.broadcast_arrays(found, agents, aht_s)
    before = np.maximum(found - agents, 0.0) + 1.0
    waits = found >= agents
    rate = agents / aht
    if patience_s is None:
        return _endless(before, waits, rate, threshold_s)
    reach = rate * patience_s
    kept = np.exp(-threshold_s / patience_s)
    shape = np.where(reach > 0, reach, 1.0)
    there = waits & (reach > 0)
    # P(X >= kept), and E[X; X >= kept], with X the share of patience that outlives the wait.
    prompt = np.where(there, special.betainc(before, shape, 1.0 - kept), 0.0)
    share = shape / (shape + before)
    served = np.where(there, share * special.betainc(before, shape + 1.0, 1.0 - kept), 0.0)
    gone = np.where(there, 1.0 - share, 1.0)
    return StateWait(
        in_time=np.where(waits, served, 1.0),
        short_abandon=np.where(waits, 1.0 - served - kept * (1.0 - prompt), 0.0),
        abandon=np.where(waits, gone, 0.0),
        wait_s=np.where(waits, gone * patience_s, 0.0),
    )


def _endless(
    before: FloatArray, waits: BoolArray, rate: FloatArray, threshold_s: float
) -> StateWait:
    safe = np.where(rate > 0, rate, 1.0)
    # gammainc(q, x) is the probability of q departures or more, x being expected.
    prompt = np.where(rate > 0, special.gammainc(before, safe * threshold_s), 0.0)
    wait = np.where(rate > 0, before / safe, np.inf)
    nothing = np.zeros(before.shape)
    return StateWait(np.where(waits, prompt, 1.0), nothing, nothing, np.where(waits, wait, 0.0))
