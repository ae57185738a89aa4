from __future__ import annotations

from datetime import date

import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting.calendar import Calendar, DayKind, build_calendar
from wfm.forecasting.events import Event

pytestmark = pytest.mark.unit


def test_chinese_holidays_and_make_up_workdays():
    """Tests that 2026 has its statutory days off and its six make-up workdays."""
    calendar = build_calendar("CN", [2026])
    assert calendar.kind(date(2026, 2, 17)) is DayKind.HOLIDAY
    assert calendar.kind(date(2026, 2, 14)) is DayKind.MAKE_UP_WORKDAY
    assert calendar.kind(date(2026, 3, 11)) is DayKind.NORMAL
    assert len(calendar.make_up_workdays) == 6
    assert calendar.projected_years == frozenset()


def test_weekends_inside_a_chinese_holiday_belong_to_it():
    """Tests that the rest days that a notice's span takes in are holidays, others are not."""
    calendar = build_calendar("CN", [2026])
    inside = [date(2026, 2, 21), date(2026, 2, 22), date(2026, 10, 4)]
    assert {calendar.kind(day) for day in inside} == {DayKind.HOLIDAY}
    outside = [date(2026, 2, 15), date(2026, 10, 11), date(2026, 9, 27)]
    assert {calendar.kind(day) for day in outside} == {DayKind.NORMAL}
    freed = build_calendar("CN", [2026], overrides={inside[0]: DayKind.NORMAL})
    assert freed.kind(inside[0]) is DayKind.NORMAL
    assert build_calendar("DE", [2026]).kind(date(2026, 4, 4)) is DayKind.NORMAL


def test_make_up_workdays_of_other_years_stay_out():
    """Tests that the table's make-up days are kept for the years asked for only."""
    years = {day.year for day in build_calendar("CN", [2025]).make_up_workdays}
    assert years == {2025}


def test_years_without_a_notice_are_projected():
    """Tests that a Chinese year without make-up days is marked and a German one is not."""
    assert build_calendar("CN", [2026, 2027]).projected_years == {2027}
    assert build_calendar("DE", [2027]).projected_years == frozenset()


def test_overrides_win():
    """Tests that the centre's own table beats the country's."""
    overrides = {
        date(2026, 2, 17): DayKind.NORMAL,
        date(2026, 2, 14): DayKind.NORMAL,
        date(2026, 3, 11): DayKind.HOLIDAY,
        date(2026, 3, 14): DayKind.MAKE_UP_WORKDAY,
    }
    calendar = build_calendar("CN", [2026], overrides=overrides)
    assert {day: calendar.kind(day) for day in overrides} == overrides


def test_no_country_has_no_holidays():
    """Tests that a calendar without a country is plain."""
    assert not build_calendar(None, [2026]).holidays


def test_an_unknown_country_is_refused():
    """Tests that a country without a table is named."""
    with pytest.raises(BadInputError, match="XX"):
        build_calendar("XX", [2026])


@pytest.mark.parametrize("number", [0, 32])
def test_pay_days_are_days_of_a_month(number):
    """Tests that day 0 and day 32 are refused."""
    with pytest.raises(BadInputError, match="not a day of the month"):
        build_calendar(None, [2026], pay_days=[number])


def test_pay_days_move_before_weekends_and_holidays():
    """Tests that a pay day on a weekend or in the spring festival is paid before."""
    calendar = build_calendar("CN", [2026], pay_days=[15, 20, 31])
    pays = calendar.pay_dates(date(2026, 2, 1), date(2026, 3, 31))
    # 14 February 2026 is a make-up workday; 20 February lies in the festival.
    assert pays == {
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 3, 13),
        date(2026, 3, 20),
        date(2026, 3, 31),
    }


def test_a_pay_day_of_the_next_month_may_fall_into_this_one():
    """Tests that pay on the first moves back over the month's end."""
    calendar = build_calendar(None, [2026], pay_days=[1])
    assert calendar.pay_dates(date(2026, 1, 1), date(2026, 1, 31)) == {
        date(2026, 1, 1),
        date(2026, 1, 30),
    }


def test_working_days():
    """Tests that make-up Saturdays work and holiday Mondays do not."""
    calendar = build_calendar("CN", [2026])
    assert calendar.is_workday(date(2026, 2, 28))
    assert not calendar.is_workday(date(2026, 2, 23))
    assert Calendar().is_workday(date(2026, 3, 2))


def test_events_cover_half_open_days_and_named_queues():
    """Tests that the end day is outside and that an event keeps to its queues."""
    event = Event("sale", date(2026, 3, 2), date(2026, 3, 4), 1.2, ("cards",))
    assert [event.covers(date(2026, 3, day), "cards") for day in (1, 2, 3, 4)] == [
        False,
        True,
        True,
        False,
    ]
    assert not event.covers(date(2026, 3, 2), "loans")


@pytest.mark.parametrize(("days", "factor"), [(0, 1.0), (1, -1.0), (1, 101.0)])
def test_events_out_of_range_are_refused(days, factor):
    """Tests that an empty span and wild factors are refused."""
    with pytest.raises(BadInputError):
        Event("x", date(2026, 3, 2), date.fromordinal(date(2026, 3, 2).toordinal() + days), factor)


def test_days_like_a_weekday_are_no_holidays():
    """Tests that the centre's word on a day beats holiday, eve and working day."""
    calendar = build_calendar("CN", [2026], like={date(2026, 5, 1): 0, date(2026, 5, 7): 6})
    assert calendar.kind(date(2026, 5, 1)) is DayKind.NORMAL
    assert calendar.is_workday(date(2026, 5, 1))
    assert not calendar.is_workday(date(2026, 5, 7))
    assert not calendar.is_eve(date(2026, 4, 30))
    assert build_calendar("CN", [2026]).is_eve(date(2026, 4, 30))
