"""Tests of attendance and the sizing settings that it changes."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from support.centres import WEEK

from wfm.core.attendance import AbsenceReason, Attendance
from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.service import attendance, centres, planning, scenarios, sizing_settings
from wfm.service.desk import Role

pytestmark = pytest.mark.unit

HEAD = "day,agent_id,start,scheduled_min,absent_min,reason\n"


def rows_of(desk, n=40, away=4):
    """A CSV of one Monday shift each of some weeks, the first few of them missed."""
    agent = centres.centre_data(desk, "small").agents[0].id
    lines = [
        f"{np.datetime64(WEEK) - 7 * (k + 1)},{agent},08:00,480,{480 if k < away else 0},sick"
        for k in range(n)
    ]
    return (HEAD + "\n".join(lines) + "\n").encode()


def test_preview_saves_nothing(imported):
    """Tests that a preview shows rows and faults and keeps nothing."""
    seen = attendance.preview_attendance(imported, "small", "a.csv", rows_of(imported))
    assert len(seen.table) == 40
    assert seen.faults == ()
    bad = attendance.preview_attendance(imported, "small", "a.csv", b"day\n2026-01-01\n")
    assert bad.faults
    assert attendance.attendance(imported, "small") == ()
    assert attendance.learned(imported, "small") is None


def test_saved_twice_is_there_once(imported, trail):
    """Tests that a file given again replaces its own days, with a revision and a trail."""
    content = rows_of(imported)
    assert attendance.save_attendance(imported, "small", "a.csv", content) == 1
    preview = attendance.preview_attendance(imported, "small", "a.csv", content)
    assert preview.replaced == 40
    assert attendance.save_attendance(imported, "small", "a.csv", content, "again") == 2
    assert len(attendance.attendance(imported, "small")) == 40
    assert trail(imported)[-1][-1] == "again"


def test_learned_and_used(imported):
    """Tests that Mondays learn from 4 of 40 missed, and the requirement asks for it."""
    attendance.save_attendance(imported, "small", "a.csv", rows_of(imported))
    found = attendance.learned(imported, "small")
    figure = centres.centre(imported, "small").unplanned_shrinkage
    assert found.centre == pytest.approx((40 * 0.1 + 20 * figure) / 60)
    _, revision = sizing_settings.sizing_settings(imported, "small")
    sizing_settings.use_learned_shrinkage(imported, "small", revision)
    centre = centres.centre(imported, "small")
    assert centre.unplanned_shrinkage == pytest.approx(found.centre, abs=1e-4)
    assert len(centre.shrinkage_by_hour) == 7
    options = planning.sizing_options(centre)
    assert options.shrinkage_by_hour == centre.shrinkage_by_hour


def test_nothing_to_learn_from(imported):
    """Tests that without attendance nothing can be used."""
    with pytest.raises(BadInputError, match="no attendance"):
        sizing_settings.use_learned_shrinkage(imported, "small", 1)


def test_planned_absence_is_no_shrinkage():
    """Tests that leave, training and breaks shorten the schedule and teach no absence."""
    day = date(2026, 3, 2)
    rows = [
        Attendance("A", day, 480, 480, 120, AbsenceReason.TRAINING),
        Attendance("A", day, 480, 480, 36, AbsenceReason.LATE),
        Attendance("B", day, None, 480, 480, AbsenceReason.LEAVE),
    ]
    found = attendance.attended_of(rows)
    assert found.scheduled_min.sum() == 360
    assert found.absent_min.sum() == pytest.approx(36)


def test_a_night_shift_is_of_two_days():
    """Tests that the hours after midnight belong to the next weekday."""
    found = attendance.attended_of([Attendance("A", date(2026, 3, 8), 22 * 60 + 30, 240, 240)])
    assert list(zip(found.weekday, found.hour, found.scheduled_min, strict=True)) == [
        (6, 22, 30),
        (6, 23, 60),
        (0, 0, 60),
        (0, 1, 60),
        (0, 2, 30),
    ]


def test_settings_saved(imported, trail):
    """Tests that new settings are the centre's next revision, and everything else stays."""
    before = centres.centre(imported, "small")
    settings, revision = sizing_settings.sizing_settings(imported, "small")
    assert sizing_settings.settings_of(before) == settings
    target = dataclasses.replace(settings.target, answer_rate=0.95, occupancy_cap=0.88)
    changed = dataclasses.replace(
        settings, target=target, model="erlang-a", patience_s=90.0, redial_share=0.3
    )
    saved = sizing_settings.save_sizing(imported, "small", changed, revision, "measured")
    assert saved == revision + 1
    after = centres.centre(imported, "small")
    assert sizing_settings.settings_of(after) == changed
    assert after.queues == before.queues
    assert after.contracts == before.contracts
    assert trail(imported)[-1][-1] == "measured"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"model": "erlang-a", "patience_s": None}, "needs the mean patience"),
        ({"unplanned_shrinkage": 1.0}, "unplanned_shrinkage"),
        ({"redial_share": -0.1}, "redial_share"),
        ({"min_agents": -1}, "min_agents"),
    ],
)
def test_settings_refused(imported, changes, word):
    """Tests that settings a file would be refused for are refused here, and nothing is saved."""
    settings, revision = sizing_settings.sizing_settings(imported, "small")
    wrong = dataclasses.replace(settings, **changes)
    with pytest.raises(BadInputError, match=word):
        sizing_settings.save_sizing(imported, "small", wrong, revision, "why not")
    assert sizing_settings.sizing_settings(imported, "small") == (settings, revision)


def test_answer_rate_needs_erlang_a(imported):
    """Tests that an answer rate under Erlang C is refused with what to do."""
    settings, revision = sizing_settings.sizing_settings(imported, "small")
    target = dataclasses.replace(settings.target, answer_rate=0.9)
    wrong = dataclasses.replace(settings, target=target, model="erlang-c")
    with pytest.raises(BadInputError, match="nobody gives up"):
        sizing_settings.save_sizing(imported, "small", wrong, revision, "why not")


def test_who_may_and_when(imported, as_role):
    """Tests that agents may not, that a reason is needed, and that a stale page is told."""
    settings, revision = sizing_settings.sizing_settings(imported, "small")
    with pytest.raises(NotAllowedError):
        sizing_settings.save_sizing(
            as_role(imported, Role.AGENT), "small", settings, revision, "mine"
        )
    with pytest.raises(BadInputError, match="reason is missing"):
        sizing_settings.save_sizing(imported, "small", settings, revision, " ")
    sizing_settings.save_sizing(imported, "small", settings, revision, "first")
    with pytest.raises(ConflictError):
        sizing_settings.save_sizing(imported, "small", settings, revision, "second")


def test_scenarios_go_before_the_table(planned):
    """Tests that a scenario's shrinkage holds in every hour."""
    centre = dataclasses.replace(
        centres.centre(planned, "small"), shrinkage_by_hour=((0.5,) * 24,) * 7
    )
    frame = scenarios.base_frame(planned, "small", WEEK)
    table = planning.size_centre(centre, frame)
    calm = planning.size_centre(
        centre, frame, scenario=scenarios.from_toml('name = "x"\nshrinkage = 0.0')
    )
    np.testing.assert_array_equal(table["agents_with_shrinkage"], 2 * table["agents"])
    np.testing.assert_array_equal(calm["agents_with_shrinkage"], calm["agents"])
