"""What a rule remembers of one agent's tour from day to day: a small automaton.

The rule's own file makes it, so that tours built outside CP-SAT are held to the same truth. A rule
whose memory would be large, or that looks at several agents, has none: tours are then judged
after they are built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from wfm.core.view import OFF, IntArray, ProblemView

FloatArray = npt.NDArray[np.float64]

BARRED = -1
"""Next state of a step that a hard entry forbids."""

REFUSED = np.inf
"""Points of a last state that a hard entry forbids."""


@dataclass(frozen=True, eq=False)
class Memory:
    """An automaton over the days of the horizon.

    Parameters
    ----------
    start : int
        State after the past roster.
    step : int array, shape (n_days, n_states, n_shifts + 1)
        State after a day with the shift, the last column for a day off; `BARRED` where that may
        not be.
    points : float array of the same shape, or None
        Price of the step.
    end : float array, shape (n_states,)
        Points of ending in a state, `REFUSED` where that may not be.
    ease : float
        Above 0 for what a few rising prices can keep as well, the easier the higher: such a memory
        may be left out where all together would be large.
    """

    start: int
    step: IntArray
    points: FloatArray | None
    end: FloatArray
    ease: float = 0.0

    @cached_property
    def key(self) -> bytes:
        """Equal for memories that differ in their start alone."""
        mark = blake2b(np.ascontiguousarray(self.step).tobytes(), digest_size=16)
        mark.update(repr(self.step.shape).encode())
        mark.update(b"" if self.points is None else np.ascontiguousarray(self.points).tobytes())
        mark.update(self.end.tobytes())
        return mark.digest()


def pairs(
    view: ProblemView,
    a: int,
    amounts: IntArray,
    in_force: Callable[[int], bool],
    points: float | None,
) -> Memory:
    """Remember yesterday's shift, for rules on shifts of two days in a row.

    Parameters
    ----------
    amounts : int array, shape (n_shifts, n_shifts)
        How much the second shift straight after the first violates.
    in_force : callable
        Of a day index: whether pairs that end on it are judged.
    points : float or None
        Price of one unit; None forbids.
    """
    n = view.n_shifts
    step = np.empty((view.n_days, n + 1, n + 1), dtype=np.int64)
    step[:] = np.arange(n + 1)
    price = np.zeros(step.shape)
    for d in filter(in_force, range(view.n_days)):
        if points is None:
            step[d, :n, :n][amounts > 0] = BARRED
        else:
            price[d, :n, :n] = amounts * points
    last = int(view.past_shift[a, -1]) if view.n_past else OFF
    return Memory(
        n if last == OFF else last, step, None if points is None else price, np.zeros(n + 1)
    )


def counter(
    view: ProblemView, counted: IntArray, high: int, low: int, days: range | tuple[int, ...]
) -> Memory:
    """Remember a sum over the horizon that must end between two bounds.

    Parameters
    ----------
    counted : int array, shape (n_shifts,)
        What each shift adds.
    """
    n = high + 1
    step = np.empty((view.n_days, n, view.n_shifts + 1), dtype=np.int64)
    step[:] = np.arange(n)[:, None]
    after = np.arange(n)[:, None] + counted[None]
    for d in days:
        step[d, :, :-1] = np.where(after > high, BARRED, after)
    most = int(counted.max(initial=0)) * max(1, len(days))
    ease = high / max(1, most) if low <= 0 else 0.0
    return Memory(0, step, None, np.where(np.arange(n) < low, REFUSED, 0.0), ease)
