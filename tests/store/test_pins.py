"""Fixed cells."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wfm.core.errors import NotAllowedError
from wfm.core.problem import Pin, PinSource
from wfm.store import Action, Entity

pytestmark = pytest.mark.unit


@pytest.fixture
def pin(store):
    """Pin cells."""

    def pin(*pins):
        with store.transaction() as tx:
            tx.pins.set("bank", pins, author="li", reason="asked for")

    return pin


@pytest.fixture
def active(store, monday):
    """Read the active pins of the week."""

    def active():
        with store.read() as view:
            found = view.pins.active("bank", monday, monday + timedelta(days=6))
        return [saved.pin for saved in found]

    return active


def test_pins_are_read_by_span(store, pin, active, monday):
    """Tests that pins come back by agent and day, days off too, others left out."""
    inside = Pin("A002", monday, "E"), Pin("A001", monday + timedelta(days=6), None)
    pin(*inside, Pin("A001", monday + timedelta(days=7), "E"))
    assert active() == [inside[1], inside[0]]


def test_a_later_pin_takes_the_place(store, pin, active, monday):
    """Tests that a cell has one active pin, and that its history is kept."""
    pin(Pin("A001", monday, "E"))
    pin(Pin("A001", monday, "N"))
    pin(Pin("A001", monday, "N"))
    assert active() == [Pin("A001", monday, "N")]
    with store.read() as view:
        history = view.pins.history("bank", ("A001", monday))
        entries = view.trail.entries(entity=Entity.PIN)
    assert [(h.shift_id, h.active, h.released_by) for h in history] == [
        ("E", False, "li"),
        ("N", True, None),
    ]
    assert len(entries) == 2
    assert entries[0].before["shift"] == "E"


def test_an_approved_swap_is_not_overwritten(store, pin, active, monday):
    """Tests that a scheduler can neither move nor release a swapped cell by accident."""
    swapped = Pin("A001", monday, "N", PinSource.SWAP)
    pin(swapped)
    with pytest.raises(NotAllowedError, match="approved swap"):
        pin(Pin("A002", monday, "E"), Pin("A001", monday, "E"))
    pin(Pin("A001", monday, "N"))
    with store.transaction() as tx:
        assert tx.pins.release("bank", [("A001", monday)], author="li", reason="") == 0
    assert active() == [swapped]


def test_released_pins_no_longer_count(store, pin, active, monday):
    """Tests that releasing says how many there were, and names swaps only when told to."""
    pin(Pin("A001", monday, "E"), Pin("A002", monday, "N", PinSource.SWAP))
    cells = [("A001", monday), ("A002", monday), ("A003", monday)]
    with store.transaction() as tx:
        assert tx.pins.release("bank", cells, author="wang", reason="undo") == 1
        assert tx.pins.release("bank", cells, author="wang", reason="", sources=PinSource) == 1
    assert active() == []
    with store.read() as view:
        entry = view.trail.entries(entity=Entity.PIN)[0]
    assert (entry.action, entry.before["source"]) == (Action.RELEASED, "swap")
