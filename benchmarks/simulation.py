"""The simulator against Erlang's formulas and against Ciw.

Run ``python -m benchmarks simulation`` (``--smoke`` for a quick look). The peer is measured in
the same run when it is installed. Every point is played 25 times after a warm-up; a figure
agrees when the formula's value lies in the 99.9 % band of the replications.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm.sizing import erlang_c
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.bands import Band, mean_band, ratio_band
from wfm.sizing.simulation.callers import Demand
from wfm.sizing.simulation.crew import steady_crew
from wfm.sizing.simulation.figures import crew_figures, figures, pooled
from wfm.sizing.simulation.replications import KernelName, Plan, replicate
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.shapes import Exponential

AHT_S, THRESHOLD_S = 180.0, 20.0
CONFIDENCE = 0.999
REPLICATIONS = 25
SEED = 20261121
CALLS, PEER_CALLS = 60_000, 1_600
"""Calls a replication, ours and the peer's, which takes hundreds of times as long a call."""


@dataclass(frozen=True)
class Point:
    """A steady queue: erlangs, agents, mean patience (s; infinite: nobody gives up)."""

    load: float
    agents: int
    patience_s: float = math.inf

    @property
    def label(self) -> str:
        """Name in a table."""
        patience = "" if math.isinf(self.patience_s) else f", {self.patience_s:g} s"
        return f"{self.load:g} erlangs, {self.agents} agents{patience}"


ERLANG_A = (
    Point(1, 3, 120),
    Point(4, 6, 180),
    Point(10, 14, 120),
    Point(10, 12, 120),
    Point(20, 22, 60),
    Point(50, 56, 180),
    Point(50, 50, 120),
    Point(100, 100, 240),
    Point(10, 8, 120),
    Point(30, 24, 180),
    Point(50, 40, 300),
    Point(100, 70, 120),
)
"""Light to overload (10 erlangs on 8 agents, 100 on 70)."""

ERLANG_C = (
    Point(0.5, 2),
    Point(1, 3),
    Point(2, 4),
    Point(5, 8),
    Point(10, 13),
    Point(10, 14),
    Point(20, 25),
    Point(30, 36),
    Point(50, 58),
    Point(80, 90),
    Point(100, 112),
    Point(150, 164),
)
"""Light to 92 % of all time on calls: without patience there is no overload to be steady in."""


def formula(point: Point) -> dict[str, float]:
    """Figures of a point by Erlang A, or C where nobody gives up."""
    load, agents = point.load, point.agents
    if math.isinf(point.patience_s):
        level = float(erlang_c.service_level(load, agents, AHT_S, THRESHOLD_S))
        asa = float(erlang_c.asa_s(load, agents, AHT_S))
        return {
            "sl_offered": level,
            "asa_s": asa,
            "wait_s": asa,
            "occupancy": float(erlang_c.occupancy(load, agents)),
            "queue_length": float(erlang_c.queue_length(load, agents)),
        }
    queue = erlang_a(load, agents, AHT_S, point.patience_s, THRESHOLD_S)
    return {
        **{f"sl_{d.value}": float(queue.service_level(d)) for d in ServiceLevelDefinition},
        "answer_rate": float(queue.answer_rate),
        "asa_s": float(queue.asa_s),
        "wait_s": float(queue.wait_s),
        "occupancy": float(queue.occupancy),
        "queue_length": float(queue.queue_length),
    }


def steady(point: Point, calls: int) -> tuple[Demand, float]:
    """Demand of a point over one long interval, and its warm-up in seconds.

    Warm-up is a fifth of the calls, and thirty handle times at least.
    """
    span_s = calls / point.load * AHT_S
    demand = Demand(
        KnownRates(np.array([[float(calls)]])),
        np.array([[AHT_S]]),
        span_s,
        np.array([point.patience_s]),
        Exponential(),
    )
    return demand, max(span_s / 5, 30 * AHT_S)


def simulated(
    point: Point,
    calls: int,
    *,
    replications: int = REPLICATIONS,
    kernel: KernelName = KernelName.AUTO,
    seed: int = SEED,
) -> dict[str, Band]:
    """Figures of a point by the simulator with their bands."""
    demand, warmup_s = steady(point, calls)
    crew = steady_crew(point.agents, demand.interval_s * 2)
    routing = make_routing(np.ones((point.agents, 1), dtype=np.int64))
    plan = Plan(replications, seed, THRESHOLD_S, warmup_s, kernel=kernel)
    counts = replicate(demand, crew, routing, plan)
    span = np.array([demand.interval_s])
    found = figures(pooled(counts), span, CONFIDENCE) | crew_figures(counts, span, CONFIDENCE)
    return {name: found[name] for name in formula(point)}


def by_ciw(point: Point, calls: int, replications: int = REPLICATIONS) -> dict[str, Band] | None:
    """Figures of a point by Ciw with their bands, or None where it is not installed."""
    try:
        import ciw
    except ImportError:
        return None
    demand, warmup_s = steady(point, calls)
    patience = {}
    if not math.isinf(point.patience_s):
        patience = {
            "reneging_time_distributions": [ciw.dists.Exponential(1 / point.patience_s)],
        }
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(point.load / AHT_S)],
        service_distributions=[ciw.dists.Exponential(1 / AHT_S)],
        number_of_servers=[point.agents],
        **patience,
    )
    until_s = warmup_s + demand.interval_s
    rows = []
    for number in range(replications):
        ciw.seed(SEED + number)
        run = ciw.Simulation(network)
        # Everybody who came in until then is followed to the end, as our replications are.
        run.simulate_until_max_time(until_s + 20 * AHT_S)
        mine = [r for r in run.get_all_records() if warmup_s <= r.arrival_date < until_s]
        wait = np.array([r.waiting_time for r in mine])
        served = np.array([r.record_type == "service" for r in mine])
        soon = wait <= THRESHOLD_S
        rows.append(
            [
                len(mine),
                served.sum(),
                (served & soon).sum(),
                (~served & soon).sum(),
                wait[served].sum(),
                wait.sum(),
            ]
        )
    offered, answered, in_time, short, answer_wait, waited = np.array(rows, dtype=np.float64).T
    bands = {
        "sl_offered": ratio_band(in_time, offered, CONFIDENCE),
        "sl_answered": ratio_band(in_time, answered, CONFIDENCE),
        "sl_net": ratio_band(in_time, offered - short, CONFIDENCE),
        "sl_either": ratio_band(in_time + short, offered, CONFIDENCE),
        "answer_rate": ratio_band(answered, offered, CONFIDENCE),
        "asa_s": ratio_band(answer_wait, answered, CONFIDENCE),
        "wait_s": ratio_band(waited, offered, CONFIDENCE),
        "queue_length": mean_band(waited / demand.interval_s, CONFIDENCE),
    }
    return {name: bands[name] for name in formula(point) if name in bands}


def agreeing(point: Point, bands: dict[str, Band]) -> list[str]:
    """Names of the figures whose band does not hold the formula's value."""
    exact = formula(point)
    return [name for name, band in bands.items() if not band.holds(exact[name]).all()]


def oracle_row(point: Point, calls: int, peer_calls: int) -> dict[str, Any]:
    """One line: formula, ours and the peer's, and the figures that lie outside."""
    exact, ours = formula(point), simulated(point, calls)
    peer = by_ciw(point, peer_calls) if peer_calls else None
    row = {
        "point": point.label,
        "SL formula": round(exact["sl_offered"], 5),
        "SL simulated": shown(ours["sl_offered"], 5),
        "SL Ciw": "-" if peer is None else shown(peer["sl_offered"], 4),
        "wait s formula": round(exact["wait_s"], 3),
        "wait s simulated": shown(ours["wait_s"], 3),
        "wait s Ciw": "-" if peer is None else shown(peer["wait_s"], 2),
        "figures": len(ours),
        "outside": ", ".join(agreeing(point, ours)) or "none",
        "Ciw outside": "-" if peer is None else ", ".join(agreeing(point, peer)) or "none",
    }
    if peer is not None:
        apart = [
            name
            for name, theirs in peer.items()
            if abs(float((ours[name].mean - theirs.mean).item()))
            > math.hypot(half(ours[name]), half(theirs))
        ]
        row["ours against Ciw outside"] = ", ".join(apart) or "none"
    return row


def half(band: Band) -> float:
    """Half the width of a band."""
    return float((band.high - band.low).item()) / 2


def shown(band: Band, digits: int) -> str:
    """Mean and half-width as text."""
    return f"{float(band.mean.item()):.{digits}f} ± {half(band):.{digits}f}"


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a point."""
    if smoke:
        return [oracle_row(point, 500, 50) for point in (ERLANG_A[3], ERLANG_C[4])]
    return [oracle_row(point, CALLS, PEER_CALLS) for point in (*ERLANG_A, *ERLANG_C)]
