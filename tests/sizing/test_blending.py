"""Tests of outbound and care work in spare time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.blending import Campaign, fill_care, idle_agents, run_campaign, spare_agents

pytestmark = pytest.mark.unit


def test_spare_is_beyond_the_requirement():
    """Tests that an interval short of people has nobody to spare."""
    assert spare_agents([5, 3, 3], [3, 3, 4]).tolist() == [2, 0, 0]


def test_idle_time():
    """Tests that of 12 agents at 9 erlangs a third of the idle time is one agent."""
    assert float(idle_agents(9.0, 12, 1 / 3)) == pytest.approx(1.0)
    assert float(idle_agents(15.0, 12, 1.0)) == 0
    with pytest.raises(BadInputError, match="idle"):
        idle_agents(1.0, 2, 1.1)


def test_three_attempts_by_hand():
    """Tests 100 customers of whom half answer: 50, then 25, then 12.5, and 12.5 are given up."""
    campaign = Campaign("card", 100, reach=0.5, talk_s=90, ring_s=30)
    assert campaign.attempt_s == 60
    assert campaign.attempts_each == 1.75
    got = run_campaign(campaign, np.full(5, 10.0), 1800.0)
    assert got["attempts"].tolist() == [100, 50, 25, 0, 0]
    assert got["reached"].tolist() == [50, 25, 12.5, 0, 0]
    assert got["given_up"].sum() == 12.5
    assert got["waiting"].iloc[-1] == 0
    assert got["agents"].iloc[0] == pytest.approx(100 * 60 / 1800)


def test_allowed_hours_and_pauses():
    """Tests that nobody is called outside the hours, nor again before the pause is over."""
    campaign = Campaign("card", 10, reach=0.5, talk_s=60, ring_s=60, attempts=2, pause=3)
    may = np.array([False, True, True, True, True, True])
    got = run_campaign(campaign, np.full(6, 5.0), 1800.0, may)
    assert got["attempts"].tolist() == [0, 10, 0, 0, 5, 0]


@settings(max_examples=60, deadline=None)
@given(
    spare=st.lists(st.floats(0, 4), min_size=1, max_size=12),
    contacts=st.floats(0, 500),
    reach=st.floats(0.05, 1),
    attempts=st.integers(1, 4),
    pause=st.integers(1, 3),
)
def test_nobody_is_lost_and_service_is_not_touched(spare, contacts, reach, attempts, pause):
    """Tests that customers add up, and never more than the spare agents are used."""
    campaign = Campaign("x", contacts, reach, 120, 20, attempts, pause)
    got = run_campaign(campaign, np.array(spare), 900.0)
    assert (got["agents"] <= np.array(spare) + 1e-9).all()
    ended = got["reached"].sum() + got["given_up"].sum()
    assert ended + got["waiting"].iloc[-1] == pytest.approx(contacts, abs=1e-6)
    assert got["attempts"].sum() <= contacts * attempts + 1e-6


def test_care():
    """Tests that two hours of care work take the first spare time there is, and no more."""
    got = fill_care(2.0, np.array([1.0, 0.0, 2.0, 2.0]), 1800.0)
    assert got.tolist() == [1.0, 0.0, 2.0, 1.0]
    closed = fill_care(2.0, np.array([1.0, 2.0]), 1800.0, np.array([False, True]))
    assert closed.tolist() == [0.0, 2.0]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Campaign("x", -1, 0.5, 60), "contacts is negative"),
        (lambda: Campaign("x", 1, 0.0, 60), "nobody can be reached"),
        (lambda: Campaign("x", 1, 0.5, 0), "talk_s is zero"),
        (lambda: Campaign("x", 1, 0.5, 60, attempts=0), "attempts is out of range"),
        (lambda: run_campaign(Campaign("x", 1, 1, 60), np.ones(2), 900.0, np.ones(3)), "lengths"),
        (lambda: fill_care(-1.0, np.ones(2), 900.0), "hours is negative"),
    ],
)
def test_refusals(make, word):
    """Tests that numbers out of range are refused in words."""
    with pytest.raises(BadInputError, match=word):
        make()
