from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sizing.simulation import kernel
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.callers import Demand, draw_callers
from wfm.sizing.simulation.crew import steady_crew
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.statistics import count, overlap, stacked

pytestmark = pytest.mark.unit
spans = st.lists(
    st.tuples(st.floats(-50, 350), st.floats(0, 200)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=20,
)


@given(spans)
def test_overlap_is_the_time_of_spans_in_each_interval(values):
    """Tests the sums of overlaps against the definition, span by span."""
    edges = np.arange(0.0, 301.0, 100.0)
    begin = np.array([s[0] for s in values] + [np.nan])
    end = np.array([s[1] for s in values] + [np.nan])
    expected = [
        sum(max(0.0, min(z, e) - max(a, b)) for b, e in values)
        for a, z in itertools.pairwise(edges)
    ]
    assert overlap(begin, end, edges) == pytest.approx(expected, abs=1e-6)


def test_counts_of_a_hand_made_hour(make_callers, steady):
    """Tests every count on a day that can be worked out on paper."""
    calls = [(-10, 30), (5, 10), (95, 40), (99, 5), (120, 10), (450, 10)]
    patience = [np.inf, np.inf, np.inf, 3.0, 500.0, np.inf]
    callers = make_callers(calls, patience=patience)
    crew, routing = steady(1, until=200.0, begin=-50.0)
    # Answered at -10, 20, 95; gone at 102; answered at 135; the last one never.
    c = count(
        kernel.run(callers, crew, routing),
        callers,
        n_intervals=2,
        n_queues=1,
        interval_s=100.0,
        threshold_s=15.0,
    )
    assert c.offered[:, 0].tolist() == [3, 1]
    assert c.answered[:, 0].tolist() == [2, 1]
    assert c.in_time[:, 0].tolist() == [2, 1]
    assert c.abandoned[:, 0].tolist() == [1, 0]
    assert c.short[:, 0].tolist() == [1, 0]
    assert c.answer_wait_s[:, 0].tolist() == [15, 15]
    assert c.wait_s[:, 0].tolist() == [18, 15]
    # Waiting: 5-20, 99-102, 120-135. On calls: 0-20, 20-30, 95-135, 135-145.
    assert c.queue_s[:, 0].tolist() == [16, 17]
    assert c.busy_s[:, 0].tolist() == [35, 45]
    assert c.present_s.tolist() == [100, 100]
    assert c.redials[:, 0].tolist() == [0, 0]


def test_who_waits_for_ever_waits_to_the_end(make_callers, steady):
    """Tests that a caller who is never served counts as waiting until the last interval ends."""
    callers = make_callers([(30, 5)])
    crew, routing = steady(1, until=20.0)
    c = count(
        kernel.run(callers, crew, routing),
        callers,
        n_intervals=2,
        n_queues=1,
        interval_s=50.0,
        threshold_s=15.0,
    )
    assert c.queue_s[:, 0].tolist() == [20, 50]
    assert c.answered.sum() == c.abandoned.sum() == c.wait_s.sum() == 0
    assert c.offered.sum() == 1


def test_redials_count_where_they_come_in(make_callers, steady):
    """Tests that a second try is an offered call of its own interval, and named a redial."""
    callers = make_callers([(0, 500), (10, 5)], tries=[[(np.inf, 0)], [(20, 0), (20, 90)]])
    c = count(
        kernel.run(callers, *steady(1)),
        callers,
        n_intervals=2,
        n_queues=1,
        interval_s=100.0,
        threshold_s=15.0,
    )
    assert c.offered[:, 0].tolist() == [2, 1]
    assert c.redials[:, 0].tolist() == [0, 1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.sampled_from([40.0, np.inf]))
def test_offered_is_answered_abandoned_or_waiting(seed, n_agents, patience_s):
    """Tests that no call is lost or counted twice, whatever the load."""
    demand = Demand(
        KnownRates(np.full((3, 2), 40.0)),
        np.full((3, 2), 120.0),
        900.0,
        np.array([patience_s, 60.0]),
        redial_share=np.array([0.3, 0.3]),
    )
    callers = draw_callers(demand, seed, 1)
    crew = steady_crew(n_agents, 2700.0)
    records = kernel.run(callers, crew, make_routing(np.ones((n_agents, 2))))
    c = count(records, callers, n_intervals=3, n_queues=2, interval_s=900.0, threshold_s=20.0)
    inside = (records.arrived_s >= 0) & (records.arrived_s < 2700)
    unserved = inside & (records.agent < 0) & np.isnan(records.gone_s)
    assert c.offered.sum() == c.answered.sum() + c.abandoned.sum() + unserved.sum()
    assert c.offered.sum() == inside.sum()
    assert (c.in_time <= c.answered).all()
    assert (c.short <= c.abandoned).all()
    assert (c.busy_s.sum(axis=1) <= c.present_s + 1e-6).all()
    # Little's law, exactly: callers' time in line is the time that the line was long.
    if np.isfinite(patience_s):
        everything = count(
            records, callers, n_intervals=1, n_queues=2, interval_s=1e6, threshold_s=20.0
        )
        assert everything.queue_s.sum() == pytest.approx(everything.wait_s.sum(), rel=1e-9)


def test_stacked_counts_keep_replications_apart(make_callers, steady):
    """Tests that stacking puts replications along a new first axis."""
    callers = make_callers([(10, 5)])
    records = kernel.run(callers, *steady(1))
    one = count(records, callers, n_intervals=2, n_queues=1, interval_s=60.0, threshold_s=20.0)
    both = stacked([one, one])
    assert both.offered.shape == (2, 2, 1)
    assert both.present_s.shape == (2, 2)
