"""Distributions of mean one: the shape of handle times and of patience, to be scaled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray


class Shape(Protocol):
    """A distribution of mean one on the positive numbers."""

    @property
    def cv(self) -> float:
        """Coefficient of variation."""

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values, shape (n,)."""


@dataclass(frozen=True)
class Constant:
    """Always the mean."""

    @property
    def cv(self) -> float:
        """Coefficient of variation."""
        return 0.0

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values; `random` is not touched."""
        return np.ones(n)


@dataclass(frozen=True)
class Exponential:
    """Without memory: what the Erlang formulas assume."""

    @property
    def cv(self) -> float:
        """Coefficient of variation."""
        return 1.0

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values."""
        return random.standard_exponential(n)


@dataclass(frozen=True)
class LogNormal:
    """What handle times of call centres look like (Brown et al. 2005).

    Parameters
    ----------
    cv : float
        Coefficient of variation, above 0.
    """

    cv: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.cv < math.inf:
            raise _bad("cv", self.cv, "give the standard deviation over the mean, above 0")

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values."""
        variance = math.log1p(self.cv * self.cv)
        return np.exp(random.standard_normal(n) * math.sqrt(variance) - variance / 2)


@dataclass(frozen=True)
class Hyperexponential:
    """A mixture of exponentials: some callers give up soon, others hold on.

    Parameters
    ----------
    weights : tuple of float
        Shares of the groups, above 0; they are scaled to sum to one.
    means : tuple of float
        Means of the groups relative to one another, above 0; scaled to a mean of one.
    """

    weights: tuple[float, ...]
    means: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.weights or len(self.weights) != len(self.means):
            raise _bad("weights", len(self.weights), "give one weight for each mean")
        for name, values in (("weights", self.weights), ("means", self.means)):
            for value in values:
                if not 0 < value < math.inf:
                    raise _bad(name, value, "give numbers above 0")

    @property
    def scaled(self) -> tuple[FloatArray, FloatArray]:
        """Weights that sum to one, and means so that the mixture's is one."""
        share = np.array(self.weights) / sum(self.weights)
        means = np.array(self.means, dtype=np.float64)
        return share, means / float(share @ means)

    @property
    def cv(self) -> float:
        """Coefficient of variation, 1 or more."""
        share, means = self.scaled
        return math.sqrt(max(0.0, 2.0 * float(share @ means**2) - 1.0))

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values."""
        share, means = self.scaled
        group = np.searchsorted(np.cumsum(share)[:-1], random.random(n), side="right")
        return np.asarray(means[group] * random.standard_exponential(n))


class Empirical:
    """Values that were seen, drawn with replacement and scaled to a mean of one.

    Parameters
    ----------
    sample : sequence of float
        Seconds, 0 or more, not all 0.
    """

    def __init__(self, sample: Sequence[float] | FloatArray) -> None:
        values = np.asarray(sample, dtype=np.float64).ravel()
        if values.size == 0:
            raise _bad("sample", 0, "give at least one value that was seen")
        wrong = values[~(np.isfinite(values) & (values >= 0))]
        if wrong.size:
            raise _bad("sample", float(wrong[0]), "leave out what is negative or no number")
        if not values.any():
            raise _bad("sample", 0, "give a sample that is not all 0")
        self.mean = float(values.mean())
        self.values = values / self.mean

    @property
    def cv(self) -> float:
        """Coefficient of variation of the sample."""
        return float(self.values.std())

    def draw(self, random: np.random.Generator, n: int) -> FloatArray:
        """Draw `n` values."""
        return np.asarray(self.values[random.integers(0, self.values.size, n)])


def _bad(column: str, value: object, mend: str) -> BadInputError:
    return BadInputError(Fault(f"{column} is out of range", mend, column=column, value=str(value)))
