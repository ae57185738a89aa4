"""A mixed-integer program in rows, and HiGHS on it in a process of its own.

The process reports its bound while it runs, can be stopped at any moment, and leaves the caller's
core free. It is started as ``python -m wfm.rostering.linear`` and imports numpy and scipy alone.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float64]


@dataclass
class LinearModel:
    """A minimisation over bounded variables and two-sided rows; solver-agnostic."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[list[int], list[float], float, float]] = field(default_factory=list)
    constant: float = 0.0

    def variable(self, low: float, high: float, *, cost: float = 0.0, whole: bool = True) -> int:
        """Add a variable and return its index."""
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(
        self, columns: Sequence[int], factors: Sequence[float], low: float, high: float
    ) -> None:
        """Add low <= factors @ columns <= high."""
        self.rows.append((list(columns), list(factors), low, high))


@dataclass(frozen=True)
class LinearAnswer:
    """What a solver said.

    Parameters
    ----------
    values : float array or None
        Best solution; None when none was found.
    objective, bound : float
        Of that solution (inf without one), and a proven lower bound (-inf without one).
    optimal : bool
    """

    values: FloatArray | None
    objective: float
    bound: float
    optimal: bool


def solve_linear(
    model: LinearModel,
    time_s: float,
    *,
    whole: bool = True,
    most_nodes: int | None = None,
    show: bool = False,
) -> LinearAnswer:
    """Solve in this process by HiGHS (scipy).

    Parameters
    ----------
    model : LinearModel
    time_s : float
    whole : bool
        False drops integrality.
    most_nodes : int, optional
        Nodes of the search tree, a limit that does not depend on the machine's speed.
    show : bool
        Print the solver's table.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not model.low:
        return LinearAnswer(np.zeros(0), model.constant, model.constant, True)
    if not whole:
        return _relaxed(model, time_s)
    options: dict[str, float | bool] = {"time_limit": time_s, "disp": show, "mip_rel_gap": 0.0}
    if most_nodes is not None:
        options["node_limit"] = most_nodes
    found = milp(
        np.array(model.cost),
        constraints=LinearConstraint(
            _matrix(model), [r[2] for r in model.rows], [r[3] for r in model.rows]
        ),
        integrality=np.array(model.whole, dtype=int),
        bounds=Bounds(model.low, model.high),
        options=options,
    )
    values = None if found.x is None else np.asarray(found.x, dtype=float)
    objective = float("inf") if found.fun is None else float(found.fun) + model.constant
    bound = getattr(found, "mip_dual_bound", None)
    if bound is None:
        bound = found.fun if found.status == 0 else float("-inf")
    return LinearAnswer(values, objective, float(bound) + model.constant, bool(found.status == 0))


def _relaxed(model: LinearModel, time_s: float) -> LinearAnswer:
    """Solve without integrality by the interior point method.

    It ends at a vertex (crossover), in a fraction of the simplex method's time on models of
    several weeks.
    """
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    matrix = _matrix(model)
    low = np.array([r[2] for r in model.rows], dtype=float)
    high = np.array([r[3] for r in model.rows], dtype=float)
    equal = low == high
    above, below = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
    found = linprog(
        model.cost,
        A_ub=vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=np.column_stack([model.low, model.high]),
        method="highs-ipm",
        options={"time_limit": time_s},
    )
    if found.status != 0:
        return LinearAnswer(None, float("inf"), float("-inf"), False)
    cost = float(found.fun) + model.constant
    return LinearAnswer(np.asarray(found.x, dtype=float), cost, cost, True)


def _matrix(model: LinearModel) -> csr_matrix:
    """Rows by variables."""
    from scipy.sparse import csr_matrix

    heights = [len(columns) for columns, _, _, _ in model.rows]
    return csr_matrix(
        (
            [f for _, factors, _, _ in model.rows for f in factors],
            (
                np.repeat(np.arange(len(model.rows)), heights),
                [c for columns, _, _, _ in model.rows for c in columns],
            ),
        ),
        shape=(len(model.rows), len(model.low)),
    )


_RELAXED = re.compile(r"relaxed bound (-?[\d.]+(?:e[+-]?\d+)?)\s*$")

# Rows of HiGHS' table: nodes, queue, leaves, explored %, best bound, best solution, ...
_ROW = re.compile(r"\d+\s+\d+\s+\d+\s+[\d.]+%\s+(-?[\d.]+(?:e[+-]?\d+)?)\s")


class LinearProcess:
    """A solve in a process of its own.

    Parameters
    ----------
    model : LinearModel
    time_s : float
    whole : bool
    on_bound : callable, optional
        Called from a side thread with each better bound.
    """

    def __init__(
        self,
        model: LinearModel,
        time_s: float,
        *,
        whole: bool = True,
        on_bound: Callable[[float], None] | None = None,
    ) -> None:
        self.bound = float("-inf")
        self._constant = model.constant
        self._on_bound = on_bound
        self._room = tempfile.TemporaryDirectory(prefix="wfm-linear-")
        room = Path(self._room.name)
        (room / "model").write_bytes(pickle.dumps((model, time_s, whole, os.getpid())))
        self._answer_file = room / "answer"
        # A terminal, because the solver holds its table back when it writes into a pipe.
        self._table, table = os.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wfm.rostering.linear", str(room)],
            stdin=subprocess.DEVNULL,
            stdout=table,
            stderr=subprocess.DEVNULL,
        )
        os.close(table)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        rest = b""
        while True:
            try:
                part = os.read(self._table, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            *lines, rest = (rest + part).split(b"\n")
            for line in (x.decode("ascii", "replace") for x in lines):
                if relaxed := _RELAXED.search(line):
                    self._improve(float(relaxed[1]))
                elif row := _ROW.search(line):
                    # The table rounds: give up its last digit.
                    value = float(row[1])
                    value -= 1e-6 * max(1.0, abs(value))
                    self._improve(value + self._constant)

    def _improve(self, bound: float) -> None:
        if bound > self.bound:
            self.bound = bound
            if self._on_bound is not None:
                self._on_bound(bound)

    @property
    def running(self) -> bool:
        """Whether it still works."""
        return self._process.poll() is None

    def wait(self, time_s: float) -> bool:
        """Wait for the end; returns whether it came."""
        try:
            self._process.wait(timeout=max(0.0, time_s))
        except subprocess.TimeoutExpired:
            return False
        return True

    def answer(self) -> LinearAnswer | None:
        """Answer of a solve that has ended; None when it was stopped or failed."""
        if self.running or not self._answer_file.exists():
            return None
        # Our own file in a private directory made by this object.
        answer: LinearAnswer = pickle.loads(self._answer_file.read_bytes())
        self._improve(answer.bound)
        return answer

    def stop(self) -> None:
        """End the process and remove its files."""
        if self.running:
            self._process.kill()
        self._process.wait()
        self._reader.join(timeout=5)
        os.close(self._table)
        self._room.cleanup()


def _leave_with_parent(parent: int) -> None:
    """End this process when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main(room: Path) -> None:
    """Solve the model in `room` and leave the answer there."""
    from wfm.rostering import linear  # under its own name, so that the pickle can be read

    model, time_s, whole, parent = pickle.loads((room / "model").read_bytes())
    threading.Thread(target=_leave_with_parent, args=(parent,), daemon=True).start()
    began = time.monotonic()
    if whole:
        # The search tree has its own relaxation, but only after a long while where it is large. A
        # bound at last is worth more than a limit kept: who waits no longer stops the process.
        answer = linear.solve_linear(model, float("inf"), whole=False)
        print(f"relaxed bound {answer.bound!r}", flush=True)
        answer = replace(answer, values=None, objective=float("inf"), optimal=False)
    left = time_s - (time.monotonic() - began)
    if left > 0 or not whole:
        answer = linear.solve_linear(model, max(0.0, left), whole=whole, show=True)
    part = room / "answer.part"
    part.write_bytes(pickle.dumps(answer))
    part.replace(room / "answer")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
