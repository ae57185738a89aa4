"""The level that stays when the calendar has been taken out of a series of days.

An error of a day is noise that is gone tomorrow, a part that fades within days and a part that
fades within months or hardly at all (Harvey 1989, ch. 2; in filter form Hyndman et al. 2008). How
much of each there is differs between queues. A grid of such processes is weighed by how well each
foretells the history; the forecast is their mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from wfm.forecasting.days import FloatArray
from wfm.forecasting.regression import median

ComplexArray = npt.NDArray[np.complex128]

FAST = ((0.5, 0.0), (0.5, 1.0), (0.5, 6.0), (0.85, 1.0), (0.85, 6.0))
"""The part that fades within days: what is left of it a day later, variance against the noise."""
SLOW = (
    (0.97, 0.0),
    (0.97, 0.04),
    (0.97, 0.12),
    (0.97, 0.35),
    (0.9995, 0.04),
    (0.9995, 0.12),
    (0.9995, 0.35),
)
"""The part that lasts: what is left of it a day later, its daily step against the noise."""
WORTH = 1 / 7
"""A process is wanted for weeks ahead, where errors overlap: a day counts as a seventh of one."""
HALF_LIFE_DAYS = 365.0
MOST_DAYS = 540
START_DAYS = 14
"""Until a filter has found the level, its errors say nothing about the process."""
HELD = 5.0
RICCATI_ROUNDS = 3000


@dataclass(frozen=True)
class Process:
    """Noise of variance 1 on a fast and a slow AR(1), as its steady-state Kalman filter.

    Parameters
    ----------
    kept : tuple of float
        What is left a day later of the fast and of the slow part.
    gain : tuple of float
        Share of a day's innovation that is expected of each part the day after.
    variance : float
        Of the innovations, against the noise's 1.
    """

    kept: tuple[float, float]
    gain: tuple[float, float]
    variance: float

    def innovations(self, columns: FloatArray) -> FloatArray:
        """What each row brings that the rows before it did not foretell, shape as `columns`."""
        (fast, slow), (more, less) = self.kept, self.gain
        above = (1.0, -(fast + slow), fast * slow)
        below = (1.0, above[1] + more + less, above[2] - more * slow - less * fast)
        return np.asarray(lfilter(above, below, columns, axis=0))


@lru_cache(maxsize=1)
def processes() -> tuple[Process, ...]:
    """Every process that is weighed, a pair of `FAST` and `SLOW` each."""
    return tuple(_steady(*fast, *slow) for fast, slow in product(FAST, SLOW))


@lru_cache(maxsize=1)
def _answers() -> ComplexArray:
    """Fourier transforms of what each process's filter makes of a single error.

    All of them at once, as products, take a fifth of the time of one filter after another.
    """
    single = np.zeros(MOST_DAYS)
    single[0] = 1.0
    return np.fft.rfft([one.innovations(single) for one in processes()], 2 * MOST_DAYS)


@lru_cache(maxsize=1)
def _fading() -> FloatArray:
    """What is left of each part of each process, oldest day first."""
    kept = np.array([one.kept for one in processes()])
    return np.asarray(kept[:, :, None] ** np.arange(MOST_DAYS)[::-1])


def _steady(fast: float, size: float, slow: float, step: float) -> Process:
    """Solve the Riccati equation of the two parts by iteration."""
    kept = np.array([fast, slow])
    moved = np.diag([size * (1 - fast**2), step**2])
    spread = np.diag([size, step**2 / (1 - slow**2)])
    for _ in range(RICCATI_ROUNDS):
        seen = spread.sum(axis=1)
        left = spread - np.outer(seen, seen) / (spread.sum() + 1)
        after = np.outer(kept, kept) * left + moved
        settled = np.abs(after - spread).max() < 1e-9
        spread = after
        if settled:
            break
    gain = kept * spread.sum(axis=1) / (spread.sum() + 1)
    return Process((fast, slow), (float(gain[0]), float(gain[1])), float(spread.sum()) + 1)


@dataclass(frozen=True, eq=False)
class Memory:
    """What the errors so far say about the next ones.

    Parameters
    ----------
    kept : ndarray, shape (n_processes, 2)
        What is left a day later of each process's fast and slow part.
    states : ndarray, shape (n_processes, 2)
        Their expected values one observation after the last.
    weights : ndarray, shape (n_processes,)
        Weight of each process, summing to 1.
    likeliest : Process
        The one with the largest weight.
    """

    kept: FloatArray
    states: FloatArray
    weights: FloatArray
    likeliest: Process

    @classmethod
    def silent(cls) -> Memory:
        """Nothing to remember."""
        return cls(np.zeros((1, 2)), np.zeros((1, 2)), np.ones(1), processes()[0])

    def ahead(self, steps: FloatArray) -> FloatArray:
        """Expected error `steps` (1, 2, ...) observations after the last one."""
        powers = self.kept[:, :, None] ** (np.asarray(steps, dtype=float) - 1)
        return np.asarray(np.einsum("j,jk,jkh->h", self.weights, self.states, powers))


def remember(errors: FloatArray, noise: float, process: Process | None = None) -> Memory:
    """Weigh the processes by the errors of a fit, and filter out where each stands.

    Parameters
    ----------
    errors : ndarray, shape (n_days,)
        In order of time, at least one.
    noise : float
        Variance of counting alone, which no process can be without: 1 / total of a log total,
        1/4 of a root.
    process : Process, optional
        The likeliest so far: it says which single days are too wild to learn from.
    """
    errors = held(errors[-MOST_DAYS:], process)
    n = len(errors)
    ages = np.arange(n)[::-1].astype(float)
    worth = 0.5 ** (ages / HALF_LIFE_DAYS)
    worth[: min(START_DAYS, n // 4)] = 0.0
    candidates = processes()
    kept = np.array([one.kept for one in candidates])
    size = 2 * MOST_DAYS
    innovations = np.fft.irfft(_answers() * np.fft.rfft(errors, size), size)[:, :n]
    summed = np.einsum("jn,jkn->jk", innovations, _fading()[:, :, -n:])
    measured = (innovations**2) @ worth / worth.sum()
    least = max(noise, 1e-12) * np.array([one.variance for one in candidates])
    variance = np.maximum(measured, least)
    likelihood = -0.5 * WORTH * float(worth.sum()) * (np.log(variance) + measured / variance)
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    states = np.array([one.gain for one in candidates]) * summed
    return Memory(kept, states, weights, candidates[int(np.argmax(weights))])


def held(errors: FloatArray, process: Process | None = None) -> FloatArray:
    """Errors with single wild days pulled to within five spreads of what was expected of them.

    One lost day says nothing about the next; a change that lasts is followed all the same.
    """
    process = process or processes()[len(processes()) // 2]
    innovations = process.innovations(errors)
    limit = HELD * 1.4826 * median(np.abs(innovations)) + 1e-9
    expected = errors - innovations
    first = expected + np.clip(innovations, -limit, limit)
    expected = first - process.innovations(first)
    return np.asarray(expected + np.clip(errors - expected, -limit, limit))
