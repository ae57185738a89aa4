"""Tests of intervals that follow a changed volume."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.time import TimeGrid
from wfm.forecasting.rescale import QUANTILES, day_totals_of, with_volume

pytestmark = pytest.mark.unit
FACTORS = (0.8, 0.9, 1.1, 1.2)


def rows(volume: list[float]) -> pd.DataFrame:
    """Volumes with intervals in a known proportion."""
    frame = pd.DataFrame({"volume": volume})
    for name, factor in zip(QUANTILES, FACTORS, strict=True):
        frame[name] = frame["volume"] * factor
    return frame


def test_intervals_keep_their_proportion():
    """Tests that twice the volume has twice the interval, and nothing else moves."""
    out = with_volume(rows([10.0, 20.0, 0.0]), np.array([20.0, 20.0, 0.0]))
    assert out.loc[0].tolist() == pytest.approx([20.0, 16.0, 18.0, 22.0, 24.0])
    assert out.loc[1:].equals(rows([10.0, 20.0, 0.0]).loc[1:])


def test_a_volume_from_nothing_has_the_interval_of_a_count():
    """Tests the Poisson quantiles of 4: 1, 2, 7, 8."""
    out = with_volume(rows([0.0]), np.array([4.0]))
    assert out.loc[0].tolist() == [4.0, 1.0, 2.0, 7.0, 8.0]


def test_day_totals_follow_their_frame():
    """Tests that a day whose intervals grew by half has a total and an interval half larger."""
    grid = TimeGrid(date(2026, 11, 23), 2, 60, "Asia/Shanghai")
    before = pd.DataFrame({"timestamp": grid.local, "queue": "a", "volume": 2.0})
    day = np.repeat([0, 1], 24)
    after = before.assign(volume=np.where(day == 0, 3.0, 2.0))
    totals = rows([48.0, 48.0]).assign(day=grid.days, queue="a")
    out = day_totals_of(totals, before, after)
    assert out["volume"].tolist() == pytest.approx([72.0, 48.0])
    assert out["q90"].tolist() == pytest.approx([72 * 1.1, 48 * 1.1])


def test_a_day_from_nothing_has_a_total():
    """Tests that a closed day that was given volume has its sum, not zero and not NaN."""
    grid = TimeGrid(date(2026, 11, 23), 1, 60, "Asia/Shanghai")
    before = pd.DataFrame({"timestamp": grid.local, "queue": "a", "volume": 0.0})
    out = day_totals_of(
        rows([0.0]).assign(day=grid.days, queue="a"), before, before.assign(volume=1.0)
    )
    assert out["volume"].tolist() == [24.0]
    assert out["q975"].iloc[0] > 24


def test_queues_may_come_and_go():
    """Tests that a queue moved away has no total and a new one has its sum."""
    grid = TimeGrid(date(2026, 11, 23), 1, 60, "Asia/Shanghai")
    before = pd.DataFrame({"timestamp": grid.local, "queue": "a", "volume": 2.0})
    out = day_totals_of(
        rows([48.0]).assign(day=grid.days, queue="a"), before, before.assign(queue="b")
    )
    assert out[["queue", "volume"]].values.tolist() == [["b", 48.0]]
