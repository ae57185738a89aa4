"""Ending in good order."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from wfm.runs import stop_on_signals

pytestmark = pytest.mark.unit


@pytest.fixture
def stop():
    """An event that signals set; the signals are as before afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    event = threading.Event()
    stop_on_signals(event)
    yield event
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_to_stop(stop, number):
    """Tests that the first signal lets the work come to an end by itself."""
    os.kill(os.getpid(), number)
    assert stop.wait(5)


def test_a_second_interrupt_ends_at_once(stop):
    """Tests that somebody at the keyboard need not wait, and that SIGTERM twice is still gentle."""
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
