"""Unfold memories into the nodes and arcs of a layered graph.

A layer is a day; a node is what all memories together remember before it. Only nodes from which an
end is reached are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.core.view import IntArray
from wfm.rules.memory import BARRED, Memory

FloatArray = npt.NDArray[np.float64]
Index = npt.NDArray[np.int32]

GONE = -1
"""Number of a node from which no end is reached."""


class TooLargeError(Exception):
    """A graph would have too many arcs."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """Nodes of all layers one after another, and the arcs that leave them.

    Parameters
    ----------
    layers : int array, shape (n_days + 2,)
        First node of each layer; the last layer's nodes have no arcs.
    first : int array, shape (n_nodes of all days + 1,)
        First arc of each node.
    target : int array, shape (n_arcs,)
        Node that an arc leads to.
    kind : int array, shape (n_arcs,)
        Kind of day on an arc; see `alike`.
    points : float array, shape (n_arcs,), or None
        What soft entries charge.
    end : float array, shape (n_nodes of the last layer,)
    starts : int array
        Node of each state asked for, `GONE` where no tour begins.
    """

    layers: Index
    first: Index
    target: Index
    kind: npt.NDArray[np.int16]
    points: FloatArray | None
    end: FloatArray
    starts: IntArray


def alike(memories: Sequence[Memory], columns: Sequence[int]) -> list[list[int]]:
    """Group columns (shifts and the day off) that every memory takes alike: one kind of day."""
    kinds: dict[tuple[bytes, ...], list[int]] = {}
    for column in columns:
        marks = [m.step[:, :, column].tobytes() for m in memories]
        marks += [m.points[:, :, column].tobytes() for m in memories if m.points is not None]
        kinds.setdefault(tuple(marks), []).append(column)
    return list(kinds.values())


def merged(memory: Memory) -> tuple[Memory, IntArray]:
    """Merge states that can't be told apart from a day on, and bar those that lead to no end.

    Day by day from the last one (the refinement of Moore 1956).

    Returns
    -------
    memory : Memory
        With fewer states in use; its start is that of the given one.
    stands : int array, shape (n_states,)
        State that each stands for before the first day, `BARRED` for none.
    """
    n_days, n_states, _ = memory.step.shape
    step = np.full_like(memory.step, BARRED)
    stands = np.where(np.isfinite(memory.end), np.arange(n_states), BARRED)
    stands = _first_alike(stands, memory.end[:, None])
    for d in range(n_days - 1, -1, -1):
        after = memory.step[d]
        step[d] = np.where(after == BARRED, BARRED, stands[after])
        told = step[d].astype(float)
        if memory.points is not None:
            charged = np.where(step[d] == BARRED, 0.0, memory.points[d])
            told = np.concatenate([told, charged], axis=1)
        alive = (step[d] != BARRED).any(axis=1)
        stands = _first_alike(np.where(alive, np.arange(n_states), BARRED), told)
    return Memory(memory.start, step, memory.points, memory.end, memory.ease), stands


def _first_alike(stands: IntArray, told: FloatArray) -> IntArray:
    """First state whose row is the same, `BARRED` where it is barred already."""
    _, first, group = np.unique(told, axis=0, return_index=True, return_inverse=True)
    return np.where(stands == BARRED, BARRED, first[group.ravel()])


def unfold(
    memories: Sequence[Memory], starts: IntArray, columns: Sequence[int], most_arcs: int
) -> Arcs:
    """Multiply memories into one graph.

    Parameters
    ----------
    memories : sequence of Memory
    starts : int array, shape (n_starts, n_memories)
        States after the past roster.
    columns : sequence of int
        One column of each kind of day.
    most_arcs : int

    Raises
    ------
    TooLargeError
    """
    return _Unfolding(memories, starts, columns, most_arcs).made()


@dataclass(frozen=True, eq=False)
class _Raw:
    """One day before pruning: arcs sorted by source, targets as numbers in the next layer."""

    source: IntArray
    kind: IntArray
    target: IntArray
    points: FloatArray | None


class _Unfolding:
    def __init__(
        self, memories: Sequence[Memory], starts: IntArray, columns: Sequence[int], most_arcs: int
    ) -> None:
        self._memories, self._starts, self._most = memories, starts, most_arcs
        self._steps = [np.ascontiguousarray(m.step[:, :, list(columns)]) for m in memories]
        self._points = [
            None if m.points is None else np.ascontiguousarray(m.points[:, :, list(columns)])
            for m in memories
        ]
        self._radix = np.cumprod([1, *(m.step.shape[1] for m in memories)])

    def made(self) -> Arcs:
        states, raw, total = self._starts, [], 0
        sizes = [len(states)]
        for d in range(len(self._steps[0])):
            day, states = self._day(d, states)
            raw.append(day)
            sizes.append(len(states))
            total += len(day.source)
            if total > self._most:
                raise TooLargeError
        end = np.zeros(len(states))
        for i, memory in enumerate(self._memories):
            end += memory.end[states[:, i]]
        return self._pruned(raw, sizes, end)

    def _day(self, d: int, states: IntArray) -> tuple[_Raw, IntArray]:
        """Arcs of a day from every node, and the states of the nodes after it."""
        shape = (len(states), self._steps[0].shape[2])
        code = np.zeros(shape, dtype=np.int64)
        fine = np.ones(shape, dtype=bool)
        charge: FloatArray | None = None
        for i, step in enumerate(self._steps):
            now = states[:, i]
            after = step[d][now]
            fine &= after != BARRED
            code += after * self._radix[i]
            points = self._points[i]
            if points is not None and points[d].any():
                charge = points[d][now] + (0.0 if charge is None else charge)
        source, kind = np.nonzero(fine)
        reached, target = np.unique(code[fine], return_inverse=True)
        after_states = np.empty((len(reached), len(self._steps)), dtype=np.int64)
        for i, step in enumerate(self._steps):
            after_states[:, i] = reached // self._radix[i] % step.shape[1]
        return _Raw(source, kind, target, None if charge is None else charge[fine]), after_states

    def _pruned(self, raw: list[_Raw], sizes: list[int], end: FloatArray) -> Arcs:
        """Drop arcs from which no end is reached, and number the nodes that are left."""
        alive = np.isfinite(end)
        kept_end = end[alive]
        number = np.where(alive, np.cumsum(alive) - 1, GONE)
        days: list[tuple[IntArray, IntArray, IntArray, FloatArray | None, int]] = []
        for day, size in zip(reversed(raw), reversed(sizes[:-1]), strict=True):
            kept = alive[day.target]
            source = day.source[kept]
            alive = np.zeros(size, dtype=bool)
            alive[source] = True
            before = np.where(alive, np.cumsum(alive) - 1, GONE)
            first = np.searchsorted(before[source], np.arange(int(alive.sum())))
            points = None if day.points is None else day.points[kept]
            days.append((number[day.target[kept]], day.kind[kept], first, points, len(source)))
            number = before
        days.reverse()
        nodes = np.cumsum([0, *(len(first) for _, _, first, _, _ in days), len(kept_end)])
        arcs = np.cumsum([0, *(n for *_, n in days)])
        charged = any(points is not None for *_, points, _ in days)
        return Arcs(
            layers=nodes.astype(np.int32),
            first=np.concatenate(
                [*(day[2] + at for day, at in zip(days, arcs, strict=False)), arcs[-1:]]
            ).astype(np.int32),
            target=np.concatenate(
                [day[0] + at for day, at in zip(days, nodes[1:], strict=False)]
            ).astype(np.int32),
            kind=np.concatenate([day[1] for day in days]).astype(np.int16),
            points=np.concatenate([np.zeros(day[4]) if day[3] is None else day[3] for day in days])
            if charged
            else None,
            end=kept_end,
            starts=number,
        )
