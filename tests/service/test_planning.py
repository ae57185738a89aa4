"""Tests of the chain without a store."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pandas as pd
import pytest
from support.centres import WEEK

from wfm.core.centre import ServiceTarget
from wfm.core.days import Closure
from wfm.core.errors import BadInputError
from wfm.forecasting.scenario import Scenario, Target
from wfm.service import forecasts, known_days, planning
from wfm.sheets.centre_folder import read_centre

pytestmark = pytest.mark.unit


@pytest.fixture
def data(folder):
    """The small centre."""
    return read_centre(folder)


@pytest.fixture
def frame(planned):
    """Its forecast of two weeks and a day."""
    return forecasts.forecast(planned, 1).frame


def test_targets(data):
    """Tests that a target given goes before the scenario's, and that before the centre's."""
    scenario = Scenario(name="x", target=Target(0.9, 15))
    mine = ServiceTarget(0.7, 30, "net")
    assert planning.target_of(data.centre) == data.centre.target
    assert planning.target_of(data.centre, Scenario(name="x")) == data.centre.target
    assert planning.target_of(data.centre, scenario) == ServiceTarget(0.9, 15, "offered")
    assert planning.target_of(data.centre, scenario, mine) == mine


def test_shrinkage(data):
    """Tests that a scenario's shrinkage, zero too, goes before the centre's."""
    centre = dataclasses.replace(data.centre, unplanned_shrinkage=0.1)
    assert planning.sizing_options(centre).shrinkage == 0.1
    assert planning.sizing_options(centre, Scenario(name="x", shrinkage=0.0)).shrinkage == 0
    assert planning.sizing_options(centre, Scenario(name="x")).shrinkage == 0.1


def test_closed_days(data):
    """Tests that both ends of a closure are closed."""
    closure = Closure(date(2031, 5, 1), date(2031, 5, 3))
    centre = dataclasses.replace(data.centre, closures=(closure,))
    assert known_days.closed_days(centre) == {date(2031, 5, d) for d in (1, 2, 3)}


def test_holidays(data):
    """Tests that statutory holidays are the country's inside the span, none without a country."""
    span = date(2026, 10, 3), date(2026, 10, 9)
    assert planning.statutory_holidays(data.centre, *span) == ()
    chinese = dataclasses.replace(data.centre, country="CN")
    found = planning.statutory_holidays(chinese, *span)
    assert found[0] == date(2026, 10, 3)
    assert found[-1] <= date(2026, 10, 7)
    assert found == tuple(sorted(found))


def test_scored_intervals(data):
    """Tests that the last night counts up to the first shift of the day after."""
    about = (WEEK, 7, 30, "Asia/Shanghai")
    assert planning.scored_intervals(data.shifts, *about) == 7 * 48 + 12
    day = tuple(s for s in data.shifts if s.id != "N")
    assert planning.scored_intervals(day, *about) == 7 * 48
    assert planning.scored_intervals((), *about) == 7 * 48


def test_demand_must_cover_the_horizon(data, frame):
    """Tests that a requirement that ends too soon or starts too late is refused by its group."""
    sized = planning.size_centre(data.centre, frame)
    demands = planning.demands_of(sized, WEEK, 7 * 48, "Asia/Shanghai")
    assert [d.group for d in demands] == ["all", "minnan"]
    for first_day, n in ((WEEK, 16 * 48), (WEEK - timedelta(days=1), 48)):
        with pytest.raises(BadInputError, match="does not cover"):
            planning.demands_of(sized, first_day, n, "Asia/Shanghai")


def test_of_week(frame):
    """Tests that a week is its seven local days."""
    week = planning.of_week(frame, WEEK)
    assert len(week) == 2 * 7 * 48
    assert week["timestamp"].min() == pd.Timestamp(WEEK, tz="Asia/Shanghai")
    assert len(planning.of_week(frame, WEEK, 15)) == len(frame)


def test_problem_of_a_folder(data, frame):
    """Tests that two weeks are one problem with the past of the folder."""
    sized = planning.size_centre(data.centre, frame)
    problem = planning.build_problem(data, sized, (), WEEK, 14)
    assert problem.n_days == 14
    assert len(problem.past) == 40
    assert problem.past_first_day == WEEK - timedelta(days=7)
    later = planning.build_problem(data, sized, (), WEEK + timedelta(days=7), 7)
    assert len(later.past) == 40


def test_queue_of_a_centre_with_one(data):
    """Tests that rows without a queue are those of the only queue, and a fault with two."""
    raw = pd.DataFrame(
        [("2031-06-02 10:00", "3"), ("2031-06-02 10:30", "4")], columns=["timestamp", "volume"]
    )
    with pytest.raises(BadInputError, match="queue is unknown"):
        planning.history_frame(data.centre, raw, file="h.csv")
    one = dataclasses.replace(data.centre, queues=data.centre.queues[:1])
    assert set(planning.history_frame(one, raw, file="h.csv")["queue"]) == {"general"}


def test_holidays_around_the_horizon(data, frame):
    """Tests that a problem names those of its past roster and of the week after it."""
    chinese = dataclasses.replace(data, centre=dataclasses.replace(data.centre, country="CN"))
    sized = planning.size_centre(data.centre, frame)
    first = chinese.past_first_day
    expected = planning.statutory_holidays(chinese.centre, first, WEEK + timedelta(days=13))
    problem = planning.build_problem(chinese, sized, (), WEEK, 7)
    assert problem.holidays == expected
    late = dataclasses.replace(chinese, past=(), past_first_day=None)
    new_year = planning.build_problem(
        late, sized, (), WEEK, 7, past=(), past_first_day=date(2025, 12, 29)
    )
    assert date(2026, 1, 1) in new_year.holidays
