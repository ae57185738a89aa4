"""Frames that travel between rooms, and their contracts.

Every frame is long: one row an interval and queue (or group). `timestamp` is the start of the
interval, time-zone aware in the centre's zone. Missing is never zero: a volume that is not known
is NaN and its state says why.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from wfm.core.problem import POOLED as POOLED

STATES = ("open", "closed", "missing", "outage")
"""open: counted; closed: no service offered; missing: not recorded; outage: not reachable."""

_AWARE = pa.Check(
    lambda column: isinstance(column.dtype, pd.DatetimeTZDtype),
    error="timestamp has no time zone",
)
_NOT_NEGATIVE = pa.Check.ge(0, error="is negative")
_STAMP = pa.Column(checks=_AWARE, nullable=False)

HISTORY = pa.DataFrameSchema(
    {
        "timestamp": _STAMP,
        "queue": pa.Column(str),
        "volume": pa.Column(float, _NOT_NEGATIVE, nullable=True),
        "aht_s": pa.Column(float, _NOT_NEGATIVE, nullable=True),
        "abandoned": pa.Column(float, _NOT_NEGATIVE, nullable=True),
        "state": pa.Column(str, pa.Check.isin(STATES)),
    },
    unique=["timestamp", "queue"],
    strict=True,
    name="history",
)
"""What was observed: contacts offered, their average handle time (s), abandoned contacts."""

FORECAST = pa.DataFrameSchema(
    {
        "timestamp": _STAMP,
        "queue": pa.Column(str),
        "volume": pa.Column(float, _NOT_NEGATIVE),
        "aht_s": pa.Column(float, _NOT_NEGATIVE),
        "q025": pa.Column(float, _NOT_NEGATIVE),
        "q10": pa.Column(float, _NOT_NEGATIVE),
        "q90": pa.Column(float, _NOT_NEGATIVE),
        "q975": pa.Column(float, _NOT_NEGATIVE),
    },
    unique=["timestamp", "queue"],
    strict=True,
    name="forecast",
)
"""Expected volume with its 95 % (q025-q975) and 80 % (q10-q90) intervals, and AHT (s)."""

REQUIREMENT = pa.DataFrameSchema(
    {
        "timestamp": _STAMP,
        "group": pa.Column(str),
        "volume": pa.Column(float, _NOT_NEGATIVE),
        "aht_s": pa.Column(float, _NOT_NEGATIVE),
        "load_erlangs": pa.Column(float, _NOT_NEGATIVE),
        "agents": pa.Column(int, _NOT_NEGATIVE),
        "agents_with_shrinkage": pa.Column(int, _NOT_NEGATIVE),
        "service_level": pa.Column(float, nullable=True),
        "asa_s": pa.Column(float, nullable=True),
        "occupancy": pa.Column(float, nullable=True),
        "chat_agents": pa.Column(int, _NOT_NEGATIVE, required=False),
        "deferred_agents": pa.Column(int, _NOT_NEGATIVE, required=False),
    },
    unique=["timestamp", "group"],
    strict=True,
    name="requirement",
)
"""Agents needed on the phones per interval and skill group; `all` is the pooled sum.

Where a centre has other channels, `chat_agents` and `deferred_agents` (e-mail and call-backs) are
the part of `agents` that is theirs."""
