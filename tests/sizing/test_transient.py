from __future__ import annotations

import heapq
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a
from wfm.sizing.target import Target
from wfm.sizing.transient import EndOfShift, Start, transient_service

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
L = 900.0


def simulated_day(random, volume, aht_s, agents, patience_s):
    """Waits of one day, event by event: (interval, answered, seconds) of every caller."""
    arrivals = []
    for place, count in enumerate(random.poisson(volume)):
        arrivals += [(t, place) for t in np.sort(random.uniform(0, L, count)) + place * L]
    events = [(t, 1, place) for t, place in arrivals]
    events += [(place * L, 0, place) for place in range(len(volume))]
    heapq.heapify(events)
    staff, calls = 0, 0
    queue, result, serving = deque(), [], set()
    clock = 0.0

    def serve():
        nonlocal calls
        while queue and len(serving) < staff:
            came, place, gives_up = queue.popleft()
            if gives_up < clock:
                result.append((place, False, gives_up - came))
                continue
            result.append((place, True, clock - came))
            calls += 1
            serving.add(calls)
            heapq.heappush(events, (clock + random.exponential(aht_s), 2, calls))

    while events:
        clock, kind, place = heapq.heappop(events)
        if kind == 0:
            staff = agents[place]
            # Those above the staff end with their call, which then blocks nobody.
            while len(serving) > staff:
                serving.pop()
        elif kind == 1:
            patience = np.inf if patience_s is None else random.exponential(patience_s)
            queue.append((clock, place, clock + patience))
        else:
            serving.discard(place)
        serve()
    return result


def simulated(volume, aht_s, agents, patience_s, days=300):
    """Share answered in time by interval, with its standard error over the days."""
    random = np.random.default_rng(3)
    good, calls = np.zeros((days, len(volume))), np.zeros((days, len(volume)))
    for day in range(days):
        for place, answered, wait in simulated_day(random, volume, aht_s, agents, patience_s):
            calls[day, place] += 1
            good[day, place] += answered and wait <= 20
    share = good.sum(0) / calls.sum(0)
    spread = (good - share * calls).std(0) / np.sqrt(days) / calls.mean(0)
    return share, spread


@pytest.mark.parametrize("patience", [None, 120.0])
def test_against_a_simulation(patience):
    """Tests every interval of a rise and fall within four standard errors of 300 drawn days."""
    volume = np.array([20.0, 60.0, 90.0, 90.0, 40.0, 20.0])
    agents = [7, 13, 20, 21, 9, 6]
    share, error = simulated(volume, 180.0, agents, patience)
    got = transient_service(volume, 180.0, agents, TARGET, interval_s=L, patience_s=patience)
    assert (np.abs(got.service_level - share) < 4 * error + 0.004).all()


@pytest.mark.parametrize("definition", ServiceLevelDefinition)
def test_the_long_run_is_erlang_a(definition):
    """Tests that a day without change ends at the steady state, in every definition."""
    target = Target(0.8, 20, definition)
    got = transient_service(np.full(96, 50.0), 180.0, 9, target, interval_s=L, patience_s=90.0)
    queue = erlang_a(10.0, 9, 180.0, 90.0, 20.0)
    assert got.service_level[-1] == pytest.approx(float(queue.service_level(definition)), rel=1e-9)
    assert got.p_abandon[-1] == pytest.approx(float(queue.p_abandon), rel=1e-9)
    assert got.wait_s[-1] == pytest.approx(float(queue.wait_s), rel=1e-9)
    assert got.queue_length[-1] == pytest.approx(float(queue.queue_length), rel=1e-9)
    assert got.occupancy[-1] == pytest.approx(float(queue.occupancy), rel=1e-9)


def test_the_long_run_is_erlang_c():
    """Tests the same where nobody gives up."""
    got = transient_service(np.full(96, 50.0), 180.0, 13, TARGET, interval_s=L)
    assert got.service_level[-1] == pytest.approx(
        float(erlang_c.service_level(10.0, 13, 180.0, 20.0)), rel=1e-7
    )
    assert got.wait_s[-1] == pytest.approx(float(erlang_c.asa_s(10.0, 13, 180.0)), rel=1e-6)
    assert (got.p_abandon == 0).all()


def test_a_short_interval_spoils_the_next():
    """Tests that the damage of an understaffed interval is seen in the one after it."""
    agents = np.array([14, 14, 8, 14, 14])
    got = transient_service(np.full(5, 50.0), 180.0, agents, TARGET, interval_s=L)
    fair = transient_service(np.full(5, 50.0), 180.0, 14, TARGET, interval_s=L)
    assert got.queue_at_end[2] > 3
    assert got.service_level[3] < fair.service_level[3] - 0.2
    assert got.service_level[4] == pytest.approx(fair.service_level[4], abs=0.05)
    np.testing.assert_allclose(got.service_level[:2], fair.service_level[:2])


def test_overload_grows_by_what_is_too_much():
    """Tests that under endless patience the queue grows by the calls that nobody can take."""
    got = transient_service(np.full(4, 90.0), 180.0, 9, TARGET, interval_s=L)
    # 18 erlangs on 9 agents: 45 calls an interval are left over.
    np.testing.assert_allclose(np.diff(got.queue_at_end), 45.0, rtol=1e-6)
    assert got.service_level[-1] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    patience=st.none() | st.floats(30, 600),
    convention=st.sampled_from(EndOfShift),
)
def test_one_agent_more_serves_better(seed, patience, convention):
    """Tests that an agent more in every interval makes no interval worse."""
    random = np.random.default_rng(seed)
    volume = random.uniform(5, 60, 5)
    agents = np.ceil(volume * 180 / L) + random.integers(-1, 4, 5).clip(min=0)
    both = transient_service(
        np.stack([volume, volume]),
        180.0,
        np.stack([agents, agents + 1]),
        TARGET,
        interval_s=L,
        patience_s=patience,
        end_of_shift=convention,
    )
    assert (both.service_level[1] >= both.service_level[0] - 1e-9).all()
    assert (both.p_wait[1] <= both.p_wait[0] + 1e-9).all()


def test_handing_over_is_harsher():
    """Tests that calls which go back to the queue make others wait, where staff falls."""
    agents = np.array([30, 12, 12])
    volume = np.array([120.0, 50.0, 50.0])
    kind, harsh = (
        transient_service(volume, 180.0, agents, TARGET, interval_s=L, end_of_shift=each)
        for each in EndOfShift
    )
    assert harsh.service_level[1] < kind.service_level[1] - 0.1
    np.testing.assert_allclose(harsh.service_level[0], kind.service_level[0])


def test_a_day_that_repeats():
    """Tests that the first interval finds what the last one leaves."""
    volume = np.array([80.0, 40.0, 20.0, 80.0])
    agents = np.array([19, 10, 6, 17])
    often = transient_service(np.tile(volume, 8), 180.0, np.tile(agents, 8), TARGET, interval_s=L)
    once = transient_service(volume, 180.0, agents, TARGET, interval_s=L, start=Start.REPEATING)
    np.testing.assert_allclose(once.service_level, often.service_level[-4:], atol=1e-6)
    assert once.service_level[0] < often.service_level[0]


def test_shapes_and_quiet_intervals():
    """Tests that any leading axes are kept, and nobody calling is not a service of nothing."""
    volume = np.array([[[0.0, 10.0]], [[5.0, 0.0]]])
    got = transient_service(volume, 180.0, 0, TARGET, interval_s=L, patience_s=60.0)
    assert got.service_level.shape == (2, 1, 2)
    assert np.isnan(got.service_level[0, 0, 0])
    assert got.service_level[0, 0, 1] == 0.0
    assert np.isnan(got.occupancy).all()


@pytest.mark.parametrize(
    ("volume", "agents", "aht", "column"),
    [
        ([-1.0], 3, 180.0, "volume"),
        ([float("nan")], 3, 180.0, "volume"),
        ([5.0], 3.5, 180.0, "agents"),
        ([5.0], -1, 180.0, "agents"),
        ([5.0], 3, 0.0, "aht_s"),
    ],
)
def test_bad_input(volume, agents, aht, column):
    """Tests that what is no number of calls, agents or seconds is refused by name."""
    with pytest.raises(BadInputError) as caught:
        transient_service(volume, aht, agents, TARGET, interval_s=L)
    assert caught.value.faults[0].column == column


def test_an_endless_queue_is_refused():
    """Tests that a queue beyond all bounds ends with advice, not with the memory."""
    with pytest.raises(BadInputError, match="can be followed"):
        transient_service([1e6], 180.0, 1, TARGET, interval_s=L)
