"""Tests that what the calendar editors show is what they save."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from wfm.core.days import ALWAYS, DayLike, DayOverride, Event, EventKind, OpeningHours
from wfm.sheets.days_toml import known_days
from wfm.web.sections.day_rows import (
    day_rows,
    days_of,
    event_rows,
    events_of,
    hours_of,
    opening_of,
    opening_rows,
)

pytestmark = pytest.mark.unit
DAY = date(2026, 11, 25)
EVENTS = (
    Event("sale", DAY, date(2026, 11, 27), 1.15, ("a", "b"), EventKind.CAMPAIGN, 2, 1),
    Event("line", DAY, DAY, None, (), EventKind.OUTAGE, hours=(600, 750)),
)
DAYS = (
    DayOverride(DAY, DayLike.REST_DAY, "notice", ()),
    DayOverride(date(2026, 11, 26), None, "", ((420, 720), (780, 1440))),
)


def test_events_survive_the_editor():
    """Tests that events shown and read again are the same, and empty tables too."""
    assert known_days({"event": events_of(event_rows(EVENTS))}, ["a", "b"]).events == EVENTS
    assert events_of(event_rows(())) == []


def test_events_typed_in_part():
    """Tests that a row without a last day is one day, and that an empty row is left out."""
    table = event_rows(EVENTS)
    table.loc[2] = {"name": "fair", "first_day": pd.Timestamp(DAY)}
    table.loc[3] = {}
    entry = events_of(table)[2:]
    assert entry == [
        {
            "name": "fair",
            "first_day": DAY,
            "last_day": DAY,
            "lead_days": 0,
            "lag_days": 0,
            "queues": [],
        }
    ]


def test_odd_days_survive_the_editor():
    """Tests that odd days shown and read again are the same, closed ones too."""
    assert known_days({"day": days_of(day_rows(DAYS))}, []).days == DAYS
    assert days_of(day_rows(())) == []


def test_opening_hours_survive_the_editor():
    """Tests that given hours come back and that learned ones alone give nothing."""
    given = OpeningHours((((540, 1020),),) * 6 + ((),), holiday=())
    rows = opening_rows(given, {"monday": ("08:00-20:00",)})
    assert known_days({"opening": opening_of(rows)}, []).opening == given
    assert opening_of(opening_rows(OpeningHours(ALWAYS), {"monday": ("08:00-20:00",)})) == {}


def test_one_given_weekday_keeps_the_others_as_they_are():
    """Tests that a Monday typed alone does not close the rest of the week."""
    learned = {"monday": ("08:00-20:00",), "tuesday": ("08:00-20:00",), "wednesday": ()}
    rows = opening_rows(OpeningHours(), learned)
    rows.loc[0, "given"] = "09:00-12:00"
    assert opening_of(rows) == {
        "monday": ["09:00-12:00"],
        "tuesday": ["08:00-20:00"],
        "wednesday": [],
    }


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        (None, None),
        (" ", None),
        ("-", []),
        ("07:00-12:00，13：00-17：00", ["07:00-12:00", "13:00-17:00"]),
    ],
)
def test_typed_hours(typed, hours):
    """Tests that nothing, closed, and Chinese punctuation are understood."""
    assert hours_of(typed) == hours
