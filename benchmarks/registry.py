"""The list of benchmarks. Adding one: a file, a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks import (
    conflict,
    doubt,
    forecasting_scale,
    forecasting_today,
    forecasting_unseen,
    in_time,
    multiskill,
    relaxation,
    repair,
    roster_peers,
    rostering,
    sample,
    simulation,
    simulation_speed,
    sizing,
    two_peak,
)

Row = dict[str, Any]
"""One line of a result table: column to value."""


@dataclass(frozen=True)
class Benchmark:
    """One benchmark.

    Parameters
    ----------
    name : str
        As on the command line.
    title : str
    run : callable
        Gives the rows; with True it takes seconds, to show that it still works (smoke).
    """

    name: str
    title: str
    run: Callable[[bool], list[Row]]


BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark("sample", "Sample centre, one week", sample.rows),
    Benchmark("rostering", "Generated centres: excess over the proven bound", rostering.rows),
    Benchmark("in-time", "A whole roster in time, by the command line", in_time.rows),
    Benchmark("relaxation", "Bound against the proven optimum, small instances", relaxation.rows),
    Benchmark("repair", "Repair of 300 agents after three sick calls", repair.rows),
    Benchmark("roster-peers", "Rosters beside Timefold and pyworkforce", roster_peers.rows),
    Benchmark("conflict", "Local contradictions explained, 100 agents", conflict.rows),
    Benchmark("multiskill", "Joint skill bounds against simulation", multiskill.rows),
    Benchmark("forecasting-scale", "Forecasting, many queues", forecasting_scale.rows),
    Benchmark("forecasting-unseen", "Forecasting, generated 24x7 series", forecasting_unseen.rows),
    Benchmark("forecasting-today", "Handle time of the running day", forecasting_today.rows),
    Benchmark("sizing", "Sizing, rows a second, beside pyworkforce if installed", sizing.table),
    Benchmark("doubt", "Nine days in ten: drawn days that keep the target", doubt.rows),
    Benchmark("two-peak", "Half-hours below target by time model", two_peak.rows),
    Benchmark("simulation", "Simulator against Erlang's formulas and Ciw", simulation.rows),
    Benchmark("simulation-speed", "Simulator, calls a second", simulation_speed.rows),
)
