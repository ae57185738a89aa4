"""Reading a history from a CSV file that somebody else wrote."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.history import Absent, to_history

MAX_FILE_MB = 200
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order; utf-8-sig reads utf-8 with and without its mark."""


def read_raw_csv(path: Path | str) -> pd.DataFrame:
    """Read a CSV file as text columns.

    Parameters
    ----------
    path : Path or str
        A ``.csv`` or ``.csv.gz`` file of at most 200 MB (unpacked).

    Raises
    ------
    BadInputError
        When it is absent, too large, in an unknown encoding or no CSV.
    """
    path = Path(path)
    _check_size(path)
    for encoding in ENCODINGS:
        try:
            return pd.read_csv(
                path, dtype=str, keep_default_na=False, encoding=encoding, skipinitialspace=True
            )
        except UnicodeDecodeError:
            continue
        except pd.errors.EmptyDataError as error:
            raise BadInputError(
                Fault("the file is empty", "give a header and one row an interval", path.name)
            ) from error
        except (pd.errors.ParserError, gzip.BadGzipFile, EOFError) as error:
            raise BadInputError(
                Fault(
                    f"the file can't be read as CSV ({error})",
                    "save it as CSV with commas and the same number of columns in every row",
                    path.name,
                )
            ) from error
    raise BadInputError(
        Fault("the file's encoding is unknown", "save it as UTF-8 or GB18030", path.name)
    )


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise BadInputError(Fault("there is no such file", "check the name", path.name))
    limit = MAX_FILE_MB * 1024 * 1024
    size = path.stat().st_size
    if size <= limit and path.suffix == ".gz":
        size = _unpacked_size(path, limit)
    if size > limit:
        raise BadInputError(
            Fault(
                f"the file is larger than {MAX_FILE_MB} MB",
                "split it by queue or by year, or leave out columns that are not needed",
                path.name,
                value=f"{size / 1024 / 1024:.0f} MB or more",
            )
        )


def _unpacked_size(path: Path, limit: int) -> int:
    """Unpacked bytes, counted no further than the limit."""
    total, chunk = 0, 1 << 20
    try:
        with gzip.open(path, "rb") as packed:
            while total <= limit and (part := len(packed.read(chunk))):
                total += part
    except (gzip.BadGzipFile, EOFError) as error:
        raise BadInputError(
            Fault("the packed file is damaged", "pack it again or give the CSV itself", path.name)
        ) from error
    return total


def read_history_csv(
    path: Path | str,
    *,
    zone: str,
    interval_min: int | None = None,
    absent: Absent | str = Absent.MISSING,
    closed_days: Iterable[date] = (),
) -> pd.DataFrame:
    """Read a history CSV onto a full grid; see `wfm.forecasting.history.to_history`.

    Parameters
    ----------
    path : Path or str
        Columns timestamp, volume[, queue, aht_s, abandoned].
    zone : str
        IANA zone of the centre.
    interval_min : int, optional
        Detected when not given.
    absent : Absent
        What an absent row means.
    closed_days : iterable of date
        Days known to be closed.

    Raises
    ------
    BadInputError
        With file, row, column, value and the mend of every fault.
    """
    path = Path(path)
    raw = read_raw_csv(path)
    try:
        return to_history(
            raw,
            zone=zone,
            interval_min=interval_min,
            absent=absent,
            closed_days=closed_days,
            file=path.name,
        )
    except BadInputError as error:
        raise BadInputError(
            [
                fault
                if fault.file
                else Fault(fault.what, fault.mend, path.name, fault.row, fault.column, fault.value)
                for fault in error.faults
            ]
        ) from error
