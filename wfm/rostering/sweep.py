"""The cheapest path through a graph of tours: one sweep back over its arcs, one walk forward."""

from __future__ import annotations

import numpy as np

from wfm.core.view import IntArray
from wfm.rostering.unfold import GONE, Arcs, FloatArray

COMPILED_ARCS = 10_000
"""Arcs from which a sweep is compiled: below, loading the compiler costs more."""

FAR = 1e12
"""Price of what may not be."""


def cheapest(arcs: Arcs, price: FloatArray, node: int) -> tuple[float, IntArray] | None:
    """Find the cheapest path from a first node.

    Both ways of sweeping give the same path to the same bit.

    Parameters
    ----------
    arcs : Arcs
    price : float array, shape (n_days, n_kinds)
        Of each kind of day.
    node : int
        One of `Arcs.starts`.

    Returns
    -------
    total : float
    kinds : int array, shape (n_days,)
        Or None when there is no path below `FAR`.
    """
    if node == GONE:
        return None
    if len(arcs.target) >= COMPILED_ARCS:
        from wfm.rostering import sweep_numba

        total, kinds = sweep_numba.run(arcs, price, node)
    else:
        total, kinds = run(arcs, price, node)
    return None if total >= FAR / 2 else (total, kinds)


def run(arcs: Arcs, price: FloatArray, node: int) -> tuple[float, IntArray]:
    """Sweep with numpy, a day at a time."""
    n_days = len(price)
    value = np.empty(int(arcs.layers[-1]))
    value[arcs.layers[n_days] :] = arcs.end
    for d in range(n_days - 1, -1, -1):
        low, high = int(arcs.layers[d]), int(arcs.layers[d + 1])
        begin, end = int(arcs.first[low]), int(arcs.first[high])
        come = value[arcs.target[begin:end]] + price[d][arcs.kind[begin:end]]
        if arcs.points is not None:
            come += arcs.points[begin:end]
        value[low:high] = np.minimum.reduceat(come, arcs.first[low:high] - begin)
    kinds = np.empty(n_days, dtype=np.int64)
    total = float(value[node])
    for d in range(n_days):
        span = slice(int(arcs.first[node]), int(arcs.first[node + 1]))
        come = value[arcs.target[span]] + price[d][arcs.kind[span]]
        if arcs.points is not None:
            come = come + arcs.points[span]
        arc = span.start + int(come.argmin())
        kinds[d], node = arcs.kind[arc], int(arcs.target[arc])
    return total, kinds
