"""The week sheet: values equal the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wfm.core.people import Leave, LeaveType
from wfm.core.roster import Roster
from wfm.sheets.styles import CLASS_FILLS
from wfm.sheets.words import LEAVE_CODE, OFF_CODE, ShiftClass, shift_class

pytestmark = pytest.mark.unit

FIRST = 3  # column of the first day


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_cell_is_the_roster(samples, language):
    """Tests that each agent's day shows the shift's code, the leave's code or a day off."""
    book, workbook = samples.standard(language)
    sheet = workbook.worksheets[0]
    for agent in book.problem.agents:
        row = samples.row_of(sheet, agent.id)
        for column, day in enumerate(book.view.days, FIRST):
            assignment = book.roster.get(agent.id, day)
            leave = next(
                (x for x in book.problem.leave if x.agent_id == agent.id and x.covers(day)), None
            )
            if assignment is not None:
                shift = next(s for s in book.problem.shifts if s.id == assignment.shift_id)
                expected = shift.code_zh if language == "zh" else shift.code_en
            elif leave is not None:
                expected = LEAVE_CODE[leave.type][language]
            else:
                expected = OFF_CODE[language]
            assert sheet.cell(row, column).value == expected


def test_totals_at_the_right(samples):
    """Tests that hours, nights, days off and leave add up what the roster gives."""
    book, workbook = samples.standard()
    sheet = workbook.worksheets[0]
    shifts = {s.id: s for s in book.problem.shifts}
    for agent in book.problem.agents:
        row = samples.row_of(sheet, agent.id)
        worked = [shifts[a.shift_id] for a in book.roster if a.agent_id == agent.id]
        hours, nights, off, away = (sheet.cell(row, FIRST + 7 + k).value for k in range(4))
        assert hours * 60 == sum(s.paid_min for s in worked)
        assert nights == sum(s.night for s in worked)
        assert len(worked) + off + away == 7
        assert away == {"A004": 2, "A005": 1}.get(agent.id, 0)


def test_counts_per_day(samples):
    """Tests that the bottom rows count each class of shift, all shifts, and leave, per day."""
    book, workbook = samples.standard("en", 20)
    sheet = workbook.worksheets[0]
    kind = {s.id: shift_class(s) for s in book.problem.shifts}
    labels = {
        "Early (start before 10:00)": ShiftClass.EARLY,
        "Middle (start 10:00-13:59)": ShiftClass.MIDDLE,
        "Late (start 14:00-19:59)": ShiftClass.LATE,
        "Night": ShiftClass.NIGHT,
    }
    for column, day in enumerate(book.view.days, FIRST):
        today = [kind[a.shift_id] for a in book.roster if a.day == day]
        for label, of_kind in labels.items():
            assert sheet.cell(samples.row_of(sheet, label), column).value == today.count(of_kind)
        assert sheet.cell(samples.row_of(sheet, "All shifts"), column).value == len(today)
    away = samples.row_of(sheet, "On leave")
    assert [sheet.cell(away, FIRST + d).value for d in range(7)] == [1, 1, 1, 0, 0, 0, 0]
    assert sheet.cell(away, FIRST + 7).value == 3


def test_agents_stand_by_team_with_leaders_first(samples):
    """Tests that each team has a heading with its size and its shift leader on top."""
    _, workbook = samples.standard()
    sheet = workbook.worksheets[0]
    row = samples.row_of(sheet, "Team B · 4 agents")
    assert [sheet.cell(row + k, 1).value for k in range(1, 5)] == ["A002", "A005", "A008", "A011"]
    assert sheet.cell(row + 1, 2).value == "leader"
    assert sheet.cell(row + 3, 2).value == "trainee"


def test_head_has_dates_weekdays_and_holidays(samples):
    """Tests that the head holds real dates, the weekday below, and names a holiday."""
    sheet = samples.standard("zh")[1].worksheets[0]
    dates = [sheet.cell(5, FIRST + d).value.date() for d in range(7)]
    assert dates == [samples.MONDAY + timedelta(days=d) for d in range(7)]
    names = [sheet.cell(6, FIRST + d).value for d in range(7)]
    assert names == ["周一", "周二", "周三 · 节日", "周四", "周五", "周六", "周日"]
    assert sheet.freeze_panes == "C7"
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.page_setup.orientation == "landscape"


def test_fixed_cells_are_marked_and_keep_their_value(samples):
    """Tests that a pin shows by a mark in the format and a border; the value stays the code."""
    sheet = samples.standard()[1].worksheets[0]
    shift, off = (sheet.cell(samples.row_of(sheet, a), FIRST) for a in ("A002", "A003"))
    assert (shift.value, off.value) == ("E2", "OFF")
    for cell in (shift, off):
        assert cell.number_format == '@" ◆"'
        assert cell.border.left.style == "medium"
    assert sheet.cell(samples.row_of(sheet, "A002"), FIRST + 1).number_format == "@"


def test_colour_follows_class_and_start(samples):
    """Tests that a later start of one class is a deeper tint, and a night has white letters."""
    book, workbook = samples.standard("en", 20)
    sheet = workbook.worksheets[0]
    fills = {}
    for agent in book.problem.agents:
        for column in range(FIRST, FIRST + 7):
            cell = sheet.cell(samples.row_of(sheet, agent.id), column)
            fills[cell.value] = (cell.fill.fgColor.rgb[-6:], cell.font.color.rgb[-6:])
    early = [CLASS_FILLS[ShiftClass.EARLY].index(fills[code][0]) for code in ("E1", "E2", "E3")]
    assert early == sorted(set(early))
    assert fills["N1"][0] in CLASS_FILLS[ShiftClass.NIGHT]
    assert fills["N1"][1] == "FFFFFF"


def test_shift_over_leave_shows_both(samples):
    """Tests that a shift given on leave keeps its code as the value and shows the leave's too."""
    book = samples.sample_book()
    clash = samples.worked("A004", samples.MONDAY, "early_7")
    roster = book.roster.with_cells([(("A004", samples.MONDAY), clash)])
    sheet = samples.opened(replace(book, roster=roster)).worksheets[0]
    row = samples.row_of(sheet, "A004")
    cell = sheet.cell(row, FIRST)
    assert cell.value == "E1"
    assert cell.number_format == '@" / AL"'
    assert sheet.cell(row, FIRST + 10).value == 1  # the other day of leave


def test_not_employed_is_no_day_off(samples):
    """Tests that days before an agent joins show a dash and count as nothing."""
    base = samples.sample_problem()
    joined = replace(base.agents[-1], first_day=samples.MONDAY + timedelta(days=5))
    problem = replace(base, agents=(*base.agents[:-1], joined))
    book = replace(samples.sample_book(), problem=problem, roster=Roster())
    sheet = samples.opened(book).worksheets[0]
    row = samples.row_of(sheet, joined.id)
    assert [sheet.cell(row, FIRST + d).value for d in range(7)] == ["—"] * 5 + ["OFF"] * 2
    assert sheet.cell(row, FIRST + 9).value == 2


def test_legend_names_every_shift(samples):
    """Tests that the legend has each code with span, paid hours, breaks and handover."""
    sheet = samples.standard()[1].worksheets[0]
    words = samples.texts(sheet)
    assert "22:00–06:30 · 8 h paid · meal 30 unpaid, rest break 30 paid · handover 10" in words
    assert any("MAT maternity leave" in word for word in words)


def test_one_sheet_for_each_calendar_week(samples):
    """Tests that a horizon from Thursday on makes a short week and a whole one."""
    problem = replace(
        samples.sample_problem(n_days=11),
        first_day=samples.MONDAY + timedelta(days=3),
        past=(),
        past_first_day=None,
        leave=(Leave("A004", LeaveType.MARRIAGE, date(2026, 10, 8), date(2026, 10, 8)),),
        pins=(),
    )
    roster = samples.sample_roster(problem)
    workbook = samples.opened(replace(samples.sample_book(), problem=problem, roster=roster))
    short, whole = workbook.worksheets[:2]
    assert (short.title, whole.title) == ("Week 2026-10-08", "Week 2026-10-12")
    heads = [cell.value for cell in short[5]]
    assert heads.count("Hours") == 1
    assert heads.index("Hours") + 1 == FIRST + 4
    assert short.cell(samples.row_of(short, "A004"), FIRST).value == "ML"
    hours = sum(
        sheet.cell(samples.row_of(sheet, agent.id), column).value
        for sheet, column in ((short, FIRST + 4), (whole, FIRST + 7))
        for agent in problem.agents
    )
    assert hours == 8 * len(roster)
