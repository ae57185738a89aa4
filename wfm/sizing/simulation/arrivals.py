"""When callers come: Poisson within an interval, at a rate that may itself be uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray

VOLUME_MEND = "write the number of calls offered, 0 or more"


class Arrivals(Protocol):
    """Where the volumes of a replication come from."""

    @property
    def mean(self) -> FloatArray:
        """Expected calls, shape (n_intervals, n_queues)."""

    def volumes(self, replication: int, random: np.random.Generator) -> FloatArray:
        """Expected calls of one replication, shape (n_intervals, n_queues)."""


@dataclass(frozen=True)
class KnownRates:
    """The rate is certain: calls are Poisson at the forecast.

    Parameters
    ----------
    volume : ndarray
        Expected calls, shape (n_intervals, n_queues).
    """

    volume: FloatArray

    def __post_init__(self) -> None:
        _check(self.volume, 2)

    @property
    def mean(self) -> FloatArray:
        """Expected calls."""
        return self.volume

    def volumes(self, replication: int, random: np.random.Generator) -> FloatArray:
        """Return the forecast."""
        return self.volume


@dataclass(frozen=True)
class BusyDays:
    """A day's rate is the forecast times a gamma factor of mean one, shared by all its calls.

    Doubly stochastic after Ibrahim, Ye, L'Ecuyer & Shen (2016); `wfm.sizing.doubt` sizes for it.

    Parameters
    ----------
    volume : ndarray
        Expected calls, shape (n_intervals, n_queues).
    day : ndarray of int
        Day of each interval, 0 the first, shape (n_intervals,).
    cv : float
        Coefficient of variation of the day's factor, 0 or more.
    """

    volume: FloatArray
    day: IntArray
    cv: float

    def __post_init__(self) -> None:
        _check(self.volume, 2)
        if not 0 <= self.cv < float("inf"):
            mend = "give the day's standard deviation over its mean, e.g. 0.1"
            raise BadInputError(Fault("the cv is out of range", mend, "", None, "cv", f"{self.cv}"))

    @property
    def mean(self) -> FloatArray:
        """Expected calls."""
        return self.volume

    def volumes(self, replication: int, random: np.random.Generator) -> FloatArray:
        """Return the forecast times the factors of the days of one replication."""
        if self.cv == 0:
            return self.volume
        shape = 1.0 / (self.cv * self.cv)
        factor = random.gamma(shape, 1.0 / shape, int(self.day.max(initial=0)) + 1)
        return np.asarray(self.volume * factor[self.day][:, None])


@dataclass(frozen=True)
class ScenarioPaths:
    """Rates are paths that a forecast drew: replication r plays path r, and starts over.

    Parameters
    ----------
    paths : ndarray
        Expected calls, shape (n_paths, n_intervals, n_queues).
    """

    paths: FloatArray

    def __post_init__(self) -> None:
        _check(self.paths, 3)

    @property
    def mean(self) -> FloatArray:
        """Expected calls: the mean of the paths."""
        return np.asarray(self.paths.mean(axis=0))

    def volumes(self, replication: int, random: np.random.Generator) -> FloatArray:
        """Return the path of a replication."""
        return np.asarray(self.paths[replication % len(self.paths)])


def draw_arrivals(
    volume: FloatArray, interval_s: float, random: np.random.Generator
) -> tuple[FloatArray, IntArray]:
    """Draw Poisson arrivals at rates that are constant within an interval.

    Parameters
    ----------
    volume : ndarray
        Expected calls, shape (n_intervals, n_queues).
    interval_s : float
    random : Generator

    Returns
    -------
    tuple of ndarray
        Seconds from the first interval's start, ascending, and queue of each call.
    """
    n_intervals, n_queues = volume.shape
    counts = random.poisson(volume).ravel()
    cells = np.repeat(np.arange(n_intervals * n_queues), counts)
    interval, queue = np.divmod(cells, max(1, n_queues))
    at = (interval + random.random(cells.size)) * interval_s
    order = np.argsort(at, kind="stable")
    return at[order], queue[order].astype(np.int64)


def _check(volume: FloatArray, dimensions: int) -> None:
    if volume.ndim != dimensions or 0 in volume.shape:
        what = f"volumes have {volume.ndim} dimensions of {volume.shape}, not {dimensions}"
        raise BadInputError(Fault(what, "give calls per interval and queue", column="volume"))
    wrong = volume[~(np.isfinite(volume) & (volume >= 0))]
    if wrong.size:
        what = "a volume is negative or no number"
        raise BadInputError(
            Fault(what, VOLUME_MEND, column="volume", value=str(float(wrong.flat[0])))
        )
