"""Names of shifts in parameters: a shift, the family of a flexible shift, a bag, night or day."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.core.shifts import named
from wfm.core.view import BoolArray, ProblemView

CLASSES = {"night": True, "day": False}
"""Words that stand for every shift which does, or does not, count as a night."""


def members(
    view: ProblemView, names: Iterable[str], column: str, *, classes: bool = False
) -> BoolArray:
    """Shifts that any of the names stands for, shape (n_shifts,).

    Parameters
    ----------
    view : ProblemView
    names : iterable of str
    column : str
        Rule and parameter, for faults.
    classes : bool
        Whether ``night`` and ``day`` are names too.

    Raises
    ------
    BadInputError
        Naming every name that the catalogue does not know.
    """
    chosen = np.zeros(view.n_shifts, dtype=bool)
    unknown = []
    for name in names:
        ids = named(view.shifts, name)
        if classes and name in CLASSES:
            chosen |= view.shift_night == CLASSES[name]
        elif ids:
            chosen[[view.shift_index[i] for i in ids]] = True
        else:
            unknown.append(name)
    if unknown:
        rule = column.partition(".")[0]
        also = ", or night or day" if classes else ""
        raise BadInputError(
            [
                Fault(
                    f"rule {rule}: the shift is unknown",
                    f"use ids of the shift catalogue or names of bags{also}",
                    column=column,
                    value=name,
                )
                for name in unknown
            ]
        )
    return chosen
