"""Fixtures of the sizing tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def golden_dir() -> Path:
    """Folder of exact values."""
    return GOLDEN


@pytest.fixture(scope="session")
def exact() -> ModuleType:
    """The script that recomputes the golden values in 50-digit decimals."""
    spec = importlib.util.spec_from_file_location("sizing_golden", GOLDEN / "make_golden.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def make_forecast():
    """Build a FORECAST frame from volumes per queue."""

    def build(queues, aht_s=180.0, start="2026-03-02", zone="Asia/Shanghai", freq="30min"):
        frames = []
        for queue, volume in queues.items():
            volume = np.asarray(volume, dtype=float)
            stamps = pd.date_range(start, periods=volume.size, freq=freq, tz=zone)
            aht = aht_s[queue] if isinstance(aht_s, dict) else aht_s
            frames.append(
                pd.DataFrame(
                    {
                        "timestamp": stamps,
                        "queue": queue,
                        "volume": volume,
                        "aht_s": np.broadcast_to(np.asarray(aht, dtype=float), volume.shape),
                        "q025": volume * 0.8,
                        "q10": volume * 0.9,
                        "q90": volume * 1.1,
                        "q975": volume * 1.2,
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    return build
