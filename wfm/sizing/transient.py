"""Service as time goes on: M(t)/M/n(t) with or without patience, solved numerically.

The reference for everything that sizes interval by interval: it knows the queue that one
interval leaves to the next. Rates and staff are constant within an interval; handle times and
patience are exponential. An agent whose shift ends finishes the call and takes no other (idle
agents leave first); the call is then off the queue's account, so one number, the callers waiting
or with an agent who stays, describes the centre (`chain`). Interval means are exact for callers
by what they find on arrival (`state_wait`), but for one thing: what they find is judged by the
staff at arrival, also where the staff changes within the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, Numbers, not_negative, positive
from wfm.sizing.chain import TAIL, Rates, advance
from wfm.sizing.erlang_a import PATIENCE_MEND, ServiceLevelDefinition
from wfm.sizing.erlang_b import AGENTS_MEND
from wfm.sizing.erlang_c import AHT_MEND
from wfm.sizing.state_wait import state_wait
from wfm.sizing.target import Target

MOST_STATES = 40_000
_REPEATS = 7
_SAME = 1e-9


class Start(Enum):
    """What the first interval finds."""

    EMPTY = "empty"
    """Nobody: the centre opens."""
    REPEATING = "repeating"
    """What the last interval leaves: the same stretch comes again and again (a 24-hour day)."""


class EndOfShift(Enum):
    """What happens to the calls of agents whose shift ends."""

    FINISHES = "finishes"
    """They finish the call and take no other."""
    HANDS_OVER = "hands-over"
    """The call goes back to the head of the queue (the textbook chain; the harsher one)."""


@dataclass(frozen=True)
class TransientService:
    """Service of each interval, for the callers who arrive in it; arrays shaped like the volume.

    Attributes
    ----------
    service_level : ndarray
        By the target's definition and threshold; NaN where nobody calls.
    p_wait : ndarray
        Share that finds every agent busy.
    p_abandon : ndarray
        Share that gives up; 0 without patience.
    wait_s : ndarray
        Mean seconds until answered or gone; infinite where nobody is there and nobody gives up.
    queue_length : ndarray
        Mean number waiting over the interval.
    queue_at_end : ndarray
        Mean number waiting as the interval ends, before the staff changes.
    occupancy : ndarray
        Share of the agents' time on calls; NaN without agents.
    """

    service_level: FloatArray
    p_wait: FloatArray
    p_abandon: FloatArray
    wait_s: FloatArray
    queue_length: FloatArray
    queue_at_end: FloatArray
    occupancy: FloatArray


def transient_service(
    volume: Numbers,
    aht_s: Numbers,
    agents: Numbers,
    target: Target,
    *,
    interval_s: float,
    patience_s: float | None = None,
    start: Start = Start.EMPTY,
    end_of_shift: EndOfShift = EndOfShift.FINISHES,
) -> TransientService:
    """Solve one stretch of intervals, or several at once.

    Parameters
    ----------
    volume : array
        Calls offered per interval, shape (..., n_intervals); the last axis is time.
    aht_s, agents : float or array
        Mean handle time (seconds) and agents (whole numbers), broadcast to `volume`.
    target : Target
        Its threshold and definition are used, not its levels.
    interval_s : float
        Length of an interval in seconds.
    patience_s : float or None
        Mean patience in seconds; None when nobody gives up.
    start : Start
    end_of_shift : EndOfShift

    Raises
    ------
    BadInputError
        Where a value is negative, not a number or no whole agent, or the queue grows beyond
        `MOST_STATES`.

    Notes
    -----
    The work grows with calls a day times the states kept: a day of 20,000 calls takes seconds.
    """
    calls = not_negative("volume", volume, "write the number of calls offered, 0 or more")
    staff = not_negative("agents", agents, AGENTS_MEND)
    handle = positive("aht_s", aht_s, AHT_MEND)
    if (staff != np.rint(staff)).any():
        raise BadInputError(
            Fault("the agents are not whole", "round them", column="agents", value="")
        )
    if patience_s is not None:
        positive("patience_s", patience_s, PATIENCE_MEND)
    shape = np.broadcast_shapes(calls.shape, staff.shape, handle.shape)
    calls, staff, handle = (
        np.broadcast_to(each, shape).reshape(-1, shape[-1]) for each in (calls, staff, handle)
    )
    run = _Run(calls, handle, staff, target, interval_s, patience_s, end_of_shift)
    state = run.empty()
    parts, end = run.through(state)
    for _ in range(_REPEATS if start is Start.REPEATING else 0):
        before, state = state, run.staffed(end, -1, 0)
        if state.shape == before.shape and np.abs(state - before).max() < _SAME:
            break
        parts, end = run.through(state)
    return TransientService(
        *(np.stack(part, axis=-1).reshape(shape) for part in zip(*parts, strict=True))
    )


@dataclass(frozen=True)
class _Run:
    calls: FloatArray
    aht_s: FloatArray
    agents: FloatArray
    target: Target
    interval_s: float
    patience_s: float | None
    end_of_shift: EndOfShift

    def empty(self) -> FloatArray:
        room = int(self.agents.max(initial=0.0)) + 64 + self._left_over()
        if room > MOST_STATES:
            raise self._too_long()
        state = np.zeros((self.calls.shape[0], room))
        state[:, 0] = 1.0
        return state

    def _left_over(self) -> int:
        """Most callers that are sure to wait: calls beyond the agents' pace, those gone off."""
        leave = 0.0 if self.patience_s is None else 1.0 / self.patience_s
        waiting = np.zeros(self.calls.shape[0])
        most = 0.0
        for place in range(self.calls.shape[1]):
            pace = self.agents[:, place] * self.interval_s / self.aht_s[:, place]
            surplus = self.calls[:, place] - pace
            waiting = np.maximum(waiting + surplus, 0.0) / (1.0 + leave * self.interval_s)
            most = max(most, float(waiting.max(initial=0.0)))
        return int(most)

    @staticmethod
    def _too_long() -> BadInputError:
        what = "the queue grows beyond what can be followed"
        mend = "staff the overloaded intervals, or give the callers' patience"
        return BadInputError(Fault(what, mend, column="agents", value=""))

    def through(self, state: FloatArray) -> tuple[list[tuple[FloatArray, ...]], FloatArray]:
        """Figures of every interval from a starting state, and the state at the end."""
        parts = []
        for place in range(self.calls.shape[1]):
            if place:
                state = self.staffed(state, place - 1, place)
            state, mean = self._interval(state, place)
            parts.append(self._figures(mean, state, place))
        return parts, state

    def staffed(self, state: FloatArray, before: int, after: int) -> FloatArray:
        """State after the staff has changed from one interval's to another's."""
        old, new = self.agents[:, before], self.agents[:, after]
        if self.end_of_shift is EndOfShift.HANDS_OVER or (new >= old).all():
            return state
        found = np.arange(state.shape[1])
        fewer = np.minimum(new, old)[:, np.newaxis]
        taken = np.maximum(np.minimum(found, old[:, np.newaxis]) - fewer, 0.0)
        moved = np.zeros_like(state)
        rows = np.broadcast_to(np.arange(state.shape[0])[:, np.newaxis], state.shape)
        np.add.at(moved, (rows, (found - taken).astype(np.int64)), state)
        return moved

    def _interval(self, state: FloatArray, place: int) -> tuple[FloatArray, FloatArray]:
        leave = 0.0 if self.patience_s is None else 1.0 / self.patience_s
        rates = Rates(
            self.calls[:, place] / self.interval_s,
            1.0 / self.aht_s[:, place],
            np.full(self.calls.shape[0], leave),
            self.agents[:, place],
        )
        while True:
            end, mean = advance(state, rates, self.interval_s)
            if max(end[:, -1].max(), mean[:, -1].max()) < TAIL:
                return end, mean
            if 2 * state.shape[1] > MOST_STATES:
                raise self._too_long()
            state = np.pad(state, ((0, 0), (0, state.shape[1])))

    def _figures(self, mean: FloatArray, end: FloatArray, place: int) -> tuple[FloatArray, ...]:
        found = np.arange(mean.shape[1], dtype=np.float64)
        agents = self.agents[:, place, np.newaxis]
        aht = self.aht_s[:, place, np.newaxis]
        by_state = state_wait(found, agents, aht, self.target.threshold_s, self.patience_s)
        in_time = (mean * by_state.in_time).sum(axis=1)
        abandon = (mean * by_state.abandon).sum(axis=1)
        short = (mean * by_state.short_abandon).sum(axis=1)
        definition = self.target.definition
        top, base = in_time, np.ones_like(in_time)
        if definition is ServiceLevelDefinition.EITHER:
            top = in_time + short
        elif definition is ServiceLevelDefinition.ANSWERED:
            base = 1.0 - abandon
        elif definition is ServiceLevelDefinition.NET:
            base = 1.0 - short
        level = np.divide(top, base, out=np.zeros_like(top), where=base > 0)
        with np.errstate(invalid="ignore"):
            waits = np.where(mean > 0, mean * by_state.wait_s, 0.0).sum(axis=1)
        queue = np.maximum(found - agents, 0.0)
        busy = (mean * np.minimum(found, agents)).sum(axis=1)
        staff = self.agents[:, place]
        return (
            np.where(self.calls[:, place] > 0, level, np.nan),
            (mean * (found >= agents)).sum(axis=1),
            abandon,
            waits,
            (mean * queue).sum(axis=1),
            (end * queue).sum(axis=1),
            np.divide(busy, staff, out=np.full_like(busy, np.nan), where=staff > 0),
        )
