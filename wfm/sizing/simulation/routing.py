"""Which agent takes a call, and which call an agent takes.

A call goes to the agents of the best level who are free, the one longest idle among them. An
agent who becomes free takes the waiting call of the highest priority, the earliest among those.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import IntArray

NONE = 0
"""Level of an agent who can't take a queue's calls; 1 is primary, 2 secondary, and so on."""


@dataclass(frozen=True)
class Routing:
    """Skills as tables. Agents of the same levels are of one kind and share a list.

    Attributes
    ----------
    kind : ndarray of int
        Kind of each agent, shape (n_agents,).
    levels : ndarray of int
        Level of each kind for each queue, shape (n_kinds, n_queues); 0 for none.
    priority : ndarray of int
        Of each queue, 1 the first to be served, shape (n_queues,).
    """

    kind: IntArray
    levels: IntArray
    priority: IntArray

    def kinds_for(self, queue: int) -> tuple[tuple[int, ...], ...]:
        """Kinds that may take a queue's calls, level after level."""
        column = self.levels[:, queue]
        return tuple(
            tuple(np.flatnonzero(column == level).tolist())
            for level in np.unique(column[column != NONE])
        )

    def queues_of(self, kind: int) -> tuple[tuple[int, int], ...]:
        """Queues that a kind serves with their priority, in the order it looks at them."""
        queues = np.flatnonzero(self.levels[kind] != NONE)
        return tuple(sorted((int(self.priority[q]), int(q)) for q in queues))


def make_routing(levels: IntArray, priority: IntArray | None = None) -> Routing:
    """Build the tables from each agent's levels.

    Parameters
    ----------
    levels : ndarray of int
        Shape (n_agents, n_queues); 0 for none, 1 primary, 2 secondary.
    priority : ndarray of int, optional
        Of each queue, 1 first; without it first come first served over all queues.

    Raises
    ------
    BadInputError
        When a level is negative or the shapes do not fit.
    """
    levels = np.asarray(levels, dtype=np.int64)
    if levels.ndim != 2 or levels.shape[1] == 0 or (levels < NONE).any():
        mend = "give 0 (none), 1 (primary), 2 (secondary) for every agent and queue"
        raise BadInputError(Fault("the skill levels can't be used", mend, column="levels"))
    chosen = np.ones(levels.shape[1]) if priority is None else np.asarray(priority)
    if chosen.shape != levels.shape[1:]:
        raise BadInputError(
            Fault("the priorities do not fit", "give one number a queue", column="priority")
        )
    kinds, kind = np.unique(levels, axis=0, return_inverse=True)
    return Routing(kind.astype(np.int64).reshape(-1), kinds, chosen.astype(np.int64))
