"""The sweep over a graph of tours compiled: the same path as `sweep.run`, to the same bit.

It holds no lock of the interpreter, so that several sweeps can
run at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from wfm.core.view import IntArray
from wfm.rostering.unfold import Arcs, FloatArray, Index

NONE = np.zeros(0)


def run(arcs: Arcs, price: FloatArray, node: int) -> tuple[float, IntArray]:
    """Sweep; parameters and result as `wfm.rostering.sweep.run`."""
    kinds = np.empty(len(price), dtype=np.int64)
    points = NONE if arcs.points is None else arcs.points
    total = _sweep(
        arcs.layers,
        arcs.first,
        arcs.target,
        arcs.kind,
        points,
        arcs.end,
        np.ascontiguousarray(price),
        node,
        kinds,
    )
    return float(total), kinds


@njit(cache=True, nogil=True)
def _sweep(
    layers: Index,
    first: Index,
    target: Index,
    kind: npt.NDArray[np.int16],
    points: FloatArray,
    end: FloatArray,
    price: FloatArray,
    node: int,
    kinds: IntArray,
) -> float:
    n_days = price.shape[0]
    charged = len(points) > 0
    value = np.empty(layers[n_days + 1])
    for i in range(len(end)):
        value[layers[n_days] + i] = end[i]
    for d in range(n_days - 1, -1, -1):
        row = price[d]
        for n in range(layers[d], layers[d + 1]):
            best = np.inf
            for arc in range(first[n], first[n + 1]):
                come = value[target[arc]] + row[kind[arc]]
                if charged:
                    come += points[arc]
                best = min(best, come)
            value[n] = best
    total = float(value[node])
    for d in range(n_days):
        row = price[d]
        best, chosen = np.inf, first[node]
        for arc in range(first[node], first[node + 1]):
            come = value[target[arc]] + row[kind[arc]]
            if charged:
                come += points[arc]
            if come < best:
                best, chosen = come, arc
        kinds[d] = kind[chosen]
        node = target[chosen]
    return total
