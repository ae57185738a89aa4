"""Time grids: clock changes, midnight, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.time import (
    INTERVALS_MIN,
    TimeGrid,
    clock,
    local_instant,
    monday_of,
    parse_clock,
    zone_info,
)

pytestmark = pytest.mark.unit

FORWARD = date(2026, 3, 29)
BACK = date(2026, 10, 25)
BERLIN = "Europe/Berlin"
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (FORWARD, BERLIN, 23),
        (BACK, BERLIN, 25),
        (date(2026, 6, 1), BERLIN, 24),
        (FORWARD, SHANGHAI, 24),
        (BACK, SHANGHAI, 24),
    ],
)
@pytest.mark.parametrize("interval_min", INTERVALS_MIN)
def test_days_have_the_hours_that_the_clock_gives(
    day: date, zone: str, hours: int, interval_min: int
) -> None:
    """Tests that a day has 23, 24 or 25 hours of intervals, whatever their length."""
    grid = TimeGrid(day, 1, interval_min, zone)
    assert grid.n_intervals == hours * 60 // interval_min
    assert len(grid.instants) == grid.n_intervals
    assert grid.local[0].hour == 0
    assert grid.local[-1].date() == day


def test_shift_over_the_night_when_clocks_go_forward() -> None:
    """Tests that 22:00 to 06:00 is seven hours when clocks go forward and nine when back."""
    for day, hours in ((FORWARD, 7), (BACK, 9)):
        evening = day - timedelta(days=1)
        grid = TimeGrid(evening, 2, 60, BERLIN)
        assert grid.index_of(day, 6 * 60) - grid.index_of(evening, 22 * 60) == hours
        assert grid.index_of(evening, 30 * 60) == grid.index_of(day, 6 * 60)


def test_skipped_and_doubled_wall_clock_times() -> None:
    """Tests that a skipped time keeps its instant and a doubled one is its first occurrence."""
    assert local_instant(FORWARD, 150, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local_instant(BACK, 150, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_index_lies_outside_the_grid() -> None:
    """Tests that instants before and after the grid have indices below 0 and past its end."""
    grid = TimeGrid(date(2026, 11, 23), 7, 30, SHANGHAI)
    assert grid.n_intervals == 336
    assert grid.index_of(date(2026, 11, 22), 22 * 60) == -4
    assert grid.index_of(date(2026, 11, 30), 0) == 336
    assert grid.day_slice(6) == slice(288, 336)
    assert grid.days[-1] == date(2026, 11, 29)


@given(
    day=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    n_days=st.integers(1, 10),
    interval_min=st.sampled_from(INTERVALS_MIN),
    zone=st.sampled_from([BERLIN, SHANGHAI, "America/New_York", "Australia/Lord_Howe", "UTC"]),
    data=st.data(),
)
def test_instant_and_index_agree(
    day: date, n_days: int, interval_min: int, zone: str, data: st.DataObject
) -> None:
    """Tests that the index at an interval's start is its own, on any day and in any zone."""
    assume(interval_min <= 30 or "Lord_Howe" not in zone)
    grid = TimeGrid(day, n_days, interval_min, zone)
    i = data.draw(st.integers(0, grid.n_intervals - 1))
    assert grid.index_at(grid.instants[i].to_pydatetime()) == i
    assert grid.day_starts[0] == 0
    assert len(grid.day_starts) == n_days + 1


def test_a_clock_change_that_splits_an_interval_is_refused() -> None:
    """Tests that hours are refused where the clocks change by half of one, and halves are not."""
    with pytest.raises(BadInputError, match="splits an interval of 60"):
        _ = TimeGrid(date(2026, 4, 4), 3, 60, "Australia/Lord_Howe").n_intervals
    assert TimeGrid(date(2026, 4, 4), 3, 30, "Australia/Lord_Howe").n_intervals == 3 * 48 + 1
    assert TimeGrid(date(2026, 4, 7), 3, 60, "Australia/Lord_Howe").n_intervals == 72


@given(st.integers(0, 1440))
def test_clock_and_minute_are_each_other(minute: int) -> None:
    """Tests that a written time of day reads back, 24:00 as 00:00 of the next day."""
    assert parse_clock(clock(minute)) == minute % 1440


@pytest.mark.parametrize("text", ["", "7", "24:30", "07:60", "-1:00", "noon", "07.30"])
def test_what_is_no_time_of_day(text: str) -> None:
    """Tests that what is no time of day is refused with its value."""
    with pytest.raises(BadInputError, match="not a time of day"):
        parse_clock(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_unknown_zone(name: str) -> None:
    """Tests that a zone that does not exist is a plain message."""
    with pytest.raises(BadInputError, match="unknown time zone"):
        zone_info(name)


def test_bad_grids() -> None:
    """Tests that odd intervals and empty horizons are refused."""
    with pytest.raises(BadInputError, match="interval is not supported"):
        TimeGrid(FORWARD, 1, 7, BERLIN)
    with pytest.raises(BadInputError, match="no day"):
        TimeGrid(FORWARD, 0, 30, BERLIN)


def test_weeks_start_on_monday() -> None:
    """Tests that the Monday of a week is found from each of its days."""
    monday = date(2026, 11, 23)
    assert {monday_of(monday + timedelta(days=k)) for k in range(7)} == {monday}
