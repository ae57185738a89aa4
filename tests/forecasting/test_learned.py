from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wfm.forecasting.calendar import Calendar, build_calendar
from wfm.forecasting.closures import with_closures
from wfm.forecasting.days import day_matrix
from wfm.forecasting.events import Event
from wfm.forecasting.hours import Hours
from wfm.forecasting.learned import Special, learn_calendar

pytestmark = pytest.mark.unit
FESTIVAL = [date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23)]


def column(learned, name: str, days) -> list[float]:
    return learned.regressors(days)[:, learned.names.index(name)].tolist()


@pytest.fixture
def office(make_history):
    """A centre open Monday to Friday, 8 to 20, through a spring festival."""
    return make_history(n_days=84, weekdays=(0, 1, 2, 3, 4), open_hours=(8, 20))


def test_opening_hours_are_learned(office):
    """Tests that the usual hours of each weekday are found."""
    learned = learn_calendar(day_matrix(office, "calls", 30), Calendar())
    assert learned.opening[:5].sum(axis=1).tolist() == [24] * 5
    assert not learned.opening[5:].any()
    assert learned.opening[0].nonzero()[0].tolist() == list(range(16, 40))


def test_new_opening_hours_are_learned_within_weeks(make_history):
    """Tests that a centre that starts to open on Saturdays is open on the next one."""
    history = make_history(n_days=84)
    saturday = history["timestamp"].dt.day_of_week == 5
    old = saturday & (history["timestamp"] < "2026-02-20T00:00+08:00")
    history.loc[old, ["volume", "state"]] = [np.nan, "closed"]
    learned = learn_calendar(day_matrix(history, "calls", 30), Calendar())
    assert learned.opening[5].all()


def test_holidays_without_counts_teach_that_the_centre_is_shut(office):
    """Tests that a holiday empty in the past is expected to be closed again."""
    calendar = build_calendar("CN", [2026])
    festival = office["timestamp"].dt.date.isin(FESTIVAL)
    empty = office.assign(
        volume=office["volume"].where(~festival),
        state=office["state"].where(~festival | (office["state"] == "closed"), "missing"),
    )
    closed = with_closures(empty, calendar)
    assert (closed.loc[festival, "state"] == "closed").all()
    learned = learn_calendar(day_matrix(closed, "calls", 30), calendar)
    assert learned.is_shut(date(2026, 5, 1))
    assert not learned.open_slots([date(2026, 5, 1)]).any()
    assert learned.open_slots([date(2026, 5, 6)]).sum() == 24


def test_a_lost_day_that_no_calendar_explains_stays_missing(office):
    """Tests that an empty ordinary day is not turned into a closure."""
    lost = office["timestamp"].dt.date == date(2026, 3, 11)
    history = office.assign(
        volume=office["volume"].where(~lost), state=office["state"].mask(lost, "missing")
    )
    after = with_closures(history, build_calendar("CN", [2026]))
    assert (after.loc[lost, "state"] == "missing").all()


def test_days_after_a_closure_are_ranked_over_the_weekend(office):
    """Tests that Monday is the first day after a Friday closure, Tuesday the second."""
    calendar = Calendar(closures=frozenset({date(2026, 3, 6)}))
    learned = learn_calendar(day_matrix(office, "calls", 30), calendar)
    days = [date(2026, 3, day) for day in range(5, 13)]
    assert column(learned, "eve", days) == [1, 0, 0, 0, 0, 0, 0, 0]
    assert column(learned, "after_1", days) == [0, 0, 0, 0, 1, 0, 0, 0]
    assert column(learned, "after_2", days) == [0, 0, 0, 0, 0, 1, 0, 0]
    assert column(learned, "after_3", days) == [0, 0, 0, 0, 0, 0, 1, 0]


def test_a_longer_range_of_days_gives_the_same_rows(office):
    """Tests that regressors do not depend on which days are asked for together."""
    learned = learn_calendar(day_matrix(office, "calls", 30), build_calendar("CN", [2026]))
    late = [date(2026, 3, 10)]
    alone = learned.regressors(late)
    learned.regressors([date(2025, 12, 1)])
    assert np.array_equal(learned.regressors(late), alone)
    assert learned.regressors([]).shape == (0, len(learned.names))


def test_holidays_take_the_day_type_they_behave_like(make_history):
    """Tests that holidays with Sunday's volume are forecast as Sundays."""
    history = make_history(n_days=84, noise=0.0)
    matrix = day_matrix(history, "calls", 30)
    counts = matrix.counts.copy()
    rows = [matrix.days.index(day) for day in FESTIVAL]
    counts[rows] = counts[6]
    learned = learn_calendar(replace(matrix, counts=counts), build_calendar("CN", [2026]))
    assert learned.behaves_like[Special.HOLIDAY] == 6
    assert learned.types([date(2026, 5, 1)]).tolist() == [6]
    assert learned.is_off(date(2026, 5, 1))


def test_make_up_workdays_are_working_days_by_default(make_history):
    """Tests that a Saturday worked in exchange is a working day before it was ever seen."""
    matrix = day_matrix(make_history(date(2026, 3, 2), n_days=40), "calls", 30)
    learned = learn_calendar(matrix, build_calendar("CN", [2026]))
    assert learned.types([date(2026, 5, 9)])[0] < 5


def test_given_factors_stand_and_events_without_a_past_do_nothing(make_history):
    """Tests that a given factor is taken as it is and that an unknown event is 1."""
    matrix = day_matrix(make_history(n_days=60), "calls", 30)
    given = Event("sale", date(2026, 2, 4), date(2026, 2, 5), 1.5)
    never = Event("launch", date(2027, 2, 4), date(2027, 2, 5))
    learned = learn_calendar(matrix, Calendar(events=(given, never)))
    days = [date(2026, 2, 4), date(2026, 2, 5), date(2027, 2, 4)]
    assert learned.event_factor(days).tolist() == [1.5, 1.0, 1.0]
    assert not any(name.startswith("event") for name in learned.names)


def test_days_that_are_like_a_weekday_are_taken_for_it(office):
    """Tests that a holiday like a Monday is open as on Mondays, and a rest day shut."""
    holiday, rest = date(2026, 5, 1), date(2026, 5, 13)
    calendar = build_calendar("CN", [2026], like={holiday: 0, rest: 6})
    learned = learn_calendar(day_matrix(office, "calls", 30), calendar)
    assert learned.types([holiday, rest]).tolist() == [0, 6]
    assert learned.open_slots([holiday, rest]).sum(axis=1).tolist() == [24, 0]
    assert learned.is_off(rest)
    assert column(learned, "after_1", [date(2026, 5, 14)]) == [1]
    assert column(learned, "eve", [date(2026, 5, 12)]) == [1]


def test_given_hours_win(office):
    """Tests that hours given for weekdays, holidays and single days beat the learned ones."""
    day, holiday, shut = date(2026, 4, 22), date(2026, 5, 1), date(2026, 4, 23)
    hours = Hours((((480, 600),),) * 7, {"holiday": ((540, 570),)}, {day: ((0, 60),), shut: ()})
    calendar = build_calendar("CN", [2026], hours=hours, closures=[date(2026, 4, 24)])
    learned = learn_calendar(day_matrix(office, "calls", 30), calendar)
    got = learned.open_slots([date(2026, 4, 21), day, shut, holiday, date(2026, 4, 24)])
    assert [row.nonzero()[0].tolist() for row in got] == [
        [16, 17, 18, 19],
        [0, 1],
        [],
        [18],
        [],
    ]
    assert learned.is_shut(shut) and not learned.is_shut(holiday)


def test_priors_match_the_names(make_history):
    """Tests that each regressor has a prior, also with pay days, events and years."""
    matrix = day_matrix(make_history(n_days=735), "calls", 30)
    event = Event("statement", date(2026, 2, 2), date(2026, 2, 3))
    learned = learn_calendar(matrix, Calendar(pay_days=(15,), events=(event,)))
    assert learned.has_years
    assert len(learned.names) == len(learned.prior_sd)
    assert learned.regressors([date(2026, 2, 2)]).shape == (1, len(learned.names))
    assert (learned.prior_sd > 0).all()


def test_days_after_quiet_holidays_are_days_after_a_day_off(make_history):
    """Tests that a centre open round the clock has a first day after a quiet festival."""
    matrix = day_matrix(make_history(n_days=84, noise=0.0), "calls", 30)
    counts = matrix.counts.copy()
    counts[[matrix.days.index(day) for day in FESTIVAL]] *= 0.75
    calendar = build_calendar("CN", [2026])
    quiet = learn_calendar(replace(matrix, counts=counts), calendar)
    assert quiet.quiet_holidays
    assert column(quiet, "after_1", [date(2026, 2, 24), date(2026, 2, 25)]) == [1, 0]
    plain = learn_calendar(matrix, calendar)
    assert not plain.quiet_holidays
    assert column(plain, "after_1", [date(2026, 2, 24)]) == [0]
