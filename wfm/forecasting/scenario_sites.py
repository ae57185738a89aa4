"""Another centre's forecast brought onto this one's intervals, from a store or from a CSV."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST
from wfm.forecasting.rescale import QUANTILES, with_volume

_MENDS = {
    "timestamp": "write the interval's start, with its offset or in the centre's zone",
    "volume": "write the number of contacts expected, 0 or more",
    "aht_s": "write the handle time in seconds, above 0 where contacts are expected",
}
MAX_BYTES = 20_000_000
COUNTS = ("volume", *QUANTILES)


def read_site_csv(content: bytes, file: str, zone: str, *, queue: str = "calls") -> pd.DataFrame:
    """Read a forecast CSV of another centre.

    Parameters
    ----------
    content : bytes
        timestamp, volume, aht_s[, queue, q025, q10, q90, q975]. Without quantiles the intervals
        are those of Poisson counts.
    file : str
        Named in faults.
    zone : str
        Of timestamps without an offset, and of the frame.
    queue : str
        Name of the one queue of a file without that column.

    Returns
    -------
    DataFrame
        As `wfm.core.frames.FORECAST`.

    Raises
    ------
    BadInputError
        With row, column and value of everything that can't be used.
    """
    if len(content) > MAX_BYTES:
        raise BadInputError(Fault("the file is too large", "give the weeks needed alone", file))
    try:
        rows = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise BadInputError(
            Fault("the file can't be read as CSV", "save it as CSV UTF-8", file)
        ) from error
    missing = [name for name in _MENDS if name not in rows]
    if missing:
        raise BadInputError(
            [Fault("the column is missing", _MENDS[name], file, column=name) for name in missing]
        )
    if rows.empty:
        raise BadInputError(Fault("the table has no rows", "give one row an interval", file))
    stamps = _stamps(rows["timestamp"], zone)
    volume = pd.to_numeric(rows["volume"], errors="coerce").astype(float)
    aht = pd.to_numeric(rows["aht_s"].replace("", "0"), errors="coerce").astype(float)
    _refuse(rows, stamps, volume, aht, file)
    frame = pd.DataFrame(
        {
            "timestamp": stamps,
            "queue": rows.get("queue", queue),
            "volume": 0.0,
            "aht_s": aht,
            **dict.fromkeys(QUANTILES, 0.0),
        }
    )
    frame = with_volume(frame, np.asarray(volume, dtype=np.float64))
    for name in QUANTILES:
        if name in rows:
            given = pd.to_numeric(rows[name], errors="coerce")
            frame[name] = np.where(given >= 0, given, frame[name])
    twice = frame.duplicated(["timestamp", "queue"])
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        raise BadInputError(
            Fault(
                "the interval is there twice",
                "keep one row for each timestamp and queue",
                file,
                row + 2,
                "timestamp",
                str(rows["timestamp"].iloc[row]),
            )
        )
    return FORECAST.validate(frame.astype({"queue": str})[list(FORECAST.columns)])


def on_grid(frame: pd.DataFrame, zone: str, interval_min: int) -> pd.DataFrame:
    """Frame in another zone and interval.

    Shorter intervals are added up, longer ones divided evenly; their spread follows as that of
    independent counts.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`.

    Raises
    ------
    BadInputError
        When neither interval divides the other.
    """
    local = frame.assign(timestamp=frame["timestamp"].dt.tz_convert(ZoneInfo(zone)))
    theirs = _interval_min(local)
    if theirs is None or theirs == interval_min:
        return local
    if interval_min % theirs == 0:
        return _longer(local, interval_min)
    if theirs % interval_min == 0:
        return _shorter(local, interval_min, theirs // interval_min)
    raise BadInputError(
        Fault(
            f"intervals of {theirs} minutes can't be brought to {interval_min} minutes",
            "give a forecast whose interval divides this one's, or is a multiple of it",
            column="timestamp",
        )
    )


def _interval_min(frame: pd.DataFrame) -> int | None:
    stamps = frame["timestamp"].drop_duplicates().sort_values()
    if len(stamps) < 2:
        return None
    return int(stamps.diff().min().total_seconds() // 60)


def _longer(frame: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    utc = frame["timestamp"].dt.tz_convert("UTC").dt.floor(f"{interval_min}min")
    work = frame.assign(timestamp=utc.dt.tz_convert(frame["timestamp"].dt.tz))
    for name in QUANTILES:
        work[name] = (frame[name] - frame["volume"]) ** 2
    work["_work"] = frame["volume"] * frame["aht_s"]
    groups = work.groupby(["queue", "timestamp"], sort=False)
    total = groups[[*COUNTS, "_work"]].sum().assign(aht_s=groups["aht_s"].mean()).reset_index()
    known = total["volume"] > 0
    total.loc[known, "aht_s"] = total["_work"][known] / total["volume"][known]
    return _with_distances(total, {name: np.sqrt(total[name]) for name in QUANTILES})


def _shorter(frame: pd.DataFrame, interval_min: int, parts: int) -> pd.DataFrame:
    pieces = []
    for place in range(parts):
        piece = frame.assign(
            timestamp=frame["timestamp"] + pd.Timedelta(minutes=place * interval_min),
            volume=frame["volume"] / parts,
        )
        distances = {
            name: (frame[name] - frame["volume"]).abs() / np.sqrt(parts) for name in QUANTILES
        }
        pieces.append(_with_distances(piece, distances))
    return pd.concat(pieces).sort_values(["queue", "timestamp"], ignore_index=True)


def _with_distances(frame: pd.DataFrame, distances: dict[str, pd.Series]) -> pd.DataFrame:
    changed = {
        name: (frame["volume"] + (-1 if level < 0.5 else 1) * distances[name]).clip(lower=0)
        for name, level in QUANTILES.items()
    }
    return frame.assign(**changed)[list(FORECAST.columns)]


def _stamps(texts: pd.Series, zone: str) -> pd.Series:
    """Instants in a zone; a time without an offset is local to it."""
    naive = pd.to_datetime(
        texts.where(~texts.str.contains(r"[+-]\d\d:?\d\d$|Z$", regex=True)),
        errors="coerce",
        format="mixed",
    )
    aware = pd.to_datetime(
        texts.where(naive.isna()), errors="coerce", utc=True, format="ISO8601"
    ).dt.tz_convert(ZoneInfo(zone))
    local = naive.dt.tz_localize(ZoneInfo(zone), ambiguous="NaT", nonexistent="NaT")
    return aware.fillna(local)


def _refuse(
    rows: pd.DataFrame, stamps: pd.Series, volume: pd.Series, aht: pd.Series, file: str
) -> None:
    checks = (
        ("timestamp", stamps.isna(), "not a time"),
        ("volume", volume.isna() | np.isinf(volume), "not a number"),
        ("volume", volume < 0, "is negative"),
        ("aht_s", aht.isna() | np.isinf(aht), "not a number"),
        ("aht_s", aht < 0, "is negative"),
        ("aht_s", (volume > 0) & (aht == 0), "is zero though calls are expected"),
    )
    faults = [
        Fault(what, _MENDS[column], file, int(row) + 2, column, str(rows[column].iloc[row]))
        for column, bad, what in checks
        for row in np.flatnonzero(bad.to_numpy())
    ]
    if faults:
        raise BadInputError(sorted(faults, key=lambda fault: fault.row or 0))
