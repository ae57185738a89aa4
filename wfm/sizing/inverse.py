"""The least whole number of agents that meets a target: exact, for whole arrays at once.

A close guess says where to look (wfm.sizing.guess). Of every interval it is then shown that n
meets the target and that n - 1 does not: by proven bounds on the queue (wfm.sizing.bounds) where
they are clear, by the exact queue everywhere else. As more agents never serve worse, that is the
minimum, whatever the guess was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing import erlang_c
from wfm.sizing.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    Numbers,
    flattened,
    not_negative,
    positive,
)
from wfm.sizing.bounds import MOST_LOAD, SLACK, inverse_blocking_bounds
from wfm.sizing.erlang_a import PATIENCE_MEND, erlang_a
from wfm.sizing.erlang_b import LOAD_MEND
from wfm.sizing.gamma import upper_ratio
from wfm.sizing.guess import guess_agents
from wfm.sizing.target import TIE, Target

LEAST_LATE = 1e-12
"""Share of late calls below which only the exact queue decides, rounding in 1 - share included."""

MOST_AGENTS = 2.0**50

_BLOCK = 8192
"""Intervals worked on at once, so that what lies between stays in the processor's cache."""


def agents_needed(
    load_erlangs: Numbers,
    aht_s: Numbers,
    target: Target,
    *,
    patience_s: float | None = None,
    min_agents: Numbers = 0,
) -> IntArray:
    """Return the least agents that meet every promise of the target.

    Parameters
    ----------
    load_erlangs : float or array
        Offered load, any shape.
    aht_s : float or array
        Mean handle time in seconds; it is not looked at where nobody calls.
    target : Target
    patience_s : float or None
        Mean patience in seconds (Erlang A); None for Erlang C.
    min_agents : int or array
        Never fewer than these; the whole answer where nobody calls.

    Returns
    -------
    ndarray of int64
        Agents, in the common shape.

    Raises
    ------
    BadInputError
        Where a value is negative or not a number (naming its row), or where an answer rate is
        asked of Erlang C, in which nobody gives up.
    """
    load = not_negative("load_erlangs", load_erlangs, LOAD_MEND)
    least = not_negative("min_agents", min_agents, "give a whole number of agents, 0 or more")
    if patience_s is not None:
        positive("patience_s", patience_s, PATIENCE_MEND)
    refuse_answer_rate(target, patience_s)
    aht = np.asarray(aht_s, dtype=np.float64)
    shape, (load, aht, least) = flattened(load, aht, least)
    result = np.ceil(least).astype(np.int64)
    times = positive("aht_s", np.where(load > 0, aht, 1.0), erlang_c.AHT_MEND)
    for first in range(0, load.size, _BLOCK):
        part = slice(first, first + _BLOCK)
        busy = np.flatnonzero(load[part] > 0) + first
        if busy.size:
            queue = _Queue(load[busy], times[busy], target, patience_s)
            result[busy] = np.maximum(queue.least_agents(), result[busy])
    return result.reshape(shape)


def refuse_answer_rate(target: Target, patience_s: float | None) -> None:
    """Raise BadInputError when an answer rate is asked of Erlang C, where nobody gives up."""
    if patience_s is None and target.answer_rate is not None:
        raise BadInputError(
            Fault(
                "an answer rate needs a model in which callers give up",
                "choose the model erlang-a and give the patience",
                column="answer_rate",
                value=str(target.answer_rate),
            )
        )


@dataclass(frozen=True)
class _Queue:
    """The intervals with calls, flat; every load is above 0."""

    load: FloatArray
    aht_s: FloatArray
    target: Target
    patience_s: float | None

    def least_agents(self) -> IntArray:
        floor = np.ones(self.load.shape, dtype=np.int64)
        if self.patience_s is None:
            floor = np.floor(self.load).astype(np.int64) + 1
            cap = self.target.occupancy_cap
            if cap is not None:
                floor = np.maximum(floor, _ceil_tied(self.load / cap))
        guess = guess_agents(self.load, self.aht_s, self.target, self.patience_s)
        result = np.maximum(np.ceil(guess).astype(np.int64), floor)
        rest = np.flatnonzero(~self._shown(result, floor))
        if rest.size:
            # Both at once: most of them turn out right.
            both = self._meets(np.tile(rest, 2), np.concatenate([result[rest], result[rest] - 1]))
            right = both[: rest.size] & (~both[rest.size :] | (result[rest] == floor[rest]))
            rest = rest[~right]
        if rest.size:
            result[rest] = least_meeting(
                lambda where, agents: self._meets(rest[where], agents), floor[rest], result[rest]
            )
        return result

    def _shown(self, agents: IntArray, floor: IntArray) -> BoolArray:
        """Whether the bounds alone show that n meets and, above the floor, that n - 1 misses."""
        late = None if self.target.sl is None else 1.0 - self.target.sl
        if self.patience_s is not None or (late is not None and late < LEAST_LATE):
            return np.zeros(self.load.shape, dtype=np.bool_)
        load, count = self.load, agents.astype(np.float64)
        low, high = inverse_blocking_bounds(load, count)
        spare = count - load
        low = (load + spare * low) / count
        # One agent fewer, by the recursion; at the floor there is nothing to show.
        misses = agents == floor
        before = np.maximum(count - 1.0, load)
        less = before - load
        high = (load + less * ((high - 1.0) * load / count)) / before
        meets = load <= MOST_LOAD
        if late is not None:
            reach = self.target.threshold_s / self.aht_s
            wanted = -np.log(late)
            meets &= np.log(low) + spare * reach >= wanted + SLACK
            misses |= np.log(high) + less * reach <= wanted - SLACK
        if self.target.asa_s is not None:
            quick = self.target.asa_s / self.aht_s
            meets &= low * spare * quick >= 1.0 + SLACK
            misses |= high * less * quick <= 1.0 - SLACK
        return np.asarray(meets & misses)

    def _meets(self, where: IntArray, agents: IntArray) -> BoolArray:
        if self.patience_s is None:
            return self._meets_erlang_c(self.load[where], agents, self.aht_s[where])
        return self._meets_erlang_a(self.load[where], agents, self.aht_s[where], self.patience_s)

    def _meets_erlang_c(self, load: FloatArray, agents: IntArray, aht: FloatArray) -> BoolArray:
        target = self.target
        meets = np.ones(load.shape, dtype=np.bool_)
        count = agents.astype(np.float64)
        waiting = erlang_c.waiting_from_inverse(upper_ratio(count, load), load, count)
        spare = count - load
        if target.sl is not None:
            late = waiting * np.exp(-spare * target.threshold_s / aht)
            meets &= late <= (1.0 - target.sl) * (1.0 + TIE) + 1e-16
        if target.asa_s is not None:
            meets &= waiting * aht <= target.asa_s * spare * (1.0 + TIE)
        return meets

    def _meets_erlang_a(
        self, load: FloatArray, agents: IntArray, aht: FloatArray, patience_s: float
    ) -> BoolArray:
        target = self.target
        queue = erlang_a(load, agents, aht, patience_s, target.threshold_s)
        meets = np.ones(load.shape, dtype=np.bool_)
        if target.sl is not None:
            meets &= queue.service_level(target.definition) >= target.sl * (1.0 - TIE)
        if target.answer_rate is not None:
            meets &= queue.answer_rate >= target.answer_rate * (1.0 - TIE)
        if target.occupancy_cap is not None:
            meets &= queue.occupancy <= target.occupancy_cap * (1.0 + TIE)
        if target.asa_s is not None:
            meets &= queue.asa_s <= target.asa_s * (1.0 + TIE)
        return meets


def least_meeting(
    meets: Callable[[IntArray, IntArray], BoolArray], floor: IntArray, guess: IntArray
) -> IntArray:
    """Return the least n >= floor for which a monotone test holds, element by element.

    Starts at the guess, doubles the step away from it until the answer is bracketed, then
    halves: two tests an element when the guess is right, about 2 log2(error) more otherwise.

    Parameters
    ----------
    meets : callable
        ``meets(indices, n)``: whether those elements are met by those n. Once true for an n it
        must be true for every larger one.
    floor, guess : ndarray of int64
        Flat, same length.
    """
    fails = floor - 1
    holds = np.maximum(guess, floor)
    active: IntArray = np.arange(floor.size)
    # Upwards until every element holds.
    good = meets(active, holds)
    rising = active[~good]
    fell = good.copy()
    step = 1
    while rising.size:
        fails[rising] = holds[rising]
        holds[rising] += step
        step *= 2
        if holds[rising].max() > MOST_AGENTS:
            raise BadInputError(
                Fault("no number of agents meets the target", "ask for less", value="")
            )
        rising = rising[~meets(rising, holds[rising])]
    # Downwards from a guess that held at once, until one fails or the floor is reached.
    falling = active[fell & (holds > floor)]
    step = 1
    while falling.size:
        trial = np.maximum(holds[falling] - step, floor[falling])
        good = meets(falling, trial)
        fails[falling[~good]] = trial[~good]
        falling, trial = falling[good], trial[good]
        holds[falling] = trial
        falling = falling[trial > floor[falling]]
        step *= 2
    open_ = active[holds - fails > 1]
    while open_.size:
        middle = (holds[open_] + fails[open_]) // 2
        good = meets(open_, middle)
        holds[open_[good]] = middle[good]
        fails[open_[~good]] = middle[~good]
        open_ = open_[holds[open_] - fails[open_] > 1]
    return holds


def _ceil_tied(values: FloatArray) -> IntArray:
    """Round up, but 20.000000000000004 to 20: what a division leaves behind is no agent."""
    nearest = np.rint(values)
    tied = np.abs(values - nearest) <= TIE * np.maximum(nearest, 1.0)
    return np.where(tied, nearest, np.ceil(values)).astype(np.int64)
