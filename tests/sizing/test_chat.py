"""Tests of chats held several at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.chat import ChatWork, chat_agents, chat_performance
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 60)


def test_one_at_a_time_is_a_phone():
    """Tests that concurrency 1 is the ordinary queue, whatever the slowdown."""
    load = np.array([0.0, 0.4, 10.0, 90.0])
    plain = agents_needed(load, 600.0, TARGET)
    for work in (ChatWork(), ChatWork(1, 0.5)):
        np.testing.assert_array_equal(chat_agents(load, 600.0, TARGET, work), plain)


def test_by_hand():
    """Tests 10 erlangs at three at once and 15 %: 13 erlangs on places of 780 s, 17 of them."""
    assert int(agents_needed(13.0, 780.0, TARGET)) == 17
    assert int(chat_agents(10.0, 600.0, TARGET, ChatWork(3, 0.15))) == 6


@settings(max_examples=60, deadline=None)
@given(
    load=st.floats(0.05, 200),
    concurrency=st.integers(1, 6),
    slowdown=st.floats(0, 0.6),
    patience=st.none() | st.floats(30, 600),
)
def test_the_least(load, concurrency, slowdown, patience):
    """Tests that n agents keep the target and n - 1 do not."""
    work = ChatWork(concurrency, slowdown)
    agents = int(chat_agents(load, 480.0, TARGET, work, patience_s=patience))

    def level(count):
        one = np.array([1.0])
        return chat_performance(load * one, count * one, 480.0 * one, TARGET, work, patience)

    assert level(agents).service_level[0] >= 0.8 * (1 - 1e-11)
    assert agents == 1 or level(agents - 1).service_level[0] < 0.8


def test_what_concurrency_gains():
    """Tests that throughput is c over the inflation, and a slowdown of 1 gains nothing."""
    assert ChatWork(3, 0.15).throughput == pytest.approx(3 / 1.3)
    assert ChatWork(4, 1.0).throughput == 1
    many = [int(chat_agents(30.0, 600.0, TARGET, ChatWork(c, 0.1))) for c in range(1, 6)]
    assert many == sorted(many, reverse=True)


def test_minimum():
    """Tests that nobody chatting needs the minimum."""
    got = chat_agents([0.0, 5.0], 600.0, TARGET, ChatWork(2), min_agents=2)
    assert got.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: ChatWork(0), "concurrency"),
        (lambda: ChatWork(2, -0.1), "slowdown"),
        (lambda: ChatWork(2, float("nan")), "slowdown"),
        (lambda: chat_agents(-1.0, 600.0, TARGET, ChatWork(2)), "load_erlangs is negative"),
    ],
)
def test_refusals(make, word):
    """Tests that numbers out of range are refused by name."""
    with pytest.raises(BadInputError, match=word):
        make()
