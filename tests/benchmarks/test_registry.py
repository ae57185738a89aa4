"""Tests that every benchmark still runs and says what it measured."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import table
from benchmarks.registry import BENCHMARKS, Benchmark

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda b: b.name)
def test_smoke(benchmark: Benchmark) -> None:
    """Tests that a benchmark's smoke run gives rows with figures, and no hard violation."""
    rows = benchmark.run(True)
    assert rows
    assert all(row.get("hard violations", 0) == 0 for row in rows)
    text = table(rows)
    assert text.count("\n") == len(rows) + 1


def test_names_are_unique() -> None:
    """Tests that a name on the command line means one benchmark."""
    names = [b.name for b in BENCHMARKS]
    assert len(set(names)) == len(names)
