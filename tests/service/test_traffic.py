"""Tests of the calls that a problem keeps of its forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from support.centres import WEEK

from wfm.service import centres, scenarios, weeks
from wfm.service.traffic import traffic_of

pytestmark = pytest.mark.unit


@pytest.fixture
def parts(planned):
    """Centre and the plan of record's frame."""
    return centres.centre(planned, "small"), scenarios.base_frame(planned, "small", WEEK)


def test_problem_carries_the_calls_it_was_sized_from(planned, parts):
    """Tests that a week's problem holds the plan of record, over the demand's intervals."""
    centre, frame = parts
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert problem.traffic.service_level == centre.target.service_level
    assert problem.traffic.threshold_s == centre.target.threshold_s
    n = len(problem.demands[0].required)
    for queue in problem.traffic.queues:
        rows = frame[(frame["queue"] == queue.queue) & (frame["timestamp"].dt.date >= WEEK)]
        assert len(queue.volume) == n
        assert list(queue.volume) == pytest.approx(list(rows["volume"].head(n)))
        assert list(queue.aht_s) == pytest.approx(list(rows["aht_s"].head(n)))


def test_what_a_queue_says_goes_before_the_centre(parts):
    """Tests that patience, redials and priority are the queue's, else the centre's."""
    centre, frame = parts
    first, *others = centre.queues
    own = replace(first, patience_s=45.0, redial_share=0.3, priority=7, skill="minnan")
    centre = replace(centre, queues=(own, *others), patience_s=200.0, redial_share=0.05)
    made = traffic_of(centre, frame, centre.target, WEEK, 10)
    found = {t.queue: t for t in made.queues}
    mine = found[first.id]
    assert (mine.patience_s, mine.redial_share, mine.priority) == (45.0, 0.3, 7)
    assert mine.skill == "minnan"
    for queue in others:
        assert (found[queue.id].patience_s, found[queue.id].redial_share) == (200.0, 0.05)


def test_only_calls_are_played(parts):
    """Tests that other channels are left out, and that without any call there is no traffic."""
    centre, frame = parts
    first, *others = centre.queues
    mixed = replace(centre, queues=(replace(first, channel="email"), *others))
    names = {
        t.queue for t in getattr(traffic_of(mixed, frame, mixed.target, WEEK, 4), "queues", ())
    }
    assert first.id not in names
    none = replace(centre, queues=tuple(replace(q, channel="chat") for q in centre.queues))
    assert traffic_of(none, frame, none.target, WEEK, 4) is None


def test_interval_without_a_row_has_no_calls(parts):
    """Tests that a queue that is not in the forecast of an interval takes no calls then."""
    centre, frame = parts
    start = pd.Timestamp(WEEK, tz=centre.zone)
    hole = frame[frame["timestamp"] != start + timedelta(minutes=centre.interval_min)]
    for queue in traffic_of(centre, hole, centre.target, WEEK, 4).queues:
        assert (queue.volume[1], queue.aht_s[1]) == (0.0, 0.0)
