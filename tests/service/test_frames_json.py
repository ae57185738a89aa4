"""Tests that small frames come back from JSON values as they went in."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.service.frames_json import frame_from_json, frame_to_json
from wfm.store.codec import dumps, loads

pytestmark = pytest.mark.unit


@given(
    st.lists(st.floats(), max_size=5),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"]),
    st.sampled_from(["us", "ns", "s"]),
)
def test_round_trip(values: list[float], zone: str, unit: str) -> None:
    """Tests every type of column, infinities and missing numbers among them."""
    n = len(values)
    frame = pd.DataFrame(
        {
            "at": pd.date_range("2026-10-24 23:00", periods=n, freq="h", tz=zone).as_unit(unit),
            "figure": np.array(values, dtype=float),
            "count": np.arange(n),
            "yes": [k % 2 == 0 for k in range(n)] if n else np.zeros(0, dtype=bool),
            "name": pd.Series([f"名 {k}" for k in range(n)], dtype="str"),
        }
    )
    kept = loads(dumps(frame_to_json(frame)))
    pd.testing.assert_frame_equal(frame_from_json(kept), frame)


def test_numbers_are_plain_json() -> None:
    """Tests that what is kept is strict JSON: no NaN, no Infinity."""
    frame = pd.DataFrame({"x": [np.nan, np.inf, -np.inf, 1.0], "none": np.full(4, np.nan)})
    text = json.dumps(frame_to_json(frame), allow_nan=False)
    pd.testing.assert_frame_equal(frame_from_json(json.loads(text)), frame)
