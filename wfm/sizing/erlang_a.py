"""Erlang A, M/M/n+M: callers whose patience runs out leave (Palm 1957).

Patience is exponential with a given mean. Formulas after Garnett, Mandelbaum & Reiman (2002) and
Mandelbaum & Zeltyn (2007), in the ratios of wfm.sizing.gamma. The queue is always finite, in
overload too. Agents may be fractional (the formulas continue analytically in n).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from wfm.sizing.answered_wait import answered_wait
from wfm.sizing.arrays import FloatArray, Numbers, flattened, not_negative, positive
from wfm.sizing.erlang_b import AGENTS_MEND, LOAD_MEND, inverse_blocking
from wfm.sizing.erlang_c import AHT_MEND, THRESHOLD_MEND
from wfm.sizing.gamma import LowerRatio

_LEAST = 1e-300
"""Keeps a load whose patience has long run out above zero; nobody of it is left to count."""

PATIENCE_MEND = "give the mean patience in seconds, above 0"


class ServiceLevelDefinition(Enum):
    """Which share "answered in T" is; a caller who gives up within T is a short abandon."""

    OFFERED = "offered"
    """Answered within T of all offered."""
    ANSWERED = "answered"
    """Answered within T of all answered."""
    NET = "net"
    """Answered within T of those offered less short abandons."""
    EITHER = "either"
    """Answered or gone within T of all offered."""


@dataclass(frozen=True)
class ErlangA:
    """What an Erlang A queue does, as shares of the calls offered; arrays of one shape.

    Attributes
    ----------
    p_wait : ndarray
        Probability of finding every agent busy.
    p_abandon : ndarray
        Probability of giving up.
    p_short_abandon : ndarray
        Probability of giving up within the threshold.
    p_answered_in_time : ndarray
        Probability of being answered within the threshold.
    p_late : ndarray
        Probability of still waiting at the threshold, answered or not afterwards.
    load_erlangs, agents, aht_s, threshold_s, patience_s : ndarray
        What it was computed from, in the same shape.
    """

    p_wait: FloatArray
    p_abandon: FloatArray
    p_short_abandon: FloatArray
    p_answered_in_time: FloatArray
    p_late: FloatArray
    load_erlangs: FloatArray
    agents: FloatArray
    aht_s: FloatArray
    threshold_s: FloatArray
    patience_s: FloatArray

    @property
    def answer_rate(self) -> FloatArray:
        """Share of calls answered (接通率)."""
        return 1.0 - self.p_abandon

    @property
    def wait_s(self) -> FloatArray:
        """Mean wait in seconds of all callers, those who give up included."""
        return self.p_abandon * self.patience_s

    @property
    def asa_s(self) -> FloatArray:
        """Average speed of answer in seconds, of answered calls only: infinite where none is."""
        reach = self.patience_s / self.aht_s
        busy = (self.load_erlangs > 0) & (self.p_abandon < 1)
        result = np.where(self.agents > 0, 0.0, np.inf)
        waited = self.p_wait[busy] - self.p_abandon[busy]
        x, y = (self.agents * reach)[busy], (self.load_erlangs * reach)[busy]
        share = np.maximum(waited, 0.0) / (1.0 - self.p_abandon[busy])
        result[busy] = share * answered_wait(x, y) * self.patience_s[busy]
        return result

    @property
    def queue_length(self) -> FloatArray:
        """Mean number of callers waiting (Little's law)."""
        return self.load_erlangs / self.aht_s * self.wait_s

    @property
    def occupancy(self) -> FloatArray:
        """Share of the agents' time spent on calls; 0 where nobody calls."""
        busy = self.load_erlangs * self.answer_rate
        full = np.where(self.load_erlangs > 0, 1.0, 0.0)
        ratio = np.divide(busy, self.agents, out=full, where=self.agents > 0)
        return np.minimum(ratio, 1.0)

    def service_level(self, definition: ServiceLevelDefinition) -> FloatArray:
        """Service level by a definition; 0 where no call is answered at all."""
        if definition is ServiceLevelDefinition.EITHER:
            return 1.0 - self.p_late
        if definition is ServiceLevelDefinition.OFFERED:
            return self.p_answered_in_time
        if definition is ServiceLevelDefinition.ANSWERED:
            base = self.answer_rate
        else:
            base = 1.0 - self.p_short_abandon
        zero = np.zeros_like(base)
        return np.divide(self.p_answered_in_time, base, out=zero, where=base > 0)


def erlang_a(
    load_erlangs: Numbers,
    agents: Numbers,
    aht_s: Numbers,
    patience_s: Numbers,
    threshold_s: Numbers = 0.0,
) -> ErlangA:
    """Solve the queue for arrays of any shapes that broadcast together.

    Parameters
    ----------
    load_erlangs : float or array
        Offered load, calls a second times `aht_s`.
    agents : float or array
        May be fractional; 0 answers nobody.
    aht_s, patience_s : float or array
        Mean handle time and mean patience in seconds, above 0.
    threshold_s : float or array
        Seconds to answer in.

    Raises
    ------
    BadInputError
        Where a value is negative, infinite or not a number.

    Examples
    --------
    >>> queue = erlang_a(10.0, 12, 180.0, 120.0, 20.0)
    >>> [round(float(queue.service_level(each)), 3) for each in ServiceLevelDefinition]
    [0.826, 0.88, 0.855, 0.86]
    """
    shape, flat = flattened(
        not_negative("load_erlangs", load_erlangs, LOAD_MEND),
        not_negative("agents", agents, AGENTS_MEND),
        positive("aht_s", aht_s, AHT_MEND),
        not_negative("threshold_s", threshold_s, THRESHOLD_MEND),
        positive("patience_s", patience_s, PATIENCE_MEND),
    )
    load, count, aht, threshold, patience = flat
    p_wait, p_abandon = np.zeros_like(load), np.zeros_like(load)
    short, late = np.zeros_like(load), np.zeros_like(load)
    in_time = np.ones_like(load)

    # Without calls the figures are those of the single caller who might come.
    alone = (load == 0) & (count == 0)
    p_wait[alone], p_abandon[alone], in_time[alone] = 1.0, 1.0, 0.0
    late[alone] = np.exp(-threshold[alone] / patience[alone])
    short[alone] = 1.0 - late[alone]
    busy = load > 0
    if busy.any():
        a, n, aht_b = load[busy], count[busy], aht[busy]
        reach = patience[busy] / aht_b
        elapsed = threshold[busy] / patience[busy]
        x, y = n * reach, a * reach
        start = LowerRatio(x, y)
        # At the threshold the same ratio holds with the load that is still patient.
        still = np.exp(-elapsed)
        y_then = np.maximum(y * still, _LEAST)
        then = LowerRatio(x, y_then)
        drift = -np.expm1(-elapsed) * y - elapsed * x
        beyond = np.exp(np.minimum(drift + start.log_j - then.log_j, 0.0))
        j = np.exp(start.log_j)
        waiting = 1.0 / (1.0 - j + j * inverse_blocking(a, n))
        late_b = waiting * beyond * still
        abandon_later = late_b * then.excess
        p_wait[busy] = waiting
        p_abandon[busy] = np.minimum(waiting * start.excess, 1.0)
        late[busy] = late_b
        short[busy] = np.maximum(p_abandon[busy] - abandon_later, 0.0)
        in_time[busy] = np.maximum(1.0 - p_abandon[busy] - (late_b - abandon_later), 0.0)
    parts = [p_wait, p_abandon, short, in_time, late, load, count, aht, threshold, patience]
    return ErlangA(*(part.reshape(shape) for part in parts))
