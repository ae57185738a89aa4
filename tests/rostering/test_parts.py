from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from support.posts import posts_problem

from wfm.core.view import ProblemView
from wfm.rostering import parts as parts_module
from wfm.rostering.columns import Columns, roster_of
from wfm.rostering.dive import Dive
from wfm.rostering.judge import Tour
from wfm.rostering.kit import TourKit
from wfm.rostering.parts import Parts, part
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


def started(seed: int) -> tuple[Columns, dict[int, Tour]]:
    """Columns of a small ward and a first roster."""
    kit = TourKit(Modeller(ProblemView(posts_problem(seed, n_agents=6))))
    columns = Columns(kit, seed, lambda bound: None)
    budget = Budget(0, deterministic=1000)
    columns.root(budget, 1000)
    tours = Dive(columns, budget, 0.3).run()
    assert tours is not None
    return columns, tours


@pytest.mark.parametrize("seed", range(5))
def test_a_part_changes_what_was_drawn_alone(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that agents and days outside the part stay, and that the roster is legal."""
    columns, tours = started(seed)
    drawn: list[tuple[list[int], np.ndarray]] = []
    draw = parts_module._drawn
    monkeypatch.setattr(parts_module, "FREED", (2, 3))
    monkeypatch.setattr(parts_module, "_drawn", lambda *x: drawn.append(draw(*x)) or drawn[-1])
    found = part(columns, Budget(0, deterministic=1000), tours, np.random.default_rng(seed))
    assert found is not None
    free, days = drawn[0]
    for a, tour in found.items():
        for d, s in enumerate(tour):
            assert s == tours[a][d] or (a in free and days[d])
    assert not audit(columns.view.problem, roster_of(columns.view, found)).hard


@pytest.mark.parametrize("workers", [1, 2])
def test_offers_are_better_and_better(workers: int) -> None:
    """Tests the costs of what is offered, by the audit, from one thread and from two."""
    columns, tours = started(3)
    problem = columns.view.problem
    costs = [audit(problem, roster_of(columns.view, tours)).cost]

    def offer(better: Mapping[int, Tour]) -> bool:
        report = audit(problem, roster_of(columns.view, better))
        assert not report.hard
        costs.append(report.cost)
        return True

    budget = Budget(0, deterministic=1.0)
    Parts(columns, budget, tours, offer).run(1.0, workers)
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)
    assert costs[-1] >= columns.bound - 1e-6


def test_an_offer_that_is_refused_ends_the_search() -> None:
    """Tests that nothing is offered after a false answer."""
    columns, tours = started(3)
    worse = {a: min(tours.values()) if a == columns.agents[0] else t for a, t in tours.items()}
    heard: list[Mapping[int, Tour]] = []
    start = worse if np.isfinite(columns.cost(worse)) else tours
    search = Parts(columns, Budget(0, deterministic=5.0), start, lambda x: bool(heard.append(x)))
    search._cost += 1000.0
    search.run(5.0, 1)
    assert len(heard) == 1
