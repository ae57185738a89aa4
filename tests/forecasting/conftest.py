from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.time import TimeGrid

Maker = Callable[..., pd.DataFrame]


def synthetic(
    first_day: date = date(2026, 1, 5),
    n_days: int = 70,
    *,
    interval_min: int = 30,
    zone: str = "Asia/Shanghai",
    daily: float = 2000.0,
    queue: str = "calls",
    seed: int = 7,
    weekdays: tuple[int, ...] = tuple(range(7)),
    open_hours: tuple[int, int] = (0, 24),
    noise: float = 0.05,
    aht_s: float = 180.0,
) -> pd.DataFrame:
    """A history frame with a two-peak day, a weekly shape and an AR(1) level."""
    rng = np.random.default_rng(seed)
    grid = TimeGrid(first_day, n_days, interval_min, zone)
    hour = (grid.local.hour + grid.local.minute / 60).to_numpy()
    shape = (
        0.15 + np.exp(-(((hour - 10.5) / 2.2) ** 2)) + 0.8 * np.exp(-(((hour - 15.5) / 2.5) ** 2))
    )
    shape /= shape.sum() / n_days
    level = np.zeros(n_days)
    for i in range(1, n_days):
        level[i] = 0.6 * level[i - 1] + rng.normal(0, noise)
    week = np.array([1.15, 1.05, 1.0, 1.0, 1.02, 0.7, 0.6])
    day = np.repeat(np.arange(n_days), np.diff(grid.day_starts))
    weekday = np.array([d.weekday() for d in grid.days])[day]
    mean = daily * shape * week[weekday] * np.exp(level[day])
    is_open = np.isin(weekday, weekdays) & (hour >= open_hours[0]) & (hour < open_hours[1])
    volume = np.where(is_open, rng.poisson(mean), np.nan)
    return pd.DataFrame(
        {
            "timestamp": grid.local,
            "queue": queue,
            "volume": volume,
            "aht_s": np.where(is_open, aht_s + 20 * np.sin(hour / 24 * 2 * np.pi), np.nan),
            "abandoned": np.where(is_open, np.floor(np.nan_to_num(volume) * 0.03), np.nan),
            "state": np.where(is_open, "open", "closed"),
        }
    )


@pytest.fixture
def make_history() -> Maker:
    """Maker of synthetic history frames; the same seed gives the same frame."""
    return synthetic
