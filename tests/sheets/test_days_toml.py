"""Tests that centre.toml's opening hours, events, odd days and borrowing queues are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.centre import Centre
from wfm.core.days import (
    ALWAYS,
    LEARNED_HOURS,
    DayLike,
    DayOverride,
    Event,
    EventKind,
    OpeningHours,
)
from wfm.core.errors import BadInputError
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.centre_writing import centre_toml
from wfm.sheets.days_toml import read_span, span_text

pytestmark = pytest.mark.unit

HEAD = """\
format = 1
zone = "Asia/Shanghai"
[[queue]]
id = "regular"
[[queue]]
id = "cards"
{queue}
[[team]]
id = "T1"
[[contract]]
id = "full"
week_hours = 40
"""
DAY = date(2026, 5, 1)


def read(text: str = "", queue: str = "") -> Centre:
    return read_centre_toml((HEAD.format(queue=queue) + text).encode(), "corner")


def faults(text: str = "", queue: str = "") -> list[tuple[str, str]]:
    with pytest.raises(BadInputError) as caught:
        read(text, queue)
    return [(fault.what, fault.column) for fault in caught.value.faults]


def test_events_have_a_kind_lead_and_lag():
    """Tests that every key of an event arrives, and that the end day is included."""
    (event,) = read(
        '[[event]]\nname = "spring sale"\nkind = "campaign"\nfirst_day = 2026-05-01\n'
        'last_day = 2026-05-03\nlead_days = 2\nlag_days = 1\nqueues = ["cards"]\n'
    ).events
    assert event == Event(
        "spring sale", DAY, date(2026, 5, 3), None, ("cards",), EventKind.CAMPAIGN, 2, 1
    )


def test_outages_have_hours():
    """Tests that an outage names hours of its days and may not have a factor."""
    base = '[[event]]\nname = "x"\nkind = "outage"\nfirst_day = 2026-05-01\nlast_day = 2026-05-01\n'
    assert read(base + 'hours = "10:00-12:30"\n').events[0].hours == (600, 750)
    assert faults(base + "factor = 0.5\n") == [("an outage has no factor", "event[1].factor")]
    campaign = base.replace("outage", "campaign") + 'hours = "10:00-12:30"\n'
    assert faults(campaign) == [("only an outage has hours", "event[1].hours")]


def test_odd_days_are_read_in_order():
    """Tests that overrides come sorted with their hours, and none twice."""
    days = read(
        '[[day]]\nday = 2026-05-02\nlike = "rest_day"\nreason = "notice"\n'
        '[[day]]\nday = 2026-05-01\nhours = ["13:00-15:00", "09:00-12:00"]\n'
    ).days
    assert days == (
        DayOverride(DAY, None, "", ((540, 720), (780, 900))),
        DayOverride(date(2026, 5, 2), DayLike.REST_DAY, "notice"),
    )
    twice = '[[day]]\nday = 2026-05-02\nlike = "holiday"\n'
    assert faults(twice + twice) == [("the day is given twice", "day")]
    assert faults("[[day]]\nday = 2026-05-02\n") == [
        ("the entry says nothing of the day", "day[1].like")
    ]


def test_weekdays_that_nobody_names_are_left_to_the_history():
    """Tests that hours of holidays alone do not close the week."""
    assert read().opening == LEARNED_HOURS
    holiday = read('[opening]\nholiday = ["09:00-17:00"]\neve = []\n').opening
    assert holiday.weekdays == ALWAYS
    assert holiday.specials == {"holiday": ((540, 1020),), "eve": ()}
    week = read('[opening]\nmonday = ["09:00-17:00"]\n').opening
    assert week.weekdays == (((540, 1020),), *((),) * 6)
    assert faults('[opening]\nholiday = ["09:00-12:00", "11:00-13:00"]\n') == [
        ("spans overlap", "opening.holiday")
    ]


def test_a_queue_borrows_from_one_or_several():
    """Tests that `like` takes a name or a list, with a volume, and never the queue itself."""
    assert read(queue='like = "regular"\nweekly_volume = 500').queues[1].like == ("regular",)
    assert (
        faults(queue='like = ["cards", "gold"]\nweekly_volume = 5')
        == [("no queue to borrow from", "queue[2].like")] * 2
    )
    assert faults(queue='like = "regular"') == [
        ("half of a borrowed profile", "queue[2].weekly_volume")
    ]
    assert faults(queue="weekly_volume = 5") == [("half of a borrowed profile", "queue[2].like")]


@pytest.mark.parametrize("text", ["", "9", "10:00", "12:00-09:00", "09:00-25:00", "a-b"])
def test_what_is_no_span_is_refused(text):
    """Tests that half a span, a span over midnight and nonsense are refused."""
    with pytest.raises(ValueError, match="span"):
        read_span(text)


SPANS = st.lists(st.integers(0, 1440), min_size=2, max_size=4, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@settings(max_examples=40, deadline=None)
@given(
    events=st.lists(
        st.builds(
            Event,
            name=st.text("abc é发", min_size=1, max_size=5),
            first_day=st.just(DAY),
            last_day=st.dates(DAY, date(2027, 1, 1)),
            queues=st.sampled_from([(), ("cards",), ("regular", "cards")]),
            kind=st.sampled_from([k for k in EventKind if k is not EventKind.OUTAGE]),
            factor=st.none() | st.floats(0, 100),
            lead_days=st.integers(0, 28),
            lag_days=st.integers(0, 28),
        ),
        max_size=3,
    ),
    days=st.lists(
        st.builds(
            DayOverride,
            day=st.dates(DAY, date(2027, 1, 1)),
            like=st.sampled_from(DayLike),
            reason=st.text("ab 调休", max_size=5),
            hours=st.none() | SPANS,
        ),
        max_size=3,
        unique_by=lambda d: d.day,
    ),
    special=st.none() | SPANS,
)
def test_written_days_read_back_equal(events, days, special):
    """Tests that events, odd days and special hours survive being written."""
    hours = OpeningHours(((), *(((540, 1020),),) * 6), special, None, special)
    centre = replace(
        read(queue='like = "regular"\nweekly_volume = 12.5'),
        events=tuple(events),
        days=tuple(sorted(days, key=lambda d: d.day)),
        opening=hours,
    )
    assert read_centre_toml(centre_toml(centre).encode(), "corner") == centre


def test_spans_are_written_as_they_are_read():
    """Tests that midnight at the end is 24:00."""
    assert read_span(span_text((0, 1440))) == (0, 1440)


@pytest.mark.parametrize(
    ("like", "weekday"),
    [("workday", None), ("closed", None), ("rest_day", 6), ("monday", 0), ("sunday", 6)],
)
def test_weekdays_that_a_day_is_like(like, weekday):
    """Tests that a rest day is a Sunday and that a named weekday is itself."""
    assert DayLike(like).weekday == weekday
