"""Sizing when the rate itself is uncertain.

A day's rate is the forecast times a factor that is gamma distributed with mean 1 (Ibrahim, Ye,
L'Ecuyer & Shen 2016) and shared by the whole day. More calls never serve better, so the target
is met exactly on the days on which the factor is at most some value: sizing for a probability p
is sizing for the p quantile of the rate.
"""

from __future__ import annotations

from scipy import special

from wfm.core.errors import BadInputError, Fault


def rate_factor(confidence: float, cv: float) -> float:
    """Return the factor on the forecast that the rate stays below with probability `confidence`.

    Parameters
    ----------
    confidence : float
        Probability of meeting the target, above 0 and below 1.
    cv : float
        Coefficient of variation of the day's rate, 0 or more.

    Raises
    ------
    BadInputError
        When either is out of range; certainty would need endless agents.

    Examples
    --------
    >>> round(rate_factor(0.9, 0.1), 4)
    1.1301
    """
    if not 0 < confidence < 1:
        what = "the confidence is out of range: no number of agents is sure to be enough"
        mend = "give a probability above 0 and below 1, e.g. 0.9"
        raise BadInputError(Fault(what, mend, column="confidence", value=str(confidence)))
    if not 0 <= cv < float("inf"):
        mend = "give the day's standard deviation over its mean, e.g. 0.1"
        raise BadInputError(Fault("the cv is out of range", mend, column="cv", value=str(cv)))
    if cv == 0:
        return 1.0
    shape = 1.0 / (cv * cv)
    return float(special.gammaincinv(shape, confidence) / shape)
