"""Every tour that the rules' memories allow, as paths of a layered graph.

A layer is a day, a node what all memories together remember, an arc a shift or a day off. The
cheapest path at any prices of shifts is found by one sweep over the arcs (a resource-constrained
shortest path with the resources in the nodes; Irnich & Desaulniers 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from wfm.core.view import OFF, BoolArray, IntArray
from wfm.rules.memory import BARRED, Memory
from wfm.rules.modelling import Modeller

FloatArray = npt.NDArray[np.float64]
Index = npt.NDArray[np.int32]

Key = tuple[bytes, ...]
"""Of agents with one graph: the keys of their memories, and the shifts that they may be given."""

FAR = 1e12
"""Price of what may not be."""

MANY_ARCS = 600_000
"""Arcs of one graph from which memories that prices can replace are left to the judge."""

MOST_ARCS = 12_000_000
"""Arcs of one graph; a problem that needs more leaves its largest memories to the judge."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Arcs of one day, sorted by the node that they lead to.

    Parameters
    ----------
    source : int array, shape (n_arcs,)
        Node before the day.
    column : int array, shape (n_arcs,)
        Shift, or n_shifts for the day off.
    points : float array, shape (n_arcs,), or None
        What soft entries charge.
    first : int array, shape (n_nodes,)
        First arc into each node after the day.
    """

    source: Index
    column: Index
    points: FloatArray | None
    first: Index


class TooLargeError(Exception):
    """A graph would have too many arcs."""


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
        self._most = most_arcs
        self._memories = list(memories)
        self._columns = [*np.flatnonzero(open_shifts).tolist(), len(open_shifts)]
        self._radix = [1]
        for memory in self._memories:
            self._radix.append(self._radix[-1] * memory.step.shape[1])
        first = {state: i for i, state in enumerate(dict.fromkeys(starts.values()))}
        self._first = np.array(list(first), dtype=np.int64).reshape(len(first), -1)
        self._nodes = {name: first[state] for name, state in starts.items()}
        self.layers: list[Layer] = []
        self._open = [self._leads_on(memory) for memory in self._memories]
        self._build()

    @property
    def n_arcs(self) -> int:
        """Arcs of all days."""
        return sum(len(layer.source) for layer in self.layers)

    def node(self, name: tuple[int, ...]) -> int:
        """First node of the agents of a name."""
        return self._nodes[name]

    # -- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        states = self._first
        raw = []
        n_days = len(self._memories[0].step)
        for d in range(n_days):
            layer, states = self._day(d, states)
            raw.append(layer)
            if sum(len(x[0]) for x in raw) > self._most:
                raise TooLargeError
        end = reduce(
            np.add,
            (m.end[states[:, i]] for i, m in enumerate(self._memories)),
            np.zeros(len(states)),
        )
        self._prune(raw, end)

    def _leads_on(self, memory: Memory) -> BoolArray:
        """Whether an end can be reached from a state, by one memory alone: (n_days + 1, n_states).

        Looked up while the product is built, it keeps most of what leads nowhere out of it.
        """
        n_days, n_states, _ = memory.step.shape
        leads = np.zeros((n_days + 1, n_states), dtype=bool)
        leads[-1] = np.isfinite(memory.end)
        for d in range(n_days - 1, -1, -1):
            after = memory.step[d][:, self._columns]
            leads[d] = ((after != BARRED) & leads[d + 1][after]).any(axis=1)
        return leads

    def _day(
        self, d: int, states: IntArray
    ) -> tuple[tuple[IntArray, IntArray, FloatArray, IntArray, int], IntArray]:
        """Arcs of a day from every node, and the states of the nodes after it."""
        sources, columns, points, codes = [], [], [], []
        for column in self._columns:
            code = np.zeros(len(states), dtype=np.int64)
            charge = np.zeros(len(states))
            fine = np.ones(len(states), dtype=bool)
            for i, memory in enumerate(self._memories):
                after = memory.step[d, states[:, i], column]
                fine &= (after != BARRED) & self._open[i][d + 1][after]
                code += after * self._radix[i]
                if memory.points is not None:
                    charge += memory.points[d, states[:, i], column]
            kept = np.flatnonzero(fine)
            sources.append(kept)
            columns.append(np.full(len(kept), column))
            points.append(charge[kept])
            codes.append(code[kept])
        reached, target = np.unique(np.concatenate(codes), return_inverse=True)
        after = np.empty((len(reached), len(self._memories)), dtype=np.int64)
        for i, memory in enumerate(self._memories):
            after[:, i] = reached // self._radix[i] % memory.step.shape[1]
        arcs = (
            *(np.concatenate(sources), np.concatenate(columns)),
            *(np.concatenate(points), target, len(reached)),
        )
        return arcs, after

    def _prune(
        self,
        raw: list[tuple[IntArray, IntArray, FloatArray, IntArray, int]],
        end: FloatArray,
    ) -> None:
        """Drop arcs from which no end is reached, and number the nodes that are left."""
        alive = np.isfinite(end)
        self.end = end[alive]
        number = np.cumsum(alive) - 1
        layers: list[tuple[IntArray, IntArray, FloatArray, IntArray]] = []
        for source, column, points, target, _ in reversed(raw):
            kept = np.flatnonzero(alive[target])
            order = kept[np.argsort(target[kept], kind="stable")]
            into = number[target[order]]
            n = int(number[-1]) + 1 if len(number) else 0
            first = np.searchsorted(into, np.arange(n))
            before = np.zeros(self._size_before(len(layers), raw), dtype=bool)
            before[source[order]] = True
            layers.append((source[order], column[order], points[order], first))
            alive, number = before, np.cumsum(before) - 1
            if len(layers) == len(raw):
                # First nodes keep their numbers, reached or not.
                number = np.arange(len(before))
            source, column, points, first = layers[-1]
            layers[-1] = (number[source], column, points, first)
        self.layers = [
            Layer(
                source.astype(np.int32),
                column.astype(np.int32),
                points if points.any() else None,
                first.astype(np.int32),
            )
            for source, column, points, first in reversed(layers)
        ]

    def _size_before(
        self, done: int, raw: list[tuple[IntArray, IntArray, FloatArray, IntArray, int]]
    ) -> int:
        place = len(raw) - 1 - done
        return len(self._first) if place == 0 else raw[place - 1][4]

    # -- search --------------------------------------------------------------------------------

    def best(self, price: FloatArray, node: int) -> tuple[float, tuple[int, ...]] | None:
        """Return the cheapest tour and its price; None when none is allowed.

        Parameters
        ----------
        price : float array, shape (n_days, n_shifts + 1)
            Of each shift, the last column of the day off; `FAR` where it may not be.
        node : int
            Of `node`.
        """
        value = np.full(len(self._first), FAR)
        value[node] = 0.0
        values = [value]
        for layer, row in zip(self.layers, price, strict=True):
            if not len(layer.first):
                return None
            value = np.minimum.reduceat(self._come(layer, value, row), layer.first)
            values.append(value)
        last = value + self.end
        at = int(last.argmin())
        total = float(last[at])
        if total >= FAR / 2:
            return None
        tour = []
        for layer, value, row in zip(
            reversed(self.layers), reversed(values[:-1]), price[::-1], strict=True
        ):
            end = layer.first[at + 1] if at + 1 < len(layer.first) else len(layer.source)
            span = slice(int(layer.first[at]), int(end))
            come = value[layer.source[span]] + row[layer.column[span]]
            if layer.points is not None:
                come = come + layer.points[span]
            arc = span.start + int(come.argmin())
            column = int(layer.column[arc])
            tour.append(OFF if column == price.shape[1] - 1 else column)
            at = int(layer.source[arc])
        return total, tuple(reversed(tour))

    @staticmethod
    def _come(layer: Layer, value: FloatArray, row: FloatArray) -> FloatArray:
        come: FloatArray = value[layer.source] + row[layer.column]
        if layer.points is not None:
            come += layer.points
        return come


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
            most = MANY_ARCS if eased[1].ease and len(memories) > 1 else MOST_ARCS
            try:
                return TourGraph([m for _, m in memories], starts, open_shifts, most)
            except TooLargeError:
                largest = max(memories, key=lambda x: x[1].step.shape[1])
                memories.remove(eased if eased[1].ease else largest)


def _nothing(n_days: int, n_shifts: int) -> Memory:
    """Memory of an agent whom no rule remembers anything of."""
    return Memory(0, np.zeros((n_days, 1, n_shifts + 1), dtype=np.int64), None, np.zeros(1))
