"""Small frames as JSON values: what documents and results of runs hold beside other values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

_INFINITE = {"inf": np.inf, "-inf": -np.inf}
"""JSON has no infinity; a queue that grows without end is no missing figure."""


def frame_to_json(frame: pd.DataFrame) -> dict[str, Any]:
    """JSON values of a frame of numbers, truths, texts and instants; row labels are not kept.

    Examples
    --------
    >>> frame_to_json(pd.DataFrame({"n": [1.5, np.nan]}))
    {'columns': [['n', 'number', [1.5, None]]]}
    """
    return {"columns": [[str(name), *_column(frame[name])] for name in frame.columns]}


def frame_from_json(values: dict[str, Any]) -> pd.DataFrame:
    """Frame of what `frame_to_json` wrote; instants in their zone, missing numbers NaN."""
    return pd.DataFrame({name: _read(kind, cells) for name, kind, cells in values["columns"]})


def _column(column: pd.Series) -> tuple[str, list[Any]]:
    dtype = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        stamps = [None if pd.isna(stamp) else stamp.isoformat() for stamp in column]
        return f"instant:{dtype.unit}:{dtype.tz}", stamps
    if pd.api.types.is_bool_dtype(dtype):
        return "truth", [bool(value) for value in column]
    if pd.api.types.is_integer_dtype(dtype):
        return "whole", [int(value) for value in column]
    if pd.api.types.is_float_dtype(dtype):
        return "number", [_number(value) for value in column.to_numpy(dtype=np.float64).tolist()]
    return "text", [None if pd.isna(value) else str(value) for value in column]


def _number(value: float) -> float | str | None:
    if value != value:
        return None
    return str(value) if value in (np.inf, -np.inf) else value


def _read(kind: str, cells: list[Any]) -> pd.Series:
    if kind.startswith("instant:"):
        _, unit, zone = kind.split(":", 2)
        stamps = pd.Series(pd.to_datetime(cells, utc=True))
        return stamps.astype(pd.DatetimeTZDtype(unit, zone))  # type: ignore[call-overload]
    if kind == "number":
        floats = [np.nan if cell is None else _INFINITE.get(cell, cell) for cell in cells]
        return pd.Series(floats, dtype=np.float64)
    dtype = {"truth": bool, "whole": np.int64}.get(kind, "str")
    return pd.Series(cells, dtype=dtype)
