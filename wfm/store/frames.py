"""Frames as blobs: what is saved is read back with the same values, types and time zones.

A blob is gzip of a JSON header line and the columns' bytes one after the other: numbers and
instants little-endian as numpy holds them, text as a list of distinct values with a code a row.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pandas as pd

from wfm.store.codec import compress, dumps

FORMAT = 1
LEVEL = 3
"""A third of the time of level 6 for one part in twenty more of space: writers wait in turn."""


def pack_frame(frame: pd.DataFrame) -> bytes:
    """Blob of a frame whose columns are numbers, booleans, instants or text.

    Row labels are not kept: rows are read back numbered from 0.

    Raises
    ------
    TypeError
        For a column of another type, a column name that is not text, or a named index, which
        would be lost.
    ValueError
        When two columns have one name.
    """
    if any(name is not None for name in frame.index.names):
        raise TypeError("the index has a name and would be lost: reset it first")
    if not frame.columns.is_unique:
        raise ValueError("two columns have one name")
    headers: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for name in frame.columns:
        if not isinstance(name, str):
            raise TypeError(f"the column name {name!r} is not text")
        header, part = _pack_column(frame[name])
        headers.append({"name": name, "bytes": len(part), **header})
        parts.append(part)
    head = {"format": FORMAT, "rows": len(frame), "columns": headers}
    return compress(dumps(head).encode() + b"\n" + b"".join(parts), LEVEL)


def unpack_frame(blob: bytes) -> pd.DataFrame:
    """Frame of a blob made by `pack_frame`.

    Raises
    ------
    ValueError
        When the blob was written in a format that this version does not know.
    """
    head_text, _, body = gzip.decompress(blob).partition(b"\n")
    head = json.loads(head_text)
    if head.get("format") != FORMAT:
        raise ValueError(f"frame format {head.get('format')!r} is not known")
    columns: dict[str, pd.Series] = {}
    start = 0
    for header in head["columns"]:
        end = start + header["bytes"]
        columns[header["name"]] = _unpack_column(header, body[start:end])
        start = end
    return pd.DataFrame(columns, index=pd.RangeIndex(head["rows"]))


def _pack_column(column: pd.Series) -> tuple[dict[str, Any], bytes]:
    dtype = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        ticks = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return {"kind": "instant", "unit": dtype.unit, "zone": str(dtype.tz)}, _little(ticks)
    if isinstance(dtype, pd.StringDtype) or dtype.kind == "O":
        return _pack_text(column)
    if isinstance(dtype, np.dtype) and dtype.kind in "biufmM":
        return {"kind": "array", "dtype": dtype.newbyteorder("<").str}, _little(column.to_numpy())
    raise TypeError(f"the column {column.name!r} has the type {dtype}, which can't be saved")


def _pack_text(column: pd.Series) -> tuple[dict[str, Any], bytes]:
    missing = column.isna().to_numpy()
    values = column.to_numpy(dtype=object)
    if not all(isinstance(value, str) for value in values[~missing]):
        raise TypeError(f"the column {column.name!r} mixes text with other things")
    # Numbered as they come; a missing one is -1, which `_unpack_column` finds at the end.
    codes, texts = pd.factorize(values)
    named = [str(text) for text in texts]
    return {"kind": "text", "dtype": str(column.dtype), "values": named}, _little(
        codes.astype("i4")
    )


def _unpack_column(header: dict[str, Any], part: bytes) -> pd.Series:
    if header["kind"] == "instant":
        ticks = np.frombuffer(part, dtype=f"<M8[{header['unit']}]")
        dtype = pd.DatetimeTZDtype(header["unit"], header["zone"])
        return pd.Series(ticks.copy()).dt.tz_localize("UTC").astype(dtype)
    if header["kind"] == "text":
        values = np.array([*header["values"], None], dtype=object)
        codes = np.frombuffer(part, dtype="<i4")
        texts: pd.Series[Any] = pd.Series(values[codes], dtype=header["dtype"])
        return texts
    array = np.frombuffer(part, dtype=header["dtype"])
    return pd.Series(array.astype(array.dtype.newbyteorder("=")))


def _little(array: np.ndarray[Any, Any]) -> bytes:
    return np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False)).tobytes()
