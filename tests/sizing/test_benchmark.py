from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "sizing.py"


def test_smoke_run():
    """Tests that the benchmark runs, and that every answer it times is the minimum."""
    spec = importlib.util.spec_from_file_location("sizing_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    result = module.run(smoke=True)
    assert [size["rows"] for size in result["sizes"]] == [30, 300]
    for size in result["sizes"]:
        assert size["not_minimal"] == 0
        assert size["rows_per_s"] > 0
