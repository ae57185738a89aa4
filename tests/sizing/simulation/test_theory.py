from __future__ import annotations

import importlib.util
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.bands import mean_band, ratio_band
from wfm.sizing.simulation.callers import Demand
from wfm.sizing.simulation.crew import steady_crew
from wfm.sizing.simulation.figures import crew_figures, figures
from wfm.sizing.simulation.replications import Plan, replicate
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.shapes import Constant, Exponential, Hyperexponential, LogNormal
from wfm.sizing.target import Target
from wfm.sizing.transient import transient_service

pytestmark = pytest.mark.unit

_SPEC = importlib.util.spec_from_file_location(
    "simulation_benchmark", Path(__file__).parents[3] / "benchmarks" / "simulation.py"
)
bench = sys.modules[_SPEC.name] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)
AHT_S, CONFIDENCE, Point = bench.AHT_S, bench.CONFIDENCE, bench.Point
ERLANG_A, ERLANG_C = bench.ERLANG_A, bench.ERLANG_C


@pytest.mark.parametrize("point", [*ERLANG_A, *ERLANG_C], ids=lambda p: p.label)
def test_erlang(point):
    """Tests that every figure of Erlang A and C lies in the 99.9 % band of 25 replications."""
    found = bench.simulated(point, 4_000)
    assert bench.agreeing(point, found) == []
    # The bands are narrow enough to say something.
    assert bench.half(found["sl_offered"]) < 0.08


@pytest.mark.parametrize("point", [ERLANG_A[3], ERLANG_A[9], ERLANG_C[3]], ids=lambda p: p.label)
def test_ciw(point):
    """Tests that the simulator and Ciw, which knows nothing of it, agree on the same queue."""
    ours, theirs = (
        bench.simulated(point, 4_000, replications=12),
        bench.by_ciw(point, 300, replications=12),
    )
    assert bench.agreeing(point, theirs) == []
    for name, band in theirs.items():
        apart = abs(float((ours[name].mean - band.mean).item()))
        assert apart <= math.hypot(bench.half(ours[name]), bench.half(band)), name


@pytest.mark.parametrize(
    "shape", [Constant(), LogNormal(1.5), Hyperexponential((0.8, 0.2), (1.0, 6.0))], ids=str
)
def test_pollaczek_and_khinchine(shape):
    """Tests M/G/1: the mean wait is (1 + cv^2) / 2 of the one with exponential handle times."""
    load, calls = 0.6, 5_000
    demand = Demand(
        KnownRates(np.array([[float(calls)]])),
        np.array([[AHT_S]]),
        calls * AHT_S / load,
        np.array([np.inf]),
        shape,
    )
    plan = Plan(25, 11, 20.0, demand.interval_s / 5)
    counts = replicate(demand, steady_crew(1, demand.interval_s * 2), make_routing([[1]]), plan)
    expected = load / (1 - load) * AHT_S * (1 + shape.cv**2) / 2
    assert ratio_band(counts.wait_s, counts.answered, CONFIDENCE).holds(expected).all()
    assert crew_figures(counts, np.array([demand.interval_s]), CONFIDENCE)["occupancy"].holds(load)


@pytest.mark.parametrize("patience_s", [None, 120.0])
def test_transient(patience_s):
    """Tests each interval of a day that swings, opening empty, against the exact transient queue.

    The crew is the same all day: the transient queue judges a wait by the staff at arrival.
    """
    volume = np.array([60.0, 80.0, 110.0, 90.0, 150.0, 60.0, 100.0, 70.0])
    exact = transient_service(
        volume, AHT_S, 12, Target(0.8, 20.0), interval_s=1800.0, patience_s=patience_s
    )
    patience = np.array([np.inf if patience_s is None else patience_s])
    demand = Demand(
        KnownRates(volume[:, None]), np.full((8, 1), AHT_S), 1800.0, patience, Exponential()
    )
    crew = steady_crew(12, 1e6)
    counts = replicate(demand, crew, make_routing(np.ones((12, 1))), Plan(800, 7, 20.0, 0.0))
    found = figures(counts, np.full(8, 1800.0), CONFIDENCE)
    assert found["sl_offered"].holds(exact.service_level[:, None]).all()
    assert found["wait_s"].holds(exact.wait_s[:, None]).all()
    assert found["queue_length"].holds(exact.queue_length[:, None]).all()
    assert (
        ratio_band(counts.abandoned, counts.offered, CONFIDENCE)
        .holds(exact.p_abandon[:, None])
        .all()
    )
    crews = crew_figures(counts, np.full(8, 1800.0), CONFIDENCE)
    assert crews["occupancy"].holds(exact.occupancy).all()


def test_infinite_server_queue():
    """Tests M/G/inf: with agents enough for all, the busy ones are Poisson at the load."""
    calls = 5_000
    demand = Demand(
        KnownRates(np.array([[float(calls)]])),
        np.array([[AHT_S]]),
        calls * AHT_S / 20,
        np.array([60.0]),
        LogNormal(1.0),
    )
    plan = Plan(25, 3, 0.0, demand.interval_s / 5)
    counts = replicate(
        demand, steady_crew(60, demand.interval_s * 2), make_routing(np.ones((60, 1))), plan
    )
    found = figures(counts, np.array([demand.interval_s]), CONFIDENCE)
    assert found["busy_agents"].holds(20.0).all()
    assert found["sl_offered"].mean == 1.0
    assert found["abandoned"].mean == 0.0


def test_little_law_over_replications():
    """Tests that the mean queue is the rate times the mean wait."""
    point = Point(10, 11, 120.0)
    demand, warmup_s = bench.steady(point, 5_000)
    crew = steady_crew(11, demand.interval_s * 2)
    counts = replicate(demand, crew, make_routing(np.ones((11, 1))), Plan(20, 1, 20.0, warmup_s))
    found = figures(counts, np.array([demand.interval_s]), 0.95)
    rate = float(found["offered"].mean.item()) / demand.interval_s
    assert found["queue_length"].mean == pytest.approx(rate * found["wait_s"].mean, rel=0.01)


def test_abandonment_is_wait_over_patience():
    """Tests that with exponential patience P(abandon) is the mean wait over the mean patience."""
    found = bench.simulated(Point(30, 27, 150.0), 6_000)
    lost = 1 - found["answer_rate"].mean
    assert lost == pytest.approx(found["wait_s"].mean / 150.0, rel=0.03)


def test_impatience_at_the_start_decides():
    """Tests that patience counts by its density at 0 (Zeltyn & Mandelbaum 2005).

    A mixture of the same density serves alike though its mean is a third larger; callers who all
    hold on for the mean first serve worse, towards Erlang C.
    """

    def level(patience, mean_s):
        demand, warmup_s = bench.steady(Point(20, 22, mean_s), 8_000)
        demand = replace(demand, patience=patience)
        crew, routing = steady_crew(22, demand.interval_s * 2), make_routing(np.ones((22, 1)))
        counts = replicate(demand, crew, routing, Plan(10, 1, 20.0, warmup_s))
        return float(counts.in_time.sum() / counts.offered.sum())

    exponential = level(Exponential(), 120.0)
    assert level(Hyperexponential((0.5, 0.5), (1.0, 3.0)), 160.0) == pytest.approx(
        exponential, abs=0.01
    )
    constant = level(Constant(), 120.0)
    assert bench.formula(Point(20, 22))["sl_offered"] < constant < exponential - 0.1


def test_pooling_two_queues():
    """Tests that two queues of one crew serve as one, and better than two crews apart."""
    volume, span = 3_000.0, 3_000 * AHT_S / 10
    demand = Demand(
        KnownRates(np.full((1, 2), volume)), np.full((1, 2), AHT_S), span, np.full(2, np.inf),
        Exponential(),
    )  # fmt: skip
    plan = Plan(25, 5, 20.0, span / 5)
    crew = steady_crew(24, span * 2)
    together = replicate(demand, crew, make_routing(np.ones((24, 2))), plan)
    found = ratio_band(together.in_time.sum(axis=(1, 2)), together.offered.sum(axis=(1, 2)), 0.999)
    assert found.holds(bench.formula(Point(20, 24))["sl_offered"])
    halves = np.repeat(np.eye(2, dtype=np.int64), 12, axis=0)
    apart = replicate(demand, crew, make_routing(halves), plan)
    each = ratio_band(apart.in_time[:, 0], apart.offered[:, 0], 0.999)
    assert each.holds(bench.formula(Point(10, 12))["sl_offered"]).all()
    assert each.high.max() < found.low


def test_priority_moves_waiting_not_its_sum():
    """Tests that priority serves one queue faster at the other's cost, with the same work done."""
    volume, span = 2_000.0, 2_000 * AHT_S / 5
    demand = Demand(
        KnownRates(np.full((1, 2), volume)), np.full((1, 2), AHT_S), span, np.full(2, np.inf),
        Exponential(),
    )  # fmt: skip
    crew, plan = steady_crew(12, span * 2), Plan(20, 8, 20.0, span / 5)
    plain = replicate(demand, crew, make_routing(np.ones((12, 2))), plan)
    first = replicate(demand, crew, make_routing(np.ones((12, 2)), [1, 2]), plan)
    wait = mean_band(first.wait_s[:, 0] / first.offered[:, 0], 0.95).mean
    assert wait[0] < 0.7 * wait[1]
    # Kleinrock's conservation law: equal handle times, so only the sum stays.
    assert first.wait_s.sum() == pytest.approx(plain.wait_s.sum(), rel=0.05)
