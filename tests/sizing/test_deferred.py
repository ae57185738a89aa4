"""Tests of work with a deadline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wfm.core.errors import BadInputError
from wfm.sizing.deadlines import Jobs, missed_windows, serve
from wfm.sizing.deferred import DeferredWork, place, water_level

pytestmark = pytest.mark.unit


@st.composite
def plans(draw):
    """One to three streams over some intervals with a floor, idle time and closed intervals."""
    n = draw(st.integers(1, 14))
    quarters = st.integers(0, 20).map(lambda k: k / 4)

    def array(values):
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=float)

    streams = [
        DeferredWork(
            f"q{k}",
            array(quarters),
            draw(st.integers(1, 8)),
            draw(quarters),
            draw(st.integers(1, 8)),
        )
        for k in range(draw(st.integers(1, 3)))
    ]
    open_ = array(st.integers(0, 3)) > 0
    open_[draw(st.integers(0, n - 1))] = True
    return streams, array(st.integers(0, 9)), array(quarters), open_


def pieces(streams, open_):
    """Windows and sizes of all work, worked out again by looking at every interval."""
    where = [t for t in range(open_.size) if open_[t]]
    found = []
    for stream in streams:
        parts = [(0, stream.backlog, stream.backlog_deadline)]
        parts += [(t, work, stream.deadline) for t, work in enumerate(stream.work)]
        for t, work, deadline in parts:
            later = [u for u in where if u >= t] or [where[-1]]
            found.append((later[:deadline], work))
    return found


def lowest_peak(streams, floor, idle, open_):
    """Lowest highest requirement of any placement, by linear programming."""
    found = pieces(streams, open_)
    cells = [(k, t) for k, (window, _) in enumerate(found) for t in window]
    n = floor.size
    # Variables: work in each cell, the peak.
    upper = np.zeros((n, len(cells) + 1))
    for place_, (_, t) in enumerate(cells):
        upper[t, place_] = 1.0
    upper[:, -1] = -1.0
    equal = np.zeros((len(found), len(cells) + 1))
    for place_, (k, _) in enumerate(cells):
        equal[k, place_] = 1.0
    touched = sorted({t for _, t in cells})
    # Where idle time is enough, the interval may do without reaching its floor.
    result = linprog(
        np.eye(len(cells) + 1)[-1],
        upper[touched],
        idle[touched] - floor[touched],
        equal,
        [work for _, work in found],
        bounds=[(0, None)] * len(cells) + [(floor.max(), None)],
        method="highs",
    )
    return result.fun


@settings(max_examples=120, deadline=None)
@given(plans())
def test_no_placement_has_a_lower_peak(plan):
    """Tests that the level is the linear program's, and the extra agents stay below it."""
    streams, floor, idle, open_ = plan
    got = place(streams, floor, idle=idle, open_=open_)
    assert got.level == pytest.approx(lowest_peak(streams, floor, idle, open_), abs=1e-6)
    assert (floor + got.extra)[got.extra > 0].max(initial=0.0) <= got.level + 1e-9


@settings(max_examples=120, deadline=None)
@given(plans())
def test_everything_is_done_in_its_window(plan):
    """Tests that whole agents do all work in open intervals, and leave nothing waiting."""
    streams, floor, idle, open_ = plan
    got = place(streams, floor, idle=idle, open_=open_)
    assert (got.agents >= 0).all()
    assert (got.agents[~open_] == 0).all()
    assert (got.done.sum(axis=0) <= np.where(open_, idle + got.agents, 0) + 1e-9).all()
    for k, stream in enumerate(streams):
        total = stream.work.sum() + stream.backlog
        assert got.done[k].sum() == pytest.approx(total, abs=1e-6)
        found = pieces([stream], open_)
        for t in range(floor.size):
            # By every deadline what is due is done, and never more than has come.
            due = sum(work for window, work in found if window[-1] <= t)
            came = sum(work for window, work in found if window[0] <= t)
            assert due - 1e-6 <= got.done[k, : t + 1].sum() <= came + 1e-6


@settings(max_examples=60, deadline=None)
@given(plans())
def test_later_deadlines_never_raise_the_peak(plan):
    """Tests that an interval more to do the work in needs no higher level."""
    streams, floor, idle, open_ = plan
    later = [
        DeferredWork(s.name, s.work, s.deadline + 1, s.backlog, s.backlog_deadline + 1)
        for s in streams
    ]
    strict = place(streams, floor, idle=idle, open_=open_)
    assert place(later, floor, idle=idle, open_=open_).level <= strict.level + 1e-6


def test_two_days_of_half_hours():
    """Tests the linear program's peak on the shape of a day, with a backlog and call-backs."""
    random = np.random.default_rng(11)
    wave = np.sin(2 * np.pi * (np.arange(96) - 16) / 48)
    floor = np.round(20 + 15 * wave)
    mail = DeferredWork("mail", (3 + 2 * wave) * random.uniform(0.5, 1.5, 96), 8, 10.0, 16)
    calls = DeferredWork("calls back", random.uniform(0, 1, 96), 2)
    every = np.ones(96, dtype=bool)
    got = place([mail, calls], floor)
    lowest = lowest_peak([mail, calls], floor, np.zeros(96), every)
    assert got.level == pytest.approx(lowest, abs=1e-6)
    assert got.extra.sum() == pytest.approx(mail.work.sum() + 10 + calls.work.sum())


def test_stretches_that_share_no_work():
    """Tests that work is split where nothing crosses, and counted from each stretch's start."""
    jobs = Jobs(
        np.array([0, 1, 4, 5]), np.array([1, 2, 4, 6]), np.ones(4), np.zeros(4, dtype=np.int64)
    )
    parts = jobs.apart(8)
    assert [(first, last) for _, first, last in parts] == [(0, 3), (4, 5), (5, 7)]
    assert [part.release.tolist() for part, _, _ in parts] == [[0, 1], [0], [0]]
    assert [part.due.tolist() for part, _, _ in parts] == [[1, 2], [0], [1]]


def test_work_goes_into_the_valley():
    """Tests that mail of the morning is answered beside the peak, not in it."""
    floor = np.array([2.0, 10.0, 10.0, 2.0])
    mail = DeferredWork("mail", np.array([0.0, 4.0, 0.0, 0.0]), 3)
    got = place([mail], floor)
    assert got.agents.tolist() == [0, 0, 0, 4]
    assert got.level == 10
    hurried = place([DeferredWork("mail", mail.work, 2)], floor)
    assert hurried.agents.tolist() == [0, 2, 2, 0]
    assert hurried.level == 12


def test_each_day_is_levelled_by_itself():
    """Tests that a calm day stays level however high another day stands."""
    floor = np.array([20.0, 20.0, 2.0, 6.0])
    mail = DeferredWork("mail", np.array([4.0, 0.0, 4.0, 0.0]), 2)
    got = place([mail], floor)
    np.testing.assert_allclose(floor + got.extra, [22, 22, 6, 6])


def test_idle_time_first():
    """Tests that idle agents take the work and nobody is added while they can."""
    mail = DeferredWork("mail", np.full(4, 0.5), 2)
    got = place([mail], np.full(4, 5.0), idle=np.full(4, 0.6))
    assert not got.agents.any()
    assert got.idle.sum() == pytest.approx(2.0)


def test_backlog():
    """Tests that what is left from before is worked off by its own deadline."""
    mail = DeferredWork("mail", np.zeros(4), 4, backlog=6.0, backlog_deadline=2)
    got = place([mail], np.zeros(4))
    assert got.agents.tolist() == [3, 3, 0, 0]
    np.testing.assert_allclose(got.backlog[0], [3, 0, 0, 0])


def test_closed_time_does_not_count():
    """Tests that mail of the night is due within two open intervals of the morning."""
    mail = DeferredWork("mail", np.array([4.0, 0.0, 0.0, 0.0]), 2)
    got = place([mail], np.zeros(4), open_=np.array([False, False, True, True]))
    assert got.agents.tolist() == [0, 0, 2, 2]
    np.testing.assert_allclose(got.backlog[0], [4, 4, 2, 0])


def test_nothing_to_do():
    """Tests that no work adds nobody, closed or not."""
    nothing = DeferredWork("mail", np.zeros(3), 2)
    shut = np.zeros(3, dtype=bool)
    for open_ in (None, shut):
        got = place([nothing], np.array([1.0, 5.0, 2.0]), open_=open_)
        assert not got.agents.any()
        assert got.level == 5


def test_water():
    """Tests the level of water by hand, with nothing poured in and much."""
    floor = np.array([1.0, 3.0, 9.0])
    assert water_level(floor, 0.0) == 1
    assert water_level(floor, 4.0) == 4
    assert water_level(floor, 17.0) == 10


def test_windows_that_fail():
    """Tests that the window named cannot do its own work, and one more agent would."""
    jobs = Jobs(np.array([0, 1]), np.array([3, 1]), np.array([2.0, 3.0]), np.array([0, 0]))
    assert missed_windows(jobs, np.array([1.0, 2.0, 1.0, 1.0])) == [(1, 1)]
    assert missed_windows(jobs, np.array([1.0, 3.0, 1.0, 1.0])) == []
    done = serve(jobs, np.array([1.0, 3.0, 1.0, 1.0]), 1)
    assert done.tolist() == [[1.0, 3.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: DeferredWork("mail", np.ones(2), 0), "shorter than an interval"),
        (lambda: DeferredWork("mail", np.array([-1.0]), 1), "work is negative"),
        (lambda: DeferredWork("mail", np.ones(2), 1, backlog=np.nan), "backlog"),
        (lambda: place([DeferredWork("m", np.ones(2), 1)], np.zeros(3)), "lengths differ"),
        (
            lambda: place([DeferredWork("m", np.ones(2), 1)], np.zeros(2), open_=np.zeros(2)),
            "no interval to do it in",
        ),
    ],
)
def test_refusals(make, word):
    """Tests that impossible deadlines and numbers are refused in words."""
    with pytest.raises(BadInputError, match=word):
        make()
