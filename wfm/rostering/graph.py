"""Every tour that the rules' memories allow, as paths of a layered graph.

A layer is a day, a node what all memories together remember, an arc a shift or a day off. The
cheapest path at any prices of shifts is found by one sweep over the arcs (a resource-constrained
shortest path with the resources in the nodes; Irnich & Desaulniers 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from wfm.core.view import OFF, BoolArray
from wfm.rostering.sweep import cheapest
from wfm.rostering.unfold import GONE, FloatArray, TooLargeError, alike, merged, unfold
from wfm.rules.memory import BARRED, Memory
from wfm.rules.modelling import Modeller

Key = tuple[bytes, ...]
"""Of agents with one graph: the keys of their memories, and the shifts that they may be given."""

MANY_ARCS = (600_000, 2_500_000)
"""Arcs of one graph from which memories that prices can replace are left to the judge: those that
are replaced easily, and the others."""

EASY = 0.3
"""Ease of a memory that is replaced easily."""

MOST_ARCS = 12_000_000
"""Arcs of one graph; a problem that needs more leaves its largest memories to the judge."""


class TourGraph:
    """Tours that a set of memories allows.

    Parameters
    ----------
    memories : sequence of Memory
        At least one; of any agent for whom they have these keys.
    starts : mapping of tuple to tuple of int
        States of these memories after the past roster, by the name under which an agent asks.
    open_shifts : bool array, shape (n_shifts,)
        Shifts that any of the agents may be given.
    most_arcs : int

    Raises
    ------
    TooLargeError
    """

    def __init__(
        self,
        memories: Sequence[Memory],
        starts: Mapping[tuple[int, ...], tuple[int, ...]],
        open_shifts: BoolArray,
        most_arcs: int = MOST_ARCS,
    ) -> None:
        self._off = len(open_shifts)
        small = [merged(memory) for memory in memories]
        columns = [*np.flatnonzero(open_shifts).tolist(), self._off]
        self._kinds = alike([m for m, _ in small], columns)
        self._columns = np.concatenate(self._kinds)
        self._cuts = np.cumsum([0, *(len(kind) for kind in self._kinds[:-1])])
        stand = {
            name: tuple(int(s[i]) for (_, s), i in zip(small, state, strict=True))
            for name, state in starts.items()
        }
        first = {s: i for i, s in enumerate(dict.fromkeys(stand.values())) if BARRED not in s}
        states = np.array(list(first), dtype=np.int64).reshape(len(first), len(small))
        days = [kind[0] for kind in self._kinds]
        self._arcs = unfold([m for m, _ in small], states, days, most_arcs)
        self._nodes = {
            name: int(self._arcs.starts[first[s]]) if s in first else GONE
            for name, s in stand.items()
        }

    @property
    def n_arcs(self) -> int:
        """Arcs of all days."""
        return len(self._arcs.target)

    def node(self, name: tuple[int, ...]) -> int:
        """First node of the agents of a name."""
        return self._nodes[name]

    def best(self, price: FloatArray, node: int) -> tuple[float, tuple[int, ...]] | None:
        """Return the cheapest tour and its price; None when none is allowed.

        Parameters
        ----------
        price : float array, shape (n_days, n_shifts + 1)
            Of each shift, the last column of the day off; `FAR` where it may not be.
        node : int
            Of `node`.
        """
        least = np.minimum.reduceat(price[:, self._columns], self._cuts, axis=1)
        found = cheapest(self._arcs, least, node)
        if found is None:
            return None
        total, kinds = found
        tour = []
        for row, kind in zip(price, kinds.tolist(), strict=True):
            columns = self._kinds[kind]
            column = columns[0] if len(columns) == 1 else min(columns, key=row.__getitem__)
            tour.append(OFF if column == self._off else column)
        return total, tuple(tour)


class TourGraphs:
    """Graph of every agent; agents whose rules remember alike share one.

    Parameters
    ----------
    modeller : Modeller
    """

    def __init__(self, modeller: Modeller) -> None:
        view = modeller.view
        self._graphs: dict[Key, TourGraph] = {}
        self._of: list[tuple[Key, tuple[int, ...]]] = []
        self._members: dict[Key, list[tuple[int, ...]]] = {}
        self._memories: dict[Key, list[Memory]] = {}
        scoped = [(entry, rule, p, set(view.scoped(entry))) for entry, rule, p in modeller.entries]
        for a in range(view.n_agents):
            found = [rule.memory(view, e, p, a) for e, rule, p, who in scoped if a in who]
            memories = [m for m in found if m is not None] or [_nothing(view.n_days, view.n_shifts)]
            open_shifts = modeller.allowed[a].any(axis=0)
            key = (*(m.key for m in memories), open_shifts.tobytes())
            start = tuple(m.start for m in memories)
            self._memories.setdefault(key, memories)
            self._members.setdefault(key, []).append(start)
            self._of.append((key, start))

    def of(self, a: int) -> tuple[TourGraph, int]:
        """Graph of an agent, and the node that the agent starts from."""
        key, start = self._of[a]
        if key not in self._graphs:
            self._graphs[key] = self._made(key)
        graph = self._graphs[key]
        return graph, graph.node(start)

    def _made(self, key: Key) -> TourGraph:
        memories = list(enumerate(self._memories[key]))
        open_shifts: BoolArray = np.frombuffer(key[-1], dtype=np.bool_)
        while True:
            chosen = [i for i, _ in memories]
            starts = {s: tuple(s[i] for i in chosen) for s in self._members[key]}
            eased = max(memories, key=lambda x: x[1].ease)
            most = MOST_ARCS
            if eased[1].ease and len(memories) > 1:
                most = MANY_ARCS[eased[1].ease < EASY]
            try:
                return TourGraph([m for _, m in memories], starts, open_shifts, most)
            except TooLargeError:
                largest = max(memories, key=lambda x: x[1].step.shape[1])
                memories.remove(eased if eased[1].ease else largest)


def _nothing(n_days: int, n_shifts: int) -> Memory:
    """Memory of an agent whom no rule remembers anything of."""
    return Memory(0, np.zeros((n_days, 1, n_shifts + 1), dtype=np.int64), None, np.zeros(1))
