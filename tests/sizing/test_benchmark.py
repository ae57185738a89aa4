from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[2] / "benchmarks"


def module_of(name):
    spec = importlib.util.spec_from_file_location(f"{name}_benchmark", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_sizing_smoke_run():
    """Tests that the benchmark runs, and that every answer it times is the minimum."""
    result = module_of("sizing").run(smoke=True)
    assert [size["rows"] for size in result["sizes"]] == [30, 300]
    for size in result["sizes"]:
        assert size["not_minimal"] == 0
        assert size["rows_per_s"] > 0


def test_two_peak_smoke_run():
    """Tests that the day is sized by every time model, and the default misses nowhere."""
    rows = module_of("two_peak").rows(smoke=True)
    assert [row["time model"] for row in rows] == ["alone", "lag", "moving"]
    assert rows[-1]["below target"] == 0
    assert rows[0]["below target"] > 0
