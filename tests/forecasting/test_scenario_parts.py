"""Tests that each part of a scenario means what it says, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from wfm.forecasting.scenario_parts import (
    Growth,
    Move,
    Opening,
    OtherSite,
    Pool,
    ScenarioEvent,
    event_on,
    growth_on,
)

pytestmark = pytest.mark.unit
MONDAY = date(2026, 3, 2)


def day(n: int) -> date:
    """The n-th day from the Monday."""
    return MONDAY + timedelta(days=n)


def test_growth_from_a_day_on() -> None:
    """Tests that a growth without a ramp is there from its first day and never before."""
    part = Growth(1.2, start=day(3))
    assert [growth_on(part, day(n)) for n in (0, 2, 3, 400)] == [1.0, 1.0, 1.2, 1.2]
    assert growth_on(Growth(1.2), day(-500)) == 1.2


def test_ramp_reaches_the_factor_in_equal_steps() -> None:
    """Tests that a ramp of one week adds a seventh a day and stays there."""
    part = Growth(1.7, start=MONDAY, ramp_weeks=1)
    found = [growth_on(part, day(n)) for n in range(9)]
    assert found[:7] == pytest.approx([1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7])
    assert found[7:] == pytest.approx([1.7, 1.7])


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 3), st.integers(1, 6), st.integers(-10, 60))
def test_ramp_lies_between_nothing_and_all(factor: float, weeks: int, n: int) -> None:
    """Tests that a ramp never passes its factor and never turns back."""
    part = Growth(factor, start=MONDAY, ramp_weeks=weeks)
    now, then = growth_on(part, day(n)), growth_on(part, day(n + 1))
    low, high = min(1.0, factor), max(1.0, factor)
    assert low - 1e-12 <= now <= high + 1e-12
    assert (then - now) * (factor - 1.0) >= -1e-12


def test_event_builds_up_and_fades() -> None:
    """Tests that two days of lead and one of lag take thirds and halves of the effect."""
    event = ScenarioEvent("launch", day(3), day(5), 1.6, lead_days=2, lag_days=1)
    found = [event_on(event, day(n)) for n in range(8)]
    assert found == pytest.approx([1.0, 1.2, 1.4, 1.6, 1.6, 1.3, 1.0, 1.0])


def test_event_without_lead_and_lag_is_its_days() -> None:
    """Tests that nothing leaks out of an event that has neither."""
    event = ScenarioEvent("launch", day(3), day(5), 0.5)
    assert [event_on(event, day(n)) for n in range(2, 6)] == [1.0, 0.5, 0.5, 1.0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Growth(1.1, ramp_weeks=2), "day on which it begins"),
        (lambda: Move("a", "a"), "moved to itself"),
        (lambda: Move("a", "b", 0.5, day(1), day(1)), "end must be after start"),
        (lambda: Pool("p", ()), "at least 1"),
        (lambda: OtherSite("x"), "either a centre or a file"),
        (lambda: OtherSite("x", centre="a", file="b.csv"), "either a centre or a file"),
        (lambda: Opening(("Monday",)), "no weekday: Monday"),
        (lambda: Opening((), ("12:00-09:00",)), "end after it starts"),
        (lambda: Opening((), ("9-17",)), "should match pattern"),
        (lambda: Opening((), ("20:00-24:30",)), "should match pattern"),
        (lambda: Opening(start=day(2), end=day(2)), "end must be after start"),
    ],
)
def test_contradictions_are_refused(make, words: str) -> None:
    """Tests that a part which contradicts itself says why."""
    with pytest.raises(ValidationError, match=words):
        make()


def test_spans_are_minutes() -> None:
    """Tests that hours are read as half-open minutes, midnight as the end of the day."""
    assert Opening((), ("07:30-12:00", "13:00-24:00")).spans == ((450, 720), (780, 1440))


def test_sites_name_their_queues_and_source() -> None:
    """Tests that calls of a centre and of a file can be told apart."""
    assert OtherSite("Xiamen", centre="xiamen").source == "centre:xiamen"
    assert OtherSite("Xiamen", file="xiamen").source == "file:xiamen"
    assert OtherSite("Xiamen", centre="x").queue("cards") == "Xiamen / cards"
