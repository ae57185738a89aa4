"""Builders of hand-made callers, and the three ways to run the event loop."""

from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing.simulation import kernel, kernel_numba
from wfm.sizing.simulation.callers import Callers
from wfm.sizing.simulation.crew import make_crew
from wfm.sizing.simulation.routing import make_routing

KERNELS = {
    "pure": kernel.run,
    "compiled": kernel_numba.run,
    "not compiled": lambda *a: kernel_numba.play(*a, kernel_numba._loop.py_func),
}
"""The compiled loop is also run as Python: what it reads and writes out of bounds then shows."""


@pytest.fixture(params=KERNELS)
def run(request):
    """Event loop: all of them must pass every test."""
    return KERNELS[request.param]


@pytest.fixture(scope="session")
def kernels():
    """All event loops by name."""
    return KERNELS


@pytest.fixture(scope="session")
def make_callers():
    """Build callers from (arrived, handle[, queue]) with tries of (patience, delay)."""

    def build(calls, patience=np.inf, tries=None):
        calls = [(*c, 0)[:3] for c in calls]
        if tries is None:
            many = np.broadcast_to(np.asarray(patience, dtype=float), (len(calls),))
            tries = [[(p, 0.0)] for p in many]
        flat = [t for mine in tries for t in mine]
        return Callers(
            np.array([c[0] for c in calls], dtype=float),
            np.array([c[2] for c in calls], dtype=np.int64),
            np.array([c[1] for c in calls], dtype=float),
            np.cumsum([0, *(len(mine) for mine in tries)]).astype(np.int64),
            np.array([t[0] for t in flat], dtype=float),
            np.array([t[1] for t in flat], dtype=float),
        )

    return build


@pytest.fixture(scope="session")
def steady():
    """Crew of n agents from 0 to `until`, and a routing in which all take one queue."""

    def build(n, until=1e6, begin=0.0):
        return (
            make_crew([[(begin, until, 0.0)]] * n, np.ones(n)),
            make_routing(np.ones((n, 1), dtype=np.int64)),
        )

    return build
