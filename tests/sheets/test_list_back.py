"""Times of the list of shifts turned back into minutes, also over midnight and clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.roster import Activity, Assignment, PlacedActivity, Roster
from wfm.core.shifts import BreakKind
from wfm.sheets.activity_names import activity_names, named_activities
from wfm.sheets.list_back import written_roster

pytestmark = pytest.mark.unit

SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)
"""Saturdays whose nights run into the change of the clocks in Berlin."""


@pytest.mark.parametrize("first", [SPRING, AUTUMN, date(2026, 6, 6)])
@pytest.mark.parametrize("start_min", [0, 90, 240, 300])
def test_nights_come_back(samples, first, start_min):
    """Tests a night's break and training wherever they stand, on nights of 23, 24 and 25 hours."""
    book = samples.sample_book(n_agents=3, n_days=2)
    training = PlannedActivity("T", ActivityKind.TRAINING, 60, ())
    meal = () if start_min == 90 else (Activity(90, 30, BreakKind.MEAL),)
    placed = (PlacedActivity(start_min, 60, "T", ActivityKind.TRAINING),)
    roster = Roster((Assignment("A003", first, "night_22", meal, placed),))
    problem = replace(
        book.problem,
        zone="Europe/Berlin",
        first_day=first,
        activities=(training,),
        leave=(),
        pins=(),
        past=(),
        past_first_day=None,
        holidays=(),
    )
    content = samples.as_file(replace(book, problem=problem, roster=roster))
    found = written_roster(content, problem, "w.xlsx")
    assert found == roster


def test_rows_of_others_are_passed_over(samples):
    """Tests that agents, days and codes that the problem lost do not stop the rest."""
    book = samples.sample_book(n_agents=8, n_days=2)
    content = samples.as_file(book)
    fewer = replace(
        book.problem,
        agents=book.problem.agents[:4],
        n_days=1,
        shifts=tuple(s for s in book.problem.shifts if s.id != "early_7"),
    )
    names = {a.id for a in fewer.agents}
    kept = tuple(
        a
        for a in book.roster
        if a.agent_id in names and a.day == fewer.first_day and a.shift_id != "early_7"
    )
    assert kept
    assert written_roster(content, fewer, "w.xlsx") == Roster(kept)


def test_names_tell_activities_apart(samples):
    """Tests titles, kinds in their place, and ids where a title names several or holds a time."""
    titles = {"A": "Talk", "B": "Talk", "C": "", "D": "At 10:00", "E": "A"}
    plans = tuple(
        PlannedActivity(key, ActivityKind.TRAINING, 30, (), title_en=title)
        for key, title in titles.items()
    )
    problem = replace(samples.sample_problem(), activities=plans)
    assert dict(activity_names(problem, "en")) == {
        "A": "A",
        "B": "B",
        "C": "training",
        "D": "D",
        "E": "E",
    }
    meant = named_activities(problem)
    assert (meant["培训"], meant["training"], meant["e"]) == ("C", "C", "E")
