"""Half-hours below target on days with peaks, by time model, judged by the transient model.

The days are in benchmarks/data/day_shapes.csv, calls per half-hour:

- ``two_peak``: 12 + 280 exp(-((h - 10.25) / 1.5)**2 / 2) + 230 exp(-((h - 15.25) / 1.8)**2 / 2)
  + 60 exp(-((h - 20.25) / 1.5)**2 / 2) at the middle h of the half-hour. It was fixed before any
  result was seen.
- ``bank_sunday`` and ``bank_friday``: mean Sundays and Fridays of nine months of 1999, scaled to
  300 calls in the busiest half-hour. Nothing was chosen on them. Data: "Anonymous Bank", Technion,
  I. Guedj and A. Mandelbaum (2000).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wfm.sizing.lag import TimeModel
from wfm.sizing.options import SizingOptions
from wfm.sizing.target import Target
from wfm.sizing.timed import Calls, size_calls
from wfm.sizing.transient import EndOfShift, Start, transient_service

SHAPES = Path(__file__).parent / "data" / "day_shapes.csv"
INTERVAL_S = 1800.0
AHTS_S = (180.0, 300.0, 600.0, 900.0)
TARGET = Target(0.8, 20)
_DAYS = 3
"""Days sized in a row, of which the last counts: the day repeats."""


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a shape, handle time and time model."""
    days = pd.read_csv(SHAPES)
    shapes = ["two_peak"] if smoke else [name for name in days.columns if name != "half_hour"]
    return [
        row
        for shape in shapes
        for aht in AHTS_S[: 1 if smoke else None]
        for row in judge(shape, days[shape].to_numpy(dtype=np.float64), aht)
    ]


def judge(shape: str, volume: np.ndarray, aht_s: float) -> list[dict[str, Any]]:
    """Size one day by every time model and follow each staffing through the day."""
    long = np.tile(volume, _DAYS)
    calls = Calls(
        np.arange(long.size) * int(INTERVAL_S), long, np.full(long.size, aht_s), INTERVAL_S
    )
    staff = {
        each: size_calls(calls, TARGET, SizingOptions(time=each))[-volume.size :]
        for each in TimeModel
    }
    served = {
        each: transient_service(
            np.broadcast_to(volume, (len(staff), volume.size)),
            aht_s,
            np.stack(list(staff.values())),
            TARGET,
            interval_s=INTERVAL_S,
            start=Start.REPEATING,
            end_of_shift=each,
        ).service_level
        for each in EndOfShift
    }
    kind, harsh = served[EndOfShift.FINISHES], served[EndOfShift.HANDS_OVER]
    alone = int(staff[TimeModel.ALONE].sum())
    return [
        {
            "day": shape,
            "aht_s": int(aht_s),
            "time model": each.value,
            "below target": int((kind[place] < 0.8).sum()),
            "worst": round(float(kind[place].min()), 3),
            "below if calls are handed over": int((harsh[place] < 0.8).sum()),
            "agents": int(agents.sum()),
            "agents against alone": f"{agents.sum() / alone - 1:+.2%}",
        }
        for place, (each, agents) in enumerate(staff.items())
    ]
