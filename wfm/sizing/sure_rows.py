"""How sure a plain table is to be sized, and what tells how it may stray."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.certainty import DayFactor, Doubt, Paths, Per, Quantiles

_QUANTILE = re.compile(r"q(\d+)")
_DATE = r"^(\d{4})\D(\d{1,2})\D(\d{1,2})"


@dataclass(frozen=True)
class Certain:
    """A wanted probability of keeping the target, for tables.

    Parameters
    ----------
    confidence : float
        Above 0 and below 1.
    per : Per
        What the probability is about.
    cv : float or None
        Coefficient of variation of a gamma factor on each day; goes before quantiles.
    paths : DataFrame or None
        Scenario paths: timestamp, path, volume and, if there are several, queue; goes before
        both. Without either the table's own quantile columns (q10, q90, q975, ...) tell.
    paths_file : str
        Named in faults.
    """

    confidence: float
    per: Per = Per.INTERVAL
    cv: float | None = None
    paths: pd.DataFrame | None = None
    paths_file: str = ""

    def doubt(self, rows: pd.DataFrame, queue: str, instants: pd.Series) -> Doubt:
        """Distribution of one queue's rows.

        Raises
        ------
        BadInputError
            When nothing tells how the volume may stray, or paths do not fit the rows.
        """
        if self.paths is not None:
            return Paths(self._paths_of(self.paths, queue, instants))
        if self.cv is not None:
            return DayFactor(self.cv)
        names = sorted(name for name in map(str, rows.columns) if _QUANTILE.fullmatch(name))
        names = [name for name in names if float(f"0.{name[1:]}") != 0.5]
        if not names:
            mend = "give the day's cv, paths, or a forecast with columns such as q10 and q90"
            what = "nothing says how the volume may stray from the forecast"
            raise BadInputError(Fault(what, mend, column="confidence", value=str(self.confidence)))
        shares = tuple(float(f"0.{name[1:]}") for name in names)
        volumes = np.stack([_numbers(rows[name]) for name in names])
        _refuse(rows, names, volumes)
        return Quantiles(shares, volumes)

    def _paths_of(self, paths: pd.DataFrame, queue: str, instants: pd.Series) -> FloatArray:
        missing = [name for name in ("timestamp", "path", "volume") if name not in paths.columns]
        if missing:
            mend = "give timestamp, path, volume and, if there are several, queue"
            raise BadInputError(
                [Fault("the column is missing", mend, self.paths_file, column=m) for m in missing]
            )
        mine = paths
        if "queue" in paths.columns and queue != POOLED:
            mine = paths[paths["queue"].astype(str) == queue]
        stamps = pd.to_datetime(mine["timestamp"], utc=True, errors="coerce", format="ISO8601")
        table = pd.DataFrame(
            {"at": stamps, "path": mine["path"], "volume": _numbers(mine["volume"])}
        )
        twice = table.duplicated(["at", "path"])
        wide = table[~twice].pivot_table("volume", "path", "at", "first")
        wide = wide.reindex(columns=pd.DatetimeIndex(instants))
        bad = twice.any() or wide.empty or not (wide.to_numpy() >= 0).all()
        if bad:
            raise BadInputError(
                Fault(
                    f"the paths do not cover every interval of queue {queue} once with 0 or more",
                    "give one row for each path, timestamp and queue of the forecast",
                    self.paths_file,
                    column="volume",
                )
            )
        return np.asarray(wide.to_numpy(dtype=np.float64))


def local_days(stamps: pd.Series) -> IntArray:
    """Number of the local day of each row, as its timestamp is written."""
    parts = stamps.astype(str).str.extract(_DATE)
    return np.asarray(pd.factorize(parts.agg("-".join, axis=1))[0], dtype=np.int64)


def _numbers(column: pd.Series) -> FloatArray:
    return np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)


def _refuse(rows: pd.DataFrame, names: list[str], volumes: FloatArray) -> None:
    faults = [
        Fault(
            f"{names[k]} is missing, negative or not a number",
            "give the quantile of the volume, 0 or more",
            row=int(rows.index[place]) + 2,
            column=names[k],
            value=str(rows[names[k]].iloc[place]),
        )
        for k, place in zip(*np.nonzero(~(volumes >= 0)), strict=True)
    ]
    if faults:
        raise BadInputError(faults)
