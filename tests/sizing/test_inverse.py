from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c, inverse
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.inverse import agents_needed, least_meeting
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

SHARES = st.floats(0.02, 0.9999)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=SHARES, wait=st.floats(0, 300))
def test_erlang_c_minimum(seed, share, wait):
    """Tests that n meets the service level and n - 1 does not, over eight decades of load."""
    random = np.random.default_rng(seed)
    load = 10 ** random.uniform(-3, 5, 300)
    aht = random.uniform(10, 2000, 300)
    agents = agents_needed(load, aht, Target(share, wait))
    slack = 1e-9
    assert (erlang_c.service_level(load, agents, aht, wait) >= share - slack).all()
    assert (agents > load).all()
    fewer = erlang_c.service_level(load, agents - 1, aht, wait)
    assert (fewer[agents > 1] < share + slack).all()


@settings(max_examples=40, deadline=None)
@given(
    load=st.floats(1e-3, 5e3),
    aht=st.floats(20, 1500),
    patience=st.floats(10, 3000),
    share=SHARES,
    wait=st.floats(0, 120),
    definition=st.sampled_from(ServiceLevelDefinition),
)
def test_erlang_a_minimum(load, aht, patience, share, wait, definition):
    """Tests the same for Erlang A in every definition."""
    target = Target(share, wait, definition)
    agents = int(agents_needed(load, aht, target, patience_s=patience))

    def level(count):
        return float(erlang_a(load, count, aht, patience, wait).service_level(definition))

    assert agents >= 1
    assert level(agents) >= share - 1e-9
    if agents > 1:
        assert level(agents - 1) < share + 1e-9


@settings(max_examples=40, deadline=None)
@given(
    load=st.floats(0.01, 2e3),
    asa=st.floats(0.5, 100),
    rate=st.floats(0.5, 0.999),
    cap=st.floats(0.2, 1.0),
    patience=st.floats(20, 1000),
)
def test_several_promises_need_the_largest(load, asa, rate, cap, patience):
    """Tests that all promises at once need exactly what the hardest of them needs alone."""
    alone = [
        Target(0.8, 20),
        Target(None, asa_s=asa),
        Target(None, answer_rate=rate),
        Target(None, occupancy_cap=cap),
    ]
    single = [int(agents_needed(load, 180.0, each, patience_s=patience)) for each in alone]
    together = Target(0.8, 20, asa_s=asa, answer_rate=rate, occupancy_cap=cap)
    assert int(agents_needed(load, 180.0, together, patience_s=patience)) == max(single)
    for target, agents in zip(alone[1:], single[1:], strict=True):
        queue = erlang_a(load, max(agents - 1, 0), 180.0, patience)
        kept = [
            target.asa_s is None or queue.asa_s <= target.asa_s,
            target.answer_rate is None or queue.answer_rate >= target.answer_rate,
            target.occupancy_cap is None or queue.occupancy <= target.occupancy_cap,
        ]
        assert agents == 1 or not all(kept)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    share=SHARES,
    wait=st.floats(0, 120),
    asa=st.none() | st.floats(0.1, 60),
)
def test_the_answer_does_not_hang_on_the_guess(seed, share, wait, asa):
    """Tests that a guess off by anything gives the same minimum, for it is shown, not trusted."""
    random = np.random.default_rng(seed)
    load = 10 ** random.uniform(-3, 4, 200)
    target = Target(share, wait, asa_s=asa)
    right = agents_needed(load, 240.0, target)
    wrong = load * random.uniform(0.0, 3.0, 200) + random.integers(0, 3, 200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inverse, "guess_agents", lambda *_: wrong)
        np.testing.assert_array_equal(agents_needed(load, 240.0, target), right)


def test_bounds_and_exact_queue_agree():
    """Tests 200,000 intervals against the exact queue alone, in which nothing is bounded."""
    random = np.random.default_rng(11)
    load = 10 ** random.uniform(-1, 4, 200_000)
    aht = random.uniform(30, 1200, 200_000)
    for target in (Target(0.8, 20), Target(0.95, 5), Target(None, asa_s=8)):
        settled = agents_needed(load, aht, target)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inverse, "MOST_LOAD", 0.0)
            np.testing.assert_array_equal(agents_needed(load, aht, target), settled)


def test_pooling_gain():
    """Tests that two queues of 10 erlangs need 14 agents each apart and 24 together."""
    target = Target(0.8, 20)
    assert agents_needed([10.0, 20.0], 180.0, target).tolist() == [14, 24]


@pytest.mark.parametrize(
    ("load", "target", "agents"),
    [
        (0.1, Target(None, asa_s=20), 1),  # the ASA of one agent is 20 s sharp
        (1.0, Target(None, asa_s=60), 2),
        (0.1, Target(0.9, 0), 1),  # the waiting probability of one agent is 0.1 sharp
        (100 * 306 / 1800, Target(None, occupancy_cap=0.85), 20),
        (0.7 * 30, Target(None, occupancy_cap=0.7), 30),
        (3 * 0.1 * 10, Target(None, occupancy_cap=1.0), 4),
        (10.0, Target(None, occupancy_cap=1.0), 11),
    ],
)
def test_a_promise_kept_to_the_hair(load, target, agents):
    """Tests that rounding in the last digit costs no agent, and full occupancy is overload."""
    assert int(agents_needed(load, 180.0, target)) == agents


def test_occupancy_cap_under_erlang_a_counts_answered_calls():
    """Tests that with abandonment a cap of 1 is kept by a single agent."""
    target = Target(None, occupancy_cap=1.0)
    assert int(agents_needed(10.0, 180.0, target, patience_s=120)) == 1


def test_nobody_calls():
    """Tests that no volume needs the minimum, whatever the handle time."""
    aht = [180.0, float("nan"), 0.0]
    assert agents_needed([0.0, 0.0, 0.0], aht, Target(), min_agents=2).tolist() == [2, 2, 2]
    assert agents_needed([0.0, 5.0], [0.0, 180.0], Target(0.8, 20)).tolist() == [0, 8]


def test_minimum_by_interval_and_shape():
    """Tests that the minimum may differ by element and the shape is kept."""
    least = np.array([[0, 9], [20, 3]])
    agents = agents_needed(np.full((2, 2), 5.0), 180.0, Target(0.8, 20), min_agents=least)
    assert agents.tolist() == [[8, 9], [20, 8]]
    assert agents.dtype == np.int64


def test_a_hundred_thousand_erlangs():
    """Tests that the largest loads keep n minimal."""
    agents = int(agents_needed(1e5, 300.0, Target(0.95, 10)))
    level = erlang_c.service_level(1e5, [agents - 1, agents], 300.0, 10.0)
    assert level[0] < 0.95 <= level[1]


def test_answer_rate_needs_erlang_a():
    """Tests that Erlang C is not asked for an answer rate it cannot know."""
    with pytest.raises(BadInputError, match="erlang-a"):
        agents_needed(5.0, 180.0, Target(answer_rate=0.9))


@pytest.mark.parametrize(
    ("load", "aht", "column"),
    [
        ([1.0, -2.0], 180.0, "load_erlangs"),
        ([1.0, float("nan")], 180.0, "load_erlangs"),
        ([1.0, 2.0], [180.0, float("nan")], "aht_s"),
        ([1.0, 2.0], [180.0, 0.0], "aht_s"),
    ],
)
def test_bad_rows_are_named(load, aht, column):
    """Tests that a negative or missing number is refused with its row."""
    with pytest.raises(BadInputError) as caught:
        agents_needed(load, aht, Target())
    assert (caught.value.faults[0].row, caught.value.faults[0].column) == (2, column)


@settings(max_examples=60, deadline=None)
@given(
    truth=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=9),
    floor=st.integers(0, 500),
)
def test_least_meeting_finds_any_step(truth, floor):
    """Tests that the search ends at the step of any monotone test, from any guess."""
    steps = np.array([step for step, _ in truth])
    guess = np.array([start for _, start in truth])
    found = least_meeting(
        lambda where, n: n >= steps[where], np.full(steps.shape, floor, dtype=np.int64), guess
    )
    np.testing.assert_array_equal(found, np.maximum(steps, floor))


def test_a_test_that_never_holds_ends():
    """Tests that a search without an answer refuses instead of running for ever."""
    one = np.ones(1, dtype=np.int64)
    with pytest.raises(BadInputError, match="no number of agents"):
        least_meeting(lambda where, n: np.zeros(where.size, dtype=bool), one, one)
