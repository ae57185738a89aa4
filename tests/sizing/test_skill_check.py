"""Tests of joint skill bounds against the simulator."""

from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c
from wfm.sizing.simulation.replications import Plan
from wfm.sizing.skill_check import SteadyLoad, check_staffing, mended_staffing
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")
TEN = {"a": SteadyLoad(10.0, 180.0), "b": SteadyLoad(10.0, 180.0)}
PLAN = Plan(replications=8, seed=7)


def check(staff, **more):
    """Play a staffing of the two queues of 10 erlangs."""
    return check_staffing(TEN, staff, TARGET, calls=4_000, plan=PLAN, **more)


def test_apart_is_erlang_c():
    """Tests that two groups without flexible agents give what the formula says of each."""
    got = check({A: 14, B: 14})
    exact = float(erlang_c.service_level(10.0, 14, 180.0, 20.0))
    assert got.skills == ("a", "b")
    assert (got.low <= exact).all()
    assert (exact <= got.high).all()


def test_pooled_is_erlang_c():
    """Tests that 24 agents of both skills keep 80/20 as the pooled formula says."""
    got = check({AB: 24})
    exact = float(erlang_c.service_level(20.0, 24, 180.0, 20.0))
    assert (got.low <= exact).all()
    assert (exact <= got.high).all()


def test_counting_twice_fails():
    """Tests that 14 agents of both skills, enough for each alone, serve both far below target."""
    got = check({AB: 14}, patience_s=120.0)
    assert got.together < 0.3


def test_flexibility_helps_step_by_step():
    """Tests that of 24 agents more flexible ones serve better, with the same callers."""
    levels = [check({A: 12 - k, B: 12 - k, AB: 2 * k}).together for k in (0, 2, 6, 12)]
    assert levels == sorted(levels)
    assert levels[0] < levels[-1] - 0.05


def test_priority_helps_the_scarce_skill():
    """Tests that calls of the skill that few have are served better when they are taken first."""
    staff = {B: 10, AB: 14}
    alike, first = check(staff), check(staff, priority={"a": 1, "b": 2})
    assert first.service_level[0] > alike.service_level[0]
    assert first.service_level[1] < alike.service_level[1]
    assert alike.worst == first.worst == "a"


def test_mended():
    """Tests that the bound is kept where it is enough and mended where it is not."""
    needs = {A: 14, B: 14, AB: 24}
    apart = mended_staffing(TEN, {A: 14, B: 14}, [A, B], TARGET, calls=4_000, plan=PLAN)
    assert (apart.bound, apart.added) == (28, 0)
    dear = mended_staffing(TEN, needs, [A, B, AB], TARGET, cost={AB: 1.1}, calls=4_000, plan=PLAN)
    assert dear.bound == 24
    assert dear.first.service_level.min() < 0.8 <= dear.check.service_level.min()
    assert 1 <= dear.added <= 4


def test_refusals():
    """Tests that a skill nobody has, no calls, and no service level are refused in words."""
    with pytest.raises(BadInputError, match="nobody has the skill"):
        check({A: 24})
    with pytest.raises(BadInputError, match="nobody calls"):
        check_staffing({"a": SteadyLoad(0.0, 180.0)}, {A: 1}, TARGET)
    with pytest.raises(BadInputError, match="only a service level"):
        mended_staffing(TEN, {A: 1}, [A], Target(None, asa_s=10))
