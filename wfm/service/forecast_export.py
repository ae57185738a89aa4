"""Forecast versions as files."""

from __future__ import annotations

from wfm.service import forecasts
from wfm.service.desk import Desk


def forecast_csv(desk: Desk, forecast_id: int) -> bytes:
    """Return a version as CSV, overrides in force, with offsets in the timestamps."""
    frame = forecasts.forecast(desk, forecast_id).frame.copy()
    frame["timestamp"] = frame["timestamp"].map(lambda stamp: stamp.isoformat())
    return frame.to_csv(index=False, float_format="%.6g").encode()
