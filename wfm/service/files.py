"""Files that commands read and write: problem.json, roster.json, forecast and requirement CSV."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST
from wfm.core.interchange import (
    problem_from_dict,
    problem_to_dict,
    roster_from_dict,
    roster_to_dict,
)
from wfm.core.problem import Problem
from wfm.core.roster import Roster


def read_problem(path: Path) -> Problem:
    """Read problem.json.

    Raises
    ------
    BadInputError
        When the file is not there, is no JSON, or does not fit together.
    """
    return problem_from_dict(read_json(path), path.name)


def write_problem(problem: Problem, path: Path) -> None:
    """Write problem.json."""
    write_text(path, json.dumps(problem_to_dict(problem), ensure_ascii=False, indent=1))


def read_roster(path: Path) -> Roster:
    """Read roster.json; what is kept beside the assignments is left alone."""
    return roster_from_dict(read_json(path), path.name)


def write_roster(roster: Roster, path: Path, **about: Any) -> None:
    """Write roster.json with what is known about the roster beside it."""
    write_text(path, json.dumps(roster_to_dict(roster, **about), ensure_ascii=False, indent=1))


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object from a file."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(
            Fault("the file can't be read", "check its name and place", file=str(path))
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            Fault(f"this is no JSON: {error}", "give a file that wfm wrote", file=str(path))
        ) from error
    if not isinstance(value, dict):
        raise BadInputError(
            Fault("this is no JSON object", "give a file that wfm wrote", file=str(path))
        )
    return value


def read_forecast(path: Path, zone: str | None = None) -> pd.DataFrame:
    """Read forecast.csv as the FORECAST frame; `zone` is needed when offsets were left out.

    Raises
    ------
    BadInputError
        When a column is missing or a row is wrong.
    """
    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise BadInputError(
            Fault("the file can't be read as CSV", "check its name and content", file=str(path))
        ) from error
    missing = [c for c in FORECAST.columns if c not in frame]
    if missing:
        raise BadInputError(
            Fault(
                f"columns are missing: {', '.join(missing)}",
                "give a forecast.csv that wfm forecast wrote",
                file=path.name,
            )
        )
    numbers = [c for c in FORECAST.columns if c not in ("timestamp", "queue")]
    read = {c: pd.to_numeric(frame[c], errors="coerce") for c in numbers}
    read["timestamp"] = pd.to_datetime(frame["timestamp"], utc=True, errors="coerce")
    faults = [
        Fault(
            "not a time" if column == "timestamp" else "not a number",
            "give a forecast.csv that wfm forecast wrote",
            path.name,
            int(row) + 2,
            column,
            str(frame[column].iloc[row]),
        )
        for column, values in read.items()
        for row in np.flatnonzero(values.isna() & frame[column].notna())
    ]
    if faults:
        raise BadInputError(faults)
    frame = frame.assign(
        **{c: read[c].astype(float) for c in numbers},
        timestamp=read["timestamp"].dt.tz_convert(zone or "UTC"),
        queue=frame["queue"].astype(str),
    )
    return frame[list(FORECAST.columns)]


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV; timestamps carry their offset."""
    shown = frame.copy()
    for column in shown.columns:
        if isinstance(shown[column].dtype, pd.DatetimeTZDtype):
            shown[column] = shown[column].map(lambda stamp: stamp.isoformat())
    write_text(path, shown.to_csv(index=False, float_format="%.10g"))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: a killed process leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
