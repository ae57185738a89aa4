"""Tests of events, odd days and opening hours on the Forecast page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from wfm.core.days import DayLike, DayOverride, EventKind
from wfm.service import calendars, forecast_runs
from wfm.service.desk import open_desk
from wfm.sheets.centre_folder import read_centre
from wfm.web.sections.forecast_history import marks
from wfm.web.words import Words

pytestmark = pytest.mark.unit
CENTRE = "small_bank"
WEEK = date(2026, 11, 23)
TAB = {"en": "Events and hours", "zh": "事件与营业时间"}
SALE = {"name": "sale", "kind": "campaign", "first_day": WEEK, "last_day": WEEK}
PAST = {**SALE, "first_day": WEEK - timedelta(days=21), "last_day": WEEK - timedelta(days=20)}
Page = Callable[..., AppTest]


def opened(page: Page, language: str = "en") -> AppTest:
    at = page("forecast", language)
    at.session_state["forecast_tabs"] = TAB[language]
    at = at.run()
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def press(at: AppTest, label: str) -> AppTest:
    return next(b for b in at.button if b.label == label).click().run()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Events", "Days that are not as usual", "Opening hours"]),
        ("zh", ["事件", "特殊日期", "营业时间"]),
    ],
)
def test_the_tab_shows_everything_known_of_days(page, seeded_store, language, words):
    """Tests that events, odd days, hours and the holidays of the year are there."""
    at = opened(page, language)
    assert [s.value for s in at.subheader] == words
    assert max(len(d.value) for d in at.dataframe) > 20


def test_saving_as_shown_changes_nothing(page, seeded_store):
    """Tests that both forms save what they show."""
    desk = open_desk(seeded_store)
    calendars.save_events(desk, CENTRE, [SALE], expected_revision=0, reason="x")
    before = calendars.centre_days(desk, CENTRE)
    at = press(opened(page), "Save the events")
    at = press(at, "Save days and hours")
    assert [e.value for e in at.error] == []
    after = calendars.centre_days(desk, CENTRE)
    assert (after.events, after.days, after.opening) == (
        before.events,
        before.days,
        before.opening,
    )
    assert (after.events_revision, after.days_revision) == (2, 1)
    assert not after.days_edited


def test_learned_effects_are_shown_and_all_can_be_taken_back(page, seeded_store):
    """Tests that a past event's effect stands with its range, and that the folder comes back."""
    desk = open_desk(seeded_store)
    calendars.save_events(desk, CENTRE, [SALE, PAST], expected_revision=0, reason="x")
    forecast_runs.make_version(
        desk, CENTRE, scenario=None, first_day=WEEK, weeks=1, with_backtest=False
    )
    at = opened(page)
    table = next(d.value for d in at.dataframe if "Taken from" in d.value.columns)
    assert table["Event"].tolist() == ["sale"]
    assert table["Taken from"].tolist() == ["Past events of the name"]
    assert table["Past events"].tolist() == [1]
    assert "…" in table["Four in five lie between"].iloc[0]
    assert calendars.centre_days(desk, CENTRE).events[0].kind is EventKind.CAMPAIGN
    press(at, "Back to the folder's events, days and hours")
    assert not calendars.centre_days(desk, CENTRE).events


def test_a_year_to_come_is_marked_as_projected(page, seeded_store):
    """Tests that holidays of a year without its notice carry a warning."""
    at = opened(page)
    assert not at.warning
    year = next(n for n in at.number_input if n.label == "Year")
    at = year.set_value(WEEK.year + 2).run()
    assert "Projected" in at.warning[0].value


def test_odd_days_are_marked_in_the_history(small, tmp_path):
    """Tests that a day's own reason goes before its holiday, and its kind stands in for one."""
    data = read_centre(small.write_folder(tmp_path))
    first, last = date(2026, 10, 1), date(2026, 10, 9)
    centre = replace(
        data.centre,
        days=(
            DayOverride(first, DayLike.WORKDAY, "all hands"),
            DayOverride(last, DayLike.CLOSED),
        ),
    )
    marked = marks(centre, first, last, Words("en"))
    assert marked[first] == "all hands"
    assert marked[date(2026, 10, 2)] == "Statutory holiday"
    assert marked[last] == "Closed all day"
