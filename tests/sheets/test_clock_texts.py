"""Tests that days, times, durations and numbers are read as other systems write them."""

from __future__ import annotations

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sheets import clock_texts
from wfm.sheets.clock_texts import (
    AhtUnit,
    DayOrder,
    Stamp,
    StampReader,
    guess_order,
    is_empty,
    read_clock,
    read_day,
    read_number,
    read_seconds,
    read_stamp,
)

pytestmark = pytest.mark.unit
DAY = date(2026, 3, 2)


def test_examples():
    """Tests that the examples in the docstrings are true."""
    assert doctest.testmod(clock_texts).failed == 0


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-02",
            "2026/3/2",
            "2026.03.02",
            "20260302",
            "2026年3月2日",
            "2026年03月02日 星期一",
        ),
        *("02/03/2026", "2.3.2026", "2-3-26", "02-Mar-2026", "2 March 2026", "Mar 2, 2026"),
        *("Mon 02/03/2026", "Monday, 2 Mar 2026", "周一 2026-03-02", "2026-03-02 00:00:00"),
        "２０２６-０３-０２",
    ],
)
def test_days(text):
    """Tests that a day is read however it is written."""
    assert read_day(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "2026-13-02", "31/02/2026", "soon", "08:00", "2026-03-02 8:00"]
)
def test_no_days(text):
    """Tests that what is no day, or more than a day, is not read as one."""
    assert read_day(text) is None


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)))
@settings(max_examples=60)
def test_orders_mirror_each_other(day):
    """Tests that a day written in either order is read back by that order."""
    assert read_day(f"{day:%d/%m/%Y}", DayOrder.DAY_FIRST) == day
    assert read_day(f"{day:%m/%d/%Y}", DayOrder.MONTH_FIRST) == day


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(10, 60))
@settings(max_examples=40)
def test_order_is_guessed_from_a_run_of_days(first, n):
    """Tests that consecutive days tell their order, once they leave the month."""
    days = [first + timedelta(days=k) for k in range(max(n, 32))]
    for order, pattern in (
        (DayOrder.DAY_FIRST, "%d/%m/%Y"),
        (DayOrder.MONTH_FIRST, "%m/%d/%Y"),
    ):
        assert guess_order([day.strftime(pattern) for day in days]) is order


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("08:30", (510, None)), ("8:30", (510, None)), ("08:30:00", (510, None))),
        *(("8:30 AM", (510, None)), ("12:00 AM", (0, None)), ("12:15 p.m.", (735, None))),
        *(("24:00", (1440, None)), ("0830", (510, None)), ("8点30分", (510, None))),
        *(("上午8:30", (510, None)), ("下午1:30", (810, None)), ("晚上11:30", (1410, None))),
        *(("中午12:30", (750, None)), ("凌晨0:30", (30, None))),
        *(("08:00-08:30", (480, 510)), ("08:00 - 08:30", (480, 510)), ("8:00~8:30", (480, 510))),
        *(("08:00至08:30", (480, 510)), ("8:00 AM - 8:30 AM", (480, 510))),
        *(("11:30 - 12:00 PM", (690, 720)), ("23:30-00:00", (1410, 1440))),
        ("8:00 to 8:30", (480, 510)),
    ],
)
def test_clocks(text, minutes):
    """Tests that a time of day or an interval is read, with twelve hours or twenty-four."""
    assert read_clock(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00", "08:61", "13:00 PM", "morning", "8:00-", "1-2-3"])
def test_no_clocks(text):
    """Tests that what is no time is not read as one."""
    assert read_clock(text) is None


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2026-03-02 08:00", Stamp(DAY, 480)),
        ("2026-03-02T08:00:00", Stamp(DAY, 480)),
        ("02/03/2026 8:00 AM", Stamp(DAY, 480)),
        ("2026年3月2日 08:00-08:30", Stamp(DAY, 480, 510)),
        ("2026-03-02 08:00 - 2026-03-02 08:30", Stamp(DAY, 480, 510)),
        ("2026-03-02T08:00:00+08:00", Stamp(DAY, 480, None, "+08:00")),
        ("2026-03-02T08:00-05:00", Stamp(DAY, 480, None, "-05:00")),
        ("2026-03-02 08:00:00Z", Stamp(DAY, 480, None, "Z")),
        ("20260302 0800", Stamp(DAY, 480)),
        ("2026-03-02", Stamp(DAY, 0)),
    ],
)
def test_stamps(text, stamp):
    """Tests that a day with a time is read, with its offset where it has one."""
    assert read_stamp(text) == stamp


@pytest.mark.parametrize("text", ["", "yesterday", "08:00", "2026-03-02 25:00"])
def test_no_stamps(text):
    """Tests that what is no moment is not read as one."""
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("185", 185.0), ("185.5", 185.5), ("03:05", 185.0), ("0:03:05", 185.0)),
        *(("61:00", 3660.0), ("3m 5s", 185.0), ("3分5秒", 185.0), ("1小时2分", 3720.0)),
        *(("1,200", 1200.0), ("2 min", 120.0)),
    ],
)
def test_seconds(text, seconds):
    """Tests that a duration is read in seconds, minutes and hours."""
    assert read_seconds(text) == seconds


def test_minutes_and_no_durations():
    """Tests that plain numbers may be minutes, and that nonsense is no duration."""
    assert read_seconds("3.5", AhtUnit.MINUTES) == 210.0
    assert read_seconds("03:05", AhtUnit.MINUTES) == 185.0
    assert [read_seconds(text) for text in ("", "long", "1:2:3:4", "a:b")] == [None] * 4


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)))
@settings(max_examples=60)
def test_numbers(value):
    """Tests that a number is read with and without separators."""
    assert read_number(str(value)) == value
    assert read_number(f"{value:,.2f}") == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "1,23", "12e", "1.2.3", "inf", "nan", "12 apples"])
def test_no_numbers(text):
    """Tests that what is no number is told apart."""
    assert read_number(text) is None


def test_empty():
    """Tests that dashes and n/a stand for nothing, a zero does not."""
    assert all(is_empty(t) for t in ("", " ", "-", "N/A", "—", "无", "null"))
    assert not any(is_empty(t) for t in ("0", "x"))


WAYS = (
    "{d:%Y-%m-%d} {t}",
    "{d:%d/%m/%Y} {t}",
    "{d:%Y-%m-%d}T{t}:00",
    "{d:%Y-%m-%d}T{t}:00+08:00",
    "{d:%Y-%m-%d} {t}:00+0800",
    "{d:%Y-%m-%d} {t} - {t}",
    "{d:%Y-%m-%d} {t}-{d:%Y-%m-%d} {t}",
    "{d:%Y年%m月%d日} {t}",
    "{d:%Y年%m月%d} 日 {t}",
    "{d:%Y-%m-%d} 周一 {t}",
    "{d:%a %d-%b-%y} {t}",
    "{d:%b} {d.day}, {d:%Y} {t}",
    "{d:%d %B %Y} {t}",
    "{d:%Y%m%d} {t}",
    "{d:%Y-%m-%d}",
    "{d:%Y-%m-%d} ",
    "{t} {d:%Y-%m-%d}",
    "{d:%Y-%m-%d} soon",
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(WAYS),
            st.dates(date(2001, 1, 1), date(2031, 12, 31)),
            st.sampled_from(["08:00", "8:30", "24:00", "00:00", "25:00", "9:15 PM"]),
        ),
        max_size=8,
    ),
    st.lists(st.text("0123456789-/:. T年月日周一AMPM+Z", max_size=20), max_size=4),
    st.sampled_from(DayOrder),
)
@settings(max_examples=150)
def test_a_column_is_read_as_its_cells(cells, strange, order):
    """Tests that reading each day and time once reads every moment as by itself."""
    texts = [way.format(d=day, t=clock) for way, day, clock in cells] + strange
    reader = StampReader(order)
    assert [reader.read(text) for text in texts] == [read_stamp(text, order) for text in texts]
