from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.simulation import replications
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.callers import Demand
from wfm.sizing.simulation.crew import make_crew, steady_crew
from wfm.sizing.simulation.replications import KernelName, Plan, kernel_of, replicate
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.statistics import Counts

pytestmark = pytest.mark.unit
PLAN = Plan(replications=6, seed=3, threshold_s=20.0, warmup_s=1200.0)


def demand(volume=60.0):
    return Demand(
        KnownRates(np.full((4, 1), volume)), np.full((4, 1), 180.0), 1800.0, np.array([120.0])
    )


def play(n_agents=7, plan=PLAN, volume=60.0, **about):
    crew = steady_crew(n_agents, 1e5)
    return replicate(demand(volume), crew, make_routing(np.ones((n_agents, 1))), plan, **about)


def assert_equal(first, second):
    for field in fields(Counts):
        np.testing.assert_array_equal(getattr(first, field.name), getattr(second, field.name))


def test_kernels_give_the_same_counts():
    """Tests that the answer does not depend on which event loop runs."""
    pure = play(plan=replace(PLAN, kernel=KernelName.PURE))
    assert_equal(pure, play(plan=replace(PLAN, kernel=KernelName.NUMBA)))


def test_same_seed_same_answer_other_seed_another():
    """Tests that a seed fixes everything, and another one changes it."""
    first = play()
    assert_equal(first, play())
    assert not np.array_equal(first.offered, play(plan=replace(PLAN, seed=4)).offered)


def test_common_random_numbers():
    """Tests that another crew meets the same calls, so that differences are the crew's."""
    few, many = play(6), play(8)
    np.testing.assert_array_equal(few.offered, many.offered)
    assert (many.answered.sum(axis=(1, 2)) >= few.answered.sum(axis=(1, 2))).all()


def test_first_replications_are_the_same_in_a_longer_run():
    """Tests that more replications add to the ones before."""
    long = play(plan=replace(PLAN, replications=9))
    np.testing.assert_array_equal(play().in_time, long.in_time[:6])


@pytest.mark.parametrize("n_agents", [4, 6, 8])
def test_one_more_agent_serves_better(n_agents):
    """Tests that an agent more raises the share in time and lowers the wait."""
    few, more = play(n_agents), play(n_agents + 1)
    assert more.in_time.sum() > few.in_time.sum()
    assert more.wait_s.sum() < few.wait_s.sum()


def test_twice_the_calls_and_agents_serve_better():
    """Tests the economy of scale."""
    small, large = play(7, volume=60.0), play(14, volume=120.0)
    assert large.in_time.sum() / large.offered.sum() > small.in_time.sum() / small.offered.sum()


def test_absence_costs_service_and_leaves_the_calls():
    """Tests that missing shifts answer fewer of the same calls."""
    thin = play(plan=replace(PLAN, absence=0.3))
    np.testing.assert_array_equal(thin.offered, play().offered)
    assert thin.answered.sum() < play().answered.sum()
    assert thin.present_s.sum() < play().present_s.sum()


def test_warm_up_starts_in_the_swing():
    """Tests that with a warm-up the first interval is as busy as the others, without it not."""
    plan = replace(PLAN, replications=60)
    warm, cold = play(plan=plan), play(plan=replace(plan, warmup_s=0.0))
    share = warm.busy_s.mean(axis=0)[:, 0]
    assert share[0] == pytest.approx(share[1:].mean(), rel=0.05)
    assert cold.busy_s.mean(axis=0)[0, 0] < 0.95 * share[0]


def test_no_warm_up_before_an_empty_start():
    """Tests that calls do not pile up before the first agent comes."""
    crew = make_crew([[(1800.0, 7200.0, 0.0)]] * 7, np.ones(7))
    routing = make_routing(np.ones((7, 1)))
    plan = replace(PLAN, warmup_s=36_000.0)
    warm = replicate(demand(), crew, routing, plan)
    assert_equal(warm, replicate(demand(), crew, routing, replace(plan, warmup_s=0.0)))


def test_progress_and_stop():
    """Tests that every replication is told, and that a stop keeps those that were done."""
    told = []
    stopped = play(on_progress=told.append, should_stop=lambda: len(told) == 4)
    assert told == [1, 2, 3, 4]
    np.testing.assert_array_equal(stopped.offered, play().offered[:4])


def test_kernel_without_numba(monkeypatch):
    """Tests that without numba the pure loop runs, and asking for the compiled one says why not."""
    monkeypatch.setattr(replications, "find_spec", lambda name: None)
    assert kernel_of(KernelName.AUTO)[0] is KernelName.PURE
    with pytest.raises(BadInputError, match="numba"):
        kernel_of(KernelName.NUMBA)


def test_kernel_with_numba():
    """Tests that the compiled loop is taken where it is there, unless the pure one is asked for."""
    assert kernel_of(KernelName.AUTO)[0] is KernelName.NUMBA
    assert kernel_of(KernelName.PURE)[0] is KernelName.PURE


def test_routing_of_others_is_refused():
    """Tests that tables for other agents or queues are refused."""
    with pytest.raises(BadInputError, match="routing"):
        replicate(demand(), steady_crew(2, 1e5), make_routing([[1]]), PLAN)
    with pytest.raises(BadInputError, match="routing"):
        replicate(demand(), steady_crew(1, 1e5), make_routing([[1, 1]]), PLAN)


@pytest.mark.parametrize(
    "about",
    [
        {"replications": 0},
        {"seed": -1},
        {"threshold_s": -1.0},
        {"warmup_s": float("nan")},
        {"absence": 1.0},
        {"absence": -0.1},
    ],
)
def test_impossible_plans_are_refused(about):
    """Tests that each choice out of range is named."""
    with pytest.raises(BadInputError, match=next(iter(about))):
        Plan(**about)
