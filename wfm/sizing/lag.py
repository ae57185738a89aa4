"""Arrival rates as the agents feel them: later than they come in, by one handle time.

An interval's busy agents come from calls that arrived up to a handle time before; sizing each
interval on its own arrivals (SIPP) is short on the way down from a peak and long on the way up.
Green, Kolesar & Soares (2001) average the rate over [t - AHT, t + L - AHT] instead (lag SIPP).
"""

from __future__ import annotations

from enum import Enum

import numpy as np

from wfm.sizing.arrays import FloatArray, IntArray


class TimeModel(Enum):
    """How an interval's load knows of the intervals around it."""

    ALONE = "alone"
    """It does not: each interval on its own calls (SIPP)."""
    LAG = "lag"
    """Calls averaged over a window one handle time earlier (lag SIPP, wfm.sizing.lag)."""
    MOVING = "moving"
    """The load followed from moment to moment, with what is left over (wfm.sizing.moving)."""


def lag_averaged(
    start_s: IntArray, volume: FloatArray, aht_s: FloatArray, interval_s: float
) -> FloatArray:
    """Return the volume of each interval averaged over a window one handle time earlier.

    Parameters
    ----------
    start_s : ndarray of int64
        Start of each interval in seconds, ascending and distinct, shape (n_intervals,).
    volume : ndarray
        Calls offered per interval, the rate being constant within one.
    aht_s : ndarray
        Mean handle time of each interval; 0 leaves that interval as it is.
    interval_s : float
        Length L of every interval.

    Returns
    -------
    ndarray
        Calls in the shifted window. With one handle time throughout, calls are only moved, never
        lost, but for the ends. Before the first interval and before a gap in the intervals the
        rate is not known, which is not zero: it is held at that of the interval after it.
    """
    if volume.size == 0:
        return volume.copy()
    # Steps of whole intervals back from each interval; a gap breaks the chain.
    run_start = _run_starts(start_s, interval_s)
    index = np.arange(volume.size)
    whole, part = np.divmod(aht_s / interval_s, 1.0)
    steps = np.minimum(whole, volume.size).astype(np.int64)
    newer = np.maximum(index - steps, run_start)
    older = np.maximum(index - steps - 1, run_start)
    # In this form a steady rate stays exactly what it is.
    return np.asarray(volume[newer] + part * (volume[older] - volume[newer]))


def _run_starts(start_s: IntArray, interval_s: float) -> IntArray:
    """Index of the first interval of the unbroken run that each interval belongs to."""
    breaks = np.ones(start_s.size, dtype=np.bool_)
    breaks[1:] = np.diff(start_s) > interval_s
    return np.maximum.accumulate(np.where(breaks, np.arange(start_s.size), 0))
