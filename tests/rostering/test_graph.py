from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from support.problems import small_problem, with_past

from wfm.core.problem import Problem, RuleEntry
from wfm.core.view import OFF, ProblemView
from wfm.rostering import graph as graph_module
from wfm.rostering.graph import TooLargeError, TourGraph, TourGraphs
from wfm.rostering.sweep import FAR
from wfm.rules.memory import BARRED, Memory
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("rest_between_shifts", {"min_hours": 11}),
    RuleEntry("consecutive_days", {"max_days": 2}),
    RuleEntry("work_blocks", {"min_days": 2}, hard=False, weight=5),
    RuleEntry("shift_limits", {"shifts": ["L"], "most": 1}),
    RuleEntry("period_hours", {"min_hours": 16, "max_hours": 24}),
)


def centre(n_days: int = 5) -> Problem:
    """Two agents who remember differently much of the past."""
    problem = small_problem(*RULES, n_days=n_days)
    return with_past(problem, 1, A001="......L", A002=".......")


def memories(problem: Problem, a: int) -> list[Memory]:
    view = ProblemView(problem)
    modeller = Modeller(view)
    found = [rule.memory(view, entry, p, a) for entry, rule, p in modeller.entries]
    return [m for m in found if m is not None]


def price_of(tour: tuple[int, ...], found: list[Memory], price: np.ndarray) -> float:
    """Price of a tour by each memory in turn; at least FAR when one refuses it."""
    total = sum(float(price[d, s]) for d, s in enumerate(tour))
    for memory in found:
        state = memory.start
        for d, s in enumerate(tour):
            total += 0.0 if memory.points is None else float(memory.points[d, state, s])
            state = int(memory.step[d, state, s])
            if state == BARRED:
                return FAR
        total += float(memory.end[state])
    return total


@pytest.mark.parametrize("seed", range(6))
def test_best_is_the_cheapest_of_all_tours(seed: int) -> None:
    """Tests against every tour there is, for both agents, at drawn prices."""
    problem = centre()
    modeller = Modeller(ProblemView(problem))
    view = modeller.view
    rng = np.random.default_rng(seed)
    price = rng.normal(0, 10, (view.n_days, view.n_shifts + 1))
    price[:, -1] = 0
    price[rng.random(price.shape) < 0.1] = FAR
    graphs = TourGraphs(modeller)
    for a in range(view.n_agents):
        found = memories(problem, a)
        tours = product(range(OFF, view.n_shifts), repeat=view.n_days)
        cheapest = min(price_of(tour, found, price) for tour in tours)
        graph, node = graphs.of(a)
        best = graph.best(price, node)
        if cheapest >= FAR / 2:
            assert best is None
            continue
        assert best is not None
        assert best[0] == pytest.approx(cheapest)
        assert price_of(best[1], found, price) == pytest.approx(cheapest)


def test_agents_who_remember_alike_share_a_graph() -> None:
    """Tests that two agents with different pasts start from different nodes of one graph."""
    graphs = TourGraphs(Modeller(ProblemView(centre())))
    (one, start), (other, other_start) = graphs.of(0), graphs.of(1)
    assert one is other
    assert start != other_start


def test_no_tour_where_none_is_allowed() -> None:
    """Tests that hours out of reach leave no tour instead of a wrong one."""
    problem = small_problem(RuleEntry("period_hours", {"min_hours": 40}), n_days=3)
    modeller = Modeller(ProblemView(problem))
    graph, node = TourGraphs(modeller).of(0)
    view = modeller.view
    assert graph.best(np.zeros((view.n_days, view.n_shifts + 1)), node) is None


def test_large_graphs_leave_out_what_prices_can_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the eased memory goes first, and that the bound on the tours stays a bound."""
    modeller = Modeller(ProblemView(centre()))
    view = modeller.view
    whole, node = TourGraphs(modeller).of(0)
    monkeypatch.setattr(graph_module, "MANY_ARCS", (whole.n_arcs - 1,) * 2)
    smaller, other = TourGraphs(modeller).of(0)
    assert smaller.n_arcs < whole.n_arcs
    price = np.random.default_rng(1).normal(0, 10, (view.n_days, view.n_shifts + 1))
    found, exact = smaller.best(price, other), whole.best(price, node)
    assert found is not None
    assert exact is not None
    assert found[0] <= exact[0]
    kept = memories(centre(), 0)
    with pytest.raises(TooLargeError):
        TourGraph(kept, {(): tuple(m.start for m in kept)}, np.ones(view.n_shifts, bool), 3)


def test_agents_without_rules_may_do_anything() -> None:
    """Tests the graph of a problem in which no rule remembers anything."""
    modeller = Modeller(ProblemView(small_problem(n_days=2)))
    view = modeller.view
    price = np.full((2, view.n_shifts + 1), 1.0)
    price[0, 2], price[1, -1] = -4.0, -1.0
    graph, node = TourGraphs(modeller).of(0)
    assert graph.best(price, node) == (-5.0, (2, OFF))
