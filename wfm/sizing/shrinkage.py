"""Agents to plan so that enough are left after unplanned absence: division, not a surcharge.

Breaks, leave and activities that the roster places are no shrinkage: counting them here too
would pay for them twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray, not_negative

_DECIMALS = 12


def with_shrinkage(
    agents: int | npt.NDArray[np.integer], shrinkage: float | FloatArray
) -> IntArray:
    """Return ``ceil(agents / (1 - shrinkage))`` in exact arithmetic.

    Parameters
    ----------
    agents : int or array of int
        Agents needed on the phones, any shape.
    shrinkage : float or array
        Share away without plan, 0 or more and below 1; read as the decimal that it prints as
        (to 12 digits), because 21 / (1 - 0.3) in binary is a hair above 30.

    Raises
    ------
    BadInputError
        Where a share is negative, 1 or more, or not a number.

    Examples
    --------
    >>> int(with_shrinkage(21, 0.3))
    30
    """
    share = not_negative("shrinkage", shrinkage, _MEND)
    if (share >= 1).any():
        value = str(float(share.max()))
        raise BadInputError(
            Fault("with a shrinkage of 1 nobody is left", _MEND, column="shrinkage", value=value)
        )
    count = np.asarray(agents, dtype=np.int64)
    values = np.unique(share)
    count, share = np.broadcast_arrays(count, share)
    result = np.empty(count.shape, dtype=np.int64)
    for value in values:
        left = 1 - Fraction(f"{float(value):.{_DECIMALS}f}")
        where = share == value
        result[where] = _ceil_divide(count[where], left)
    return result


def table_faults(by_hour: Sequence[Sequence[float]]) -> list[Fault]:
    """What is wrong with a table of shares by weekday (7) and hour (24); an empty one is none."""
    if not by_hour:
        return []
    if len(by_hour) != 7 or {len(row) for row in by_hour} != {24}:
        shape = f"{len(by_hour)} x {', '.join(sorted({str(len(row)) for row in by_hour}))}"
        mend = "give 7 rows, Monday first, of 24 shares"
        return [
            Fault("the shrinkage table is no week of hours", mend, "", None, "shrinkage", shape)
        ]
    return [
        Fault(
            "the share is out of range", _MEND, row=day + 1, column=f"{hour}:00", value=str(share)
        )
        for day, row in enumerate(by_hour)
        for hour, share in enumerate(row)
        if not 0 <= share < 1
    ]


_MEND = "give a share of 0 or more and below 1, e.g. 0.3"


def _ceil_divide(count: IntArray, left: Fraction) -> IntArray:
    most = int(count.max(initial=0))
    if most * left.denominator < 2**62:
        return -((-count * left.denominator) // left.numerator)
    exact = [-((-int(each) * left.denominator) // left.numerator) for each in count]
    return np.array(exact, dtype=np.int64)
