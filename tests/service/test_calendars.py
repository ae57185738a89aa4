"""Tests of events, odd days and opening hours changed on the page."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest
from support.centres import WEEK

from wfm.core.days import DayLike, EventKind
from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.service import calendars, centres, forecast_runs, forecasts

pytestmark = pytest.mark.unit
SALE = {"name": "sale", "first_day": WEEK, "last_day": WEEK + timedelta(days=1), "factor": 1.5}
PAST = {
    "name": "launch",
    "kind": "launch",
    "first_day": WEEK - timedelta(days=20),
    "last_day": WEEK - timedelta(days=20),
    "lag_days": 1,
}


def save_events(desk, *rows, revision=0, reason="planned"):
    return calendars.save_events(desk, "small", rows, expected_revision=revision, reason=reason)


def save_days(desk, *rows, opening=None, revision=0):
    return calendars.save_days(
        desk, "small", rows, opening, expected_revision=revision, reason="notice"
    )


def forecast(desk):
    made = forecast_runs.make_version(
        desk, "small", scenario=None, first_day=WEEK, weeks=1, with_backtest=False
    )
    return forecasts.forecast(desk, made)


def by_day(version):
    local = version.frame["timestamp"].dt.date
    return version.frame["volume"].groupby(local).sum()


def test_events_of_the_page_move_the_forecast(imported, trail):
    """Tests that a saved event is part of the centre, of its forecast, and of the audit trail."""
    plain = by_day(forecast(imported))
    assert save_events(imported, SALE, PAST) == 1
    now = calendars.centre_days(imported, "small")
    assert [e.name for e in now.events] == ["launch", "sale"]
    assert (now.events_revision, now.events_edited, now.days_edited) == (1, True, False)
    assert centres.centre(imported, "small").events == now.events
    version = forecast(imported)
    ratio = by_day(version) / plain
    assert ratio[WEEK] == pytest.approx(1.5, rel=0.03)
    assert ratio[WEEK + timedelta(days=3)] == pytest.approx(1.0, rel=0.03)
    effects = calendars.event_effects(imported, "small")
    seen = {(e.event, e.position): (e.source, e.n_past) for e in effects.itertuples()}
    assert seen == {
        ("sale", 0): ("given", 0),
        ("launch", 0): ("learned", 1),
        ("launch", 1): ("learned", 1),
    }
    assert ("Mei", "created", "document", "planned") in trail(imported)


def test_without_forecast_no_effects(imported):
    """Tests that nothing is said before there is a forecast."""
    assert calendars.event_effects(imported, "small").empty


def test_events_can_be_changed_and_taken_out(imported):
    """Tests that a row left out is gone and that another's older view is refused."""
    save_events(imported, SALE, PAST)
    save_events(imported, {**SALE, "factor": 1.2}, revision=1)
    (event,) = calendars.centre_days(imported, "small").events
    assert event.factor == 1.2
    with pytest.raises(ConflictError):
        save_events(imported, SALE, revision=1)
    save_events(imported, revision=2)
    assert not calendars.centre_days(imported, "small").events


def test_bad_events_are_refused_whole(imported):
    """Tests that every fault is told and nothing saved."""
    bad = {**SALE, "last_day": WEEK - timedelta(days=1), "queues": ["unknown"]}
    with pytest.raises(BadInputError) as caught:
        save_events(imported, SALE, bad)
    assert {f.column for f in caught.value.faults} == {"event[2].last_day", "event[2].queues"}
    with pytest.raises(BadInputError, match="twice"):
        save_events(imported, SALE, SALE)
    assert not calendars.centre_days(imported, "small").events


def test_odd_days_are_marked_and_forecast(imported):
    """Tests that a closed day has no volume and that a day like a Sunday has a Sunday's."""
    closed, like = WEEK + timedelta(days=1), WEEK + timedelta(days=2)
    plain = by_day(forecast(imported))
    save_days(
        imported,
        {"day": closed, "like": "closed", "reason": "move"},
        {"day": like, "like": "sunday"},
        {"day": WEEK, "hours": ["10:00-12:00"]},
    )
    now = by_day(forecast(imported))
    assert now[closed] == 0
    sunday = WEEK + timedelta(days=6)
    assert now[like] == pytest.approx(plain[sunday], rel=0.05)
    assert 0 < now[WEEK] < plain[WEEK] / 2
    table = calendars.official_days(imported, "small", WEEK.year).set_index("day")
    assert table.loc[closed, ["kind", "name"]].tolist() == ["closed", "move"]
    assert table.loc[like, "kind"] == "like_sunday"
    assert table.loc[WEEK, "kind"] == "normal"


def test_opening_hours_are_given_or_learned(imported):
    """Tests that hours of the page win, that empty ones are learned, and the folder's come back."""
    folder = calendars.centre_days(imported, "small").opening
    assert calendars.learned_hours(imported, "small")["monday"] == ("08:00-20:00",)
    save_days(imported, opening={"monday": ["09:00-12:00"]})
    now = by_day(forecast(imported))
    assert now[WEEK] > 0
    assert now[WEEK + timedelta(days=1)] == 0
    save_days(imported, opening={}, revision=1)
    assert calendars.centre_days(imported, "small").opening.always
    calendars.restore_folder(imported, "small", "back")
    assert calendars.centre_days(imported, "small").opening == folder


def test_a_folder_imported_again_keeps_what_the_page_said(imported, folder):
    """Tests that changes outlive an import, and that the folder's rows return when restored."""
    save_events(imported, SALE)
    save_days(imported, {"day": WEEK, "like": "holiday"})
    centres.import_folder(imported, folder)
    now = calendars.centre_days(imported, "small")
    assert [e.name for e in now.events] == ["sale"]
    assert [d.like for d in now.days] == [DayLike.HOLIDAY]
    calendars.restore_folder(imported, "small", "back")
    again = calendars.centre_days(imported, "small")
    assert (again.events, again.days) == ((), ())
    assert not again.events_edited
    assert not again.days_edited


def test_the_folders_events_and_the_pages_stand_side_by_side(imported, folder, tmp_path):
    """Tests that a folder with a new event adds it, and one taken out stays out."""
    place = tmp_path / "small"
    shutil.copytree(folder, place)
    text = (place / "centre.toml").read_text(encoding="utf-8")
    for name in ("fair", "storm"):
        text += f'\n[[event]]\nname = "{name}"\nfirst_day = {WEEK}\nlast_day = {WEEK}\n'
    (place / "centre.toml").write_text(text, encoding="utf-8")
    centres.import_folder(imported, place)
    fair = {"name": "fair", "first_day": WEEK, "last_day": WEEK, "kind": "campaign"}
    save_events(imported, fair, SALE)
    centres.import_folder(imported, place)
    now = {e.name: e.kind for e in calendars.centre_days(imported, "small").events}
    assert now == {"fair": EventKind.CAMPAIGN, "sale": EventKind.OTHER}


def test_official_days_mark_projected_years(imported, folder, tmp_path):
    """Tests that a Chinese year without its notice is marked, and make-up workdays are listed."""
    place = tmp_path / "small"
    shutil.copytree(folder, place)
    text = (place / "centre.toml").read_text(encoding="utf-8")
    (place / "centre.toml").write_text(
        text.replace("interval_min = 30", 'interval_min = 30\ncountry = "CN"'), encoding="utf-8"
    )
    centres.import_folder(imported, place)
    notice = calendars.official_days(imported, "small", 2026)
    assert (notice["kind"] == "make_up_workday").sum() == 6
    assert not notice["projected"].any()
    assert calendars.official_days(imported, "small", 2031)["projected"].all()
    assert date(2026, 10, 1) in set(notice["day"])


def test_agents_may_look_and_not_change(imported, as_role):
    """Tests that changing needs the right to forecast."""
    agent = as_role(imported, "agent")
    assert calendars.centre_days(agent, "small").queues == ("general", "dialect")
    for act in (
        lambda: save_events(agent, SALE),
        lambda: save_days(agent),
        lambda: calendars.restore_folder(agent, "small", ""),
    ):
        with pytest.raises(NotAllowedError):
            act()
