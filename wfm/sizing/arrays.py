"""Array types of the room, and the checks that every formula makes on what it is given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wfm.core.errors import BadInputError, Fault

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = float | Sequence[float] | npt.NDArray[np.floating] | npt.NDArray[np.integer]
"""What a formula takes: a number or an array of any shape; several broadcast together."""


def not_negative(name: str, values: Numbers, mend: str, *, infinite: bool = False) -> FloatArray:
    """Return `values` as floats, refusing those that are negative or not a number.

    Parameters
    ----------
    name : str
        The field's name, e.g. ``"volume"``; it becomes the fault's column.
    values : float or array
        Any shape.
    mend : str
        What the user should write instead.
    infinite : bool
        Whether infinity is meant (endless patience).

    Raises
    ------
    BadInputError
        Naming the position (counted from 1, in reading order) of each bad value.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadInputError(Fault("is not a number", mend, column=name)) from error
    if array.size == 0 or (array.min() >= 0 and array.max() < np.inf):
        return array
    bad = np.isnan(array) | (array < 0) | (np.isinf(array) & (not infinite))
    if bad.any():
        raise BadInputError(_faults(name, array, bad, mend))
    return array


def positive(name: str, values: Numbers, mend: str, *, infinite: bool = False) -> FloatArray:
    """Return `values` as floats above zero; else as `not_negative`."""
    array = not_negative(name, values, mend, infinite=infinite)
    if (array == 0).any():
        raise BadInputError(_faults(name, array, array == 0, mend))
    return array


def _faults(name: str, array: FloatArray, bad: BoolArray, mend: str) -> list[Fault]:
    flat = array.ravel()
    places = np.flatnonzero(bad.ravel())[: BadInputError.SHOWN]
    single = array.ndim == 0
    return [
        Fault(
            what=f"{name} is {_reason(float(flat[place]))}",
            mend=mend,
            row=None if single else int(place) + 1,
            column=name,
            value=str(float(flat[place])),
        )
        for place in places
    ]


def _reason(value: float) -> str:
    if np.isnan(value):
        return "missing or not a number"
    if np.isinf(value):
        return "infinite"
    return "negative" if value < 0 else "zero"


def flattened(*arrays: FloatArray) -> tuple[tuple[int, ...], list[FloatArray]]:
    """Broadcast arrays together; return the common shape and a flat copy of each."""
    together = np.broadcast_arrays(*arrays)
    return together[0].shape, [np.ravel(each).astype(np.float64) for each in together]
