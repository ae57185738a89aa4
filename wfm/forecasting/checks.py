"""Row-wise checks of raw history rows, all faults at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from wfm.core.errors import BadInputError, Fault

REQUIRED = ("timestamp", "volume")
OPTIONAL = ("queue", "aht_s", "abandoned")
MAX_VALUE = 1e9
MAX_FAULTS = 1000

_NUMBER = "is not a number"
_NEGATIVE = "is negative"
_EMPTY = "is empty"
_MENDS = {
    ("volume", _NUMBER): "write the number of contacts offered, e.g. 12; leave it empty if unknown",
    ("volume", _NEGATIVE): "write the number of contacts offered, 0 or more",
    ("aht_s", _NUMBER): "write the average handle time in seconds, e.g. 183.5; empty if unknown",
    ("aht_s", _NEGATIVE): "write the average handle time in seconds, 0 or more",
    ("abandoned", _NUMBER): "write the number of contacts abandoned, e.g. 1; empty if unknown",
    ("abandoned", _NEGATIVE): "write the number of contacts abandoned, 0 or more",
    ("timestamp", _EMPTY): "write the start of the interval as 2026-01-31 07:30",
    ("queue", _EMPTY): "name the queue in every row, or leave the column out",
}


def _blank(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.isna()
    return column.isna() | (column.astype(str).str.strip() == "")


def _numbers(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype(float)
    return pd.to_numeric(column.astype(str).str.strip(), errors="coerce").astype(float)


def _is_number(column: pd.Series) -> Any:
    return _blank(column) | (_numbers(column).abs() <= MAX_VALUE)


def _not_negative(column: pd.Series) -> Any:
    return ~(_numbers(column) < 0)


def _filled(column: pd.Series) -> Any:
    return ~_blank(column)


def _number_column(required: bool) -> pa.Column:
    checks = [pa.Check(_is_number, error=_NUMBER), pa.Check(_not_negative, error=_NEGATIVE)]
    return pa.Column(checks=checks, nullable=True, required=required)


RAW = pa.DataFrameSchema(
    {
        "timestamp": pa.Column(checks=pa.Check(_filled, error=_EMPTY), nullable=True),
        "volume": _number_column(True),
        "queue": pa.Column(checks=pa.Check(_filled, error=_EMPTY), nullable=True, required=False),
        "aht_s": _number_column(False),
        "abandoned": _number_column(False),
    },
    strict=False,
    name="raw history",
)
"""Rows as a file gives them, before time zones and grids."""


def checked_rows(
    raw: pd.DataFrame, *, default_queue: str
) -> tuple[pd.DataFrame, list[tuple[int, Fault]]]:
    """Check raw rows and turn their numbers into floats.

    Returns
    -------
    rows : DataFrame
        Columns timestamp (as given), queue, volume, aht_s, abandoned; a fresh index.
    faults : list of (row position, Fault)
        What is wrong with single cells; NaN stands in their place.

    Raises
    ------
    BadInputError
        When a column or every row is missing.
    """
    absent = [name for name in REQUIRED if name not in raw.columns]
    if absent:
        seen = ", ".join(map(str, raw.columns))
        raise BadInputError(
            [
                Fault(
                    f"the column {name} is missing",
                    "the first row must name timestamp and volume, and may name queue, aht_s, "
                    f"abandoned (it names: {seen})",
                    row=1,
                    column=name,
                )
                for name in absent
            ]
        )
    if len(raw) == 0:
        raise BadInputError(Fault("there is no row of data", "give one row for each interval"))
    frame = raw.reset_index(drop=True)
    faults: list[tuple[int, Fault]] = []
    try:
        RAW.validate(frame, lazy=True)
    except SchemaErrors as error:
        for case in error.failure_cases.head(MAX_FAULTS).itertuples():
            what = str(case.check)
            column = str(case.column)
            mend = _MENDS.get((column, what), "correct the value")
            value = frame[column].iloc[int(case.index)]
            faults.append((int(case.index), Fault(what, mend, column=column, value=str(value))))
    queue = (
        frame["queue"].astype(str).str.strip()
        if "queue" in frame
        else pd.Series(default_queue, index=frame.index)
    )
    nothing = pd.Series(np.nan, index=frame.index)
    return (
        pd.DataFrame(
            {
                "timestamp": frame["timestamp"],
                "queue": queue,
                "volume": _numbers(frame["volume"]),
                "aht_s": _numbers(frame["aht_s"]) if "aht_s" in frame else nothing,
                "abandoned": _numbers(frame["abandoned"]) if "abandoned" in frame else nothing,
            }
        ),
        faults,
    )
