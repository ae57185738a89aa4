"""Laws of time grids around clock changes, in several zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import CHANGES, ZONES, time_grids

from wfm.core.time import TimeGrid, local_instant

pytestmark = pytest.mark.unit

DAY_MIN = 24 * 60


@given(time_grids())
def test_every_interval_is_found_by_its_own_clock(grid: TimeGrid) -> None:
    """Tests that the index of an interval's local time is its own, or its first occurrence's."""
    for i, start in enumerate(grid.local):
        found = grid.index_of(start.date(), start.hour * 60 + start.minute)
        if start.fold:
            assert found < i
            earlier = grid.local[found]
            assert (earlier.date(), earlier.hour) == (start.date(), start.hour)
        else:
            assert found == i


@given(time_grids())
def test_days_tile_the_grid(grid: TimeGrid) -> None:
    """Tests that the days' slices follow each other, each of its own local date only."""
    at = 0
    for d, day in enumerate(grid.days):
        span = grid.day_slice(d)
        assert span.start == at
        assert {stamp.date() for stamp in grid.local[span]} == {day}
        at = span.stop
    assert at == grid.n_intervals == len(grid.instants)
    steps = set((grid.instants[1:] - grid.instants[:-1]).tolist())
    assert steps <= {timedelta(minutes=grid.interval_min)}


@given(time_grids(), st.integers(0, 2 * DAY_MIN))
def test_minutes_beyond_the_day_are_the_next_days(grid: TimeGrid, minute: int) -> None:
    """Tests that minute 1440 + m of a day is minute m of the next, whatever the clocks do."""
    for day in grid.days:
        later = day + timedelta(days=1)
        assert grid.index_of(day, DAY_MIN + minute) == grid.index_of(later, minute)


@given(time_grids(), st.lists(st.integers(0, DAY_MIN), min_size=2, max_size=2))
def test_later_instants_have_later_indices(grid: TimeGrid, offsets: list[int]) -> None:
    """Tests that the index never falls as time goes on."""
    one, two = sorted(offsets)
    start = grid.instants[0].to_pydatetime()
    first = grid.index_at(start + timedelta(minutes=one))
    assert first <= grid.index_at(start + timedelta(minutes=two))
    assert first == one // grid.interval_min


@given(st.sampled_from(CHANGES), st.sampled_from(ZONES), st.integers(0, DAY_MIN - 1))
def test_a_wall_clock_time_reads_back_unless_it_is_skipped(
    day: date, zone: str, minute: int
) -> None:
    """Tests that an instant shows the wall clock it was made from, or up to an hour later."""
    instant = local_instant(day, minute, zone)
    assert instant.tzinfo is UTC
    shown = instant.astimezone(TimeGrid(day, 1, 30, zone).local.tz)
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    late = shown.replace(tzinfo=None) - wall
    assert late in (timedelta(0), timedelta(minutes=30), timedelta(hours=1))
    assert shown.fold == 0
