"""From volume and handle time to the load that agents feel, interval by interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import INTERVALS_MIN
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.lag import lag_averaged


def seconds_of(timestamps: pd.Series | pd.DatetimeIndex) -> IntArray:
    """Seconds since 1970 (UTC) of aware timestamps."""
    index = pd.DatetimeIndex(timestamps)
    return np.asarray(index.as_unit("s").asi8, dtype=np.int64)


def interval_seconds(start_s: IntArray, interval_min: int | None) -> float:
    """Length of the intervals: as given, or the shortest step between the starts.

    One single start says nothing; it then counts as half an hour.

    Raises
    ------
    BadInputError
        When the step is no supported interval, or the given one is longer than the step.
    """
    distinct = np.unique(start_s)
    steps = np.diff(distinct)
    shortest = int(steps.min()) if steps.size else None
    if interval_min is None:
        if shortest is None:
            return 1800.0
        if shortest / 60 not in INTERVALS_MIN:
            raise BadInputError(
                Fault(
                    "the interval cannot be read from the timestamps",
                    "name the interval in minutes",
                    column="timestamp",
                    value=f"shortest step {shortest / 60:g} min",
                )
            )
        return float(shortest)
    if shortest is not None and shortest < interval_min * 60:
        raise BadInputError(
            Fault(
                f"intervals of {interval_min} min overlap",
                "name the true interval, or mend the timestamps",
                column="timestamp",
                value=f"shortest step {shortest / 60:g} min",
            )
        )
    return interval_min * 60.0


def felt_load(
    start_s: IntArray, volume: FloatArray, aht_s: FloatArray, interval_s: float, lag: bool
) -> tuple[FloatArray, FloatArray]:
    """Load in erlangs of one queue or group, and the handle time that goes with it.

    Parameters
    ----------
    start_s : ndarray of int64
        Distinct starts in any order, shape (n_intervals,).
    volume, aht_s : ndarray
        Calls and handle time; a handle time of 0 or NaN is not known (nobody called) and is
        taken from the interval before it, or else after it.
    interval_s : float
        Length of an interval.
    lag : bool
        Average the rate over the lagged window.

    Returns
    -------
    tuple of ndarray
        Load (erlangs) and handle time (s; 0 where none is known at all), in the given order.
    """
    order = np.argsort(start_s, kind="stable")
    known = known_aht(aht_s[order])
    calls = volume[order]
    if lag:
        calls = lag_averaged(start_s[order], calls, known, interval_s)
    load, aht = np.empty_like(volume), np.empty_like(volume)
    load[order] = calls * known / interval_s
    aht[order] = known
    return load, aht


def known_aht(aht_s: FloatArray) -> FloatArray:
    """Handle times in time order; where none is known, that of the interval before, or after."""
    known = pd.Series(aht_s).where(aht_s > 0).ffill().bfill().fillna(0.0)
    return np.asarray(known.to_numpy(), dtype=np.float64)
