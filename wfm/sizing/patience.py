"""How long callers are willing to wait, estimated from those who gave up and those who did not.

Most callers are answered before they lose patience, so their patience is only known to be longer
than their wait: it is censored. Averaging the waits of those who gave up would call everybody
impatient. For exponential patience the maximum-likelihood mean is all waiting time, of answered
and lost callers alike, over the number lost (Brown et al. 2005, "Statistical analysis of a
telephone call center", section 5); Kaplan & Meier (1958) need no shape at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, Numbers, not_negative

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Patience:
    """Mean patience of callers.

    Attributes
    ----------
    mean_s : float
        Maximum-likelihood mean in seconds; infinite when nobody gave up.
    low_s, high_s : float
        Its confidence interval; `high_s` is infinite when nobody gave up.
    abandoned, waited_s : float
        What it was made from: callers lost, and the waiting time of everybody.
    confidence : float
        Of the interval.
    """

    mean_s: float
    low_s: float
    high_s: float
    abandoned: float
    waited_s: float
    confidence: float = CONFIDENCE


def exponential_patience(
    waited_s: float, abandoned: float, confidence: float = CONFIDENCE
) -> Patience:
    """Estimate the mean of exponential patience from totals.

    The interval is Garwood's for the Poisson count of lost callers: exact if the waiting time is
    taken as given, and on the safe side at small counts.

    Parameters
    ----------
    waited_s : float
        Waiting time of all callers in seconds, those answered and those lost; above 0.
    abandoned : float
        Callers lost, 0 or more.
    confidence : float
        Of the interval, between 0 and 1.

    Raises
    ------
    BadInputError
        When nobody waited (nothing is known of patience then) or a number is out of range.

    Examples
    --------
    >>> exponential_patience(12_000, 100).mean_s
    120.0
    """
    if not 0 < confidence < 1:
        mend = "give a share between 0 and 1, e.g. 0.95"
        raise _refusal("the confidence is out of range", mend, "confidence", confidence)
    total = float(not_negative("waited_s", waited_s, "give the seconds waited by all callers"))
    lost = float(not_negative("abandoned", abandoned, "give the callers lost, 0 or more"))
    if total == 0:
        mend = "give a span in which callers waited, those who were answered too"
        raise _refusal("nobody waited: that says nothing of patience", mend, "waited_s", total)
    tail = (1.0 - confidence) / 2.0
    most = 2.0 * total / float(stats.chi2.ppf(tail, 2 * lost)) if lost > 0 else np.inf
    least = 2.0 * total / float(stats.chi2.ppf(1.0 - tail, 2 * lost + 2))
    mean = total / lost if lost > 0 else np.inf
    return Patience(mean, least, most, lost, total, confidence)


def patience_of_intervals(
    volume: Numbers,
    abandoned: Numbers,
    mean_wait_s: Numbers,
    confidence: float = CONFIDENCE,
) -> Patience:
    """Estimate mean patience from counts per interval.

    Parameters
    ----------
    volume, abandoned : array
        Contacts offered and lost. Rows where any of the three is NaN are left out: missing is
        not zero.
    mean_wait_s : array
        Mean wait in seconds of all contacts offered, those lost too. The average speed of answer
        leaves the lost ones out and must not be used for it.

    Raises
    ------
    BadInputError
        When more are lost than offered (naming the row), nothing is known, or nobody waited.
    """
    parts = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (volume, abandoned, mean_wait_s))
    )
    offered, lost, wait = (part.ravel() for part in parts)
    known = ~(np.isnan(offered) | np.isnan(lost) | np.isnan(wait))
    if not known.any():
        mend = "give volume, abandoned and the mean wait of one interval at least"
        raise _refusal("no interval has all three numbers", mend, "mean_wait_s", "")
    for name, part in (("volume", offered), ("abandoned", lost), ("mean_wait_s", wait)):
        not_negative(name, np.where(known, part, 0.0), "give a number, 0 or more")
    wrong = np.flatnonzero(known & (lost > offered))
    if wrong.size:
        raise BadInputError(
            [
                Fault(
                    "more contacts were lost than came",
                    "mend the counts of the interval",
                    row=int(place) + 1,
                    column="abandoned",
                    value=f"{lost[place]:g} of {offered[place]:g}",
                )
                for place in wrong
            ]
        )
    waited = float(np.sum(np.where(known, offered * wait, 0.0)))
    return exponential_patience(waited, float(lost[known].sum()), confidence)


@dataclass(frozen=True)
class Survival:
    """Share of callers still willing to wait, without a shape assumed.

    Attributes
    ----------
    time_s : ndarray
        Distinct waits at which somebody gave up, ascending.
    share : ndarray
        Share whose patience is longer than that time.
    error : ndarray
        Standard error of the share (Greenwood 1926).
    at_risk : ndarray of int
        Callers whose wait reached that time.
    longest_s : float
        Longest wait seen; beyond it nothing is known.
    """

    time_s: FloatArray
    share: FloatArray
    error: FloatArray
    at_risk: npt.NDArray[np.int64]
    longest_s: float

    @property
    def median_s(self) -> float:
        """Time by which half have lost patience; infinite when that was never seen."""
        below = np.flatnonzero(self.share <= 0.5)
        return float(self.time_s[below[0]]) if below.size else float("inf")

    @property
    def mean_to_longest_s(self) -> float:
        """Mean patience counted up to the longest wait seen: a lower bound of the mean."""
        edges = np.concatenate([[0.0], self.time_s, [self.longest_s]])
        return float(np.sum(np.diff(edges) * np.concatenate([[1.0], self.share])))

    def at(self, time_s: Numbers) -> FloatArray:
        """Share still waiting at some times; NaN beyond the longest wait seen."""
        when = np.asarray(time_s, dtype=np.float64)
        steps = np.concatenate([[1.0], self.share])
        found = steps[np.searchsorted(self.time_s, when, side="right")]
        return np.where(when > self.longest_s, np.nan, found)


def kaplan_meier(wait_s: Numbers, abandoned: npt.ArrayLike) -> Survival:
    """Survival of patience from single calls.

    Parameters
    ----------
    wait_s : array
        Wait of each call in seconds, shape (n_calls,).
    abandoned : array of bool
        Whether the caller gave up after it; otherwise an agent answered. Of a time shared by
        both, those who gave up count first.

    Raises
    ------
    BadInputError
        When there is no call, the lengths differ, or a wait is negative or not a number.
    """
    wait = not_negative("wait_s", wait_s, "give the seconds that the caller waited").ravel()
    lost = np.asarray(abandoned, dtype=np.bool_).ravel()
    if wait.size == 0 or wait.size != lost.size:
        mend = "give every call its wait and whether the caller gave up"
        raise _refusal("the calls are not complete", mend, "wait_s", f"{wait.size}, {lost.size}")
    times, deaths = np.unique(wait[lost], return_counts=True)
    at_risk = wait.size - np.searchsorted(np.sort(wait), times, side="left")
    share: FloatArray = np.asarray(np.cumprod(1.0 - deaths / at_risk), dtype=np.float64)
    left = at_risk - deaths
    terms = np.divide(deaths, at_risk * left, out=np.zeros(times.size), where=left > 0)
    error = np.asarray(share * np.sqrt(np.cumsum(terms)), dtype=np.float64)
    return Survival(times, share, error, at_risk.astype(np.int64), float(wait.max()))


def patience_of_calls(
    wait_s: Numbers, abandoned: npt.ArrayLike, confidence: float = CONFIDENCE
) -> Patience:
    """Estimate mean patience from single calls, taken as exponential; see `kaplan_meier`."""
    wait = not_negative("wait_s", wait_s, "give the seconds that the caller waited").ravel()
    lost = np.asarray(abandoned, dtype=np.bool_).ravel()
    return exponential_patience(float(wait.sum()), float(lost.sum()), confidence)


def _refusal(what: str, mend: str, column: str, value: object) -> BadInputError:
    return BadInputError(Fault(what, mend, column=column, value=str(value)))
