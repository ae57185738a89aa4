"""Patience estimated from a table of waits: call by call, or counts an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.fields import RowReader
from wfm.sheets.tables import Table, read_table
from wfm.sizing.patience import (
    Patience,
    Survival,
    kaplan_meier,
    patience_of_calls,
    patience_of_intervals,
)


@dataclass(frozen=True)
class EstimatedPatience:
    """Patience of a table of waits.

    Parameters
    ----------
    patience : Patience
        Taken as exponential.
    survival : Survival or None
        Kaplan-Meier curve, where the table has a row a call.
    rows : int
        Rows read.
    """

    patience: Patience
    survival: Survival | None
    rows: int


def estimate_patience(filename: str, content: bytes) -> EstimatedPatience:
    """Estimate the mean patience from a file.

    Parameters
    ----------
    filename, content
        A CSV or XLSX of the kind ``waits``: wait_s and abandoned (yes, no) of each call; or
        volume, abandoned and mean_wait_s (of all callers, those lost too) of each interval.

    Raises
    ------
    BadInputError
        With every fault; or when nobody waited.
    """
    table = read_table(content, "waits", file=filename)
    if any(row.values["wait_s"] for row in table.rows):
        wait, lost = _calls(table)
        return EstimatedPatience(
            patience_of_calls(wait, lost), kaplan_meier(wait, lost), len(table.rows)
        )
    numbers = {name: _numbers(table, name) for name in ("volume", "abandoned", "mean_wait_s")}
    found = patience_of_intervals(numbers["volume"], numbers["abandoned"], numbers["mean_wait_s"])
    return EstimatedPatience(found, None, len(table.rows))


def _calls(table: Table) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    faults: list[Fault] = []
    lost = []
    for row in table.rows:
        reader = RowReader(row, table.file, faults)
        reader.needed("wait_s")
        reader.needed("abandoned")
        lost.append(reader.yes("abandoned", default=False))
    if faults:
        raise BadInputError(faults)
    return _numbers(table, "wait_s"), np.array(lost, dtype=np.bool_)


def _numbers(table: Table, column: str) -> npt.NDArray[np.float64]:
    """Numbers of a column; NaN where the cell is empty."""
    found, faults = [], []
    for row in table.rows:
        text = row.values[column]
        try:
            number = float(text) if text else np.nan
        except ValueError:
            number = -1.0
        if number < 0 or number == np.inf:
            what = f"{column} is no number of 0 or more"
            mend = "write a number, or leave the cell empty where it is not known"
            faults.append(Fault(what, mend, table.file, row.number, column, text))
        found.append(number)
    if faults:
        raise BadInputError(faults)
    return np.array(found, dtype=np.float64)
