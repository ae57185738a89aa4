"""Tests of redials, on and off."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.inverse import agents_needed
from wfm.sizing.redial import agents_with_redials, fresh_calls, offered_load
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)


@settings(max_examples=60, deadline=None)
@given(
    fresh=st.floats(0.1, 300),
    agents=st.integers(0, 300),
    patience=st.floats(10, 600),
    share=st.floats(0, 0.9),
)
def test_there_and_back(fresh, agents, patience, share):
    """Tests that the load with redials is a fixed point, and its fresh part the one put in."""
    offered = float(offered_load(fresh, agents, 180.0, patience, share))
    lost = offered * float(erlang_a(offered, agents, 180.0, patience).p_abandon)
    assert offered >= fresh * (1 - 1e-12)
    assert float(fresh_calls(offered, lost, share)) == pytest.approx(fresh, rel=1e-9)


def test_nobody_there():
    """Tests that with nobody to answer each fresh call is offered 1 / (1 - r) times."""
    assert float(offered_load(100.0, 0, 200.0, 60.0, 0.6)) == pytest.approx(250.0)


def test_without_redials():
    """Tests that a share of 0 changes neither load nor agents."""
    load = np.array([0.0, 5.0, 80.0])
    np.testing.assert_array_equal(offered_load(load, 10, 180.0, 60.0, 0.0), load)
    plain = agents_needed(load, 180.0, TARGET, patience_s=60.0)
    got = agents_with_redials(load, 180.0, TARGET, patience_s=60.0, redial_share=0.0)
    np.testing.assert_array_equal(got, plain)


@pytest.mark.parametrize("target", [TARGET, Target(None, answer_rate=0.9), Target(0.6, 60)])
def test_the_least(target):
    """Tests that n agents keep the target with their own redials, and n - 1 do not."""
    fresh = np.array([0.5, 3.0, 12.0, 45.0, 160.0])
    agents = agents_with_redials(fresh, 180.0, target, patience_s=60.0, redial_share=0.6)

    def kept(count):
        load = offered_load(fresh, count, 180.0, 60.0, 0.6)
        return agents_needed(load, 180.0, target, patience_s=60.0) <= count

    assert kept(agents).all()
    assert not kept(agents - 1)[agents > 1].any()
    assert (agents >= agents_needed(fresh, 180.0, target, patience_s=60.0)).all()


def test_more_redials_need_more():
    """Tests that the load and the agents grow with the share."""
    shares = (0.0, 0.3, 0.6, 0.9)
    loads = [float(offered_load(50.0, 45, 180.0, 60.0, r)) for r in shares]
    assert loads == sorted(loads)
    assert loads[0] < loads[-1]
    low = Target(None, answer_rate=0.7)
    agents = [
        int(agents_with_redials(200.0, 180.0, low, patience_s=60.0, redial_share=r)) for r in shares
    ]
    assert agents == sorted(agents)
    assert agents[0] < agents[-1]


def test_history():
    """Tests that half of 20 lost redialling leaves 90 of 100 fresh, and missing stays missing."""
    got = fresh_calls([100.0, 100.0, 0.0], [20.0, np.nan, 0.0], 0.5)
    assert got[0] == 90
    assert np.isnan(got[1])
    assert got[2] == 0


@pytest.mark.parametrize("share", [1.0, -0.1, float("nan")])
def test_shares_out_of_range(share):
    """Tests that a share of 1 or more, negative or missing is refused."""
    with pytest.raises(BadInputError, match=r"redial_share|called again"):
        offered_load(1.0, 1, 180.0, 60.0, share)


def test_more_lost_than_came():
    """Tests that the row is named where more are lost than came."""
    with pytest.raises(BadInputError, match="row 2"):
        fresh_calls([10.0, 5.0], [1.0, 6.0], 0.5)
